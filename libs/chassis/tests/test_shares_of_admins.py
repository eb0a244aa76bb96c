"""An admin's request reads which duties are separated, before its own work. It holds one connection at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from lockstep_local.issuer import Issuer
from lockstep_testing.api import Api, serve
from lockstep_testing.databases import ServiceDatabase
from probing import notes
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

REQUESTS = 30


async def reads_a_row(db: AsyncConnection, *, org_id: UUID, now: datetime) -> frozenset[str]:
    """Separate nothing, after a statement as those of the services."""
    await db.execute(text("SELECT count(*) FROM notes"))
    return frozenset()


@asynccontextmanager
async def served(database: ServiceDatabase, issuer: Issuer, *, pool_size: int) -> AsyncIterator[tuple[FastAPI, Api]]:
    notes.holding, notes.release = asyncio.Event(), asyncio.Event()
    app = notes.create_notes(database, issuer.jwks_path.as_uri(), database_pool_size=pool_size)
    app.state.separate_duties = reads_a_row
    async with serve(app, issuer) as api:
        yield app, api


@pytest.mark.parametrize("organisations", [1, 2])
@pytest.mark.parametrize("pool_size", [1, 2])
async def test_many_admins_are_all_answered_by_a_pool_of_one_or_two_connections(
    notes_database: ServiceDatabase, issuer: Issuer, pool_size: int, organisations: int
) -> None:
    async with served(notes_database, issuer, pool_size=pool_size) as (app, api):
        of = [api.headers(uuid4(), uuid4(), ["admin"]) for _ in range(organisations)]

        def send(number: int) -> asyncio.Task[httpx.Response]:
            headers, method = of[number % organisations], ("GET", "POST", "PUT")[number % 3]
            path = f"/notes/{uuid4()}" if method == "PUT" else "/notes"
            body = None if method == "GET" else {"text": f"note {number}"}
            return asyncio.create_task(api.client.request(method, path, headers=headers, json=body))

        answers = await asyncio.gather(*map(send, range(REQUESTS)))
        assert {answer.status_code for answer in answers} == {200, 201, 404}
        cancelled = [send(number) for number in range(6)]
        await asyncio.sleep(0.002)
        for task in cancelled:
            task.cancel()
        await asyncio.wait(cancelled)
        assert (await send(0)).status_code == 200, "every place was given back"
        assert app.state.engine.pool.checkedout() == 0
