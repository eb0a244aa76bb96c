"""SQL texts that run on the driver directly, inside SQLAlchemy's connections and transactions (docs/adr/0008).

To execute a text, SQLAlchemy needs three times the processor time that asyncpg needs, and every busy path would pay
this on every round trip. Connections, pools, transactions, savepoints and errors stay those of SQLAlchemy. Statements
that are composed at run time are SQLAlchemy expressions and go through `db.execute`.
"""

from collections.abc import Collection, Mapping, Sequence
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
    """The driver's connection. It can run one more statement in the round trip that begins a transaction."""

    with_begin: str = ""
    """SQL without parameters that is sent together with the next BEGIN."""

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109 - asyncpg's
        """Execute a query, as asyncpg does. asyncpg begins and ends transactions by this method."""
        if self.with_begin and query.startswith("BEGIN"):
            query, self.with_begin = f"{query} {self.with_begin}", ""
        return await super().execute(query, *args, timeout=timeout)


class Row(asyncpg.Record):
    """A row whose columns are also attributes, except those named like a method: `keys`, `values`, `items`, `get`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Statement:
    """One SQL text with :named parameters. It is made once, when its module is imported.

    Parameters are passed by name. PostgreSQL infers their types, so the text casts them where this is not clear. Errors
    are those of SQLAlchemy, and a lost connection is invalidated, as by `db.execute`.
    """

    __slots__ = ("names", "sql")

    def __init__(self, sql: str) -> None:
        """Take the text. A parameter is `:name`, and a colon is `\\:`."""
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
        """Return the only row. Raises ValueError if there is none or more than one."""
        (row,) = await self.all(db, parameters)
        return row

    async def one_or_none(self, db: AsyncConnection, parameters: Mapping[str, Any] = _NOTHING) -> Any:
        """Return the only row, or None. Raises ValueError if there is more than one."""
        rows = await self.all(db, parameters)
        if not rows:
            return None
        (row,) = rows
        return row

    async def scalar(self, db: AsyncConnection, parameters: Mapping[str, Any] = _NOTHING) -> Any:
        """Return the first column of the first row, or None if there is no row."""
        rows = await self.all(db, parameters)
        return rows[0][0] if rows else None

    async def scalars(self, db: AsyncConnection, parameters: Mapping[str, Any] = _NOTHING) -> list[Any]:
        """Return the first column of every row."""
        return [row[0] for row in await self.all(db, parameters)]

    async def execute(self, db: AsyncConnection, parameters: Mapping[str, Any] = _NOTHING) -> None:
        """Run the statement and ignore its rows."""
        await self.all(db, parameters)


class Insert(Statement):
    """One statement that writes any number of rows of a table.

    Its text is made once, and is the same for one row and for a thousand: each column goes to the server as an array.
    Where a row needs a join, a lock or a rule of SQL, write the statement by hand.
    """

    __slots__ = ("_columns",)

    def __init__(self, table: str, columns: str, *, shared: str = "", then: str = "") -> None:
        """Take a table, and the columns that differ from row to row, each with its type: "person_id uuid, at date".

        `shared` names columns with one value for all rows. `then` is what follows the rows: ON CONFLICT, RETURNING.
        """
        typed = dict(column.strip().split(" ", 1) for column in columns.split(","))
        same = [name.strip() for name in shared.split(",") if shared]
        arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in typed.items())
        super().__init__(
            f"INSERT INTO {table} ({', '.join([*same, *typed])}) "  # noqa: S608 - names that a module wrote
            f"SELECT {', '.join([*(f':{name}' for name in same), 'new.*'])} FROM unnest({arrays}) "
            f"AS new ({', '.join(typed)}) {then}"
        )
        self._columns: Final = tuple(typed)

    async def rows(self, db: AsyncConnection, rows: Collection[Sequence[Any]], **shared: Any) -> list[Any]:
        """Write rows, each with the values of its columns in order, and return what `then` returns.

        Without rows, nothing is sent.
        """
        if not rows:
            return []
        arrays = zip(*rows, strict=True)
        return await self.all(db, {**shared, **dict(zip(self._columns, map(list, arrays), strict=True))})


async def begin_for(db: AsyncConnection, org_id: UUID) -> None:
    """Begin a transaction in which row-level security shows only the rows of an organisation.

    This takes one round trip. If it fails, the connection is invalidated, because its state is unknown.
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
    """Raise an error of the driver as SQLAlchemy would, with all that SQLAlchemy does then.

    SQLAlchemy translates errors of the driver, invalidates the connection if it was lost or its use was cancelled, and
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
