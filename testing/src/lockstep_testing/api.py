"""The API of a service in the process of its tests."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TypeVar
from uuid import UUID

import httpx
from chassis.operations.settings import ServiceSettings
from fastapi import FastAPI
from lockstep_local.issuer import Issuer
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from lockstep_testing.databases import ServiceDatabase

Settings = TypeVar("Settings", bound=ServiceSettings)


@dataclass(frozen=True, slots=True)
class Api:
    """The API of a service in this process, which tests call over HTTP with real tokens."""

    app: FastAPI
    client: httpx.AsyncClient
    issuer: Issuer

    @property
    def engine(self) -> AsyncEngine:
        """The API's own engine."""
        engine: AsyncEngine = self.app.state.engine
        return engine

    def headers(
        self, org_id: UUID, person_id: UUID, roles: Sequence[str], scopes: Sequence[str] = ()
    ) -> dict[str, str]:
        """Return the request headers of a caller. The scopes are those of a service."""
        token = self.issuer.token(org_id=org_id, sub=person_id, roles=list(roles), scopes=scopes)
        return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def serve(app: FastAPI, issuer: Issuer) -> AsyncIterator[Api]:
    """Run an app's lifespan and return a client for it. An error that the app lets through is raised here."""
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://api") as client,
    ):
        yield Api(app, client, issuer)


_APPS: dict[Callable[..., FastAPI], FastAPI] = {}


def app_for(create_app: Callable[[Settings], FastAPI], settings: Settings) -> FastAPI:
    """Return a service's app with these settings, to be served by one test at a time.

    FastAPI builds the routes of every app anew, and that takes longer than most tests. So the tests of a process share
    one app per service.
    """
    if create_app not in _APPS:
        _APPS[create_app] = create_app(settings)
    _APPS[create_app].state.settings = settings
    return _APPS[create_app]


def settings_for(settings: type[Settings], database: ServiceDatabase, issuer: Issuer) -> Settings:
    """Return a service's settings for a database and an issuer."""
    return settings(
        environment="local",
        database_url=SecretStr(database.api_url),
        worker_database_url=SecretStr(database.worker_url),
        owner_database_url=SecretStr(database.owner_url),
        jwks_url=issuer.jwks_path.as_uri(),
    )


def made_app(service: str, database: ServiceDatabase, issuer: Issuer) -> FastAPI:
    """Return the app of a service, by the service's name."""
    settings: type[ServiceSettings] = getattr(import_module(f"{service}.settings"), f"{service.title()}Settings")
    return app_for(import_module(f"{service}.app").create_app, settings_for(settings, database, issuer))


@asynccontextmanager
async def api_of(service: str, database: ServiceDatabase, issuer: Issuer) -> AsyncIterator[Api]:
    """Serve the API of a service, by the service's name."""
    async with serve(made_app(service, database, issuer), issuer) as served:
        yield served
