"""Notes on a register that its session's completion was voided. The register stays as it is otherwise."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chassis.database.statement import Statement
from chassis.ids import derived_id
from chassis.messaging import outbox
from contracts.attendance import RegisterVoided
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.registers.domain import RegisterVoid
from attendance.registers.hold import hold_registers

# Only a locked register counts for somebody, so only its void is an event, which has the register's next sequence.
_MARK_VOIDED: Final = Statement("""
    UPDATE registers
    SET voided_at = new.voided_at, stamped_at = new.noted_at,
        sequence = CASE state WHEN 'locked' THEN sequence + 1 ELSE sequence END
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:voided_at AS timestamptz[]), CAST(:noted_at AS timestamptz[]))
         AS new (session_id, voided_at, noted_at)
    WHERE registers.session_id = new.session_id AND registers.voided_at IS NULL
    RETURNING registers.session_id, registers.sequence, registers.state = 'locked' AS is_locked
""")


async def mark_voided(db: AsyncConnection, voids: Sequence[RegisterVoid]) -> None:
    """Note when the completions of these sessions were voided, each once, and emit RegisterVoided. Never commits.

    The rows are locked first, as they are for a decision on an amendment. So an amendment takes effect before the void
    or is refused.
    """
    held = await hold_registers(db, {one.session_id: one.org_id for one in voids})
    noted_at = {row["session_id"]: row["at"] for row in held}
    by_session = {one.session_id: one for one in voids}
    noted = await _MARK_VOIDED.all(
        db,
        {
            "session_ids": list(by_session),
            "voided_at": [one.voided_at for one in by_session.values()],
            "noted_at": [noted_at[session_id] for session_id in by_session],
        },
    )
    await outbox.add(
        db,
        *(
            _voided(by_session[row.session_id], sequence=row.sequence, at=noted_at[row.session_id])
            for row in noted
            if row.is_locked
        ),
    )


def _voided(void: RegisterVoid, *, sequence: int, at: datetime) -> RegisterVoided:
    """Return the event that announces that a locked register no longer counts."""
    return RegisterVoided(
        event_id=derived_id(RegisterVoided.type, cause=void.event_id, subject=void.session_id),
        org_id=void.org_id,
        occurred_at=at,
        key=str(void.session_id),
        sequence=sequence,
        correlation_id=void.correlation_id,
        causation_id=void.event_id,
        session_id=void.session_id,
        completed_sequence=void.completed_sequence,
        voided_at=void.voided_at,
    )
