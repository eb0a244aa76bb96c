"""Bodies of sessions: scheduling, roster, delivery, completion."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from contracts.sessions import Acceptance, Mode
from pydantic import Field
from sqlalchemy import Row

from sessions.commands.scheduling import NewSession, SessionChanges
from sessions.domain.sessions import ROSTER_MAX, WHOLE_BASIS_POINTS, Session, State
from sessions.domain.sheets import COURSES_MAX
from sessions.queries.sessions import Detail
from sessions.schemas.fields import (
    Body,
    Category,
    Description,
    Instant,
    Reason,
    SessionName,
    Whole,
)

COACHES_MAX = 20
EXAMPLE_ID = "0193b2a4-0000-7000-8000-000000000001"

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


class SessionIn(Body):
    """A session to be scheduled."""

    name: Annotated[SessionName, Field(description="Unique in the organisation.", examples=["Algebra, Mon 7:10"])]
    description: Annotated[Description, Field(description="What it is about.", examples=["Linear equations"])] = ""
    mode: Annotated[Mode, Field(description="Where it takes place.", examples=["online"])]
    coaches: Coaches
    course_ids: CourseIds = []  # noqa: RUF012 - pydantic copies defaults
    category: Annotated[
        Category | None, Field(description="A category's name; created when there is none.", examples=["Maths"])
    ] = None
    starts_at: Annotated[
        Instant | None, Field(description="Planned start, with its offset.", examples=["2026-11-02T07:10:00+01:00"])
    ] = None
    ends_at: Annotated[
        Instant | None, Field(description="Planned end, with its offset.", examples=["2026-11-02T07:55:00+01:00"])
    ] = None
    zone: Annotated[Zone | None, Field(description="Default: the organisation's zone.")] = None
    roster: Annotated[list[SeatIn], Field(max_length=ROSTER_MAX, description="Learners to start with.")] = []  # noqa: RUF012

    def new_session(self) -> NewSession:
        """Return what the command takes."""
        return NewSession(
            name=self.name,
            description=self.description,
            mode=self.mode,
            coaches=_coaches(self.coaches),
            course_ids=tuple(dict.fromkeys(self.course_ids)),
            category=self.category,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            zone=self.zone,
            roster={seat.person_id: seat.acceptance for seat in self.roster},
        )


class SessionPatch(Body):
    """What is to be changed; what is left out stays. Coaches and courses are replaced as a whole."""

    name: Annotated[SessionName, Field(description="Unique in the organisation.", examples=["Algebra"])] = ""
    description: Annotated[Description, Field(description="What it is about.", examples=["Equations"])] = ""
    mode: Annotated[Mode, Field(description="Where it takes place.", examples=["online"])] = "online"
    coaches: Coaches = []  # noqa: RUF012
    course_ids: CourseIds = []  # noqa: RUF012
    category: Annotated[
        Category | None, Field(description="A category's name; null takes it away.", examples=["Maths"])
    ] = None
    starts_at: Annotated[
        Instant | None, Field(description="Planned start.", examples=["2026-11-02T07:10:00+01:00"])
    ] = None
    ends_at: Annotated[Instant | None, Field(description="Planned end.", examples=["2026-11-02T07:55:00+01:00"])] = None
    zone: Zone = ""

    def changes(self) -> SessionChanges:
        """Return what the command takes: only what was sent."""
        sent: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        if "coaches" in sent:
            sent["coaches"] = _coaches(self.coaches)
        if "course_ids" in sent:
            sent["course_ids"] = tuple(dict.fromkeys(self.course_ids))
        return cast(SessionChanges, sent)  # its names are this model's


def _coaches(coaches: Sequence[CoachIn]) -> tuple[tuple[UUID, int | None], ...]:
    return tuple((coach.person_id, coach.share_basis_points) for coach in coaches)


class RosterDelta(Body):
    """Learners to add and to remove; everybody else stays."""

    add: Annotated[list[SeatIn], Field(max_length=ROSTER_MAX, description="Learners to add.")] = []  # noqa: RUF012
    remove: Annotated[
        list[UUID], Field(max_length=ROSTER_MAX, description="Learners to remove.", examples=[[EXAMPLE_ID]])
    ] = []  # noqa: RUF012


class AcceptanceIn(Body):
    """An answer to an invitation."""

    person_id: Annotated[UUID | None, Field(description="Who answers; default: the caller.", examples=[EXAMPLE_ID])] = (
        None
    )
    acceptance: Annotated[Literal["accepted", "declined"], Field(description="The answer.", examples=["accepted"])]


class CancelIn(Body):
    """A cancellation."""

    reason: Annotated[Reason, Field(description="Why; it stays with this service.", examples=["Coach is ill"])]


class PresenceIn(Body):
    """Somebody joins or leaves the call."""

    person_id: Annotated[UUID | None, Field(description="Who; default: the caller.", examples=[EXAMPLE_ID])] = None
    action: Annotated[Literal["join", "leave"], Field(description="What they do.", examples=["join"])]


class PresenceOut(Body):
    """Who is in the call now."""

    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    in_call: Annotated[list[UUID], Field(description="The people in the call.", examples=[[EXAMPLE_ID]])]


class CoachOut(Body):
    """A coach and their part of the earnings."""

    person_id: PersonId
    share_basis_points: Annotated[int, Field(description="Of 10,000.", examples=[10_000])]


class SeatOut(Body):
    """A learner on the roster."""

    person_id: PersonId
    acceptance: Annotated[Acceptance, Field(description="Their answer.", examples=["accepted"])]


class SessionOut(Body):
    """A session."""

    session_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, Field(description="Its version, also its ETag.", examples=[2])]
    state: Annotated[State, Field(description="Where it is in its life.", examples=["scheduled"])]
    name: Annotated[str, Field(description="Unique in the organisation.", examples=["Algebra, Mon 7:10"])]
    description: Annotated[str, Field(description="What it is about.", examples=["Linear equations"])]
    mode: Annotated[Mode, Field(description="Where it takes place.", examples=["online"])]
    batch_id: Annotated[UUID | None, Field(description="The batch it belongs to.", examples=[None])]
    category_id: Annotated[UUID | None, Field(description="Its category.", examples=[EXAMPLE_ID])]
    course_ids: CourseIds
    coaches: Annotated[list[CoachOut], Field(description="The session's own coach first.")]
    roster: Annotated[list[SeatOut], Field(description="Its learners, by person id.")]
    in_call: Annotated[list[UUID], Field(description="Who is in the call now.", examples=[[EXAMPLE_ID]])]
    starts_at: Annotated[Instant | None, Field(description="Planned.", examples=["2026-11-02T06:10:00Z"])]
    ends_at: Annotated[Instant | None, Field(description="Planned.", examples=["2026-11-02T06:55:00Z"])]
    zone: Zone
    started_at: Annotated[Instant | None, Field(description="Actual.", examples=["2026-11-02T06:10:12Z"])]
    completed_at: Annotated[Instant | None, Field(description="If completed.", examples=[None])]
    cancelled_at: Annotated[Instant | None, Field(description="If cancelled.", examples=[None])]


class PersonName(Body):
    """Somebody's name."""

    person_id: PersonId
    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]


class SessionDetailOut(SessionOut):
    """A session, with the names of what it refers to."""

    category: Annotated[str | None, Field(description="Its category's name.", examples=["Maths"])]
    people: Annotated[list[PersonName], Field(description="Names of its coaches and learners.")]


def session_out(session: Session) -> SessionOut:
    """Return a session as it is answered."""
    return SessionOut(**_session_fields(session))


def session_detail_out(detail: Detail) -> SessionDetailOut:
    """Return a session with names as it is answered."""
    return SessionDetailOut(
        **_session_fields(detail.session),
        category=detail.category,
        people=[PersonName(person_id=person_id, name=name) for person_id, name in detail.names],
    )


_SAME_NAME = (SessionOut.model_fields.keys() & set(Session.__slots__)) - {
    "coaches",
    "roster",
    "in_call",
    "course_ids",
}


def _session_fields(session: Session) -> dict[str, Any]:
    return {
        **{name: getattr(session, name) for name in _SAME_NAME},
        "course_ids": list(session.course_ids),
        "coaches": [CoachOut(**coach._asdict()) for coach in session.coaches],
        "roster": [SeatOut(**seat._asdict()) for seat in session.roster],
        "in_call": sorted(session.in_call),
    }


class SessionSummary(Body):
    """A session in a list."""

    session_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, Field(description="Its version.", examples=[2])]
    name: Annotated[str, Field(description="Its name.", examples=["Algebra, Mon 7:10"])]
    state: Annotated[State, Field(description="Where it is in its life.", examples=["scheduled"])]
    mode: Annotated[Mode, Field(description="Where it takes place.", examples=["online"])]
    category: Annotated[str | None, Field(description="Its category's name.", examples=["Maths"])]
    starts_at: Annotated[Instant | None, Field(description="Planned.", examples=["2026-11-02T06:10:00Z"])]
    ends_at: Annotated[Instant | None, Field(description="Planned.", examples=["2026-11-02T06:55:00Z"])]
    zone: Zone
    completed_at: Annotated[Instant | None, Field(description="If completed.", examples=[None])]
    coach_id: Annotated[UUID, Field(description="The session's own coach.", examples=[EXAMPLE_ID])]
    coach_name: Annotated[str, Field(description="The coach's name.", examples=["Grace Hopper"])]
    course_count: Annotated[int, Field(description="How many courses.", examples=[1])]
    learner_count: Annotated[int, Field(description="How many learners.", examples=[24])]


def session_summary(row: Row[*tuple[Any, ...]]) -> SessionSummary:
    """Return a row of the list as it is answered."""
    fields = dict(row._mapping)
    return SessionSummary(session_id=fields.pop("id"), **fields)
