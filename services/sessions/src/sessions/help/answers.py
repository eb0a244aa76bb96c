"""Bodies of the answers to people who read requests for help."""

from typing import Annotated
from uuid import UUID

from chassis.http.fields import EXAMPLE_UTC, Body, Instant
from pydantic import Field

from sessions.ending.answers import EndingOut, ending_out
from sessions.fields import DoneByOut
from sessions.help.domain import HelpState
from sessions.help.queries import HelpDetail, HelpRow
from sessions.help.schemas import BLOCKERS, HELP_ID, SESSION_ID, STATE, HelpOut, help_out

SessionName = Annotated[str, Field(description="The name of the session.", examples=["Algebra, Mon 7:10"])]
StartsAt = Annotated[Instant | None, Field(description="Its planned start.", examples=["2026-11-02T06:10:00Z"])]
EndsAt = Annotated[Instant | None, Field(description="Its planned end.", examples=["2026-11-02T06:55:00Z"])]
CoachField = Annotated[DoneByOut, Field(description="The session coach.")]


class HelpRowOut(Body):
    """A request for help in the list."""

    help_id: Annotated[UUID, HELP_ID]
    session_id: Annotated[UUID, SESSION_ID]
    session_name: SessionName
    starts_at: StartsAt
    ends_at: EndsAt
    coach: CoachField
    state: Annotated[HelpState, STATE]
    asked_by: Annotated[DoneByOut, Field(description="The coach who asked.")]
    asked_at: Annotated[Instant, Field(description="When they asked.", examples=[EXAMPLE_UTC])]
    log_until: Annotated[
        Instant | None,
        Field(
            description="The last instant at which its coaches may log the session; null: no end to count from.",
            examples=["2026-11-05T06:55:00Z"],
        ),
    ]
    blockers: Annotated[list[str], BLOCKERS]


class HelpDetailOut(HelpOut):
    """A request for help with its texts, its session, and what is in the way of ending it now."""

    session_name: SessionName
    starts_at: StartsAt
    ends_at: EndsAt
    coach: CoachField
    recap: Annotated[
        str | dict[str, str] | None,
        Field(description="The recap that the coach wrote; null if it was erased.", examples=["We solved …"]),
    ]
    reason: Annotated[
        str | None, Field(description="Why they did not end it; null if it was erased.", examples=["I was in hospital"])
    ]
    question: Annotated[
        str | None,
        Field(description="The newest question to the coach; null: none, or it was erased.", examples=[None]),
    ]
    close_reason: Annotated[
        str | None, Field(description="Why it was closed; null: it was not, or the text was erased.", examples=[None])
    ]
    erased: Annotated[bool, Field(description="Whether recap and reason were erased on request.", examples=[False])]
    people: Annotated[
        list[DoneByOut], Field(description="The people whom it names by their ids, except learners, with their names.")
    ]
    ending: Annotated[
        EndingOut,
        Field(
            description="Whether you may end the session now, and what is in the way, as `GET …/ending` says it. What "
            "the coach says of learners who did not answer is taken into account."
        ),
    ]


def help_row_out(row: HelpRow) -> HelpRowOut:
    """Return the body for a request in the list."""
    request, session = row.request, row.session
    coach_id = session.coaches[0].person_id
    return HelpRowOut(
        help_id=request.help_id,
        session_id=request.session_id,
        session_name=session.name,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        coach=DoneByOut(person_id=coach_id, name=row.names.get(coach_id)),
        state=request.state,
        asked_by=DoneByOut(person_id=request.asked_by, name=row.names.get(request.asked_by)),
        asked_at=request.asked_at,
        log_until=row.log_until,
        blockers=list(request.blockers),
    )


def help_detail_out(detail: HelpDetail) -> HelpDetailOut:
    """Return the body for a whole request."""
    session, texts = detail.ending.session, detail.texts or {}
    coach_id = session.coaches[0].person_id
    return HelpDetailOut(
        **dict(help_out(detail.request)),
        session_name=session.name,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        coach=DoneByOut(person_id=coach_id, name=detail.names.get(coach_id)),
        recap=texts.get("recap"),
        reason=texts.get("reason"),
        question=detail.question,
        close_reason=detail.close_reason,
        erased=detail.texts is None,
        people=[DoneByOut(person_id=one, name=name) for one, name in sorted(detail.names.items())],
        ending=ending_out(detail.ending),
    )
