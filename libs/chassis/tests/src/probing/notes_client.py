"""The notes' API, called by a person."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
from chassis.database.engine import create_engine
from fastapi import FastAPI
from lockstep_local.issuer import Issuer
from lockstep_testing.api import Api, serve
from lockstep_testing.databases import ServiceDatabase
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from probing import notes


class Notes:
    """The notes' API, called by one person of one organisation."""

    def __init__(self, api: Api, app: FastAPI, worker: AsyncEngine, org_id: UUID) -> None:
        self.api, self.app, self.worker, self.org_id = api, app, worker, org_id
        self.headers = api.headers(org_id, uuid4(), ["coach"])

    def another(self, org_id: UUID | None = None) -> "Notes":
        """Return the API for another person."""
        return Notes(self.api, self.app, self.worker, org_id or self.org_id)

    async def call(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Send a request with a token. Header names have underscores for hyphens."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.api.client.request(method, path, json=body, headers={**self.headers, **more})

    async def add(self, note: str, **headers: str) -> httpx.Response:
        """Add a note."""
        return await self.call("POST", "/notes", {"text": note}, **headers)

    async def texts(self) -> list[str]:
        """Return the organisation's notes as they are in the database."""
        async with self.worker.connect() as db:
            query = text("SELECT text FROM notes WHERE org_id = :org_id ORDER BY text")
            return list((await db.execute(query, {"org_id": self.org_id})).scalars())


@asynccontextmanager
async def notes_on(database: ServiceDatabase, issuer: Issuer) -> AsyncIterator[Notes]:
    """Serve the notes on a prepared database, to a person of a new organisation."""
    notes.holding, notes.release = asyncio.Event(), asyncio.Event()  # events of this test's loop
    app = notes.create_notes(database, issuer.jwks_path.as_uri())
    worker = create_engine(database.worker_url, application_name="test", pool_size=2)
    async with serve(app, issuer) as served:
        yield Notes(served, app, worker, uuid4())
    await worker.dispose()


def problem(response: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """Return the problem document of a response, after checking what all problem documents have."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["status"], body["type"]) == (status, status, f"urn:lockstep:problem:{slug}")
    assert body["title"]
    assert body["detail"]
    return body
