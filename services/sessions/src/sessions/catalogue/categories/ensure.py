"""Create categories. A category is created when something is put into it."""

from collections.abc import Collection
from uuid import UUID

from chassis.database.statement import Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.spellings import Finder

# Two requests that write the same names write them in one order, so that they cannot deadlock. The first spelling of a
# name is the one that is written.
_INSERT = Statement("""
    INSERT INTO categories (org_id, id, name)
    SELECT :org_id, new.id, new.name
    FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[])) WITH ORDINALITY AS new (id, name, position)
    ORDER BY folded(new.name), new.position ON CONFLICT (org_id, folded_name) DO NOTHING
""")
# The category is locked until the transaction ends, so that nobody deletes it before something is put into it.
_FINDER = Finder("categories", "name", "t.id", lock="FOR KEY SHARE")


async def ensure_categories(
    db: AsyncConnection, *, org_id: UUID, names: Collection[str], new_id: NewId
) -> dict[str, UUID]:
    """Return the ids of categories by name. Create those that are missing, each with the first of its spellings."""
    wanted = list(dict.fromkeys(names))
    found = await _FINDER.find(db, org_id=org_id, names=wanted)
    missing = [name for name in wanted if name not in found]
    if missing:
        await _INSERT.execute(db, {"org_id": org_id, "ids": [new_id() for _ in missing], "names": missing})
        # They are read again, without RETURNING, because a concurrent request may have made one of them.
        found |= await _FINDER.find(db, org_id=org_id, names=missing)
    return {name: row.id for name, row in found.items()}


async def ensure_category(db: AsyncConnection, *, org_id: UUID, name: str | None, new_id: NewId) -> UUID | None:
    """Return the id of the category with a name, and create it if it is missing. Return None for no name."""
    if not name:
        return None
    return (await ensure_categories(db, org_id=org_id, names=[name], new_id=new_id))[name]


async def category_exists(db: AsyncConnection, *, org_id: UUID, name: str) -> bool:
    """Return whether there is a category with this name, in any spelling."""
    return bool(await _FINDER.find(db, org_id=org_id, names=[name]))
