"""Bodies that ask for something about sessions: scheduling, changing, roster, delivery."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self, cast
from uuid import UUID

from contracts.sessions import Acceptance, Mode
from pydantic import Field, model_validator

from sessions.commands.changing import SessionChanges
from sessions.commands.scheduling import NewSession
from sessions.domain.roster import ROSTER_MAX
from sessions.domain.schedule import WINDOW_FIELDS, Windows
from sessions.domain.sessions import COURSES_MAX, WHOLE_BASIS_POINTS
from sessions.domain.visibility import Visibility
from sessions.schemas.fields import (
    Body,
    Category,
    Description,
    Flag,
    Instant,
    Reason,
    SessionName,
    Whole,
)

COACHES_MAX = 20
EXAMPLE_ID = "0193b2a4-0000-7000-8000-000000000001"
EXAMPLE_INSTANT = "2026-11-02T07:10:00+01:00"
CLASSES_MAX = 50

ImportedAcceptance = Literal["invited", "accepted"]

Zone = Annotated[
    str,
    Field(max_length=64, description="IANA zone of the schedule's wall clock.", examples=["Europe/Prague"]),
]
PersonId = Annotated[UUID, Field(description="A person's id.", examples=[EXAMPLE_ID])]


class CoachIn(Body):
    """A coach of the session."""

    person_id: PersonId
    share_basis_points: Annotated[
        Whole | None,
        Field(
            ge=0,
            le=WHOLE_BASIS_POINTS,
            description="Their part of the earnings. Give all coaches one, or none to split evenly.",
            examples=[WHOLE_BASIS_POINTS],
        ),
    ] = None


class SeatIn(Body):
    """A learner to be put on the roster."""

    person_id: PersonId
    acceptance: Annotated[
        Acceptance | None, Field(description="Their answer, where it is known.", examples=["accepted"])
    ] = None


Coaches = Annotated[
    list[CoachIn],
    Field(min_length=1, max_length=COACHES_MAX, description="The session's own coach first, then co-coaches."),
]
CourseIds = Annotated[
    list[UUID],
    Field(max_length=COURSES_MAX, description="The courses it is about.", examples=[[EXAMPLE_ID]]),
]


WindowSide = Annotated[Instant | None, Field(description="A side that is null is open.", examples=[EXAMPLE_INSTANT])]
SeatsMax = Annotated[
    Whole | None, Field(ge=1, le=ROSTER_MAX, description="Learners there is room for; null: no limit.", examples=[24])
]
RoomId = Annotated[UUID | None, Field(description="The room it takes place in.", examples=[EXAMPLE_ID])]
VisibilityField = Annotated[
    Visibility, Field(description="What learners get outside the access window.", examples=["read_only"])
]


class WindowsIn(Body):
    """The three windows of a session; each side is optional and open where it is left out."""

    display_from: WindowSide = None
    display_until: WindowSide = None
    access_from: WindowSide = None
    access_until: WindowSide = None
    coach_from: WindowSide = None
    coach_until: WindowSide = None


class SessionIn(WindowsIn):
    """A session to be scheduled."""

    name: Annotated[SessionName, Field(description="Unique in the organisation.", examples=["Algebra, Mon 7:10"])]
    description: Annotated[Description, Field(description="What it is about.", examples=["Linear equations"])] = ""
    mode: Annotated[Mode, Field(description="Where it takes place.", examples=["online"])]
    coaches: Coaches
    course_ids: CourseIds = []  # noqa: RUF012 - pydantic copies defaults
    course_coaches: Annotated[
        dict[UUID, list[UUID]],
        Field(
            max_length=COURSES_MAX,
            description="Coaches of single courses, by course id; they see the session, but are not paid for it.",
            examples=[{EXAMPLE_ID: [EXAMPLE_ID]}],
        ),
    ] = {}  # noqa: RUF012
    category: Annotated[
        Category | None, Field(description="A category's name; created when there is none.", examples=["Maths"])
    ] = None
    starts_at: Annotated[
        Instant | None, Field(description="Planned start, with its offset.", examples=[EXAMPLE_INSTANT])
    ] = None
    ends_at: Annotated[
        Instant | None, Field(description="Planned end, with its offset.", examples=["2026-11-02T07:55:00+01:00"])
    ] = None
    zone: Annotated[Zone | None, Field(description="Default: the organisation's zone.")] = None
    roster: Annotated[list[SeatIn], Field(max_length=ROSTER_MAX, description="Learners to start with.")] = []  # noqa: RUF012
    class_ids: Annotated[
        list[UUID], Field(max_length=CLASSES_MAX, description="Classes to enrol.", examples=[[EXAMPLE_ID]])
    ] = []  # noqa: RUF012
    visibility: VisibilityField = "read_only"
    seats_max: SeatsMax = None
    room_id: RoomId = None

    @model_validator(mode="after")
    def _coaches_of_its_courses(self) -> Self:
        if others := self.course_coaches.keys() - set(self.course_ids):
            raise ValueError(f"course_coaches names a course that is not in course_ids: {min(others)}")
        return self

    def new_session(self) -> NewSession:
        """Return what the command takes."""
        return NewSession(
            name=self.name,
            description=self.description,
            mode=self.mode,
            coaches=coach_shares(self.coaches),
            course_ids=tuple(dict.fromkeys(self.course_ids)),
            course_coaches={one: tuple(dict.fromkeys(people)) for one, people in self.course_coaches.items()},
            category=self.category,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            zone=self.zone,
            roster={seat.person_id: seat.acceptance for seat in self.roster},
            class_ids=tuple(dict.fromkeys(self.class_ids)),
            windows=Windows(**{name: getattr(self, name) for name in WINDOW_FIELDS}),
            visibility=self.visibility,
            seats_max=self.seats_max,
            room_id=self.room_id,
        )


class SessionPatch(WindowsIn):
    """What is to be changed; what is left out stays. Coaches and courses are replaced as a whole."""

    name: Annotated[SessionName, Field(description="Unique in the organisation.", examples=["Algebra"])] = ""
    description: Annotated[Description, Field(description="What it is about.", examples=["Equations"])] = ""
    mode: Annotated[Mode, Field(description="Where it takes place.", examples=["online"])] = "online"
    coaches: Coaches = []  # noqa: RUF012
    course_ids: CourseIds = []  # noqa: RUF012
    category: Annotated[
        Category | None, Field(description="A category's name; null takes it away.", examples=["Maths"])
    ] = None
    starts_at: Annotated[Instant | None, Field(description="Planned start.", examples=[EXAMPLE_INSTANT])] = None
    ends_at: Annotated[Instant | None, Field(description="Planned end.", examples=["2026-11-02T07:55:00+01:00"])] = None
    zone: Zone = ""
    visibility: VisibilityField = "read_only"
    seats_max: SeatsMax = None
    room_id: RoomId = None

    def changes(self) -> SessionChanges:
        """Return what the command takes: only what was sent."""
        sent: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        if "coaches" in sent:
            sent["coaches"] = coach_shares(self.coaches)
        if "course_ids" in sent:
            sent["course_ids"] = tuple(dict.fromkeys(self.course_ids))
        return cast(SessionChanges, sent)  # its names are this model's


class CopyIn(Body):
    """How a copy differs from its original."""

    name: Annotated[
        SessionName | None, Field(description="Default: the original's name with “ (copy)”.", examples=["Algebra 2"])
    ] = None
    starts_at: Annotated[
        Instant | None,
        Field(description="Its start; all other dates move along. Null: no schedule.", examples=[EXAMPLE_INSTANT]),
    ] = None
    with_roster: Annotated[Flag, Field(description="Invite the original's learners.", examples=[True])] = False


class CourseCoachesDelta(Body):
    """Coaches to add to and to remove from one course of a session."""

    add: Annotated[
        list[UUID], Field(max_length=COACHES_MAX, description="Coaches to add.", examples=[[EXAMPLE_ID]])
    ] = []  # noqa: RUF012
    remove: Annotated[
        list[UUID], Field(max_length=COACHES_MAX, description="Coaches to remove.", examples=[[EXAMPLE_ID]])
    ] = []  # noqa: RUF012


class CoursesDelta(Body):
    """Courses to add and to remove; the others stay, with their coaches and learners."""

    add: CourseIds = []  # noqa: RUF012
    remove: CourseIds = []  # noqa: RUF012


def coach_shares(coaches: Sequence[CoachIn]) -> tuple[tuple[UUID, int | None], ...]:
    """Return coaches and their shares as commands take them."""
    return tuple((coach.person_id, coach.share_basis_points) for coach in coaches)


class RosterDelta(Body):
    """Learners to add and to remove; everybody else stays."""

    add: Annotated[list[SeatIn], Field(max_length=ROSTER_MAX, description="Learners to add.")] = []  # noqa: RUF012
    remove: Annotated[
        list[UUID], Field(max_length=ROSTER_MAX, description="Learners to remove.", examples=[[EXAMPLE_ID]])
    ] = []  # noqa: RUF012
    class_ids: Annotated[
        list[UUID],
        Field(max_length=CLASSES_MAX, description="Classes to enrol as they stand now.", examples=[[EXAMPLE_ID]]),
    ] = []  # noqa: RUF012


class AcceptanceIn(Body):
    """An answer to an invitation."""

    person_id: Annotated[UUID | None, Field(description="Who answers; default: the caller.", examples=[EXAMPLE_ID])] = (
        None
    )
    acceptance: Annotated[Literal["accepted", "declined"], Field(description="The answer.", examples=["accepted"])]


class CancelIn(Body):
    """A cancellation."""

    reason: Annotated[Reason, Field(description="Why; it stays with the admins.", examples=["Coach is ill"])]
    notice: Annotated[
        Reason | None, Field(description="What its people are told.", examples=["We make it up on Friday."])
    ] = None


class PresenceIn(Body):
    """Somebody joins or leaves the call."""

    person_id: Annotated[UUID | None, Field(description="Who; default: the caller.", examples=[EXAMPLE_ID])] = None
    action: Annotated[Literal["join", "leave"], Field(description="What they do.", examples=["join"])]
