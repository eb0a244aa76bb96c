"""The body that says how a session can be ended."""

from collections.abc import Iterable, Mapping
from typing import Annotated
from uuid import UUID

from chassis.errors import Problem
from chassis.http.error_answers import PROBLEM_TYPE_PREFIX
from chassis.http.fields import EXAMPLE_ID, VERSION, Body, Instant
from pydantic import Field

from sessions.ending.queries import Ending
from sessions.fields import DoneByOut
from sessions.organisation.domain import Rounding
from sessions.session.domain import State


class HindranceOut(Body):
    """A problem that the completion would get now, whatever its minutes and recap."""

    type: Annotated[
        str, Field(description="The type of the problem.", examples=["urn:lockstep:problem:not-all-accepted"])
    ]
    title: Annotated[str, Field(description="The problem, for people.", examples=["Not all learners have accepted"])]
    status: Annotated[int, Field(description="The HTTP status that it has.", examples=[409])]
    detail: Annotated[
        str, Field(description="What is wrong and what to do.", examples=["1 of 4 learners have not accepted yet."])
    ]


class MinutesLimitsOut(Body):
    """The limits of the minutes. They hold for raw minutes after rounding."""

    minimum: Annotated[int, Field(description="The fewest minutes.", examples=[5])]
    maximum: Annotated[int, Field(description="The most minutes.", examples=[90])]
    step: Annotated[int, Field(description="They are a multiple of this.", examples=[5])]
    rounding: Annotated[Rounding, Field(description="How raw_minutes are rounded to the step.", examples=["up"])]


class RecapLimitsOut(Body):
    """The limits of the recap."""

    minimum_characters: Annotated[int, Field(description="The fewest characters; 0: none are needed.", examples=[150])]
    sections_required: Annotated[bool, Field(description="Whether it must have its sections.", examples=[False])]


class EndingOut(Body):
    """How a session can be ended by the caller now, and by which limits the completion is judged."""

    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    version: Annotated[int, VERSION]
    state: Annotated[State, Field(description="Its state.", examples=["in_progress"])]
    may_end: Annotated[bool, Field(description="Whether you may end it now.", examples=[False])]
    hindrances: Annotated[
        list[HindranceOut],
        Field(description="What is in the way, as the completion would say it; the first comes first."),
    ]
    reason_needed: Annotated[
        bool,
        Field(
            description="Whether a reason is needed: the coaches' time is over, or you end it for one of them.",
            examples=[False],
        ),
    ]
    begun_at: Annotated[
        Instant | None, Field(description="When it began; null if it has not.", examples=["2026-11-02T06:10:12Z"])
    ]
    log_until: Annotated[
        Instant | None,
        Field(
            description="The last instant at which its coaches may log it; null: no end to count from.",
            examples=["2026-11-05T06:55:00Z"],
        ),
    ]
    policy_version: Annotated[int, Field(description="The version of the policy that judges it.", examples=[0])]
    minutes: Annotated[MinutesLimitsOut, Field(description="The limits of its minutes.")]
    recap: Annotated[RecapLimitsOut, Field(description="The limits of its recap.")]
    unanswered: Annotated[
        list[DoneByOut], Field(description="The learners whose answer to the invitation it waits for.")
    ]
    in_call: Annotated[list[DoneByOut], Field(description="The people who have to leave the call first.")]


def ending_out(ending: Ending) -> EndingOut:
    """Return the body for a session that is to be ended."""
    session, found, policy = ending.session, ending.readiness, ending.session.policy
    return EndingOut(
        session_id=session.session_id,
        version=session.version,
        state=session.state,
        may_end=not found.hindrances,
        hindrances=[_hindrance_out(one) for one in found.hindrances],
        reason_needed=found.needs_reason,
        begun_at=found.begun_at,
        log_until=found.log_until,
        policy_version=policy.version,
        minutes=MinutesLimitsOut(
            minimum=policy.minimum_minutes,
            maximum=policy.maximum_minutes,
            step=policy.step_minutes,
            rounding=policy.rounding,
        ),
        recap=RecapLimitsOut(
            minimum_characters=policy.recap_minimum_characters, sections_required=policy.recap_sections_required
        ),
        unanswered=_named(found.unanswered, ending.names),
        in_call=_named(found.in_call, ending.names),
    )


def _hindrance_out(problem: Problem) -> HindranceOut:
    return HindranceOut(
        type=PROBLEM_TYPE_PREFIX + problem.slug, title=problem.title, status=problem.status, detail=problem.detail
    )


def _named(people: Iterable[UUID], names: Mapping[UUID, str]) -> list[DoneByOut]:
    return [DoneByOut(person_id=one, name=names.get(one)) for one in people]
