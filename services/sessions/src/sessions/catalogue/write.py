"""Create, change and delete entries of the catalogue, in the same way for every kind."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from chassis.database.constraints import refused_by
from chassis.database.statement import Insert
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.errors import EntryNameTaken, InUse
from sessions.catalogue.queries import EntryRow, Kind
from sessions.errors import ExternalIdTaken, check_version

_FOREIGN_KEY_VIOLATION: Final = "23503"
_WHO_REFERS: Final = {"courses": "course", "batches": "batch", "batch_courses": "batch", "batch_classes": "batch"}
"""The word for the owner of a row, by table. A row of any other table belongs to a session."""


async def create_entry(
    db: AsyncConnection, kind: Kind, *, org_id: UUID, entry_id: UUID, values: Mapping[str, object]
) -> None:
    """Write a new entry at version 1. Raises NameTaken, ExternalIdTaken."""
    with keys_refused(kind, values):
        await db.execute(insert(kind.table).values(org_id=org_id, id=entry_id, version=1, **values))


async def create_entries(
    db: AsyncConnection, kind: Kind, insert_rows: Insert, rows: Sequence[tuple[Any, ...]], **shared: object
) -> None:
    """Write new entries at version 1, with one statement. A row begins with its id and key, and ends with external_id.

    The statement skips rows whose key is in use, and returns the ids of the others. Raises NameTaken, ExternalIdTaken.
    """
    only = rows[0][-1] if len(rows) == 1 else None
    with refused_by(f"{kind.table.name}_external_id_key", ExternalIdTaken(kind.name, only)):
        written = {row.id for row in await insert_rows.rows(db, rows, **shared)}
    for entry_id, key, *_ in rows:
        if entry_id not in written:
            taken = select(kind.key).where(kind.table.c.org_id == shared["org_id"], kind.folded_key == func.folded(key))
            raise EntryNameTaken(kind.name, kind.key.name, key, existing=await db.scalar(taken))


async def lock_entry(
    db: AsyncConnection,
    kind: Kind,
    *,
    org_id: UUID,
    entry_id: UUID,
    expected_versions: frozenset[int] | None,
    keep_out: bool = False,
) -> EntryRow:
    """Lock an entry against other changes until the transaction ends, and return it as it is under the lock.

    With `keep_out`, nobody can begin to refer to it either. Raises the kind's NotFound, and StaleVersion.
    """
    table = kind.table
    wanted = select(table).where(table.c.org_id == org_id, table.c.id == entry_id)
    found = (await db.execute(wanted.with_for_update(key_share=not keep_out))).one_or_none()
    if found is None:
        raise kind.missing(entry_id)
    check_version(kind.name, found.version, expected=expected_versions)
    return found


async def change_entry(db: AsyncConnection, kind: Kind, entry: EntryRow, changes: Mapping[str, Any]) -> None:
    """Write the next version of a locked entry. If nothing differs, do nothing.

    Raises NameTaken, ExternalIdTaken.
    """
    different = {name: value for name, value in changes.items() if getattr(entry, name) != value}
    if not different:
        return
    table = kind.table
    statement = update(table).where(table.c.org_id == entry.org_id, table.c.id == entry.id)
    with keys_refused(kind, different):
        await db.execute(statement.values({**different, "version": entry.version + 1}))


async def change_by_id(
    db: AsyncConnection,
    *,
    kind: Kind,
    org_id: UUID,
    entry_id: UUID,
    changes: Mapping[str, Any],
    expected_versions: frozenset[int] | None,
) -> None:
    """Lock an entry and write its next version. If nothing differs, do nothing.

    Raises the kind's NotFound, StaleVersion, NameTaken, ExternalIdTaken.
    """
    entry = await lock_entry(db, kind, org_id=org_id, entry_id=entry_id, expected_versions=expected_versions)
    await change_entry(db, kind, entry, changes)


async def delete_entry(
    db: AsyncConnection, kind: Kind, *, org_id: UUID, entry_id: UUID, expected_versions: frozenset[int] | None
) -> None:
    """Delete an entry that nothing refers to. The foreign keys of the database decide that.

    Raises the kind's NotFound, StaleVersion, InUse.
    """
    await lock_entry(db, kind, org_id=org_id, entry_id=entry_id, expected_versions=expected_versions, keep_out=True)
    table = kind.table
    try:
        await db.execute(delete(table).where(table.c.org_id == org_id, table.c.id == entry_id))
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != _FOREIGN_KEY_VIOLATION:
            raise
        referring = getattr(getattr(error.orig, "__cause__", None), "table_name", None)
        raise InUse(kind.name, _WHO_REFERS.get(str(referring), "session")) from error


@contextmanager
def keys_refused(kind: Kind, values: Mapping[str, object] | None = None) -> Iterator[None]:
    """Refuse a key that is in use with NameTaken, and an id of another system with ExternalIdTaken.

    `values` are those of the only entry that is written.
    """
    key, table, values = kind.key.name, kind.table.name, values or {}
    external_id = ExternalIdTaken(kind.name, values.get("external_id"))
    with (
        refused_by(f"{table}_{key}_key", EntryNameTaken(kind.name, key, values.get(key))),
        refused_by(f"{table}_external_id_key", external_id),
    ):
        yield
