"""A reader who has the newest answer already gets 304 and no body (RFC 9110, section 13.1.2).

The ETag of a resource is its version. What a reader sees depends on more than that: on who reads, on the time, and on
names. So the ETag of an answer to GET has a digest of the answer behind the version. If-Match compares the version
only.
"""

import re
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_VERSION: Final = re.compile(r'"\d{1,18}"')
_DIGEST_CHARACTERS: Final = 16

VERSIONED: Final[dict[str, Any]] = {
    "responses": {
        304: {
            "description": "The answer is the one that you have: its ETag is in If-None-Match.",
            "headers": {"ETag": {"description": "The ETag of the answer.", "schema": {"type": "string"}}},
        }
    },
    "openapi_extra": {
        "parameters": [
            {
                "name": "If-None-Match",
                "in": "header",
                "required": False,
                "description": "The ETag of the answer that you have, or several. If it still holds, you get 304.",
                "schema": {"type": "string"},
                "example": '"7-9f86d081884c7d65"',
            }
        ]
    },
}
"""What a route with an ETag says of it in the OpenAPI document: `@router.get(..., **VERSIONED)`."""


class Unchanged:
    """ASGI middleware that adds the digest to the ETags of answers to GET, and answers 304 to who has this answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. The answer to GET is kept until it is whole if its ETag is a version."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        started: Message | None = None
        parts: list[bytes] = []

        async def kept(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start" and _is_versioned(message):
                started = message
            elif started is None or message["type"] != "http.response.body":
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    await _send(send, started, b"".join(parts), asked=Headers(scope=scope).get("if-none-match", ""))

        await self._app(scope, receive, kept)


def _is_versioned(start: Message) -> bool:
    tag = Headers(raw=start["headers"]).get("etag", "")
    return start["status"] == HTTPStatus.OK and _VERSION.fullmatch(tag) is not None


async def _send(send: Send, start: Message, body: bytes, *, asked: str) -> None:
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["etag"] = f'{headers["etag"][:-1]}-{sha256(body).hexdigest()[:_DIGEST_CHARACTERS]}"'
    if is_among(headers["etag"], asked):
        for name in ("content-length", "content-type"):
            del headers[name]
        start, body = {**start, "status": HTTPStatus.NOT_MODIFIED}, b""
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})


def is_among(tag: str, asked: str) -> bool:
    """Return whether an ETag is among those of If-None-Match. Weak ones count: a proxy that compresses weakens them."""
    return asked.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in asked.split(",")]
