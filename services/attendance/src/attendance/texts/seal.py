"""Seals the texts that were stored in plain by a version before, also while that version still runs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.texts.write import TextAbout, TextKind, hold_people, write_texts

TASK: Final = "seal plain texts"
ROWS_AT_ONCE: Final = 200


class _Place(NamedTuple):
    """Where a kind of text was stored in plain: how to find such rows, and how to put the id in place of the text."""

    kind: TextKind
    find: Statement
    put: Statement


# Rows are locked one by one, and those that another worker has are left to it.
_PLACES: Final = (
    _Place(
        "remark",
        Statement("""
            SELECT org_id, session_id, person_id, version AS number, remark AS plain FROM mark_history
            WHERE org_id = :org_id AND remark IS NOT NULL
              AND person_id = coalesce(CAST(:person_id AS uuid), person_id)
            LIMIT :limit FOR UPDATE SKIP LOCKED
        """),
        Statement("""
            UPDATE mark_history SET text_id = :text_id, remark = NULL
            WHERE session_id = :session_id AND person_id = :person_id AND version = :number
        """),
    ),
    _Place(
        "reason",
        Statement("""
            SELECT org_id, session_id, person_id, amendment_id AS number, reason AS plain FROM register_amendments
            WHERE org_id = :org_id AND reason <> ''
              AND person_id = coalesce(CAST(:person_id AS uuid), person_id)
            LIMIT :limit FOR UPDATE SKIP LOCKED
        """),
        # the version before cannot read an amendment whose reason is null
        Statement("UPDATE register_amendments SET text_id = :text_id, reason = '' WHERE amendment_id = :number"),
    ),
    _Place(
        "rejection",
        Statement("""
            SELECT decided.org_id, decided.session_id, made.person_id, amendment_id AS number, decided.reason AS plain
            FROM register_amendment_decisions AS decided JOIN register_amendments AS made USING (amendment_id)
            WHERE decided.org_id = :org_id AND decided.reason IS NOT NULL
              AND made.person_id = coalesce(CAST(:person_id AS uuid), made.person_id)
            LIMIT :limit FOR UPDATE OF decided SKIP LOCKED
        """),
        Statement("""
            UPDATE register_amendment_decisions SET text_id = :text_id, reason = NULL WHERE amendment_id = :number
        """),
    ),
)
_WAITING: Final = Statement("""
    SELECT org_id FROM mark_history WHERE remark IS NOT NULL
    UNION SELECT org_id FROM register_amendments WHERE reason <> ''
    UNION SELECT org_id FROM register_amendment_decisions WHERE reason IS NOT NULL
""")


async def organisations_with_plain_texts(db: AsyncConnection, *, now: datetime) -> list[UUID]:  # noqa: ARG001 - see Waiting
    """Return the organisations that have texts to seal."""
    return await _WAITING.scalars(db)


async def seal_next(db: AsyncConnection, *, org_ids: Sequence[UUID], now: datetime, new_id: NewId) -> int:
    """Seal some texts of these organisations, and return how many."""
    return sum([await _seal_some(db, org_id, None, now=now, new_id=new_id) for org_id in org_ids])


async def seal_plain(db: AsyncConnection, *, org_id: UUID, person_id: UUID, now: datetime, new_id: NewId) -> int:
    """Seal all texts about a person that are in plain yet, and return how many. A row that is being sealed is left."""
    sealed = 0
    while some := await _seal_some(db, org_id, person_id, now=now, new_id=new_id):
        sealed += some
    return sealed


async def _seal_some(db: AsyncConnection, org_id: UUID, person_id: UUID | None, *, now: datetime, new_id: NewId) -> int:
    found = [
        (place, row)
        for place in _PLACES
        for row in await place.find.all(db, {"org_id": org_id, "person_id": person_id, "limit": ROWS_AT_ONCE})
    ]
    # all at once, because an erasure of several of them takes the same locks in the same order
    await hold_people(db, {row.person_id for _, row in found})
    for place, row in found:
        await _seal(db, place, row, now=now, text_id=new_id())
    return len(found)


async def _seal(db: AsyncConnection, place: _Place, row: Any, *, now: datetime, text_id: UUID) -> None:
    text = TextAbout(text_id, place.kind, row.person_id, row.plain)
    await write_texts(db, [text], org_id=row.org_id, session_id=row.session_id, now=now)
    values = {"session_id": row.session_id, "person_id": row.person_id, "number": row.number}
    await place.put.execute(db, {**values, "text_id": text_id})
