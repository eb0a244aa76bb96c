"""The database: engines with bounded everything, and which faults pass by themselves."""

from typing import Final

import orjson
from asyncpg import InvalidCachedStatementError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chassis.statement import DriverConnection

CONNECT_TIMEOUT_SECONDS: Final = 5
COMMAND_TIMEOUT_SECONDS: Final = 20
POOL_TIMEOUT_SECONDS: Final = 5

SERVER_SETTINGS: Final = {
    # A process that freezes inside a transaction must not hold its locks: the server ends it.
    "idle_in_transaction_session_timeout": "10s",
    "transaction_timeout": "30s",
    "statement_timeout": "20s",
    "lock_timeout": "10s",
    # A request that is cancelled drops its connection. That also cancels what its statement is doing, but on a busy
    # machine the word may not get through: the server looks for itself whether anybody is there, or keeps the locks.
    "client_connection_check_interval": "500ms",
    "jit": "off",  # short statements only: compiling costs more than it saves
    # A prepared statement keeps the plan that suited its tables when they were empty. No statement of a service should
    # read a whole table where there is an index, however small the table was at the time.
    "enable_seqscan": "off",
}

TRANSIENT_SQLSTATES: Final = (
    "08",  # connection exceptions
    "25P03",  # idle in transaction session timeout
    "25P04",  # transaction timeout
    "40",  # serialization failure, deadlock
    "53",  # insufficient resources
    "55P03",  # lock not available
    "57",  # operator intervention: cancelled, shutting down, crashed, starting up
)

UNSTORABLE_TEXT_SQLSTATES: Final = ("22021", "22P05")
"""What PostgreSQL says to U+0000 in text, and in jsonb: valid JSON that no column can hold."""


def create_engine(url: str, *, application_name: str, pool_size: int, repeatable: bool = False) -> AsyncEngine:
    """Return an engine on `url` (postgresql+asyncpg://) whose every wait is bounded.

    `repeatable` is for work that is merely done again when a crash of the server undoes the latest commits: they do
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
    """Say whether the fault passes by itself (database away, deadlock, timeout), so that trying again is right."""
    if isinstance(error, DBAPIError):
        if isinstance(getattr(error.orig, "__cause__", None), InvalidCachedStatementError):
            return True  # a migration changed a table since the statement was prepared; the driver has forgotten it now
        sqlstate = getattr(error.orig, "sqlstate", None)
        if sqlstate is not None:
            return str(sqlstate).startswith(TRANSIENT_SQLSTATES)
        return error.connection_invalidated or isinstance(error, InterfaceError | OperationalError)
    return isinstance(error, OSError | TimeoutError | PoolTimeoutError)
