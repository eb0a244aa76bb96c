"""The standing of a database: whether a worker has compared it with what its service published, and what it saw.

A row is known by the identity of its database. So a copy that is restored elsewhere, or a promoted standby, has no row
of its own until a worker has looked, although it has the rows of the database it was made from.
"""

from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Statement

# A restore into a new database changes the oid, a new server the system identifier, a promotion the timeline. A disk
# that is set back to a snapshot changes none of them, and only a worker finds that out.
_IDENTITY: Final = """
    (SELECT concat_ws('/', system_identifier, timeline_id, pg_database.oid)
     FROM pg_control_system(), pg_control_checkpoint(), pg_database WHERE datname = current_database())
"""
_READ = Statement(f"SELECT behind FROM standings WHERE identity = {_IDENTITY}")  # noqa: S608 - a constant
_WRITE = Statement(f"""
    INSERT INTO standings (identity, behind) VALUES ({_IDENTITY}, :behind)
    ON CONFLICT (identity) DO UPDATE SET behind = excluded.behind, looked_at = excluded.looked_at
""")  # noqa: S608 - a constant


class Standing(NamedTuple):
    """What a worker saw. `behind` says what the database lacks, or is None when it lacks nothing."""

    behind: str | None


async def read_standing(db: AsyncConnection) -> Standing | None:
    """Return the standing of this database, or None if no worker has looked at it yet."""
    row = await _READ.one_or_none(db)
    return None if row is None else Standing(row.behind)


async def write_standing(db: AsyncConnection, behind: str | None) -> None:
    """Write what a worker saw."""
    await _WRITE.execute(db, {"behind": behind})
