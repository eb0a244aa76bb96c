"""Reads amendments of locked registers: one of them, or a page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from contracts.attendance import Mark
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.corrections.domain import Amendment
from attendance.registers.domain import check_keeper
from attendance.registers.queries import coaches_of, find_register
from attendance.texts.queries import read_texts

_COLUMNS: Final = """
    SELECT made.amendment_id, made.session_id, made.old_mark, made.new_mark, made.reason, made.text_id,
           made.proposed_by, made.proposed_at, decided.decision, decided.decided_by, decided.decided_at,
           decided.reason AS rejection_reason, decided.text_id AS rejection_id
    FROM register_amendments AS made LEFT JOIN register_amendment_decisions AS decided USING (amendment_id)
    WHERE made.session_id = :session_id
"""
_FIND: Final = Statement(f"{_COLUMNS} AND made.amendment_id = :amendment_id")
_PAGE: Final = Statement(
    f"{_COLUMNS} AND made.amendment_id > coalesce(CAST(:after AS uuid), '00000000-0000-0000-0000-000000000000')"
    " ORDER BY made.amendment_id LIMIT :limit"
)
_AMENDMENTS: Final = Keyset(after=UUID)


async def find_amendment(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, amendment_id: UUID
) -> Amendment | None:
    """Return an amendment of a register with its decision, or None."""
    row = await _FIND.one_or_none(db, {"session_id": session_id, "amendment_id": amendment_id})
    return None if row is None else (await _amendments(db, [row], org_id=org_id))[row.amendment_id]


async def read_amendments(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    caller_id: UUID,
    sees_all: bool,
    limit: int,
    cursor: str | None,
) -> Slice[Amendment]:
    """Return a page of a register's amendments, open and decided ones, oldest first.

    Raises what check_keeper raises.
    """
    coaches = coaches_of(await find_register(db, org_id, session_id))
    check_keeper(session_id, caller_id, coaches, sees_all=sees_all)
    rows = await _PAGE.all(db, {**_AMENDMENTS.parameters(cursor), "session_id": session_id, "limit": limit + 1})
    page = _AMENDMENTS.page(rows, limit=limit, key=lambda row: (row.amendment_id,))
    amendments = await _amendments(db, page.items, org_id=org_id)
    return page.map(lambda row: amendments[row.amendment_id])


async def _amendments(db: AsyncConnection, rows: Sequence[Any], *, org_id: UUID) -> dict[UUID, Amendment]:
    texts = await read_texts(
        db, [text_id for row in rows for text_id in (row.text_id, row.rejection_id)], org_id=org_id
    )
    return {row.amendment_id: _amendment(row, texts) for row in rows}


def _amendment(row: Any, texts: Mapping[UUID | None, str]) -> Amendment:
    return Amendment(
        amendment_id=row.amendment_id,
        session_id=row.session_id,
        old=Mark.model_validate(row.old_mark),
        new=Mark.model_validate(row.new_mark),
        reason=row.reason or texts.get(row.text_id),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decision=row.decision,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        rejection_reason=(row.rejection_reason or texts.get(row.rejection_id)) if row.decision == "rejected" else None,
    )
