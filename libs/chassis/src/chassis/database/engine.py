"""The database: engines with a limit on every wait, and the rule that tells transient faults from others."""

from typing import Final

import orjson
from asyncpg import InvalidCachedStatementError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chassis.database.statement import DriverConnection

CONNECT_TIMEOUT_SECONDS: Final = 5
COMMAND_TIMEOUT_SECONDS: Final = 20
POOL_TIMEOUT_SECONDS: Final = 5

SERVER_SETTINGS: Final = {
    # A process that freezes inside a transaction must not keep its locks: the server ends the transaction.
    "idle_in_transaction_session_timeout": "10s",
    "transaction_timeout": "30s",
    "statement_timeout": "20s",
    "lock_timeout": "10s",
    # A cancelled request drops its connection, which also cancels its statement. On a busy machine the cancellation may
    # get lost, and the server would keep the locks. So the server itself checks whether the client is still there.
    "client_connection_check_interval": "500ms",
    "jit": "off",  # all statements are short: compiling them costs more than it saves
    # A prepared statement keeps its plan. A plan from the time when its tables were empty would read whole tables
    # later, and no statement of a service should do that if there is an index.
    "enable_seqscan": "off",
}

TRANSIENT_SQLSTATES: Final = (
    "08",  # connection exceptions
    "25P03",  # idle in transaction session timeout
    "25P04",  # transaction timeout
    "3D000",  # no such database: an operator restores it just now
    "55000",  # it takes no connections, for the same reason
    "40",  # serialization failure, deadlock
    "53",  # insufficient resources
    "55P03",  # lock not available
    "57",  # operator intervention: cancelled, shutting down, crashed, starting up
)

UNSTORABLE_TEXT_SQLSTATES: Final = ("22021", "22P05")
"""The errors of PostgreSQL for U+0000 in text and in jsonb. It is valid JSON, but no column can store it."""


def create_engine(url: str, *, application_name: str, pool_size: int, repeatable: bool = False) -> AsyncEngine:
    """Return an engine for `url` (postgresql+asyncpg://) with a limit on every wait.

    `repeatable` is for work that can be done again if a crash of the server loses the latest commits. Its commits do
    not wait for the disk.
    """
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        pool_use_lifo=True,
        json_deserializer=orjson.loads,
        connect_args={
            "connection_class": DriverConnection,
            "timeout": CONNECT_TIMEOUT_SECONDS,
            "command_timeout": COMMAND_TIMEOUT_SECONDS,
            "server_settings": {
                **SERVER_SETTINGS,
                "application_name": application_name,
                **({"synchronous_commit": "off"} if repeatable else {}),
            },
        },
    )


def is_transient(error: BaseException) -> bool:
    """Return whether the fault can pass by itself (no connection, deadlock, timeout), so that trying again helps."""
    if isinstance(error, DBAPIError):
        if isinstance(getattr(error.orig, "__cause__", None), InvalidCachedStatementError):
            return True  # a migration changed a table after the statement was prepared; the driver prepares it again
        sqlstate = getattr(error.orig, "sqlstate", None)
        if sqlstate is not None:
            return str(sqlstate).startswith(TRANSIENT_SQLSTATES)
        return error.connection_invalidated or isinstance(error, InterfaceError | OperationalError)
    return isinstance(error, OSError | TimeoutError | PoolTimeoutError)
