"""Notes on a register that its session's completion was voided. The register stays as it is otherwise."""

from collections.abc import Sequence
from typing import Final

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.registers.domain import RegisterVoid
from attendance.registers.hold import hold_registers

_MARK_VOIDED: Final = Statement("""
    UPDATE registers SET voided_at = new.voided_at
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:voided_at AS timestamptz[])) AS new (session_id, voided_at)
    WHERE registers.session_id = new.session_id AND registers.voided_at IS NULL
""")


async def mark_voided(db: AsyncConnection, voids: Sequence[RegisterVoid]) -> None:
    """Note when the completions of these sessions were voided, each once. Never commits.

    The rows are locked first, as they are for a decision on an amendment. So an amendment takes effect before the void
    or is refused.
    """
    await hold_registers(db, {one.session_id: one.org_id for one in voids})
    voided_at = {one.session_id: one.voided_at for one in voids}
    await _MARK_VOIDED.execute(db, {"session_ids": list(voided_at), "voided_at": list(voided_at.values())})
