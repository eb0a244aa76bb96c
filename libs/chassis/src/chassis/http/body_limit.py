"""Refuses request bodies that are too large or compressed, with a problem document and before any work is done.

FastAPI's own `max_body_size` answers with plain text, and not before a route that reads no body has done its work.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.errors import TooLarge, UnsupportedMediaType
from chassis.http.error_answers import respond


class BodyLimit:
    """ASGI middleware that answers 413 to a body of more than `bytes_max` bytes, and 415 to a compressed one.

    It looks at the Content-Length, and counts the bytes while they arrive. Paths below a prefix in `larger` have their
    own limit.
    """

    def __init__(self, app: ASGIApp, bytes_max: int, larger: Mapping[str, int]) -> None:
        """Take the app, the limit in bytes, and the limits of path prefixes such as /v1/imports."""
        self._app = app
        self._bytes_max = bytes_max
        self._larger = {prefix.rstrip("/") + "/": limit for prefix, limit in larger.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 413 or 415."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bytes_max = self._limit_of(scope["path"])
        detail = f"A request body for this address may have at most {bytes_max:,} bytes. Send a smaller one."
        headers = Headers(scope=scope)
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > bytes_max:
            await respond(TooLarge(detail))(scope, receive, send)
            return
        has_body = announced not in ("", "0") or "transfer-encoding" in headers
        if has_body and headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            await respond(UnsupportedMediaType("Send the body without Content-Encoding."))(scope, receive, send)
            return
        received = 0

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > bytes_max:
                # not TooLarge: while it reads a body, FastAPI lets no other exception through
                raise HTTPException(TooLarge.status, detail)
            return message

        await self._app(scope, counting, send)

    def _limit_of(self, path: str) -> int:
        """Return how many bytes a body for this path may have."""
        limits = (limit for prefix, limit in self._larger.items() if f"{path}/".startswith(prefix))
        return max(limits, default=self._bytes_max)
