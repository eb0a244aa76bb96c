"""What sessions do when registers are locked: from contract to command, nothing else."""

from collections.abc import Sequence

from contracts.attendance import AttendanceLocked
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.commands.attendance import OfficialMark, keep_marks


async def on_attendance_locked(db: AsyncConnection, events: Sequence[AttendanceLocked]) -> None:
    """Keep the official marks beside the sessions."""
    await keep_marks(
        db,
        [
            OfficialMark(
                event.org_id, event.session_id, mark.person_id, mark.code, mark.counts_as_present, mark.minutes
            )
            for event in events
            for mark in event.marks
        ],
    )
