"""Locks the rows of registers. Every decision about a register is taken under this row lock, and stamped under it."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from chassis.database.statement import Insert, Statement
from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

_CREATE_MISSING: Final = Insert(
    "registers", "session_id uuid, org_id uuid", then="ORDER BY session_id ON CONFLICT (session_id) DO NOTHING"
)

STAMP: Final = "greatest(clock_timestamp(), stamped_at + interval '1 microsecond') AS at"
"""The SQL for the instant of what happens to a register now: later than what happened to it before.

It belongs outside of the query that takes the lock, because PostgreSQL computes what that selects before it waits.
"""

_HOLD: Final = Statement(f"""
    WITH held AS (
        SELECT session_id, state, version, coaches_sequence, session_sequence, windows_sequence, stamped_at
        FROM registers
        WHERE session_id = ANY (CAST(:session_ids AS uuid[]))
        ORDER BY session_id
        FOR UPDATE
    )
    SELECT *, {STAMP} FROM held ORDER BY session_id
""")  # noqa: S608 - names of this module


async def hold_registers(db: AsyncConnection, org_of: Mapping[UUID, UUID]) -> Sequence[RowMapping]:
    """Lock the rows of these sessions' registers until the transaction ends, and return them. Create missing ones.

    Each row has the instant `at` of what happens to its register now, by the database's clock.
    `org_of` has the organisation of each session. Rows are created and locked in the order of their ids. So two
    transactions that share sessions wait for each other and cannot deadlock.
    """
    session_ids = sorted(org_of)
    await _CREATE_MISSING.rows(db, [(session_id, org_of[session_id]) for session_id in session_ids])
    return await _HOLD.all(db, {"session_ids": session_ids})
