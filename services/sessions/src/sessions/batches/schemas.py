"""Request bodies for batches."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, Body, Id, Instant, Whole
from pydantic import Field

from sessions.batches.domain import AHEAD_DAYS_DEFAULT, AHEAD_DAYS_MAX, BatchChanges, NewBatch
from sessions.batches.recurrence import DURATION_MINUTES_MAX, DURATION_MINUTES_MIN
from sessions.batches.rule_text import RULE_TEXT_MAX
from sessions.catalogue.domain import ROSTER_MAX
from sessions.fields import Category, Day, Reason, SessionName, WallClock, Zone
from sessions.session.domain import TRAITS
from sessions.session.schemas import (
    CLASSES_MAX,
    Coaches,
    CoachesOrRun,
    CourseIds,
    RoomId,
    RunId,
    SeatIn,
    TraitsIn,
    TraitsPatch,
    coach_shares,
    given_fields,
)

EXAMPLE_WALL_CLOCK: Final = "2026-11-02T17:00"

RuleText = Annotated[
    str,
    Field(
        max_length=RULE_TEXT_MAX,
        description="RFC 5545 recurrence rule: FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS, "
        "WKST, COUNT or UNTIL (a date, which is included, or a time). Without a day it is that of first_at.",
        examples=["FREQ=WEEKLY;BYDAY=MO,WE"],
    ),
]
FirstAt = Annotated[
    WallClock,
    Field(
        description="Wall clock in the batch's zone, without offset: the date from which the rule counts, and the time "
        "of day at which each session starts.",
        examples=[EXAMPLE_WALL_CLOCK],
    ),
]
DurationMinutes = Annotated[
    Whole,
    Field(
        ge=DURATION_MINUTES_MIN, le=DURATION_MINUTES_MAX, description="Length of a session in minutes.", examples=[60]
    ),
]
AheadDays = Annotated[
    Whole, Field(ge=1, le=AHEAD_DAYS_MAX, description="Sessions are generated this many days ahead.", examples=[28])
]
ClassIds = Annotated[
    list[Id],
    Field(max_length=CLASSES_MAX, description="Classes to enrol, with their current members.", examples=[[EXAMPLE_ID]]),
]


class BatchIn(TraitsIn):
    """A batch to create, with its sessions of the next `ahead_days` days."""

    name: Annotated[SessionName, Field(description="Its name, unique among batches.", examples=["Algebra"])]
    run_id: RunId = None
    coaches: CoachesOrRun = None
    course_ids: CourseIds = []  # noqa: RUF012 - pydantic copies defaults
    category: Annotated[
        Category | None,
        Field(description="The name of its category. A name that is new creates a category.", examples=["Maths"]),
    ] = None
    zone: Annotated[Zone | None, Field(description="IANA zone of its wall clock; default: the organisation's.")] = None
    rule: RuleText
    first_at: FirstAt
    duration_minutes: DurationMinutes
    room_id: RoomId = None
    ahead_days: AheadDays = AHEAD_DAYS_DEFAULT
    roster: Annotated[list[SeatIn], Field(max_length=ROSTER_MAX, description="Learners to start with.")] = []  # noqa: RUF012
    class_ids: ClassIds = []  # noqa: RUF012

    def new_batch(self) -> NewBatch:
        """Return the new batch that the command takes."""
        return NewBatch(
            **{name: getattr(self, name) for name in TRAITS},
            name=self.name,
            coaches=coach_shares(self.coaches),
            course_ids=tuple(dict.fromkeys(self.course_ids)),
            category=self.category,
            zone=self.zone,
            rule=self.rule,
            first_at=self.first_at,
            duration_minutes=self.duration_minutes,
            room_id=self.room_id,
            ahead_days=self.ahead_days,
            roster={seat.person_id: seat.acceptance for seat in self.roster},
            class_ids=tuple(dict.fromkeys(self.class_ids)),
            run_id=self.run_id,
            given=given_fields(self),
        )


class BatchPatch(TraitsPatch):
    """Changes to a batch and to its upcoming sessions. A field that is left out stays as it is."""

    name: Annotated[SessionName, Field(description="Its name, unique among batches.", examples=["Algebra"])] = ""
    coaches: Coaches = []  # noqa: RUF012
    course_ids: CourseIds = []  # noqa: RUF012
    category: Annotated[
        Category | None, Field(description="The name of its category; null removes it from any.", examples=["Maths"])
    ] = None
    zone: Zone = ""
    rule: RuleText = ""
    first_at: FirstAt = datetime.min  # noqa: DTZ901 - a wall clock
    duration_minutes: DurationMinutes = DURATION_MINUTES_MIN
    room_id: RoomId = None
    ahead_days: AheadDays = AHEAD_DAYS_DEFAULT
    notice: Annotated[
        Reason | None,
        Field(
            description="A message for coaches and learners of sessions that are cancelled because of a new rule.",
            examples=["From next week on we meet on Tuesdays."],
        ),
    ] = None

    def changes(self) -> BatchChanges:
        """Return the changes that the command takes: only the fields that were sent."""
        sent: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set - {"notice"}}
        if "coaches" in sent:
            sent["coaches"] = coach_shares(self.coaches)
        if "course_ids" in sent:
            sent["course_ids"] = tuple(dict.fromkeys(self.course_ids))
        return sent


class BatchEndIn(Body):
    """The end of a batch."""

    after: Annotated[
        Instant | Day | None,
        Field(
            union_mode="left_to_right",
            description="Sessions that start after this instant, or after this date in the batch's zone, are "
            "cancelled. Null means now.",
            examples=["2026-12-18"],
        ),
    ] = None
    reason: Annotated[
        Reason, Field(description="The reason. Coaches and learners do not see it.", examples=["Too few learners"])
    ]
    notice: Annotated[
        Reason | None,
        Field(
            description="A message for coaches and learners of the cancelled sessions.",
            examples=["The course ends before Christmas."],
        ),
    ] = None


class SeriesAnswerIn(Body):
    """An answer to the invitation to a batch."""

    person_id: Annotated[Id | None, Field(description="Who answers; default: the caller.", examples=[EXAMPLE_ID])] = (
        None
    )
    acceptance: Annotated[Literal["accepted", "declined"], Field(description="The answer.", examples=["accepted"])]


class SeriesAnswerOut(Body):
    """A learner's answer to the invitation to a batch. It shows nothing of the batch."""

    batch_id: Annotated[UUID, Field(description="The batch.", examples=[EXAMPLE_ID])]
    person_id: Annotated[UUID, Field(description="The learner.", examples=[EXAMPLE_ID])]
    acceptance: Annotated[Literal["accepted", "declined"], Field(description="The answer.", examples=["accepted"])]
    sessions_changed: Annotated[
        int, Field(description="Number of sessions to come that have the answer now and had not before.", examples=[4])
    ]
