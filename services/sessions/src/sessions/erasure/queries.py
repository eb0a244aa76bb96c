"""Read erasures, with the answers of all services."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database import sealed_texts
from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.erasure.domain import SERVICES, Answer, Erasure, Tally
from sessions.erasure.errors import ErasureNotFound

_COLUMNS = """
    erasure_id, org_id, person_id, state, reason, with_shared, asked_by, asked_at, decided_by, decided_at, finished_at,
    parts
"""
_READ: Final = Statement(f"SELECT {_COLUMNS} FROM erasures WHERE org_id = :org_id AND erasure_id = :erasure_id")  # noqa: S608
_LIST: Final = Statement(f"""
    SELECT {_COLUMNS} FROM erasures
    WHERE org_id = :org_id AND (CAST(:before AS timestamptz) IS NULL OR (asked_at, erasure_id) < (:before, :before_id))
    ORDER BY asked_at DESC, erasure_id DESC LIMIT :limit
""")  # noqa: S608 - a text of this module
_ANSWERS: Final = Statement("""
    SELECT erasure_id, service, erased, kept, erased_at FROM erasure_answers
    WHERE org_id = :org_id AND erasure_id = ANY (CAST(:erasure_ids AS uuid[]))
""")
_ERASURES: Final = Keyset(before=datetime, before_id=UUID)


async def read_erasure(db: AsyncConnection, *, org_id: UUID, erasure_id: UUID) -> Erasure:
    """Return an erasure, or raise ErasureNotFound."""
    row = await _READ.one_or_none(db, {"org_id": org_id, "erasure_id": erasure_id})
    if row is None:
        raise ErasureNotFound(erasure_id)
    return (await _erasures(db, [row], org_id=org_id))[erasure_id]


async def list_erasures(db: AsyncConnection, *, org_id: UUID, limit: int, cursor: str | None) -> Slice[Erasure]:
    """Return a page of erasures, the latest first. Raises InvalidCursor."""
    rows = await _LIST.all(db, {"org_id": org_id, "limit": limit + 1, **_ERASURES.parameters(cursor)})
    page = _ERASURES.page(rows, limit=limit, key=lambda row: (row.asked_at, row.erasure_id))
    found = await _erasures(db, page.items, org_id=org_id)
    return page.map(lambda row: found[row.erasure_id])


async def _erasures(db: AsyncConnection, rows: Sequence[Any], *, org_id: UUID) -> dict[UUID, Erasure]:
    erasure_ids = [row.erasure_id for row in rows]
    notes = await sealed_texts.read(db, erasure_ids, org_id=org_id)
    answers: dict[UUID, dict[str, Any]] = {}
    for row in await _ANSWERS.all(db, {"org_id": org_id, "erasure_ids": erasure_ids}):
        answers.setdefault(row.erasure_id, {})[row.service] = row
    return {
        row.erasure_id: Erasure(
            **row,
            note=notes[row.erasure_id].decode() if row.erasure_id in notes else None,
            answers=_answers(row.state, answers.get(row.erasure_id, {})),
        )
        for row in rows
    }


def _answers(state: str, given: Mapping[str, Any]) -> tuple[Answer, ...]:
    """Return the answer of every service that has to give one, also of those that have not."""
    if not given and state != "erasing":
        return ()
    return tuple(_answer(service, given.get(service)) for service in ("sessions", *SERVICES))


def _answer(service: str, row: Any) -> Answer:
    if row is None:
        return Answer(service, None, None)
    kept = {(one["kind"], one["reason"]): one["count"] for one in row.kept}
    return Answer(service, row.erased_at, Tally(row.erased, kept))
