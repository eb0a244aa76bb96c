"""Bodies of the requests for help, and of what is done with them."""

from typing import Annotated, Self
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Instant, PersonId, Whole
from pydantic import Field, model_validator

from sessions.catalogue.domain import ROSTER_MAX
from sessions.ending.domain import CompletionRequest, ReportedMark
from sessions.ending.schemas import (
    RAW_MINUTES_MAX,
    AttendedIds,
    Delivered,
    MinutesField,
    NotAttendedIds,
    RawMinutesField,
    recap_of,
)
from sessions.ending.taking_part import Reported
from sessions.fields import Reason
from sessions.help.domain import Helping, HelpRequest, HelpState
from sessions.organisation.domain import AttendanceCode

STATE = Field(
    description="open: it waits for support. questioned: it waits for the coach. completed: the session was completed "
    "with it. closed: somebody closed it. replaced: its coach has sent another one. overtaken: the session was "
    "completed or cancelled without it.",
    examples=["open"],
)
BLOCKERS = Field(
    description="The problems that were in the way when it was asked, by the last part of their types.",
    examples=[["logging-window-closed"]],
)
HELP_ID = Field(description="The id of the request.", examples=[EXAMPLE_ID])
SESSION_ID = Field(description="The session.", examples=[EXAMPLE_ID])


class ReportedMarkBody(Body):
    """What a coach says of the attendance of one learner. It counts if nobody has marked them on the register."""

    person_id: PersonId
    code: Annotated[AttendanceCode, Field(description="The attendance code.", examples=["present"])]
    minutes: Annotated[
        Annotated[Whole, Field(ge=0, le=RAW_MINUTES_MAX)] | None,
        Field(description="How many minutes the learner was there, if known.", examples=[40]),
    ] = None


class HelpIn(Delivered):
    """What a coach reports of a session that they cannot end, and why."""

    marks: Annotated[
        list[ReportedMarkBody],
        Field(max_length=ROSTER_MAX, description="Who was there. At most one mark per learner of the roster."),
    ] = []  # noqa: RUF012 - pydantic copies defaults
    reason: Annotated[
        Reason, Field(description="Why you did not end it.", examples=["I was in hospital until yesterday"])
    ]

    def request(self) -> CompletionRequest:
        """Return the completion that is reported."""
        return CompletionRequest(
            minutes=self.minutes,
            raw_minutes=self.raw_minutes,
            recap=recap_of(self.recap),
            reason=self.reason,
            reported=self.reported,
            reported_marks=tuple(ReportedMark(one.person_id, one.code, one.minutes) for one in self.marks),
        )


class HelpCompletionIn(Body):
    """Why somebody completes a session for a coach who asked for help. Everything else is in their request."""

    reason: Annotated[
        Reason,
        Field(description="Why you complete it, or why only now.", examples=["The coach was in hospital"]),
    ]
    minutes: Annotated[MinutesField, Field(description="Other minutes than the coach reported.", examples=[45])] = None
    raw_minutes: Annotated[
        RawMinutesField, Field(description="Other exact minutes than the coach reported.", examples=[None])
    ] = None
    attended_ids: AttendedIds = []  # noqa: RUF012
    not_attended_ids: NotAttendedIds = []  # noqa: RUF012

    @model_validator(mode="after")
    def _minutes_at_most_once(self) -> Self:
        if self.minutes is not None and self.raw_minutes is not None:
            raise ValueError("send at most one of minutes and raw_minutes")
        return self

    def helping(self) -> Helping:
        """Return what the command takes."""
        return Helping(
            reason=self.reason,
            minutes=self.minutes,
            raw_minutes=self.raw_minutes,
            reported=Reported(frozenset(self.attended_ids), frozenset(self.not_attended_ids)),
        )


class QuestionIn(Body):
    """A question to the coach who asked for help. They answer it with another request."""

    text: Annotated[Reason, Field(description="The question.", examples=["Was Ada there until the end?"])]


class CloseHelpIn(Body):
    """Why a request for help is closed."""

    reason: Annotated[Reason, Field(description="The reason.", examples=["The session did not take place"])]


class HelpOut(Body):
    """A request for help, and what was done with it.

    It contains no texts. Answers are stored for their Idempotency-Key, and a stored text could not be erased.
    """

    help_id: Annotated[UUID, HELP_ID]
    session_id: Annotated[UUID, SESSION_ID]
    state: Annotated[HelpState, STATE]
    asked_by: Annotated[UUID, Field(description="The coach who asked.", examples=[EXAMPLE_ID])]
    asked_at: Annotated[Instant, Field(description="When they asked.", examples=[EXAMPLE_UTC])]
    blockers: Annotated[list[str], BLOCKERS]
    minutes: Annotated[int | None, Field(description="The minutes that they reported, if they did.", examples=[45])]
    raw_minutes: Annotated[
        int | None, Field(description="The exact minutes that they reported, if they did.", examples=[None])
    ]
    marks: Annotated[list[ReportedMarkBody], Field(description="What they say of the attendance of learners.")]
    attended_ids: Annotated[
        list[UUID], Field(description="Learners who, they say, were there without having answered.", examples=[[]])
    ]
    not_attended_ids: Annotated[
        list[UUID], Field(description="Learners who, they say, did not answer and were not there.", examples=[[]])
    ]
    questioned_by: Annotated[UUID | None, Field(description="Who asked back, if somebody did.", examples=[EXAMPLE_ID])]
    questioned_at: Annotated[Instant | None, Field(description="When they did.", examples=[EXAMPLE_UTC])]
    closed_by: Annotated[UUID | None, Field(description="Who closed it, if somebody did.", examples=[None])]
    closed_at: Annotated[Instant | None, Field(description="When it was closed.", examples=[None])]
    completed_by: Annotated[
        UUID | None, Field(description="Who completed the session with it, if somebody did.", examples=[None])
    ]
    completed_at: Annotated[Instant | None, Field(description="When the session was completed.", examples=[None])]
    replaced_at: Annotated[Instant | None, Field(description="When its coach sent another one.", examples=[None])]


def help_out(request: HelpRequest) -> HelpOut:
    """Return the body for a request for help."""
    return HelpOut.model_validate(
        {
            **{name: getattr(request, name) for name in HelpOut.model_fields if hasattr(request, name)},
            "blockers": list(request.blockers),
            "marks": [mark._asdict() for mark in request.marks],
            "attended_ids": sorted(request.reported.attended),
            "not_attended_ids": sorted(request.reported.not_attended),
        }
    )
