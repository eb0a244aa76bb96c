"""The services' own statements for bare asyncpg: the same text, so that the floor follows what it measures."""

from typing import Any, NamedTuple, TypeAlias

from asyncpg import Record
from asyncpg.pool import Pool, PoolConnectionProxy
from chassis.statement import Statement

Db: TypeAlias = "PoolConnectionProxy[Record]"
Database: TypeAlias = "Pool[Record]"
Message: TypeAlias = dict[str, Any]
"""An event as JSON has it: ids are texts."""


class Bare(NamedTuple):
    """SQL with $1, $2, … and the names of what they stand for."""

    sql: str
    names: tuple[str, ...]

    def __call__(self, **values: object) -> tuple[Any, ...]:
        """Return the arguments of asyncpg's execute and fetch."""
        return self.sql, *(values[name] for name in self.names)


def bare(statement: Statement) -> Bare:
    """Return a statement of the chassis as asyncpg takes it."""
    return Bare(statement.sql, statement.names)
