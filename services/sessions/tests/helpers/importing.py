"""Helpers for the tests of imports: they make files and take the worker's steps one by one."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from chassis.clock import now
from chassis.database.engine import create_engine
from sessions.imports import receive
from sessions.imports.jobs import task
from sessions.imports.jobs.queries import organisations_importing
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import School

STEPS_MAX = 5_000


def file(header: str, rows: Iterable[str]) -> bytes:
    """Return a file of lines."""
    return "".join(f"{line}\n" for line in (header, *rows)).encode()


def found(report: Any) -> list[tuple[int, str, str | None]]:
    """Return line, result and column of each row of a report."""
    return [(row["line"], row["result"], row["column"]) for row in report["results"]]


@asynccontextmanager
async def worker_of(school: School) -> AsyncIterator[AsyncEngine]:
    """Give the worker's engine."""
    engine = create_engine(school.database.worker_url, application_name="test-worker", pool_size=4)
    try:
        yield engine
    finally:
        await engine.dispose()


async def take_step(engine: AsyncEngine) -> bool:
    """Take a step of the oldest import of all organisations, and return whether there was one."""
    async with engine.connect() as db:
        org_ids = await organisations_importing(db, now=now())
    return await task.take_step(engine, org_ids)


async def work(engine: AsyncEngine) -> int:
    """Take steps until nothing is left to do, and return their number."""
    for step in range(STEPS_MAX):
        if not await take_step(engine):
            return step
    raise AssertionError("the imports never ended")


async def begin(school: School, kind: str, data: bytes, **params: Any) -> str:
    """Send a file that a worker imports in the background, and return the import's id."""
    answer = await school.send("admin", "POST", f"/v1/imports/{kind}", data, **params)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["import_id"])


async def status(school: School, import_id: str) -> Any:
    """Return how far an import has got."""
    return await school.ok("support", "GET", f"/v1/imports/{import_id}")


async def rows_of(school: School, import_id: str, **params: Any) -> list[Any]:
    """Return the results of all rows."""
    rows: list[Any] = []
    cursor: str | None = None
    while True:
        more = {} if cursor is None else {"cursor": cursor}
        page = await school.ok("support", "GET", f"/v1/imports/{import_id}/rows", limit=200, **params, **more)
        rows += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return rows


def import_in_background(monkeypatch: pytest.MonkeyPatch, importer: type[Any], *, rows_per_step: int) -> None:
    """Make the worker import every file, a few rows in each step."""
    monkeypatch.setattr(receive, "ROWS_AT_ONCE_MAX", 0)
    monkeypatch.setattr(importer, "rows_per_step", rows_per_step)
