"""Lets a test see which statements a busy path sent, through SQLAlchemy and through `Statement`."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

_TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
_OF_OTHERS = (
    *("typeinfo_tree", "set_config('jit'", "FROM standings"),
    *("SELECT separate_duties FROM", "SELECT CAST(separate_duties AS"),
)
"""Parts of the statements that no path sends: asyncpg learns about array types, once per connection, the door of an
API reads its standing, once a second, and the chassis reads which duties an admin has."""


def sent_statements(engine: AsyncEngine) -> list[str]:
    """Return a list to which statements are appended: all that connections send which are taken from now on.

    Statements that begin or end transactions and savepoints are left out, and so are those of the driver, of the
    door and of the caller. The driver appends a statement a moment after its answer.
    """
    sent: list[str] = []

    def add(statement: str) -> None:
        sql = statement.lstrip()
        if not (sql.startswith(_TRANSACTION_WORDS) or any(word in sql for word in _OF_OTHERS)):
            sent.append(sql)

    def on_query(query: Any) -> None:
        add(query.query)

    event.listen(
        engine.sync_engine, "checkout", lambda adapter, *_: adapter.driver_connection.add_query_logger(on_query)
    )
    # SQLAlchemy sends prepared statements, which the driver's query logger does not report
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *arguments: add(arguments[2]))
    return sent
