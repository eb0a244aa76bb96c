"""The session, and the rules of changing it, sharing its earnings and starting it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from sessions.organisation.domain import DEFAULT_POLICY, Policy
from sessions.session.errors import CancelledForGood, CoachNamedTwice, CompletedForGood, SharesOffTheWhole
from sessions.session.schedule import WINDOW_FIELDS, Window, Windows, with_whole_windows
from sessions.session.seats import Enrolment, Seat
from sessions.session.visibility import Visibility
from sessions.words import Acceptance, Mode

State = Literal["scheduled", "in_progress", "completed", "cancelled"]

WHOLE_BASIS_POINTS: Final = 10_000
COURSES_MAX: Final = 50
CHANGEABLE_AFTERWARDS: Final = frozenset({"name", "external_id", "description", "visibility", *WINDOW_FIELDS})
"""The fields of a completed session that may change: how it is called and who sees it when, not what happened."""


class Coach(NamedTuple):
    """A coach of a session and their share of its earnings."""

    person_id: UUID
    share_basis_points: int


class MovedPlan(NamedTuple):
    """A planned time that was over when the session was moved, and when it was moved."""

    starts_at: datetime
    ends_at: datetime
    moved_at: datetime


class Visit(NamedTuple):
    """A time that a person spends or spent in the call. It is open while they are in it."""

    person_id: UUID
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a session is, in values that mean the same in its batch, in a file and in a request.

    Sessions and batches have a column of the same name for each. A new trait is a new field here. Everything that
    creates, changes, copies, reads or writes sessions takes it from here by name.
    """

    description: str = ""
    mode: Mode
    visibility: Visibility = "read_only"
    seats_max: int | None = None


TRAITS: Final = tuple(field.name for field in fields(Traits))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Traits):
    """What is planned for a session. The table has a column of the same name for each field."""

    name: str
    external_id: str | None = None
    category_id: UUID | None = None
    room_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    zone: str
    display_from: datetime | None = None
    display_until: datetime | None = None
    access_from: datetime | None = None
    access_until: datetime | None = None
    coach_from: datetime | None = None
    coach_until: datetime | None = None

    @property
    def schedule(self) -> Window:
        """Return the planned start and end."""
        return Window(self.starts_at, self.ends_at)

    @property
    def windows(self) -> Windows:
        """Return when it is listed, and when learners and coaches may open it."""
        return Windows(**{name: getattr(self, name) for name in WINDOW_FIELDS})


PLANNED: Final = tuple(field.name for field in fields(Plan))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """The session that a request asks for.

    Its plan has no category yet, because the request names one. An empty zone is the organisation's.
    """

    plan: Plan
    category: str | None
    coaches: tuple[tuple[UUID, int | None], ...]
    course_ids: tuple[UUID, ...]
    course_coaches: Mapping[UUID, tuple[UUID, ...]]
    roster: Mapping[UUID, Acceptance | None]
    class_ids: tuple[UUID, ...]
    run_id: UUID | None = None
    """The course run in which it is planned. It has the coaches and courses of the run, unless `given` says so."""
    given: frozenset[str] = frozenset()
    """The names of the fields that the request gives."""


class CourseCoach(NamedTuple):
    """A coach of one course of a session."""

    course_id: UUID
    person_id: UUID


SessionChanges = Mapping[str, Any]
"""The new values of a session by field: those of its plan, `coaches` with their shares, and `course_ids`.

The category is given by name, as `category`, and None removes it. A field that is absent stays as it is.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Plan):
    """A session with everything that rules look at, read at one time under its row lock.

    `coaches` are in order, with the session coach first. `in_call` are the people in the call now.
    """

    session_id: UUID
    org_id: UUID
    version: int
    state: State
    batch_id: UUID | None
    started_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    completed_at: datetime | None
    coaches: tuple[Coach, ...]
    course_ids: tuple[UUID, ...]
    roster: tuple[Seat, ...]
    in_call: frozenset[UUID]
    policy: Policy
    notice: str | None = None
    occurrence: date | None = None
    """The date that its batch's rule gave it. It keeps this date when it is moved."""
    own_fields: frozenset[str] = frozenset()
    """The fields that were changed on this session alone. Changes of its batch or course run do not touch them."""
    enrolments: tuple[Enrolment, ...] = ()
    """All that there ever were, in order of person and time, as the database had them when the session was read."""
    visits: tuple[Visit, ...] = ()
    """All times in the call, in order of person and time, as the database had them when the session was read."""
    class_ids: tuple[UUID, ...] = ()
    """The classes that were enrolled as a whole, in order."""
    course_coaches: tuple[CourseCoach, ...] = ()
    """The coaches of its courses, in order of course and person."""
    voided_at: datetime | None = None
    successor_of: UUID | None = None
    """The voided session that this one replaces."""
    run_id: UUID | None = None
    """The course run to which it belongs."""
    planned_by_coach: bool = False
    """Whether a coach planned it. Then each learner who takes part, or a guardian, has to accept."""
    moved_plan: MovedPlan | None = None
    """The last planned time that was over when it was moved."""

    @property
    def is_run(self) -> bool:
        """Return whether it is a course run: it has no planned time, and was not started before there were runs."""
        return self.starts_at is None and self.started_at is None and self.state in ("scheduled", "cancelled")

    @property
    def moved_afterwards(self) -> MovedPlan | None:
        """Return the planned time that was moved, once it was over, to a time that had begun already, or to none.

        A session that was moved ahead is still to come: its new time is a plan like any other.
        """
        moved = self.moved_plan
        if moved is None or (self.starts_at is not None and self.starts_at >= moved.moved_at):
            return None
        return moved

    @property
    def takes(self) -> tuple[Window, tuple[Coach, ...], UUID | None]:
        """Return what it takes: its time, its coaches and its room. If none of them changes, no booking does."""
        return self.schedule, self.coaches, self.room_id

    def is_coach(self, person_id: UUID) -> bool:
        """Return whether the person is the session coach or a co-coach."""
        return any(coach.person_id == person_id for coach in self.coaches)

    def seat(self, person_id: UUID) -> Seat | None:
        """Return the person's seat, or None if they are not on the roster."""
        return next((seat for seat in self.roster if seat.person_id == person_id), None)


def owning(session: Session, names: Collection[str]) -> Session:
    """Return a session after these fields were changed on it alone. If it is of a batch or course run, it keeps them.

    A window is one thing: if one side of it is its own, so is the other.
    """
    if session.batch_id is None and session.run_id is None:
        return session
    return replace(session, own_fields=session.own_fields | with_whole_windows(names))


def plan_of(session: Plan) -> Plan:
    """Return what is planned for a session, without anything that has happened."""
    return Plan(**{name: getattr(session, name) for name in PLANNED})


def scheduled_session(
    plan: Plan,
    *,
    session_id: UUID,
    org_id: UUID,
    coaches: tuple[Coach, ...],
    course_ids: tuple[UUID, ...],
    roster: Iterable[Seat],
    batch_id: UUID | None = None,
    occurrence: date | None = None,
    successor_of: UUID | None = None,
    run_id: UUID | None = None,
    planned_by_coach: bool = False,
    own_fields: frozenset[str] = frozenset(),
) -> Session:
    """Return a new session: version 1, scheduled, with the roster in order of person id."""
    return Session(
        **{name: getattr(plan, name) for name in PLANNED},
        session_id=session_id,
        org_id=org_id,
        version=1,
        state="scheduled",
        batch_id=batch_id,
        started_at=None,
        cancelled_at=None,
        cancel_reason=None,
        completed_at=None,
        coaches=coaches,
        course_ids=course_ids,
        roster=tuple(sorted(roster)),
        in_call=frozenset(),
        policy=DEFAULT_POLICY,
        occurrence=occurrence,
        successor_of=successor_of,
        run_id=run_id,
        planned_by_coach=planned_by_coach,
        own_fields=own_fields,
    )


def began_at(session: Session, *, now: datetime) -> datetime | None:
    """Return when a session began: by its start, or else by its plan. None if it has not begun yet."""
    if session.started_at is not None:
        return session.started_at
    return session.starts_at if session.starts_at is not None and session.starts_at <= now else None


def check_open(session: Session) -> None:
    """Raise AlreadyCompleted or AlreadyCancelled if the session is completed or cancelled."""
    if session.state == "completed":
        raise CompletedForGood
    if session.state == "cancelled":
        raise CancelledForGood


def check_changeable(session: Session, names: Collection[str]) -> None:
    """Raise AlreadyCompleted or AlreadyCancelled unless these fields of the session may still change."""
    if session.state == "completed" and CHANGEABLE_AFTERWARDS.issuperset(names):
        return
    check_open(session)


def split_shares(coaches: Sequence[tuple[UUID, int | None]]) -> tuple[Coach, ...]:
    """Return the coaches with shares that sum to 10,000 basis points.

    If no coach has a share, the whole is split evenly, and the first coaches get the remainder. Otherwise each coach
    needs a share. Raises InvalidShares.
    """
    if len({person_id for person_id, _ in coaches}) != len(coaches):
        raise CoachNamedTwice
    shares = [share for _, share in coaches if share is not None]
    if not shares:
        each, remainder = divmod(WHOLE_BASIS_POINTS, len(coaches))
        return tuple(Coach(coach[0], each + (place < remainder)) for place, coach in enumerate(coaches))
    if len(shares) != len(coaches) or sum(shares) != WHOLE_BASIS_POINTS:
        raise SharesOffTheWhole(shares, whole=WHOLE_BASIS_POINTS)
    return tuple(Coach(person_id, share or 0) for person_id, share in coaches)
