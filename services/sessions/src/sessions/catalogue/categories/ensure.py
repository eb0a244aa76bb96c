"""Create categories. A category is created when something is put into it."""

from collections.abc import Collection
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

# Two requests that write the same names write them in one order, so that they cannot deadlock.
_INSERT = Insert(
    "categories",
    "id uuid, name text",
    shared="org_id",
    then="ORDER BY new.name ON CONFLICT (org_id, name) DO NOTHING",
)
# The category is locked until the transaction ends, so that nobody deletes it before something is put into it.
_FIND = Statement("""
    SELECT id, name FROM categories WHERE org_id = :org_id AND name = ANY (CAST(:names AS text[]))
    ORDER BY name FOR KEY SHARE
""")


async def ensure_categories(
    db: AsyncConnection, *, org_id: UUID, names: Collection[str], new_id: NewId
) -> dict[str, UUID]:
    """Return the ids of categories by name. Create those that are missing."""
    if not names:
        return {}
    found = await _find(db, org_id=org_id, names=names)
    missing = sorted(set(names) - found.keys())
    if missing:
        await _INSERT.rows(db, [(new_id(), name) for name in missing], org_id=org_id)
        # They are read again, without RETURNING, because a concurrent request may have made one of them.
        found |= await _find(db, org_id=org_id, names=missing)
    return found


async def ensure_category(db: AsyncConnection, *, org_id: UUID, name: str | None, new_id: NewId) -> UUID | None:
    """Return the id of the category with a name, and create it if it is missing. Return None for no name."""
    if not name:
        return None
    return (await ensure_categories(db, org_id=org_id, names=[name], new_id=new_id))[name]


async def _find(db: AsyncConnection, *, org_id: UUID, names: Collection[str]) -> dict[str, UUID]:
    rows = await _FIND.all(db, {"org_id": org_id, "names": list(names)})
    return {row.name: row.id for row in rows}
