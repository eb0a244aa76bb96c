"""Batches: recurring series of sessions, and what a change of a series does to the sessions that it has.

A rule names no date twice, so that an occurrence is known by its date. Where only the time of day or the zone changes,
the sessions of the same dates move.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.errors import FieldError
from contracts.sessions import Mode

from sessions.domain.recurrence import Occurrence, Rule, occurrences
from sessions.domain.roster import Seat
from sessions.domain.schedule import LATEST, NO_WINDOWS
from sessions.domain.sessions import Coach, Session, scheduled_session
from sessions.domain.texts import SESSION_NAME_MAX
from sessions.domain.visibility import Visibility
from sessions.errors import BatchEnded, InvalidRule, TooMuchAtOnce

AHEAD_DAYS_MAX: Final = 366
AHEAD_DAYS_DEFAULT: Final = 28
SESSIONS_AT_ONCE_MAX: Final = 500
"""Sessions that one request creates, changes or cancels: those of every day of a year, and some that were moved."""
SEATS_AT_ONCE_MAX: Final = 50_000
"""Learners times sessions that one request writes."""

BatchState = Literal["active", "ended"]
_FOLLOWED: Final = (
    "description",
    "mode",
    "category_id",
    "room_id",
    "seats_max",
    "visibility",
    "coaches",
    "course_ids",
)
_SCHEDULE: Final = frozenset({"starts_at", "ends_at", "zone"})


@dataclass(frozen=True, slots=True)
class Batch:
    """A series as it stands under its row lock: what its sessions are made of, and how far they are made.

    Occurrences before `generated_to` are sessions, or noted as skipped. `ended_at`: no session takes place after it.
    """

    batch_id: UUID
    org_id: UUID
    version: int
    state: BatchState
    name: str
    description: str
    mode: Mode
    category_id: UUID | None
    room_id: UUID | None
    seats_max: int | None
    visibility: Visibility
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


class Held(NamedTuple):
    """A session that the series has still to come: its occurrence is the date on which the rule had it."""

    session_id: UUID
    occurrence: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change of the rule does: sessions that stay, with their new time or None for the old; those that go; new
    ones."""

    kept: Mapping[UUID, Occurrence | None]
    dropped: tuple[UUID, ...]
    created: tuple[Occurrence, ...]


def plan_change(
    coming: Sequence[Held], *, taken: Collection[date], wanted: Sequence[Occurrence], today: date, now: datetime
) -> Plan:
    """Return what becomes of the sessions to come when the rule's occurrences are `wanted` from now on.

    Sessions of dates that the rule still has get its time, unless that has passed already. Those of dates that it has
    no more are dropped; but an occurrence of a date before `today`, moved ahead alone, is past for the rule and stays.
    Dates in `taken` have a session of any state, or wait to be tried again: nothing is created for them.
    """
    by_date = {occurrence.wall_clock.date(): occurrence for occurrence in wanted}
    ahead = {day: occurrence for day, occurrence in by_date.items() if occurrence.starts_at > now}
    kept = {
        held.session_id: ahead.get(held.occurrence)
        for held in coming
        if held.occurrence < today or held.occurrence in by_date
    }
    occupied = {*taken, *(held.occurrence for held in coming)}
    return Plan(
        kept=kept,
        dropped=tuple(held.session_id for held in coming if held.session_id not in kept),
        created=tuple(occurrence for day, occurrence in ahead.items() if day not in occupied),
    )


def following(
    session: Session, occurrence: Occurrence | None, *, before: Batch, after: Batch, taken_names: Collection[str]
) -> Session:
    """Return a session as it follows a change of its batch: all but what was changed on it alone.

    Its schedule stays where one of its parts was changed alone, and where there is no other for it.
    """
    own = session.own_fields
    values: dict[str, Any] = {name: getattr(after, name) for name in _FOLLOWED if name not in own}
    if occurrence is not None and not own & _SCHEDULE:
        values |= {"starts_at": occurrence.starts_at, "ends_at": occurrence.ends_at, "zone": after.rule.zone}
    if session.occurrence is not None and "name" not in own:
        was = datetime.combine(session.occurrence, before.rule.first_at.time())
        wall_clock = was if occurrence is None else occurrence.wall_clock
        if (before.name, was) != (after.name, wall_clock):
            values["name"] = occurrence_name(after.name, wall_clock, taken_names)
    return replace(session, **values)


def occurrence_name(name: str, wall_clock: datetime, taken: Collection[str]) -> str:
    """Return the name of an occurrence's session: the batch's, cut so that date and time fit behind it.

    `taken` are names of sessions that a change of the series cancelled: where the date comes back, it gets a number.
    """
    for number in range(1, len(taken) + 2):
        tail = f" {wall_clock:%Y-%m-%d %H:%M}" + (f" ({number})" if number > 1 else "")
        made = name[: SESSION_NAME_MAX - len(tail)].rstrip() + tail
        if made not in taken:
            return made
    raise AssertionError("one of more names than are taken is free")


def session_of(batch: Batch, occurrence: Occurrence, *, session_id: UUID, taken_names: Collection[str]) -> Session:
    """Return the new session of an occurrence."""
    return scheduled_session(
        session_id=session_id,
        org_id=batch.org_id,
        name=occurrence_name(batch.name, occurrence.wall_clock, taken_names),
        description=batch.description,
        category_id=batch.category_id,
        mode=batch.mode,
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        zone=batch.rule.zone,
        coaches=batch.coaches,
        course_ids=batch.course_ids,
        roster=batch.roster,
        windows=NO_WINDOWS,
        visibility=batch.visibility,
        seats_max=batch.seats_max,
        room_id=batch.room_id,
        batch_id=batch.batch_id,
        occurrence=occurrence.wall_clock.date(),
    )


def local_date(instant: datetime, zone: str) -> date:
    """Return the date in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def midnight(day: date) -> datetime:
    """Return the wall clock at which a date begins."""
    return datetime.combine(day, time())


def horizon(batch: Batch, now: datetime) -> date:
    """Return the first date that is not to be generated yet."""
    return local_date(now, batch.rule.zone) + timedelta(days=batch.ahead_days + 1)


def dates_between(rule: Rule, since: date, before: date, *, limit: int) -> list[Occurrence]:
    """Return the first `limit` occurrences of the dates from `since` until before `before`."""
    return occurrences(rule, since=midnight(since), before=midnight(before), limit=limit)


def next_due(batch: Batch) -> datetime | None:
    """Return when there is an occurrence to be generated next: `ahead_days` before it. None: there is none any more."""
    coming = dates_between(batch.rule, batch.generated_to, LATEST.date(), limit=1)
    if not coming:
        return None
    day = coming[0].wall_clock.date() - timedelta(days=batch.ahead_days)
    return midnight(day).replace(tzinfo=ZoneInfo(batch.rule.zone)).astimezone(UTC)


def check_active(batch: Batch) -> None:
    """Raise BatchEnded for a batch that does not go on."""
    if batch.state == "ended":
        raise BatchEnded("The batch has ended. Its sessions can still be changed one by one; create a new batch.")


def check_coming(rule: Rule, now: datetime) -> None:
    """Raise InvalidRule for a series that is over before it begins."""
    today = local_date(now, rule.zone)
    coming = dates_between(rule, today, LATEST.date(), limit=2)
    if all(occurrence.starts_at <= now for occurrence in coming):
        raise InvalidRule(
            "The rule names no date to come.", errors=[FieldError("/rule", "has no occurrence after now")]
        )


def check_effort(sessions: int, seats: int) -> None:
    """Raise TooMuchAtOnce for more sessions, or learners of sessions, than one request writes."""
    if sessions > SESSIONS_AT_ONCE_MAX or seats > SEATS_AT_ONCE_MAX:
        raise TooMuchAtOnce(
            f"One request writes at most {SESSIONS_AT_ONCE_MAX} sessions and {SEATS_AT_ONCE_MAX} seats of learners; "
            f"this would be {sessions} and {seats}. Choose fewer ahead_days: the rest is generated later.",
            errors=[FieldError("/ahead_days", "is too much for so many learners")],
        )
