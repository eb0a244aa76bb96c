"""Batches: recurring series of sessions, and what a change of a series does to its sessions.

A rule never has a date twice, so a date identifies an occurrence. If only the time of day or the zone changes, the
sessions of the same dates move.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.instants import INSTANTS_BEFORE

from sessions.batches.errors import BatchEnded, FollowsItsRun, NothingToCome, TooMuchOfASeries
from sessions.batches.recurrence import Occurrence, Rule, occurrences
from sessions.session.domain import TRAITS, Coach, Plan, Session, Traits, scheduled_session
from sessions.session.membership import CoursePerson
from sessions.session.schedule import WINDOW_FIELDS, Windows
from sessions.session.seats import Seat, in_series
from sessions.texts import SESSION_NAME_MAX
from sessions.words import Acceptance

NO_WINDOWS: Final = Windows()
AHEAD_DAYS_MAX: Final = 366
AHEAD_DAYS_DEFAULT: Final = 28
SESSIONS_AT_ONCE_MAX: Final = 500
"""The most sessions that one request creates, changes or cancels: one for each day of a year, and some moved ones."""
SEATS_AT_ONCE_MAX: Final = 50_000
"""The most seats that one request writes: learners times sessions."""

BatchState = Literal["active", "ended"]
_FOLLOWED: Final = (*TRAITS, "category_id", "room_id", "coaches", "course_ids")
_SCHEDULE: Final = frozenset({"starts_at", "ends_at", "zone"})
OWN_IN_A_RUN: Final = ("coaches", "visibility")
"""What a series inside a course run may have of its own. The rest that a run gives always follows the run."""
OF_THE_RUN: Final = ("course_ids", "category", "roster", "class_ids")
"""The fields of a request that a series inside a course run does not have: the run has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Traits):
    """A series, read under its row lock: the values of its sessions, and how far they are generated.

    Each occurrence before `generated_to` has a session or is noted as skipped. No session takes place after `ended_at`.
    """

    batch_id: UUID
    org_id: UUID
    version: int
    state: BatchState
    name: str
    category_id: UUID | None
    room_id: UUID | None
    rule: Rule
    ahead_days: int
    generated_to: date
    ended_at: datetime | None
    created_at: datetime
    created_by: UUID
    coaches: tuple[Coach, ...]
    course_ids: tuple[UUID, ...]
    roster: tuple[Seat, ...]
    class_ids: tuple[UUID, ...]
    planned_by_coach: bool = False
    """Whether a coach planned it. Then each learner, or a guardian, has to accept."""
    run_id: UUID | None = None
    """The course run inside which it is planned."""
    own_fields: frozenset[str] = frozenset()
    """The fields that were given or changed on the series alone, so that they do not follow the run."""
    windows: Windows = NO_WINDOWS
    """The windows of its run, which its sessions take."""
    course_people: tuple[CoursePerson, ...] = ()
    """The coaches and learners of its run's courses, whom its sessions take."""

    def is_coach(self, person_id: UUID) -> bool:
        """Return whether the person is one of its coaches."""
        return any(coach.person_id == person_id for coach in self.coaches)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch(Traits):
    """The batch that a request asks for. `first_at` is a wall clock. If `zone` is None, it is the organisation's."""

    name: str
    category: str | None
    room_id: UUID | None
    coaches: tuple[tuple[UUID, int | None], ...]
    course_ids: tuple[UUID, ...]
    zone: str | None
    rule: str
    first_at: datetime
    duration_minutes: int
    ahead_days: int
    roster: Mapping[UUID, Acceptance | None]
    class_ids: tuple[UUID, ...]
    run_id: UUID | None = None
    """The course run inside which it is planned. Then courses, category, learners and classes are those of the run."""
    given: frozenset[str] = frozenset()
    """The names of the fields that the request gives."""


BatchChanges = Mapping[str, Any]
"""The new values of a batch by field: those of NewBatch without its roster and classes.

A field that is absent stays as it is. A category of None removes the category.
"""


@dataclass(frozen=True, slots=True)
class BatchChange:
    """A batch after a request, and the numbers of its sessions that the request created, changed and cancelled."""

    batch: Batch
    created: int = 0
    changed: int = 0
    cancelled: int = 0


class Held(NamedTuple):
    """An upcoming session of the series. Its occurrence is the date that the rule gave it."""

    session_id: UUID
    occurrence: date


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """What a change of the rule does to sessions.

    `kept` has the sessions that stay, with their new time, or None if their time stays. `dropped` sessions are
    cancelled, `created` ones are new.
    """

    kept: Mapping[UUID, Occurrence | None]
    dropped: tuple[UUID, ...]
    created: tuple[Occurrence, ...]


def series_change(
    coming: Sequence[Held], *, taken: Collection[date], wanted: Sequence[Occurrence], today: date, now: datetime
) -> SeriesChange:
    """Return what happens to the upcoming sessions if `wanted` are the rule's occurrences from now on.

    Sessions of dates that the rule still has get its time, unless that time has passed. Sessions of dates that it no
    longer has are dropped. But a session whose date is before `today` and that was moved ahead alone stays, because its
    date is past for the rule. Dates in `taken` have a session in any state, or are to be tried again, so no session is
    created for them.
    """
    by_date = {occurrence.wall_clock.date(): occurrence for occurrence in wanted}
    ahead = {day: occurrence for day, occurrence in by_date.items() if occurrence.starts_at > now}
    kept = {
        held.session_id: ahead.get(held.occurrence)
        for held in coming
        if held.occurrence < today or held.occurrence in by_date
    }
    occupied = {*taken, *(held.occurrence for held in coming)}
    return SeriesChange(
        kept=kept,
        dropped=tuple(held.session_id for held in coming if held.session_id not in kept),
        created=tuple(occurrence for day, occurrence in ahead.items() if day not in occupied),
    )


def following(session: Session, occurrence: Occurrence | None, *, before: Batch, after: Batch) -> Session:
    """Return a session after a change of its batch. Fields that were changed on the session alone stay.

    The whole schedule stays if one of its parts was changed on the session alone, or if there is no new occurrence.
    """
    own = session.own_fields
    values: dict[str, Any] = {name: getattr(after, name) for name in _FOLLOWED if name not in own}
    if occurrence is not None and not own & _SCHEDULE:
        values |= {"starts_at": occurrence.starts_at, "ends_at": occurrence.ends_at, "zone": after.rule.zone}
    if session.occurrence is not None and "name" not in own:
        was = datetime.combine(session.occurrence, before.rule.first_at.time())
        wall_clock = was if occurrence is None else occurrence.wall_clock
        if (before.name, was) != (after.name, wall_clock):
            values["name"] = occurrence_name(after.name, wall_clock)
    return replace(session, **values)


def occurrence_name(name: str, wall_clock: datetime) -> str:
    """Return the name of an occurrence's session: the batch's name, cut so that date and time fit behind it."""
    tail = f" {wall_clock:%Y-%m-%d %H:%M}"
    return name[: SESSION_NAME_MAX - len(tail)].rstrip() + tail


def session_of(batch: Batch, occurrence: Occurrence, *, session_id: UUID) -> Session:
    """Return the new session of an occurrence."""
    return scheduled_session(
        Plan(
            **{name: getattr(batch, name) for name in TRAITS},
            name=occurrence_name(batch.name, occurrence.wall_clock),
            category_id=batch.category_id,
            room_id=batch.room_id,
            starts_at=occurrence.starts_at,
            ends_at=occurrence.ends_at,
            zone=batch.rule.zone,
            **{name: getattr(batch.windows, name) for name in WINDOW_FIELDS},
        ),
        session_id=session_id,
        org_id=batch.org_id,
        coaches=batch.coaches,
        course_ids=batch.course_ids,
        roster=[Seat(seat.person_id, *in_series(seat.answer)) for seat in batch.roster],
        batch_id=batch.batch_id,
        occurrence=occurrence.wall_clock.date(),
        run_id=batch.run_id,
        planned_by_coach=batch.planned_by_coach,
    )


def course_people_of(batch: Batch, session: Session) -> list[CoursePerson]:
    """Return the coaches and learners of courses whom a new session of a series in a course run has."""
    of_its_courses = [one for one in batch.course_people if one.course_id in session.course_ids]
    return [
        one._replace(session_id=session.session_id)
        for one in of_its_courses
        if one.part == "coach" or session.seat(one.person_id) is not None
    ]


def local_date(instant: datetime, zone: str) -> date:
    """Return the date in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def midnight(day: date) -> datetime:
    """Return the wall clock at which a date begins."""
    return datetime.combine(day, time())


def horizon(batch: Batch, now: datetime) -> date:
    """Return the first date for which no session is generated yet."""
    return local_date(now, batch.rule.zone) + timedelta(days=batch.ahead_days + 1)


def dates_between(rule: Rule, since: date, before: date, *, limit: int) -> list[Occurrence]:
    """Return the first `limit` occurrences with since <= date < before."""
    return occurrences(rule, since=midnight(since), before=midnight(before), limit=limit)


def next_due(batch: Batch) -> datetime | None:
    """Return when the next occurrence must be generated: `ahead_days` before it. None if there are no more."""
    coming = dates_between(batch.rule, batch.generated_to, INSTANTS_BEFORE.date(), limit=1)
    if not coming:
        return None
    day = coming[0].wall_clock.date() - timedelta(days=batch.ahead_days)
    return midnight(day).replace(tzinfo=ZoneInfo(batch.rule.zone)).astimezone(UTC)


def check_active(batch: Batch) -> None:
    """Raise BatchEnded if the batch has ended."""
    if batch.state == "ended":
        raise BatchEnded


def check_not_of_the_run(run_id: UUID | None, names: Collection[str]) -> None:
    """Raise FollowsItsRun for fields that a series takes from its course run, if it is inside one."""
    if run_id is not None and (following := [name for name in OF_THE_RUN if name in names]):
        raise FollowsItsRun(following, run_id=run_id)


def check_coming(rule: Rule, now: datetime) -> None:
    """Raise InvalidRule if no occurrence of the rule is in the future."""
    today = local_date(now, rule.zone)
    coming = dates_between(rule, today, INSTANTS_BEFORE.date(), limit=2)
    if all(occurrence.starts_at <= now for occurrence in coming):
        raise NothingToCome


def check_effort(sessions: int, seats: int) -> None:
    """Raise TooMuchOfASeries for more sessions or seats than one request may write."""
    if sessions > SESSIONS_AT_ONCE_MAX or seats > SEATS_AT_ONCE_MAX:
        raise TooMuchOfASeries(sessions, seats, sessions_max=SESSIONS_AT_ONCE_MAX, seats_max=SEATS_AT_ONCE_MAX)
