"""What a test asks of a hot path: which statements it sent, by SQLAlchemy and by `Statement` alike."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

_TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
_OF_THE_DRIVER = ("typeinfo_tree", "set_config('jit'")
"""How asyncpg learns about array types, once per connection."""


def log_statements(engine: AsyncEngine) -> list[str]:
    """Return the list to which every statement is appended that connections taken from the engine from now on send.

    Those that begin and end transactions and savepoints are left out, and the driver's own. The driver appends a moment
    after the answer.
    """
    log: list[str] = []

    def add(statement: str) -> None:
        sql = statement.lstrip()
        if not (sql.startswith(_TRANSACTION_WORDS) or any(word in sql for word in _OF_THE_DRIVER)):
            log.append(sql)

    def on_query(query: Any) -> None:
        add(query.query)

    event.listen(
        engine.sync_engine, "checkout", lambda adapter, *_: adapter.driver_connection.add_query_logger(on_query)
    )
    # SQLAlchemy's own are prepared statements, of which the driver says nothing
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *arguments: add(arguments[2]))
    return log
