"""Lets aiokafka notice a broken connection under uvloop.

aiokafka 0.14 expects OSError when it writes to a connection that was just lost. uvloop raises RuntimeError, which ends
the consumer's fetcher task: after a broker was killed, the worker never fetched again.
"""

from typing import Any

from aiokafka.conn import AIOKafkaConnection, CloseReason

_send = AIOKafkaConnection.send


def install() -> None:
    """Let every connection of this process check itself before it writes."""
    AIOKafkaConnection.send = _look_and_send


def _look_and_send(connection: Any, request: Any, expect_response: bool = True) -> Any:
    """Send a request. Close a lost connection first, so that aiokafka raises KafkaConnectionError."""
    if connection._writer is not None and connection._writer.transport.is_closing():
        connection.close(reason=CloseReason.CONNECTION_BROKEN)
    return _send(connection, request, expect_response)
