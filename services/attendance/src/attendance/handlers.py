"""The event handlers of attendance: each turns events into the arguments of a command."""

from collections.abc import Sequence

from contracts.sessions import (
    RosterChanged,
    SessionCancelled,
    SessionChanged,
    SessionCompleted,
    SessionScheduled,
    SessionVoided,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.codes.domain import default_code
from attendance.registers.domain import Completion, RegisterChange, RegisterVoid, Seat
from attendance.registers.follow import follow_sessions
from attendance.registers.lock import lock_registers
from attendance.registers.void import mark_voided


async def on_session_scheduled(db: AsyncConnection, events: Sequence[SessionScheduled | SessionChanged]) -> None:
    """Create the registers of new sessions, and update coaches and rosters of changed ones."""
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
    """Update the rosters of registers."""
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
    """Cancel the registers of sessions that will not take place."""
    await follow_sessions(
        db,
        [RegisterChange(event.session_id, event.org_id, event.sequence, cancelled=True) for event in events],
    )


async def on_session_completed(db: AsyncConnection, events: Sequence[SessionCompleted]) -> None:
    """Lock the registers of completed sessions."""
    await lock_registers(
        db,
        [
            Completion(
                session_id=event.session_id,
                org_id=event.org_id,
                event_id=event.event_id,
                correlation_id=event.correlation_id,
                sequence=event.sequence,
                coach_ids=tuple(coach.person_id for coach in event.coaches),
                roster=tuple(Seat(one.person_id, one.acceptance == "declined") for one in event.roster),
                seen_version=event.attendance_version,
                unmarked=default_code(event.policy.attendance_default),
                second_person=event.policy.amendment_second_person,
            )
            for event in events
        ],
    )


async def on_session_voided(db: AsyncConnection, events: Sequence[SessionVoided]) -> None:
    """Note on registers that their completions were voided."""
    await mark_voided(
        db,
        [
            RegisterVoid(
                session_id=event.session_id,
                org_id=event.org_id,
                event_id=event.event_id,
                correlation_id=event.correlation_id,
                completed_sequence=event.completed_sequence,
                voided_at=event.voided_at,
            )
            for event in events
        ],
    )
