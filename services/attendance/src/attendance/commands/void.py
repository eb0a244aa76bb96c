"""Withdrawals: the register of a session whose completion was withdrawn stays as it is, and says so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.commands.registers import hold_registers

_MARK_VOIDED: Final = Statement("""
    UPDATE registers SET voided_at = new.voided_at
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:voided_at AS timestamptz[])) AS new (session_id, voided_at)
    WHERE registers.session_id = new.session_id AND registers.voided_at IS NULL
""")


async def mark_voided(db: AsyncConnection, org_of: Mapping[UUID, UUID], voided_at: Mapping[UUID, datetime]) -> None:
    """Note when the completions of these sessions were withdrawn, each once. Never commits.

    `org_of` gives each session's organisation. The rows are locked first, as by whoever decides on a correction: it
    takes effect before the withdrawal, or is refused.
    """
    await hold_registers(db, org_of)
    columns: dict[str, list[Any]] = {"session_ids": list(voided_at), "voided_at": list(voided_at.values())}
    await _MARK_VOIDED.run(db, columns)
