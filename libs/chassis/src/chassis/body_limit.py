"""Refuses request bodies that are too large, before any work is done and with a problem document.

FastAPI's own `max_body_size` answers plain text, and a route that reads no body has done its work by then.
"""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.errors import TooLarge


class BodyLimit:
    """ASGI middleware: 413 for a body of more than `bytes_max`, told by its length or found while it arrives."""

    def __init__(self, app: ASGIApp, bytes_max: int) -> None:
        """Take the app and the limit."""
        self._app = app
        self._bytes_max = bytes_max
        self._detail = f"A request body has at most {bytes_max:,} bytes."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "")
        if told.isdecimal() and int(told) > self._bytes_max:
            await TooLarge(self._detail).response()(scope, receive, send)
            return
        received = 0

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._bytes_max:
                # not TooLarge: while it reads a body, FastAPI lets no other exception through
                raise HTTPException(TooLarge.status, self._detail)
            return message

        await self._app(scope, counting, send)
