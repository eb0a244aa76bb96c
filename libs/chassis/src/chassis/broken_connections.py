"""Lets aiokafka notice a broken connection under uvloop.

aiokafka 0.14 expects OSError from a write to a connection that has just been lost. uvloop raises RuntimeError there,
which ends the consumer's fetcher task for good: a broker that was killed left a worker that never fetched again.
"""

from typing import Any

from aiokafka.conn import AIOKafkaConnection, CloseReason

_send = AIOKafkaConnection.send


def install() -> None:
    """Let every connection of this process look before it writes."""
    AIOKafkaConnection.send = _look_and_send


def _look_and_send(connection: Any, request: Any, expect_response: bool = True) -> Any:
    """Send a request; a connection that was lost is closed first, so that aiokafka raises KafkaConnectionError."""
    if connection._writer is not None and connection._writer.transport.is_closing():
        connection.close(reason=CloseReason.CONNECTION_BROKEN)
    return _send(connection, request, expect_response)
