"""Bodies for ending a session."""

from typing import Annotated, Literal, Self
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, Body, Flag, Id, Instant, Whole
from pydantic import Field, model_validator

from sessions.catalogue.domain import ROSTER_MAX
from sessions.ending.contradictions import Contradiction
from sessions.ending.domain import Completion, CompletionRequest, Recap, RecapSections
from sessions.ending.taking_part import Reported
from sessions.fields import Reason, RecapText
from sessions.session.answers import CoachOut, SeatOut

RAW_MINUTES_MAX = 1_000_000
ATTENDANCE_VERSION_MAX = 2**53 - 1
"""The largest integer that canonical JSON can carry."""


class RecapSectionsBody(Body):
    """A recap in three sections. Their characters are counted together."""

    topics_covered: Annotated[RecapText, Field(description="The topics covered.", examples=["Linear equations"])]
    learner_progress: Annotated[RecapText, Field(description="The learner's progress.", examples=["Solves them"])]
    next_steps: Annotated[RecapText, Field(description="The next steps.", examples=["Two unknowns"])]


MinutesField = Annotated[
    Whole | None,
    Field(
        ge=0,
        le=RAW_MINUTES_MAX,
        description="Minutes to log: a multiple of the policy's step. Send either this or raw_minutes.",
        examples=[45],
    ),
]
RawMinutesField = Annotated[
    Whole | None,
    Field(
        ge=0,
        le=RAW_MINUTES_MAX,
        description="Exact minutes. They are rounded to the policy's step as the policy says.",
        examples=[43],
    ),
]
RecapField = Annotated[
    RecapText | RecapSectionsBody,
    Field(
        description="What happened: one text, or three sections. Leave it out if the policy needs none.",
        examples=["We solved linear equations …"],
    ),
]
AttendedIds = Annotated[
    list[Id],
    Field(
        max_length=ROSTER_MAX,
        description="Learners who never answered their invitation, but were there. They take part by attending. In a "
        "session that a coach planned they have to answer nevertheless.",
        examples=[[]],
    ),
]
NotAttendedIds = Annotated[
    list[Id],
    Field(
        max_length=ROSTER_MAX,
        description="Learners who never answered their invitation, and were not there. They do not take part, and do "
        "not count as absent.",
        examples=[[]],
    ),
]


def recap_of(recap: str | RecapSectionsBody) -> Recap:
    """Return the recap of a request."""
    if isinstance(recap, str):
        return recap
    return RecapSections(recap.topics_covered, recap.learner_progress, recap.next_steps)


class Delivered(Body):
    """What a coach says of a session that took place: how long, what happened, and who was there without an answer."""

    minutes: MinutesField = None
    raw_minutes: RawMinutesField = None
    recap: RecapField = ""
    attended_ids: AttendedIds = []  # noqa: RUF012 - pydantic copies defaults
    not_attended_ids: NotAttendedIds = []  # noqa: RUF012

    @model_validator(mode="after")
    def _minutes_once(self) -> Self:
        if (self.minutes is None) == (self.raw_minutes is None):
            raise ValueError("send either minutes or raw_minutes")
        return self

    @property
    def reported(self) -> Reported:
        """Return what it says of learners who never answered."""
        return Reported(frozenset(self.attended_ids), frozenset(self.not_attended_ids))


class CompletionIn(Delivered):
    """The end of a session, as its coach logs it."""

    attendance_version: Annotated[
        Whole | None,
        Field(ge=0, le=ATTENDANCE_VERSION_MAX, description="The version of the register that you saw.", examples=[3]),
    ] = None
    log_and_leave: Annotated[Flag, Field(description="Leave the call as well.", examples=[True])] = False
    reason: Annotated[
        Reason | None,
        Field(
            description="Why somebody else completes it: an admin on behalf of a coach, or support after the coach's "
            "time is over. Both need it.",
            examples=["The coach was in hospital"],
        ),
    ] = None
    on_behalf_of: Annotated[
        UUID | None,
        Field(
            description="For admins and support: the coach on whose behalf it is completed. Default for an admin: the "
            "session coach.",
            examples=[None],
        ),
    ] = None

    def request(self) -> CompletionRequest:
        """Return the request that the command takes."""
        return CompletionRequest(
            minutes=self.minutes,
            raw_minutes=self.raw_minutes,
            recap=recap_of(self.recap),
            attendance_version=self.attendance_version,
            log_and_leave=self.log_and_leave,
            reason=self.reason,
            on_behalf_of=self.on_behalf_of,
            reported=self.reported,
        )


Contradictions = Annotated[
    list[Contradiction],
    Field(
        description="What contradicts in what was planned, started and logged. started_after_plan: start was pressed "
        "when the planned time was over, so the planned start counts. longer_than_elapsed: more minutes were logged "
        "than had passed. plan_moved_afterwards: the plan was moved when it was over.",
        examples=[["started_after_plan"]],
    ),
]


class CompletionOut(Body):
    """A completed session. The same request, sent again, gets the same answer."""

    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    event_id: Annotated[UUID, Field(description="The id of its SessionCompleted event.", examples=[EXAMPLE_ID])]
    state: Annotated[Literal["completed"], Field(description="Always completed.", examples=["completed"])]
    version: Annotated[int, Field(description="The session's version.", examples=[3])]
    completed_at: Annotated[Instant, Field(description="When it was completed.", examples=["2026-11-02T06:55:10Z"])]
    completed_by: Annotated[UUID, Field(description="Who completed it.", examples=[EXAMPLE_ID])]
    late: Annotated[
        bool, Field(description="Whether support completed it after the coach's time was over.", examples=[False])
    ]
    on_behalf_of: Annotated[
        UUID | None, Field(description="The coach for whom somebody else completed it, if so.", examples=[None])
    ] = None
    contradictions: Contradictions = Field(default_factory=list)
    started_at: Annotated[Instant, Field(description="When it began.", examples=["2026-11-02T06:10:00Z"])]
    ended_at: Annotated[Instant, Field(description="When it ended.", examples=["2026-11-02T06:53:00Z"])]
    raw_minutes: Annotated[int, Field(description="The minutes as they were sent.", examples=[43])]
    logged_minutes: Annotated[int, Field(description="The minutes that count.", examples=[45])]
    recap_characters: Annotated[int, Field(description="Number of characters counted in the recap.", examples=[163])]
    coaches: Annotated[list[CoachOut], Field(description="The coaches who are paid, with their shares.")]
    recap_by: Annotated[
        UUID | None, Field(description="Who wrote the recap, if somebody else completed it.", examples=[None])
    ] = None
    roster: Annotated[list[SeatOut], Field(description="The roster when the session was completed.")]
    never_answered: Annotated[
        list[UUID],
        Field(
            description="Its learners who never answered and were not there. They neither take part nor count as "
            "absent.",
            examples=[[]],
        ),
    ] = Field(default_factory=list)
    policy_version: Annotated[int, Field(description="The version of the policy that was applied.", examples=[0])]
    attendance_version: Annotated[
        int | None, Field(description="The version of the register, as it was sent.", examples=[3])
    ]
    record_hash: Annotated[
        str, Field(description="RFC 6962 leaf hash of the record's bytes, in hex.", examples=["9f86d0818…"])
    ]


def completion_out(completion: Completion) -> CompletionOut:
    """Return the body for a completion. All of it comes from the stored record."""
    record = completion.record
    return CompletionOut.model_validate(
        {
            **{name: record[name] for name in CompletionOut.model_fields.keys() & record.keys()},
            "event_id": completion.event_id,
            "state": "completed",
            "version": record["sequence"],
            "policy_version": record["policy"]["version"],
            "record_hash": completion.record_hash,
        }
    )
