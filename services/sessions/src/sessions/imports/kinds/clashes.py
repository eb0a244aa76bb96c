"""Find rows of sessions that would book a coach or room twice: against other sessions or against earlier rows."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.bookings import FileBookings, FileClash, RowBooking
from sessions.imports.checks.sessions import CheckedSession
from sessions.imports.kinds.earlier_rows import EarlierRows
from sessions.imports.sheets.mistakes import Mistake
from sessions.session.bookings import Booking, Clash, bookings_of, find_clashes


async def refuse_clashes(
    db: AsyncConnection,
    checked: Sequence[CheckedSession],
    *,
    org_id: UUID,
    names: Mapping[UUID, str],
    earlier: EarlierRows | None,
) -> list[CheckedSession]:
    """Return the checked rows, and mark those as wrong that clash. `names` are the names of coaches and rooms, by id.

    If a row moves a session, the session's old time is free for the other rows. If the row turns out to be wrong, the
    session stays where it was, so everything is checked again.
    """
    faults: dict[int, Mistake] = {}
    while True:
        moving = {one.row.line: one for one in checked if one.is_moved and one.row.line not in faults}
        found = await _faults(db, moving, org_id=org_id, names=names, earlier=earlier)
        faults |= found
        if not any(moving[line].before for line in found):
            return [one.refused(faults[one.row.line]) if one.row.line in faults else one for one in checked]


def row_bookings(checked: CheckedSession) -> list[RowBooking]:
    """Return the bookings that a row makes for a new or moved session."""
    if not checked.is_moved or checked.after is None:
        return []
    line, moved_id = checked.row.line, None if checked.before is None else checked.before.session_id
    bookings = [
        RowBooking(line, one.resource_id, one.starts_at, one.ends_at, moved_id) for one in bookings_of(checked.after)
    ]
    if not bookings and moved_id is not None:
        return [RowBooking(line, moved_id, session_id=moved_id)]
    return bookings


async def _faults(
    db: AsyncConnection,
    moving: Mapping[int, CheckedSession],
    *,
    org_id: UUID,
    names: Mapping[UUID, str],
    earlier: EarlierRows | None,
) -> dict[int, Mistake]:
    wanted: list[Booking] = []
    lines: dict[UUID, int] = {}
    for line, one in moving.items():
        assert one.after is not None
        lines[one.after.session_id] = line
        wanted += bookings_of(one.after)
    leaving = {one.before.session_id for one in moving.values() if one.before is not None}
    faults: dict[int, Mistake] = {}
    for clash in await _taken(db, wanted, org_id=org_id, leaving=leaving, earlier=earlier):
        line = lines[clash.booking.session_id]
        faults.setdefault(line, _mistake(moving[line], clash.booking.resource_id, clash.sentence()))
    wanted_by = {line: row_bookings(one) for line, one in moving.items() if line not in faults}
    in_file: list[FileClash] = []
    if earlier is not None:
        in_file += await earlier.clashes(db, [booking for of_row in wanted_by.values() for booking in of_row])
    wrong = {clash.booking.line for clash in in_file}
    file_bookings = FileBookings()
    for line in sorted(wanted_by.keys() - wrong):
        first = file_bookings.take(wanted_by[line])
        in_file += [] if first is None else [first]
    for file_clash in in_file:
        booking = file_clash.booking
        one = moving[booking.line]
        sentence = file_clash.sentence(names.get(booking.resource_id, "a coach"), one.row.zone)
        faults.setdefault(booking.line, _mistake(one, booking.resource_id, sentence))
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


def _mistake(checked: CheckedSession, resource_id: UUID, sentence: str) -> Mistake:
    assert checked.after is not None
    if resource_id == checked.after.room_id:
        return Mistake("Room", f"{sentence}. Choose another time or another room")
    column = "Coach" if resource_id == checked.after.coaches[0].person_id else "CoCoaches"
    return Mistake(column, f"{sentence}. Choose another time or another coach")
