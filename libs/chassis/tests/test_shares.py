"""One organisation, and one row of it, take only a part of a process: everybody else is answered meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from chassis.database.engine import create_engine
from chassis.http import shares, turns
from chassis.operations import health
from lockstep_local.waiting import HANGING_SECONDS, eventually
from lockstep_testing.databases import ServiceDatabase
from probing import notes
from probing.notes_client import Notes, problem
from sqlalchemy import text

Tasks = list[asyncio.Task[httpx.Response]]

SOON_SECONDS = 2.0
"""Less than a request waits for a place, and than a pool waits for a connection."""

POOL_SIZE = 10


@asynccontextmanager
async def locked(database: ServiceDatabase, *note_ids: str) -> AsyncIterator[None]:
    """Lock rows of notes, as a transaction does that does not end."""
    engine = create_engine(database.superuser_url, application_name="test", pool_size=1)
    async with engine.connect() as db:
        await db.execute(text("SELECT id FROM notes WHERE id = ANY (:ids) FOR UPDATE"), {"ids": [*map(UUID, note_ids)]})
        yield
        await db.rollback()
    await engine.dispose()


async def added(api: Notes, count: int) -> list[str]:
    """Add notes and return their ids."""
    return [(await api.add(f"note {number}")).json()["id"] for number in range(count)]


def change(api: Notes, note_id: str) -> Coroutine[Any, Any, httpx.Response]:
    return api.call("PUT", f"/notes/{note_id}", {"text": f"changed {uuid4()}"})


async def soon(call: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
    """Return the answer, or raise TimeoutError if it does not come soon."""
    return await asyncio.wait_for(call, SOON_SECONDS)


def taken(api: Notes) -> int:
    return api.app.state.engine.pool.checkedout()  # type: ignore[no-any-return]


def refusals(limit: str) -> float:
    return sum(
        float(line.rpartition(" ")[2])
        for line in health.metrics().decode().splitlines()
        if line.startswith(f'lockstep_refusals_total{{limit="{limit}"}}')
    )


async def parted(waiting: Tasks, *, refused: int) -> tuple[Tasks, Tasks]:
    """Return the requests that are answered and those that are not, once this number is answered."""

    async def answered() -> bool:
        return sum(task.done() for task in waiting) == refused

    await eventually(answered, f"{refused} refusals")
    return [task for task in waiting if task.done()], [task for task in waiting if not task.done()]


async def test_requests_that_wait_for_one_row_leave_the_pool_to_all_others(
    api: Notes, notes_database: ServiceDatabase
) -> None:
    first, second = await added(api, 2)
    async with locked(notes_database, first):
        waiting = [asyncio.create_task(change(api, first)) for _ in range(POOL_SIZE)]
        waiting += [asyncio.create_task(change(api, first.upper())) for _ in range(POOL_SIZE)]

        async def all_wait() -> bool:
            queued = api.app.state.shares.changes.waiting((api.org_id, first))
            return queued == 2 * POOL_SIZE - shares.CHANGES_OF_ONE_THING_MAX and taken(api) > 0

        await eventually(all_wait, "requests that wait for the row")
        assert taken(api) <= shares.CHANGES_OF_ONE_THING_MAX
        assert (await soon(change(api, second))).status_code == 200
        assert (await soon(api.call("GET", "/notes"))).json()[1] == "note 0"
        assert (await soon(api.another(uuid4()).add("theirs"))).status_code == 201
        assert (await soon(api.api.client.get("/readyz"))).status_code == 200
    assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {200}, "each gets its turn"


async def test_an_organisation_takes_half_of_the_pool_and_another_is_answered(
    api: Notes, notes_database: ServiceDatabase
) -> None:
    ids = await added(api, POOL_SIZE)
    async with locked(notes_database, *ids):
        waiting = [asyncio.create_task(change(api, note_id)) for note_id in ids]

        async def all_wait() -> bool:
            return bool(api.app.state.shares.connections.waiting(api.org_id) == POOL_SIZE - 4 and taken(api) == 4)

        await eventually(all_wait, "requests that wait for a connection")
        for _ in range(3):
            assert (await soon(api.another(uuid4()).add("theirs"))).status_code == 201
    assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {200}


async def test_who_waits_too_long_is_refused_with_the_limit_and_when_to_come_back(
    api: Notes, notes_database: ServiceDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "WAIT_SECONDS", 0.05)
    ids = await added(api, POOL_SIZE)
    before = {limit: refusals(limit) for limit in ("connections", "changes")}
    async with locked(notes_database, *ids):
        waiting = [asyncio.create_task(change(api, note_id)) for note_id in ids]
        refused, holding = await parted(waiting, refused=POOL_SIZE - 4)
        for task in refused:
            detail = problem(task.result(), 429, "too-many-requests")["detail"]
            assert detail.startswith("At most 4 requests of your organisation run at the same time.")
            assert task.result().headers["retry-after"] == "2"
    assert {answer.status_code for answer in await asyncio.gather(*holding)} == {200}
    async with locked(notes_database, ids[0]):
        waiting = [asyncio.create_task(change(api, ids[0])) for _ in range(3)]
        refused, holding = await parted(waiting, refused=1)
        detail = problem(refused[0].result(), 429, "too-many-requests")["detail"]
        assert detail.startswith("At most 2 requests change the same thing at the same time.")
    assert {answer.status_code for answer in await asyncio.gather(*holding)} == {200}
    assert (refusals("connections") - before["connections"], refusals("changes") - before["changes"]) == (6, 1)
    assert str(api.org_id) not in health.metrics().decode()


async def test_when_all_organisations_together_take_the_pool_the_service_is_busy(
    api: Notes, notes_database: ServiceDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.01)
    others = [api, *(api.another(uuid4()) for _ in range(2))]
    ids = [(other, note_id) for other in others for note_id in await added(other, 3)]
    async with locked(notes_database, *(note_id for _, note_id in ids)):
        waiting = [asyncio.create_task(change(other, note_id)) for other, note_id in ids]

        async def full() -> bool:
            return taken(api) == POOL_SIZE - 1

        await eventually(full, "a pool that is taken but for one connection")
        monkeypatch.setattr(shares, "WAIT_SECONDS", 0.05)
        refused = await soon(api.another(uuid4()).call("GET", "/notes"))
        problem(refused, 503, "unavailable")
        assert int(refused.headers["retry-after"]) > 0
        assert (await soon(api.api.client.get("/readyz"))).status_code == 200, "it is busy, but it is well"
    assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {200}


@pytest.mark.parametrize(
    ("path", "limit", "most"),
    [
        ("/notes/search?q=words", "heavy-reads", shares.HEAVY_READS_MAX),
        ("/notes/summary", "heavy-reads", shares.HEAVY_READS_MAX),
        ("/notes/file", "downloads", shares.DOWNLOADS_MAX),
    ],
)
async def test_an_organisation_runs_few_heavy_reads_at_a_time_and_only_the_own_count(
    api: Notes, path: str, limit: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "WAIT_SECONDS", 0.05)
    before = refusals(limit)
    running = [asyncio.create_task(api.call("GET", path)) for _ in range(most)]
    places = api.app.state.shares.downloads if limit == "downloads" else api.app.state.shares.heavy_reads

    async def all_run() -> bool:
        return bool(places.taken(api.org_id) == most and notes.holding.is_set())

    await eventually(all_run, "heavy reads")
    refused = await soon(api.call("GET", path))
    assert f"At most {most}" in problem(refused, 429, "too-many-requests")["detail"]
    assert int(refused.headers["retry-after"]) > 0
    assert refusals(limit) - before == 1
    assert (await soon(api.add("not a heavy read"))).status_code == 201
    other_org = uuid4()
    other = asyncio.create_task(api.another(other_org).call("GET", path))

    async def runs() -> bool:
        return bool(places.taken(other_org) == 1)

    await eventually(runs, "the other organisation's read")
    notes.release.set()
    answers = await asyncio.wait_for(asyncio.gather(*running, other), HANGING_SECONDS)
    assert {answer.status_code for answer in answers} == {200}
    assert places.taken(api.org_id) == 0


async def test_a_list_without_words_is_no_heavy_read(api: Notes) -> None:
    running = [asyncio.create_task(api.call("GET", "/notes/search")) for _ in range(2 * shares.HEAVY_READS_MAX)]
    await asyncio.wait_for(notes.holding.wait(), HANGING_SECONDS)
    assert api.app.state.shares.heavy_reads.taken(api.org_id) == 0
    notes.release.set()
    assert {answer.status_code for answer in await asyncio.gather(*running)} == {200}


async def test_while_others_use_the_process_an_organisation_waits_for_its_turn_and_is_refused_if_it_does_not_come(
    api: Notes, notes_database: ServiceDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "TURN_SECONDS", HANGING_SECONDS)
    monkeypatch.setattr(turns, "LATELY_SECONDS", HANGING_SECONDS)
    monkeypatch.setattr(shares, "WAIT_SECONDS", 0.05)
    ids = (await added(api, 20))[:3]
    other = api.another(uuid4())
    assert (await other.add("theirs")).status_code == 201
    before = refusals("turns")
    async with locked(notes_database, *ids):
        waiting = [asyncio.create_task(change(api, note_id)) for note_id in ids]
        refused, holding = await parted(waiting, refused=len(ids) - 1)  # it did most of the work: one at a time
        for task in refused:
            detail = problem(task.result(), 429, "too-many-requests")["detail"]
            assert detail.startswith("At most 2 requests of your organisation run together while other organisations")
            assert task.result().headers["retry-after"] == "2"
        assert (await soon(other.add("theirs too"))).status_code == 201
        assert (await soon(api.api.client.get("/readyz"))).status_code == 200, "this needs no turn"
        assert (await soon(api.api.client.get("/notes"))).status_code == 401, "nor does a request without a token"
    assert {answer.status_code for answer in await asyncio.gather(*holding)} == {200}
    assert refusals("turns") - before == len(refused)


def test_a_share_is_at_least_one() -> None:
    assert [shares.share_of(total, 50) for total in (1, 2, 3, 9)] == [1, 1, 1, 4]
    assert shares.share_of(9, 100) == 9
    assert shares.share_of(9, 1) == 1
