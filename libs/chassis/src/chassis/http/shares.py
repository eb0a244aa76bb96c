"""What one organisation, and one thing of it, may take of an API process that serves all.

Requests per second are limited by the gateway. This module limits what a request holds while it runs: the processor in
turn with others, a connection of the database, and the place of a heavy read. A request waits for its place before it
takes a connection. So requests that wait, for example for the row of one session, cost other requests nothing.
"""

from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from typing import Final, NamedTuple
from uuid import UUID

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.errors import Problem, TooManyRequests, Unavailable
from chassis.http.auth import TokenVerifier
from chassis.http.error_answers import respond
from chassis.http.places import NoPlaceError, Places
from chassis.http.turns import Turns
from chassis.operations.telemetry import REFUSALS

WAIT_SECONDS: Final = 5.0
"""How long a request waits for a place. It is less than the ten seconds that a statement waits for a lock."""

CHANGES_OF_ONE_THING_MAX: Final = 2
"""How many requests change one thing, such as a session, at a time. They wait for its row in any case: one works, and
the next one is ready."""

HEAVY_READS_MAX: Final = 2
DOWNLOADS_MAX: Final = 2

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Limit(NamedTuple):
    """A limit as a refusal names it: its name in the metric, what it limits, and when to come back."""

    name: str
    of_what: str
    retry_after_seconds: int


TURNS: Final = Limit("turns", "requests of your organisation run together while other organisations work", 2)
CONNECTIONS: Final = Limit("connections", "requests of your organisation run at the same time", 2)
CHANGES: Final = Limit("changes", "requests change the same thing at the same time", 2)
HEAVY_READS: Final = Limit("heavy-reads", "searches and summaries of your organisation run at the same time", 5)
DOWNLOADS: Final = Limit("downloads", "downloads of your organisation run at the same time", 30)


class Shares:
    """The places of an API process. The app has it as `app.state.shares`."""

    def __init__(self, *, connections: int, share_percent: int) -> None:
        """Take the size of the connection pool, and how much of it and of the work one organisation may take.

        One connection is left for the process itself, which has to say whether it is ready.
        """
        total = max(1, connections - 1)
        self.turns = Turns(share_percent=share_percent)
        self.connections = Places(each=share_of(total, share_percent), total=total)
        self.changes = Places(each=CHANGES_OF_ONE_THING_MAX)
        self.heavy_reads = Places(each=HEAVY_READS_MAX)
        self.downloads = Places(each=DOWNLOADS_MAX)


class InTurn:
    """ASGI middleware in which requests of an organisation wait for their turn, before they cost more than a token.

    A request whose token names no organisation passes. The app refuses it, or it has a secret, which routes check.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Take the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run a request in its turn, or answer it with 429 if its turn does not come."""
        org_id = await _organisation_of(scope) if scope["type"] == "http" else None
        if org_id is None:
            await self._app(scope, receive, send)
            return
        turns: Turns = scope["app"].state.shares.turns
        try:
            end = await turns.begin(org_id, within_seconds=WAIT_SECONDS)
        except NoPlaceError:
            await respond(refusal(TURNS, turns.together, of_all=False))(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            end()


async def _organisation_of(scope: Scope) -> UUID | None:
    verifier: TokenVerifier = scope["app"].state.verifier
    try:
        return (await verifier.identity_in(Headers(scope=scope))).org_id
    except Problem:
        return None


def share_of(total: int, share_percent: int) -> int:
    """Return how many of `total` places one organisation may take: at least one."""
    return max(1, total * share_percent // 100)


@asynccontextmanager
async def place_for_connection(request: Request, org_id: UUID | None) -> AsyncIterator[None]:
    """Hold a place for a connection, and for a request that changes something its turn at this thing.

    `org_id` is the organisation that a token names. It is None for a request that only claims to be of an organisation,
    by a secret that is not checked yet. All of these share the places of one organisation, so nobody can take the
    places of another organisation, or fill memory with invented ones.
    Raises TooManyRequests, or Unavailable if other organisations have all places.
    """
    shares: Shares = request.app.state.shares
    thing = _thing_to_change(request)
    if org_id is None or thing is None:
        async with place(shares.connections, org_id, CONNECTIONS):
            yield
    else:
        async with place(shares.changes, (org_id, thing), CHANGES), place(shares.connections, org_id, CONNECTIONS):
            yield


@asynccontextmanager
async def place(places: Places, holder: Hashable, limit: Limit) -> AsyncIterator[None]:
    """Hold a place, and wait for it if necessary. Raises TooManyRequests, or Unavailable if others have all of them."""
    try:
        await places.take(holder, within_seconds=WAIT_SECONDS)
    except NoPlaceError as error:
        raise refusal(limit, places, of_all=not error.holder_has_its_share) from None
    try:
        yield
    finally:
        places.leave(holder)


def refusal(limit: Limit, places: Places, *, of_all: bool) -> Problem:
    """Return the error of a request for which there is no place, and count it.

    `of_all` says that all organisations together have every place. Otherwise the own organisation has its share.
    """
    if of_all:
        REFUSALS.labels("process").inc()
        return Unavailable(
            f"The service is busy. Nothing was changed. Send the request again in {limit.retry_after_seconds} seconds.",
            retry_after_seconds=limit.retry_after_seconds,
        )
    REFUSALS.labels(limit.name).inc()
    return TooManyRequests(
        f"At most {places.each} {limit.of_what}. Nothing was changed. Send the request again in "
        f"{limit.retry_after_seconds} seconds.",
        retry_after_seconds=limit.retry_after_seconds,
    )


def _thing_to_change(request: Request) -> str | None:
    """Return the thing that a request changes: the first id of its path, as in /v1/sessions/{session_id}/complete."""
    if request.method in _READING:
        return None
    first = next(iter(request.path_params.values()), None)
    return None if first is None else str(first).lower()
