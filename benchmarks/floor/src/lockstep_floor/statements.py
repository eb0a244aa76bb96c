"""The services' own statements for bare asyncpg: the same text, so that the floor cannot drift from what it measures.

SQLAlchemy translates them once, when the process starts; it has no part in what is measured.
"""

from typing import Any, NamedTuple, TypeAlias

from asyncpg import Record
from asyncpg.pool import Pool, PoolConnectionProxy
from sqlalchemy import TextClause
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql.compiler import SQLCompiler

Db: TypeAlias = "PoolConnectionProxy[Record]"
Database: TypeAlias = "Pool[Record]"
Message: TypeAlias = dict[str, Any]
"""An event as JSON has it: ids are texts."""


class Statement(NamedTuple):
    """SQL with $1, $2, … and the names of what they stand for."""

    sql: str
    names: tuple[str, ...]

    def __call__(self, **values: object) -> tuple[Any, ...]:
        """Return the arguments of asyncpg's execute and fetch."""
        return self.sql, *(values[name] for name in self.names)


def bare(clause: TextClause) -> Statement:
    """Return a statement of SQLAlchemy as asyncpg takes it."""
    compiled = clause.compile(dialect=dialect())  # type: ignore[no-untyped-call]
    assert isinstance(compiled, SQLCompiler)
    return Statement(compiled.string, tuple(compiled.positiontup or ()))
