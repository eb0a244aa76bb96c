"""Find rows of sessions that would book a coach or room twice: against other sessions or against earlier rows."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.commands.bookings import Booking, Clash, bookings_of, find_clashes
from sessions.domain.imports.bookings import Claim, FileBookings, FileClash
from sessions.domain.imports.sessions import SessionPlan
from sessions.domain.sheets.mistakes import Mistake
from sessions.queries.imports.jobs import EarlierRows


async def refuse_clashes(
    db: AsyncConnection,
    plans: Sequence[SessionPlan],
    *,
    org_id: UUID,
    names: Mapping[UUID, str],
    earlier: EarlierRows | None,
) -> list[SessionPlan]:
    """Return the plans, and mark those as wrong that clash. `names` are the names of coaches and rooms, by id.

    If a row moves a session, the session's old time is free for the other rows. If the row turns out to be wrong, the
    session stays where it was, so everything is checked again.
    """
    faults: dict[int, Mistake] = {}
    while True:
        moving = {plan.row.line: plan for plan in plans if plan.is_moved and plan.row.line not in faults}
        found = await _faults(db, moving, org_id=org_id, names=names, earlier=earlier)
        faults |= found
        if not any(moving[line].before for line in found):
            return [plan.refused(faults[plan.row.line]) if plan.row.line in faults else plan for plan in plans]


def claims_of(plan: SessionPlan) -> list[Claim]:
    """Return the bookings that a row makes for a new or moved session."""
    if not plan.is_moved or plan.after is None:
        return []
    line, moved_id = plan.row.line, None if plan.before is None else plan.before.session_id
    claims = [Claim(line, one.resource_id, one.starts_at, one.ends_at, moved_id) for one in bookings_of(plan.after)]
    if not claims and moved_id is not None:
        return [Claim(line, moved_id, session_id=moved_id)]
    return claims


async def _faults(
    db: AsyncConnection,
    moving: Mapping[int, SessionPlan],
    *,
    org_id: UUID,
    names: Mapping[UUID, str],
    earlier: EarlierRows | None,
) -> dict[int, Mistake]:
    wanted: list[Booking] = []
    lines: dict[UUID, int] = {}
    for line, plan in moving.items():
        assert plan.after is not None
        lines[plan.after.session_id] = line
        wanted += bookings_of(plan.after)
    leaving = {plan.before.session_id for plan in moving.values() if plan.before is not None}
    faults: dict[int, Mistake] = {}
    for clash in await _taken(db, wanted, org_id=org_id, leaving=leaving, earlier=earlier):
        line = lines[clash.booking.session_id]
        faults.setdefault(line, _mistake(moving[line], clash.booking.resource_id, clash.sentence()))
    claims = {line: claims_of(plan) for line, plan in moving.items() if line not in faults}
    in_file: list[FileClash] = []
    if earlier is not None:
        in_file += await earlier.clashes(db, [claim for of_row in claims.values() for claim in of_row])
    wrong = {clash.claim.line for clash in in_file}
    bookings = FileBookings()
    for line in sorted(claims.keys() - wrong):
        first = bookings.take(claims[line])
        in_file += [] if first is None else [first]
    for file_clash in in_file:
        claim = file_clash.claim
        plan = moving[claim.line]
        sentence = file_clash.sentence(names.get(claim.resource_id, "a coach"), plan.row.zone)
        faults.setdefault(claim.line, _mistake(plan, claim.resource_id, sentence))
    return faults


async def _taken(
    db: AsyncConnection,
    wanted: Sequence[Booking],
    *,
    org_id: UUID,
    leaving: Collection[UUID],
    earlier: EarlierRows | None,
) -> list[Clash]:
    """Return the clashes with other sessions, except those that an earlier row moves away."""
    away = set(leaving)
    while True:
        found = await find_clashes(db, org_id=org_id, wanted=wanted, leaving=away)
        if earlier is None:
            return found
        moved = set(await earlier.moved(db, {clash.other_id for clash in found})) - away
        if not moved:
            return found
        away |= moved


def _mistake(plan: SessionPlan, resource_id: UUID, sentence: str) -> Mistake:
    assert plan.after is not None
    if resource_id == plan.after.room_id:
        return Mistake("Room", f"{sentence}. Choose another time or another room")
    column = "Coach" if resource_id == plan.after.coaches[0].person_id else "CoCoaches"
    return Mistake(column, f"{sentence}. Choose another time or another coach")
