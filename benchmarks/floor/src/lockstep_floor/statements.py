"""The services' own statements for bare asyncpg. Their text is the same, so that the floor follows every change."""

from typing import Any, NamedTuple, TypeAlias

from asyncpg import Record
from asyncpg.pool import Pool, PoolConnectionProxy
from chassis.database.statement import Statement

Db: TypeAlias = "PoolConnectionProxy[Record]"
Database: TypeAlias = "Pool[Record]"
Message: TypeAlias = dict[str, Any]
"""An event as in JSON. Its ids are strings."""


class Bare(NamedTuple):
    """SQL with $1, $2, … and the names of their values."""

    sql: str
    names: tuple[str, ...]

    def __call__(self, **values: object) -> tuple[Any, ...]:
        """Return the arguments for asyncpg's execute and fetch."""
        return self.sql, *(values[name] for name in self.names)


def bare(statement: Statement) -> Bare:
    """Return a statement of the chassis in the form that asyncpg takes."""
    return Bare(statement.sql, statement.names)
