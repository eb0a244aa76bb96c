"""The edge of every API: callers, one transaction per request, problem documents, versions, health."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, TypeVar
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.exceptions import HTTPException

from chassis import health, idempotency
from chassis.auth import Principal, TokenVerifier
from chassis.body_limit import BodyLimit
from chassis.db import UNSTORABLE_TEXT_SQLSTATES, create_engine, is_transient
from chassis.errors import (
    BadRequest,
    FieldError,
    Problem,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unprocessable,
    problem_document,
)
from chassis.ids import new_id
from chassis.keyset import PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX
from chassis.settings import ServiceSettings
from chassis.statement import Statement
from chassis.uploads import MEMORY_BYTES_MAX, Spools, Upload

if TYPE_CHECKING:
    import hashlib

BODY_BYTES_MAX: Final = 1_048_576
TRANSACTION_END_TIMEOUT_SECONDS: Final = 10

_SET_ORG = Statement("SELECT set_config('app.org_id', :org_id, true)")
_ETAG = re.compile(r'^(?:W/)?"(\d{1,18})"$')
_log = structlog.stdlib.get_logger("chassis.http")


class ProblemField(BaseModel):
    """One offending part of a request."""

    pointer: str = Field(description="JSON pointer into the body, or the parameter's name.", examples=["/minutes"])
    detail: str = Field(description="What is wrong with it.", examples=["at most 90 minutes"])


class ProblemDocument(BaseModel):
    """An RFC 9457 problem document: how every error is answered."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Stable identifier.", examples=["urn:lockstep:problem:minutes-too-many"])
    title: str = Field(description="What kind of error it is.", examples=["Too many minutes"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What happened and what to do.", examples=["Log at most 90 minutes."])
    errors: list[ProblemField] = Field(default_factory=list, description="The offending parts, where known.")


class _Bearer(HTTPBearer):
    """Who calls, by the bearer token; as a security scheme it also stands in the OpenAPI document."""

    async def __call__(self, request: Request) -> Principal:  # type: ignore[override] # the caller, not the bare token
        """Return the caller named by the bearer token, or raise Unauthenticated."""
        return await _caller(request)


async def _caller(request: Request) -> Principal:
    """Return the request's caller; the token is looked at once per request.

    Dependencies ask here instead of depending on each other: FastAPI walks the whole tree of dependencies for each
    place in which one is named, which took a third of the time of a request.
    """
    known: Principal | None = getattr(request.state, "caller", None)
    if known is not None:
        return known
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("Send an access token: Authorization: Bearer <token>.")
    verifier: TokenVerifier = request.app.state.verifier
    identity = await verifier.verify(token)
    caller = Principal(identity.person_id, identity.org_id, identity.roles, _correlation_id(request))
    request.state.caller = caller
    return caller


def _correlation_id(request: Request) -> UUID:
    """Take the gateway's request id, so that one id leads from the access log to every event."""
    try:
        return UUID(request.headers["x-request-id"])
    except (KeyError, ValueError):
        return new_id()


Caller = Annotated[Principal, Depends(_Bearer(description="An access token of the organisation's OIDC issuer."))]


async def transaction(request: Request) -> AsyncIterator[AsyncConnection]:
    """Give the request its one transaction, with the caller's organisation set for row-level security.

    It commits before the response leaves, so that an answer never speaks of something that is not durable. Its end
    is shielded: a cancelled request would otherwise leave a connection behind that still holds row locks.
    """
    caller = await _caller(request)
    db: AsyncConnection = await request.app.state.engine.connect()
    try:
        await _SET_ORG.run(db, {"org_id": str(caller.org_id)})
        yield db
    except BaseException:
        await asyncio.shield(_end(db, commit=False))
        raise
    await asyncio.shield(_end(db, commit=True))


@asynccontextmanager
async def snapshot(request: Request, caller: Principal) -> AsyncIterator[AsyncConnection]:
    """Give a short transaction of its own that reads one consistent picture of the caller's organisation.

    For answers that are written piece by piece: no client, however slow it reads, holds a transaction open.
    """
    engine: AsyncEngine = request.app.state.engine
    async with engine.connect() as db:
        await db.execution_options(isolation_level="REPEATABLE READ")
        await _SET_ORG.run(db, {"org_id": str(caller.org_id)})
        yield db


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
            description="Makes the request safe to repeat: within 24 hours the same key and body get the stored answer "
            "(Idempotency-Replayed: true), and nothing is done again. The same key with another body is 422; while the "
            "first request runs it is 409. After that time the key is free, and the request would be done again."
        ),
    ] = None,
) -> idempotency.Idempotency:
    digest: bytes | None = getattr(request.state, "digest", None)  # of an upload, which has been read by now
    if digest is None:
        whole = _begin_digest(request)
        whole.update(await request.body())
        digest = whole.digest()
    caller = await _caller(request)
    return await idempotency.claim(db, caller, idempotency_key, digest=digest)


Once = Annotated[idempotency.Idempotency, Depends(_once)]


def _begin_digest(request: Request) -> "hashlib._Hash":
    return idempotency.begin_digest(method=request.method, path=f"{request.url.path}?{request.url.query}")


def upload_by(*roles: str) -> Callable[[Request], AsyncIterator[Upload]]:
    """Return the dependency that takes in a large body, of callers who have one of the roles.

    A route names it before Db and Once: what arrives slowly must not hold a transaction open.
    """

    async def upload(request: Request) -> AsyncIterator[Upload]:
        (await _caller(request)).require(*roles)
        whole = _begin_digest(request)
        spools: Spools = request.app.state.spools
        with SpooledTemporaryFile(MEMORY_BYTES_MAX) as file:
            try:
                size = await spools.receive(request, file, whole.update)
                request.state.digest = whole.digest()
                yield Upload(file, size)
            finally:
                spools.leave(request)

    return upload


def etag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


async def _if_match(  # async: FastAPI would hand a plain function to a thread
    if_match: Annotated[str | None, Header(description="The ETag that you read; refused with 412 when stale.")] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    if match := _ETAG.match(if_match.strip()):
        return int(match.group(1))
    raise BadRequest('If-Match takes one ETag of this resource, for example "7".')


IfMatch = Annotated[int | None, Depends(_if_match)]

Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT_MAX, description="Rows per page.")]
Cursor = Annotated[str | None, Query(description="next_cursor of the previous page.")]
LIMIT_DEFAULT: Final = PAGE_LIMIT_DEFAULT
Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list, and where the next one begins."""

    items: list[Item] = Field(description="The rows of this page.")
    next_cursor: str | None = Field(default=None, description="Cursor of the next page; null on the last one.")


async def _on_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response()


async def _on_replay(_: Request, error: Exception) -> Response:
    assert isinstance(error, idempotency.Replay)
    return error.response


async def _on_validation_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return BadRequest("The body is not valid JSON.").response()
    fields = [FieldError(_pointer(item["loc"]), str(item["msg"])) for item in found]
    first = fields[0]
    return Unprocessable(f"{first.pointer or 'The body'}: {first.detail}.", errors=fields).response()


def _pointer(location: Sequence[object]) -> str:
    """Return a JSON pointer for places in the body, the bare name for parameters."""
    place, *path = map(str, location)
    if place != "body":
        return ".".join(path)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)


async def _on_http_exception(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == TooLarge.status:
        return TooLarge(str(error.detail)).response()
    slugs = {
        400: "bad-request",
        404: "no-such-path",
        405: "method-not-allowed",
        415: "unsupported-media-type",
    }
    slug, title = slugs.get(error.status_code, "http-error"), HTTPStatus(error.status_code).phrase
    return problem_document(error.status_code, slug, title, str(error.detail), headers=error.headers)


async def _on_database_error(request: Request, error: Exception) -> Response:
    if is_transient(error):
        _log.warning("database away", path=request.url.path, error=repr(error)[:500])
        return Unavailable("The database does not answer. Nothing was changed unless you read otherwise.").response()
    if getattr(getattr(error, "orig", None), "sqlstate", None) in UNSTORABLE_TEXT_SQLSTATES:
        return Unprocessable("A text contains the character U+0000, which cannot be stored.").response()
    return await _on_unexpected(request, error)


async def _on_unexpected(request: Request, error: Exception) -> Response:
    _log.error("unexpected error", path=request.url.path, exc_info=error)
    return Problem("This is a defect. It was logged; nothing was changed.").response()


def create_api(
    settings: ServiceSettings,
    *,
    title: str,
    description: str,
    routers: Sequence[APIRouter],
    large_bodies: Mapping[str, int] | None = None,
) -> FastAPI:
    """Return a service's API: its routers, callers, transactions, problem documents and health endpoints.

    `large_bodies` are the prefixes of paths that take more than BODY_BYTES_MAX (see `upload_by`), and how much.
    The process holds no Kafka client: what must reach Kafka goes through the outbox.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = create_engine(
            settings.database_url.get_secret_value(),
            application_name=f"{settings.service}-api",
            pool_size=settings.database_pool_size,
        )
        try:
            yield
        finally:
            await app.state.engine.dispose()

    problems: dict[int | str, dict[str, Any]] = {
        "4XX": {"model": ProblemDocument, "description": "What was wrong with the request, and what to do."},
        "5XX": {"model": ProblemDocument, "description": "The service cannot answer; trying again may help."},
    }
    app = FastAPI(
        title=title,
        description=description,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        responses=problems,
    )
    app.state.verifier = TokenVerifier(
        issuer=settings.jwt_issuer, audience=settings.jwt_audience, jwks_url=settings.jwks_url
    )
    app.state.spools = Spools()
    app.add_middleware(BodyLimit, bytes_max=BODY_BYTES_MAX, larger=large_bodies or {})
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(idempotency.Replay, _on_replay)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(SQLAlchemyError, _on_database_error)
    app.add_exception_handler(OSError, _on_database_error)
    app.add_exception_handler(Exception, _on_unexpected)
    for router in routers:  # tried in this order: the busiest first
        app.include_router(router)
    app.include_router(_health_router())
    return app


def _health_router() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def readyz(request: Request) -> dict[str, str]:
        if fault := await health.database_fault(request.app.state.engine):
            raise Unavailable(fault)
        return {"status": "ready"}

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(health.metrics(), media_type=health.METRICS_CONTENT_TYPE)

    return router
