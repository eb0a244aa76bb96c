"""Requests byte by byte, because HTTP clients refuse to send what a hostile one sends."""

import http.client
import socket
from collections.abc import Iterable
from typing import Final, NamedTuple

TIMEOUT_SECONDS: Final = 10


class Answer(NamedTuple):
    """The answer of a server. The status is None if it closed the connection without one."""

    status: int | None
    headers: dict[str, str]
    body: str


def ask(port: int, request: bytes) -> Answer:
    """Send these bytes to a port of this machine, and return the first answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS) as connection:
        try:
            connection.sendall(request)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            body = answer.read().decode()
        except (http.client.HTTPException, ConnectionError):
            return Answer(None, {}, "")
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)


def request(
    method: str, target: bytes | str, headers: Iterable[tuple[str, str]] = (), *, body: bytes = b"", host: str = "api"
) -> bytes:
    """Return a request as bytes: nothing of it is checked or encoded. Its connection ends with the answer."""
    lines = [f"{name}: {value}" for name, value in [("host", host), ("connection", "close"), *headers]]
    sent = target if isinstance(target, bytes) else target.encode()
    head = "\r\n".join(lines).encode()
    return b"%s %s HTTP/1.1\r\n%s\r\n\r\n%s" % (method.encode(), sent, head, body)
