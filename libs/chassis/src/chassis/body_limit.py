"""Refuses request bodies that are too large, before any work is done and with a problem document.

FastAPI's own `max_body_size` answers plain text, and a route that reads no body has done its work by then.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.errors import TooLarge


class BodyLimit:
    """ASGI middleware: 413 for a body of more than `bytes_max`, told by its length or found while it arrives.

    Paths below a prefix in `larger` have a limit of their own.
    """

    def __init__(self, app: ASGIApp, bytes_max: int, larger: Mapping[str, int]) -> None:
        """Take the app, the limit, and the limits of prefixes like /v1/imports."""
        self._app = app
        self._bytes_max = bytes_max
        self._larger = {prefix.rstrip("/") + "/": limit for prefix, limit in larger.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bytes_max = self._limit_of(scope["path"])
        detail = f"A request body has at most {bytes_max:,} bytes here."
        told = Headers(scope=scope).get("content-length", "")
        if told.isdecimal() and int(told) > bytes_max:
            await TooLarge(detail).response()(scope, receive, send)
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
        """Return how large a body may be that is sent to a path."""
        limits = (limit for prefix, limit in self._larger.items() if f"{path}/".startswith(prefix))
        return max(limits, default=self._bytes_max)
