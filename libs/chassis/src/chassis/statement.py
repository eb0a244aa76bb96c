"""SQL texts that run on the driver itself, inside SQLAlchemy's connections and transactions (docs/adr/0008).

SQLAlchemy's own way of executing a text costs three times the processor time of asyncpg's, which every hot path
would pay on every round trip. Connections, pools, transactions, savepoints and errors stay SQLAlchemy's;
statements that are put together at run time are its expressions and go through `db.execute`.
"""

from collections.abc import Mapping
from typing import Any, Final, NoReturn
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT: Final = dialect()  # type: ignore[no-untyped-call]
_NOTHING: Final[Mapping[str, Any]] = {}


class DriverConnection(asyncpg.Connection):
    """The driver's connection, which can do something more in the round trip that begins a transaction."""

    with_begin: str = ""
    """SQL without parameters that goes with the next BEGIN."""

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109 - asyncpg's
        """Execute a query, as asyncpg does; its transactions begin and end by this method."""
        if self.with_begin and query.startswith("BEGIN"):
            query, self.with_begin = f"{query} {self.with_begin}", ""
        return await super().execute(query, *args, timeout=timeout)


class Row(asyncpg.Record):
    """A row whose columns are attributes too, except any called as a method is: `keys`, `values`, `items`, `get`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Statement:
    """One SQL text with :named parameters. Made once, when its module is imported.

    Parameters are given by name; types are those that PostgreSQL infers, so that a text casts where there is a doubt.
    Errors are SQLAlchemy's, and a connection that turns out to be lost is invalidated, as by `db.execute`.
    """

    __slots__ = ("names", "sql")

    def __init__(self, sql: str) -> None:
        """Take the text, with parameters as `:name` and `\\:` for a colon."""
        compiled = text(sql).compile(dialect=_DIALECT)
        assert isinstance(compiled, SQLCompiler)
        self.sql = compiled.string
        self.names: Final = tuple(compiled.positiontup or ())

    async def all(self, db: AsyncConnection, parameters: Mapping[str, Any] = _NOTHING) -> list[Any]:
        """Return every row."""
        connection = db.sync_connection
        assert connection is not None
        if not connection.in_transaction():
            connection.begin()
        adapter: Any = connection.connection.dbapi_connection
        try:
            if adapter._transaction is None:
                await adapter._start_transaction()
            return await adapter.driver_connection.fetch(  # type: ignore[no-any-return]
                self.sql, *[parameters[name] for name in self.names], record_class=Row
            )
        except BaseException as error:
            await db.run_sync(_raise_as_sqlalchemy, adapter, self.sql, error)
            raise  # not reached: the line above raises

    async def one(self, db: AsyncConnection, parameters: Mapping[str, Any] = _NOTHING) -> Any:
        """Return the only row; ValueError where there are none or several."""
        (row,) = await self.all(db, parameters)
        return row

    async def one_or_none(self, db: AsyncConnection, parameters: Mapping[str, Any] = _NOTHING) -> Any:
        """Return the only row, or None where there is none; ValueError where there are several."""
        rows = await self.all(db, parameters)
        if not rows:
            return None
        (row,) = rows
        return row

    async def scalar(self, db: AsyncConnection, parameters: Mapping[str, Any] = _NOTHING) -> Any:
        """Return the first column of the first row, or None where there is no row."""
        rows = await self.all(db, parameters)
        return rows[0][0] if rows else None

    async def scalars(self, db: AsyncConnection, parameters: Mapping[str, Any] = _NOTHING) -> list[Any]:
        """Return the first column of every row."""
        return [row[0] for row in await self.all(db, parameters)]

    async def run(self, db: AsyncConnection, parameters: Mapping[str, Any] = _NOTHING) -> None:
        """Run it; what it returns is not looked at."""
        await self.all(db, parameters)


async def begin_for(db: AsyncConnection, org_id: UUID) -> None:
    """Begin the transaction for an organisation: row-level security shows its rows only, until it ends.

    One round trip for both. A connection on which it fails is given up, whatever came of it there.
    """
    connection = db.sync_connection
    assert connection is not None
    connection.begin()
    adapter: Any = connection.connection.dbapi_connection
    adapter.driver_connection.with_begin = f"SELECT set_config('app.org_id', '{UUID(str(org_id))}', true)"
    try:
        await adapter._start_transaction()
    except BaseException as error:
        try:
            await db.run_sync(_raise_as_sqlalchemy, adapter, "BEGIN", error)
        finally:
            await db.invalidate()
        raise  # not reached: the line above raises


def _raise_as_sqlalchemy(connection: Any, adapter: Any, sql: str, error: BaseException) -> NoReturn:
    """Raise an error of the driver as SQLAlchemy would have, with all that it does then.

    It translates the driver's errors, invalidates the connection where it is lost or its use was cancelled, and
    leaves all other errors (timeouts) as they are.
    """
    try:
        if isinstance(error, Exception):
            adapter._handle_exception(error)
        raise error
    except Exception as translated:
        if not isinstance(translated, connection.dialect.loaded_dbapi.Error):
            raise
        connection._handle_dbapi_exception(translated, sql, None, None, None)
    except BaseException as cancelled:
        connection._handle_dbapi_exception(cancelled, None, None, None, None)
    raise error
