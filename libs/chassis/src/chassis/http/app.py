"""The app of an API: its routers, errors, limits and health."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from contracts.permissions import PERMISSIONS, Rule
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute

from chassis.database.engine import create_engine
from chassis.errors import Unavailable
from chassis.http.auth import TokenVerifier
from chassis.http.body_limit import BodyLimit
from chassis.http.door import Door
from chassis.http.error_answers import PROBLEM_MEDIA_TYPE, RESPONSES, answer_errors
from chassis.http.heads import Heads
from chassis.http.issuer_keys import IssuerKeys
from chassis.http.parameters import parameters_of
from chassis.http.permissions import SeparateDuties, rules_of
from chassis.http.shares import InTurn, Shares
from chassis.http.unchanged import Unchanged
from chassis.operations import health
from chassis.operations.settings import ServiceSettings

BODY_BYTES_MAX: Final = 1_048_576


def create_api(
    settings: ServiceSettings,
    *,
    title: str,
    description: str,
    routers: Sequence[APIRouter],
    separate_duties: SeparateDuties,
    large_bodies: Mapping[str, int] | None = None,
    permissions: Mapping[str, Rule] = PERMISSIONS,
    other_issuers: Sequence[IssuerKeys] = (),
) -> FastAPI:
    """Return the API of a service: its routers, callers, transactions, problem documents and health endpoints.

    `separate_duties` says which duties an admin does not have in an organisation. It is asked before the table is.
    `large_bodies` has the path prefixes that take more than BODY_BYTES_MAX, with their limits in bytes. Their routes
    should read the body before they begin a transaction, because a large body may arrive slowly.
    `permissions` says who may call which route. Raises LookupError for a route without a rule.
    `other_issuers` are the keys of issuers whose tokens a route of the service takes. They end with the app.
    The process has no Kafka client: events reach Kafka through the outbox.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        settings: ServiceSettings = app.state.settings
        keys = IssuerKeys(settings.needed("jwks_url"), max_age_seconds=settings.jwks_max_age_seconds)
        app.state.verifier = TokenVerifier(issuer=settings.jwt_issuer, audience=settings.jwt_audience, keys=keys)
        app.state.issuer_keys = keys
        app.state.engine = create_engine(
            settings.needed("database_url"),
            application_name=f"{settings.service}-api",
            pool_size=settings.database_pool_size,
        )
        app.state.shares = Shares(
            connections=settings.database_pool_size, share_percent=settings.organisation_share_percent
        )
        try:
            yield
        finally:
            for one in (keys, *other_issuers):
                await one.close()
            await app.state.engine.dispose()

    app = _DocumentedApi(
        title=title,
        description=description,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would name the address by which the gateway reaches the service
        responses=RESPONSES,
        generate_unique_id_function=_operation_id,
    )
    app.state.settings = settings  # read when the lifespan begins
    app.state.separate_duties = separate_duties
    app.add_middleware(InTurn)
    app.add_middleware(Door)
    app.add_middleware(Unchanged)
    app.add_middleware(Heads)
    app.add_middleware(BodyLimit, bytes_max=BODY_BYTES_MAX, larger=large_bodies or {})
    answer_errors(app)
    for router in routers:  # requests are matched in this order: name the busiest first
        app.include_router(router)
    app.include_router(_health_router())
    routes = [route for router in routers for route in router.routes]
    app.state.rules = rules_of(routes, permissions)
    app.state.parameters = parameters_of(routes)
    return app


class _DocumentedApi(FastAPI):
    """An app whose OpenAPI document says of which media type errors are. FastAPI writes that of the good answer."""

    def openapi(self) -> dict[str, Any]:
        """Return the document. FastAPI makes it once."""
        if self.openapi_schema is None:
            for operations in super().openapi()["paths"].values():
                for operation in operations.values():
                    for status in RESPONSES:
                        answer = operation["responses"][status]
                        (of_problems,) = answer["content"].values()
                        answer["content"] = {PROBLEM_MEDIA_TYPE: of_problems}
        return super().openapi()


def _operation_id(route: APIRoute) -> str:
    """Return the name of the route's function. Generated clients name their methods by it: `complete_session`."""
    return route.name


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
