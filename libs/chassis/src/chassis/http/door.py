"""Closes an API whose database lacks what its service has published, until an operator has recovered it.

A worker compares the database with Kafka and writes what it saw (chassis.messaging.behind). The API process holds no
Kafka client, so it reads that row. It goes on while Kafka is away, because the row of an earlier look still stands.
"""

import time
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.database.engine import is_transient
from chassis.database.standing import read_standing
from chassis.errors import Problem
from chassis.http.error_answers import respond

LOOK_SECONDS: Final = 1.0
"""How old a look at the row may be."""

RETRY_AFTER_SECONDS: Final = 5
ALWAYS_OPEN: Final = frozenset({"/healthz", "/readyz", "/metrics"})


class Closed(Problem):
    """The API is closed, because its database may lack what its service has published."""

    status, slug, title = 503, "database-behind", "The service is closed until its database is complete"

    def __init__(self, detail: str) -> None:
        """Take why it is closed."""
        super().__init__(detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


NOT_LOOKED: Final = (
    "This database is new to the service, and no worker has compared it with the published events yet. Nothing was "
    "changed. Try again in a few seconds."
)
BEHIND: Final = (
    "This database was restored to an earlier state than the published events. Nothing was changed. Try again later, "
    "because an operator has to run `recover` first."
)


class Door:
    """ASGI middleware that answers 503 while the service may not serve. Health endpoints stay open."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the app."""
        self._app = app
        self._closed: str | None = None
        self._looked_at = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 503."""
        if scope["type"] == "http" and scope["path"] not in ALWAYS_OPEN:
            await self._look(scope["app"].state.engine)
            if self._closed is not None:
                await respond(Closed(self._closed))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _look(self, engine: AsyncEngine) -> None:
        """Read the row if the last look is too old. If the database does not answer, the request itself will say so."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = now
        try:
            async with engine.connect() as db:
                standing = await read_standing(db)
        except Exception as error:
            if not is_transient(error):
                raise
            return
        if standing is None:
            self._closed = NOT_LOOKED
        else:
            self._closed = None if standing.behind is None else BEHIND
