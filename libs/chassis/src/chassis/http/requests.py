"""The HTTP side of every API: callers, one transaction per request, problem documents, versions, health."""

import asyncio
import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Final, Generic, TypeVar
from uuid import UUID

from contracts.permissions import Rule
from contracts.roles import ADMIN_INCLUDES, held_roles
from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.datastructures import QueryParams

from chassis.clock import now
from chassis.database.keyset import PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX, Slice
from chassis.database.statement import begin_for
from chassis.errors import BadRequest
from chassis.http import idempotency
from chassis.http.auth import Identity, Principal, TokenVerifier
from chassis.http.parameters import check_query, in_full
from chassis.http.permissions import SeparateDuties, reaches_all
from chassis.http.shares import CONNECTIONS, Shares, place, place_for_connection
from chassis.ids import new_id, to_id

if TYPE_CHECKING:
    import hashlib

TRANSACTION_END_TIMEOUT_SECONDS: Final = 10

_ETAG = re.compile(r'(?:W/)?"(\d{1,18})(?:-[0-9a-f]{1,64})?"')  # the digest behind it is for If-None-Match


class _Bearer(HTTPBearer):
    """Finds the caller by the bearer token. It is also the security scheme of the OpenAPI document."""

    async def __call__(self, request: Request) -> Principal:  # type: ignore[override] # the caller, not the bare token
        """Return the caller that the bearer token names, or raise Unauthenticated."""
        return await caller_of(request)


async def caller_of(request: Request) -> Principal:
    """Return the caller of the request. The token is verified once per request, and the route's rule is asked.

    Raises Unauthenticated, Forbidden for somebody whose roles may not call this route, and UnknownParameter for a query
    that the route does not understand.
    Dependencies call this instead of depending on each other. FastAPI walks the whole tree of dependencies for each
    place that names one, which took a third of the time of a request.
    """
    known: Principal | None = getattr(request.state, "caller", None)
    if known is not None:
        return known
    verifier: TokenVerifier = request.app.state.verifier
    identity = await verifier.identity_in(request.headers)
    name = f"{request.method} {request.scope['route'].path}"
    rule: Rule = request.app.state.rules[name]
    roles = held_roles(identity.roles, separate=await _separate_duties(request, identity))
    caller = Principal(
        person_id=identity.person_id,
        org_id=identity.org_id,
        roles=roles,
        correlation_id=_correlation_id(request),
        sees_all=reaches_all(rule, roles, identity.scopes),
        scopes=identity.scopes,
    )
    names: Collection[str] = request.app.state.parameters[name]
    sent = in_full(QueryParams(request.scope["query_string"]), names)
    check_query(sent, names)
    # The route reads its parameters from here, after its caller is known. Starlette keeps what was read before.
    request.scope["query_string"] = str(sent).encode()
    vars(request).pop("_query_params", None)
    request.state.caller = caller
    request.state.has_token = True
    return caller


async def _separate_duties(request: Request, identity: Identity) -> frozenset[str]:
    """Return the duties that the caller does not have although they are an admin. For all others this costs nothing.

    It is read in a short transaction of its own: the one of the request begins after the caller is known, and a large
    body is received in between.
    """
    if "admin" not in identity.roles or identity.roles >= ADMIN_INCLUDES:
        return frozenset()
    separate_duties: SeparateDuties = request.app.state.separate_duties
    engine: AsyncEngine = request.app.state.engine
    shares: Shares = request.app.state.shares
    async with place(shares.connections, identity.org_id, CONNECTIONS), engine.connect() as db:
        await begin_for(db, identity.org_id)
        return await separate_duties(db, org_id=identity.org_id, now=now())


def _correlation_id(request: Request) -> UUID:
    """Return the gateway's request id, so that the same id is in the access log and in every event, or a new id.

    The gateway lets no client send this header. X-Request-Id is not read: anybody can send it.
    """
    try:
        return to_id(request.headers["x-lockstep-request-id"])
    except (KeyError, ValueError):
        return new_id()


Caller = Annotated[Principal, Depends(_Bearer(description="An access token from the platform's OIDC issuer."))]


async def transaction(request: Request) -> AsyncIterator[AsyncConnection]:
    """Give the request its only transaction, in which row-level security shows the rows of the caller's organisation.

    It commits before the response is sent, so that an answer never reports something that is not durable. Its end is
    shielded from cancellation, because a cancelled request would leave a connection behind that holds row locks.
    A request waits for its turn before it takes a connection. Raises TooManyRequests if this takes too long.
    """
    caller = await caller_of(request)
    async with place_for_connection(request, _organisation_of_token(request, caller)):
        db: AsyncConnection = await request.app.state.engine.connect()
        try:
            await begin_for(db, caller.org_id)
            yield db
        except BaseException:
            await asyncio.shield(_end(db, commit=False))
            raise
        await asyncio.shield(_end(db, commit=True))


@asynccontextmanager
async def snapshot(request: Request, caller: Principal) -> AsyncIterator[AsyncConnection]:
    """Give a short transaction of its own that reads a consistent snapshot of the caller's organisation.

    It is for answers that are sent piece by piece, so that a client that reads slowly does not hold a transaction open.
    """
    engine: AsyncEngine = request.app.state.engine
    async with place_for_connection(request, _organisation_of_token(request, caller)), engine.connect() as db:
        await db.execution_options(isolation_level="REPEATABLE READ")
        await begin_for(db, caller.org_id)
        yield db


def _organisation_of_token(request: Request, caller: Principal) -> UUID | None:
    """Return the caller's organisation if a token names it, and None while it is only claimed."""
    return caller.org_id if getattr(request.state, "has_token", False) else None


async def _end(db: AsyncConnection, *, commit: bool) -> None:
    try:
        async with asyncio.timeout(TRANSACTION_END_TIMEOUT_SECONDS):
            await (db.commit() if commit else db.rollback())
            await db.close()
    except BaseException:
        await db.invalidate()
        await db.close()
        raise


Db = Annotated[AsyncConnection, Depends(transaction, scope="function")]


async def _once(
    request: Request,
    db: Db,
    idempotency_key: Annotated[
        str | None,
        Header(
            description="Makes the request safe to repeat. For 24 hours the same key with the same body gets the "
            "stored answer (Idempotency-Replayed: true), and nothing is done again. The same key with another body "
            "gets 422. While the first request runs, a second one gets 409. After 24 hours the request would be done "
            "again."
        ),
    ] = None,
) -> idempotency.Idempotency:
    caller = await caller_of(request)
    if idempotency_key is None:
        return idempotency.Idempotency(db, caller, None, b"")
    digest: bytes | None = getattr(request.state, "digest", None)  # of a body that was read already
    if digest is None:
        whole = begin_digest(request)
        whole.update(await request.body())
        digest = whole.digest()
    return await idempotency.claim(db, caller, idempotency_key, digest=idempotency.of_reach(digest, caller))


Once = Annotated[idempotency.Idempotency, Depends(_once)]


def begin_digest(request: Request) -> "hashlib._Hash":
    """Return the digest of a request to which its body is still to be added, piece by piece.

    A dependency that reads the body itself puts the result into `request.state.digest`. So Once does not read it again.
    """
    return idempotency.begin_digest(method=request.method, path=f"{request.url.path}?{request.url.query}")


def etag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"{version}"'


async def _if_match(  # async, because FastAPI would run a plain function in a thread
    if_match: Annotated[
        str | None,
        Header(
            description="The ETag that you read, or several with commas between them. You get 412 if the resource has "
            "changed since. It may be weak, because a proxy that compresses makes it so."
        ),
    ] = None,
) -> frozenset[int] | None:
    if if_match is None or if_match.strip() == "*":
        return None
    written = [one.strip() for one in if_match.split(",") if one.strip()]  # RFC 9110, section 5.6.1: some are empty
    found = [_ETAG.fullmatch(one) for one in written]
    if not found or None in found:
        raise BadRequest('If-Match must be ETags of this resource, for example "7". Read the resource to get one.')
    return frozenset(int(match[1]) for match in found if match is not None)


IfMatch = Annotated[frozenset[int] | None, Depends(_if_match)]

Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT_MAX, description="The most rows that a page has.")]
Cursor = Annotated[str | None, Query(description="next_cursor of the previous page. Leave it out for the first page.")]
LIMIT_DEFAULT: Final = PAGE_LIMIT_DEFAULT
Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list, and the cursor of the next page."""

    items: list[Item] = Field(description="The rows of this page.")
    next_cursor: str | None = Field(
        default=None, description="The cursor of the next page; null on the last page.", examples=["WyJzdGFydCJd"]
    )

    @classmethod
    def of(cls, found: Slice[Item]) -> "Page[Item]":
        """Return the body of a page whose rows are bodies already."""
        return cls(items=list(found.items), next_cursor=found.next_cursor)
