"""What a session is, and the rules of scheduling, roster, start and presence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from chassis.errors import FieldError
from contracts.sessions import Acceptance, Mode

from sessions.domain.policy import DEFAULT_POLICY, Policy
from sessions.errors import (
    AlreadyCancelled,
    AlreadyCompleted,
    InvalidSchedule,
    InvalidShares,
    NotTheCoach,
    TooEarlyToStart,
    UnknownReference,
)

State = Literal["scheduled", "in_progress", "completed", "cancelled"]

WHOLE_BASIS_POINTS = 10_000
SCHEDULE_DAYS_MAX = 366
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Between these a session can be scheduled: every sum of dates and policy values stays a date."""
ROSTER_MAX = 2_000
"""Learners per session: a RosterChanged event carries them all and must fit into one message."""


class Coach(NamedTuple):
    """A coach of a session and their part of its earnings."""

    person_id: UUID
    share_basis_points: int


class Seat(NamedTuple):
    """A learner on the roster."""

    person_id: UUID
    acceptance: Acceptance


@dataclass(frozen=True, slots=True)
class Session:
    """A session with everything that is decided on: one consistent reading of it under its row lock.

    `coaches` are in order, the session's own coach first. `in_call` are the people in the call now.
    """

    session_id: UUID
    org_id: UUID
    version: int
    state: State
    name: str
    description: str
    batch_id: UUID | None
    category_id: UUID | None
    mode: Mode
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str
    started_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    completed_at: datetime | None
    coaches: tuple[Coach, ...]
    course_ids: tuple[UUID, ...]
    roster: tuple[Seat, ...]
    in_call: frozenset[UUID]
    policy: Policy

    def is_coach(self, person_id: UUID) -> bool:
        """Say whether the person is the session's coach or a co-coach."""
        return any(coach.person_id == person_id for coach in self.coaches)

    def seat(self, person_id: UUID) -> Seat | None:
        """Return the person's place on the roster, if they have one."""
        return next((seat for seat in self.roster if seat.person_id == person_id), None)


def scheduled_session(
    *,
    session_id: UUID,
    org_id: UUID,
    name: str,
    description: str,
    category_id: UUID | None,
    mode: Mode,
    starts_at: datetime | None,
    ends_at: datetime | None,
    zone: str,
    coaches: tuple[Coach, ...],
    course_ids: tuple[UUID, ...],
    roster: Iterable[Seat],
) -> Session:
    """Return a new session as it comes into being: version 1, scheduled, its roster in order of person id."""
    return Session(
        session_id=session_id,
        org_id=org_id,
        version=1,
        state="scheduled",
        name=name,
        description=description,
        batch_id=None,
        category_id=category_id,
        mode=mode,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        started_at=None,
        cancelled_at=None,
        cancel_reason=None,
        completed_at=None,
        coaches=coaches,
        course_ids=course_ids,
        roster=tuple(sorted(roster)),
        in_call=frozenset(),
        policy=DEFAULT_POLICY,
    )


def is_zone(name: str) -> bool:
    """Say whether the IANA time zone database knows the zone."""
    return name in _ZONES


_ZONES = available_timezones() - {"localtime", "posixrules", "Factory"}


def check_open(session: Session) -> None:
    """Raise unless the session can still be changed: neither completed nor cancelled."""
    if session.state == "completed":
        raise AlreadyCompleted("A completed session is final: it can be amended or voided, not changed.")
    if session.state == "cancelled":
        raise AlreadyCancelled("The session was cancelled and cannot be changed any more; schedule a new one.")


def check_schedule(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Raise InvalidSchedule unless there is no schedule, or a start before an end at most a year later."""
    if (starts_at is None) != (ends_at is None):
        raise InvalidSchedule(
            "Give both starts_at and ends_at, or neither.",
            errors=[FieldError("/starts_at" if starts_at is None else "/ends_at", "is missing")],
        )
    if starts_at is None or ends_at is None:
        return
    if ends_at <= starts_at:
        raise InvalidSchedule(
            "The session must end after it starts.", errors=[FieldError("/ends_at", "is not after starts_at")]
        )
    if starts_at < EARLIEST or ends_at > LATEST:
        raise InvalidSchedule(
            f"Sessions are scheduled between {EARLIEST:%Y} and {LATEST:%Y}.",
            errors=[FieldError("/starts_at" if starts_at < EARLIEST else "/ends_at", "is out of range")],
        )
    if ends_at - starts_at > timedelta(days=SCHEDULE_DAYS_MAX):
        raise InvalidSchedule(
            f"A session lasts at most {SCHEDULE_DAYS_MAX} days.",
            errors=[FieldError("/ends_at", f"is more than {SCHEDULE_DAYS_MAX} days after starts_at")],
        )


def check_zone(zone: str) -> None:
    """Raise InvalidSchedule for a zone that the IANA database does not know."""
    if not is_zone(zone):
        raise InvalidSchedule(
            f"{zone!r} is not an IANA time zone; use one like Europe/Prague or UTC.",
            errors=[FieldError("/zone", "is not an IANA time zone")],
        )


def to_instant(wall_clock: datetime, zone: str) -> datetime | None:
    """Return the instant of a wall clock in a zone, or None for a time that clocks skip when they go forward.

    Of the two instants of a time that clocks show twice, the first is meant.
    """
    local = wall_clock.replace(tzinfo=ZoneInfo(zone))
    instant = local.astimezone(ZoneInfo("UTC"))
    return instant if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall_clock else None


def split_shares(coaches: Sequence[tuple[UUID, int | None]]) -> tuple[Coach, ...]:
    """Return the coaches with shares that sum to the whole.

    Where no share is given at all the whole is split evenly, the first coaches taking the remainder; otherwise each
    coach needs one and they must sum to 10,000 basis points. Raises InvalidShares.
    """
    if len({person_id for person_id, _ in coaches}) != len(coaches):
        raise InvalidShares("Name each coach once.", errors=[FieldError("/coaches", "a coach is named twice")])
    shares = [share for _, share in coaches if share is not None]
    if not shares:
        each, remainder = divmod(WHOLE_BASIS_POINTS, len(coaches))
        return tuple(Coach(coach[0], each + (place < remainder)) for place, coach in enumerate(coaches))
    if len(shares) != len(coaches) or sum(shares) != WHOLE_BASIS_POINTS:
        raise InvalidShares(
            f"Give every coach a share so that they sum to {WHOLE_BASIS_POINTS} basis points, or give none to split "
            "evenly.",
            errors=[FieldError("/coaches", f"the shares given sum to {sum(shares)} for {len(shares)} coaches")],
        )
    return tuple(Coach(person_id, share or 0) for person_id, share in coaches)


@dataclass(frozen=True, slots=True)
class RosterEdit:
    """What a roster delta does: seats that are added, whose acceptance changes, and that are given up."""

    added: tuple[Seat, ...]
    answered: tuple[Seat, ...]
    removed: tuple[UUID, ...]
    roster: tuple[Seat, ...]
    """The whole roster afterwards, in order of person id."""

    @property
    def is_change(self) -> bool:
        """Say whether anything differs afterwards."""
        return bool(self.added or self.answered or self.removed)


def edit_roster(roster: Sequence[Seat], *, add: Mapping[UUID, Acceptance | None], remove: Sequence[UUID]) -> RosterEdit:
    """Return what adding and removing learners does to a roster.

    Adding somebody who is on it changes nothing but an acceptance that is given; removing somebody who is not on it is
    refused, as is naming a person in both lists. A new seat without acceptance is an invitation.
    Raises UnknownReference.
    """
    now = {seat.person_id: seat for seat in roster}
    both = [person_id for person_id in remove if person_id in add]
    absent = [person_id for person_id in remove if person_id not in now]
    if both or absent:
        raise UnknownReference(
            "Remove only learners who are on the roster, and name nobody in both lists.",
            errors=[
                *(FieldError("/remove", f"{person_id} is in both lists") for person_id in both),
                *(FieldError("/remove", f"{person_id} is not on the roster") for person_id in absent),
            ],
        )
    added = [Seat(person_id, given or "invited") for person_id, given in add.items() if person_id not in now]
    answered = [
        Seat(person_id, given)
        for person_id, given in add.items()
        if given is not None and person_id in now and now[person_id].acceptance != given
    ]
    after = now | {seat.person_id: seat for seat in (*added, *answered)}
    for person_id in remove:
        after.pop(person_id, None)
    if len(after) > ROSTER_MAX:
        raise UnknownReference(
            f"A session has at most {ROSTER_MAX} learners; this would make {len(after)}.",
            errors=[FieldError("/add", "too many learners")],
        )
    return RosterEdit(
        added=tuple(added),
        answered=tuple(answered),
        removed=tuple(dict.fromkeys(remove)),
        roster=tuple(after[person_id] for person_id in sorted(after)),
    )


def check_start(session: Session, *, by: UUID, is_admin: bool, now: datetime) -> None:
    """Raise unless the person may start the session at this instant.

    Its coaches and admins may, from the policy's `start_early_minutes` before the planned start.
    """
    if not (is_admin or session.is_coach(by)):
        raise NotTheCoach("Only a coach of this session starts it.")
    check_open(session)
    early_minutes = session.policy.start_early_minutes
    if session.starts_at is not None and now < session.starts_at - timedelta(minutes=early_minutes):
        raise TooEarlyToStart(
            f"The session is planned for {session.starts_at.isoformat()} and can be started at most {early_minutes} "
            "minutes before that."
        )
