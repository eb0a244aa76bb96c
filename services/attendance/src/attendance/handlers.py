"""What attendance does when sessions happen: from contract to command, nothing else."""

from collections.abc import Sequence

from chassis.clock import now
from contracts.sessions import (
    RosterChanged,
    SessionCancelled,
    SessionChanged,
    SessionCompleted,
    SessionScheduled,
    SessionVoided,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.commands.follow import follow_sessions
from attendance.commands.lock import lock_registers
from attendance.commands.void import mark_voided
from attendance.domain import RegisterChange


async def on_session_scheduled(db: AsyncConnection, events: Sequence[SessionScheduled | SessionChanged]) -> None:
    """Open the registers of new sessions, and follow sessions whose coaches or roster changed."""
    await follow_sessions(
        db,
        [
            RegisterChange(
                session_id=event.session_id,
                org_id=event.org_id,
                sequence=event.sequence,
                coach_ids=tuple(coach.person_id for coach in event.coaches),
                learner_ids=tuple(participant.person_id for participant in event.roster),
            )
            for event in events
        ],
    )


async def on_roster_changed(db: AsyncConnection, events: Sequence[RosterChanged]) -> None:
    """Follow the rosters."""
    await follow_sessions(
        db,
        [
            RegisterChange(
                session_id=event.session_id,
                org_id=event.org_id,
                sequence=event.sequence,
                learner_ids=tuple(participant.person_id for participant in event.roster),
            )
            for event in events
        ],
    )


async def on_session_cancelled(db: AsyncConnection, events: Sequence[SessionCancelled]) -> None:
    """Close the registers of sessions that will not take place."""
    await follow_sessions(
        db,
        [RegisterChange(event.session_id, event.org_id, event.sequence, cancelled=True) for event in events],
    )


async def on_session_completed(db: AsyncConnection, events: Sequence[SessionCompleted]) -> None:
    """Lock the registers of completed sessions."""
    await lock_registers(db, events, now=now())


async def on_session_voided(db: AsyncConnection, events: Sequence[SessionVoided]) -> None:
    """Note that the completions behind these registers were withdrawn."""
    await mark_voided(
        db,
        {event.session_id: event.org_id for event in events},
        {event.session_id: event.voided_at for event in events},
    )
