"""Requests byte by byte, because HTTP clients refuse to send what a hostile one sends."""

import http.client
import socket
from collections.abc import Iterable
from typing import Final, NamedTuple

TIMEOUT_SECONDS: Final = 10


class Answer(NamedTuple):
    """The answer of a server."""

    status: int
    headers: dict[str, str]
    body: str


def ask(port: int, sent: bytes) -> Answer:
    """Send these bytes to a port of this machine, and return the first answer. Raises an error if there is none."""
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS) as connection:
        connection.sendall(sent)
        answer = http.client.HTTPResponse(connection, method=sent.split(b" ", 1)[0].decode("latin-1"))
        answer.begin()
        body = answer.read().decode()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)


def request(method: str, target: bytes | str, headers: Iterable[tuple[str, str]] = (), *, end: bytes = b"") -> bytes:
    """Return a request as bytes: nothing of it is checked or encoded. Its connection ends with the answer.

    `end` is more lines of the head, each with its own line end.
    """
    lines = "".join(f"{name}: {value}\r\n" for name, value in [("host", "api"), ("connection", "close"), *headers])
    sent = target if isinstance(target, bytes) else target.encode()
    return b"%s %s HTTP/1.1\r\n%s%s\r\n" % (method.encode(), sent, lines.encode(), end)
