"""Large bodies: only where a route asks for them, on disk, and never with a transaction that waits for the client."""

import asyncio
import tempfile
from collections.abc import AsyncIterator

import httpx
import pytest
from chassis import uploads
from chassis.database.engine import create_engine
from chassis.http import requests
from chassis.http.app import BODY_BYTES_MAX
from lockstep_local.waiting import HANGING_SECONDS
from lockstep_testing.databases import ServiceDatabase
from probing import notes
from probing.notes_client import Notes, problem
from sqlalchemy import text

LARGE = b"a" + b"x" * (2 * BODY_BYTES_MAX) + b"z"


def book(letter: str) -> bytes:
    """Return a large book that begins with a letter."""
    return letter.encode() + LARGE[1:]


async def send(
    api: Notes, content: bytes | AsyncIterator[bytes], path: str = "/notes/books", **headers: str
) -> httpx.Response:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return await api.api.client.post(path, content=content, headers={**api.headers, **more})


async def in_parts(whole: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(whole), 65_536):
        yield whole[start : start + 65_536]


async def test_a_path_may_take_more_than_the_others(api: Notes) -> None:
    for content in (LARGE, in_parts(book("b")), b"az"):
        assert (await send(api, content)).status_code == 201
    assert await api.texts() == ["2 az", f"{len(LARGE)} az", f"{len(LARGE)} bz"]


async def test_but_not_more_than_its_own_limit_and_no_other_path_does(api: Notes) -> None:
    too_large = b"x" * (notes.BOOK_BYTES_MAX + 1)
    for content in (too_large, in_parts(too_large)):
        assert "4,194,304" in problem(await send(api, content), 413, "too-large")["detail"]
    for path in ("/notes", "/notes/bookshelf", "/other/notes/books"):
        assert "1,048,576" in problem(await send(api, LARGE, path), 413, "too-large")["detail"]
    assert await api.texts() == []


async def test_who_may_not_is_told_before_anything_is_read(api: Notes) -> None:
    async def never() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    headers = api.api.headers(api.org_id, api.org_id, ["learner"])
    answer = await api.api.client.post("/notes/books", content=never(), headers=headers)
    problem(answer, 403, "forbidden")


async def test_a_client_that_sends_slowly_holds_no_transaction(api: Notes, notes_database: ServiceDatabase) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield LARGE[:-1]
        arrived.set()
        await go_on.wait()
        yield LARGE[-1:]

    sending = asyncio.create_task(send(api, slowly()))
    await asyncio.wait_for(arrived.wait(), HANGING_SECONDS)
    superuser = create_engine(notes_database.superuser_url, application_name="test", pool_size=1)
    async with superuser.connect() as db:
        query = text(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'notes-api' AND xact_start IS NOT NULL"
        )
        assert (await db.execute(query)).scalar() == 0
    await superuser.dispose()
    go_on.set()
    assert (await sending).status_code == 201


async def test_a_client_that_goes_away_leaves_nothing(api: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield LARGE[:-1]
        raise ConnectionResetError

    files: list[tempfile.SpooledTemporaryFile[bytes]] = []

    class Kept(tempfile.SpooledTemporaryFile[bytes]):
        def __init__(self, size: int) -> None:
            super().__init__(size)
            files.append(self)

    monkeypatch.setattr(requests, "SpooledTemporaryFile", Kept)
    for _ in range(uploads.ON_DISK_MAX + 1):  # each gives up its place
        problem(await send(api, broken()), 503, "unavailable")
    assert all(file.closed for file in files)
    assert len(files) == uploads.ON_DISK_MAX + 1
    assert (await send(api, LARGE)).status_code == 201


async def test_only_so_many_lie_on_disk_at_a_time(api: Notes) -> None:
    arrived, go_on = [asyncio.Event() for _ in range(uploads.ON_DISK_MAX)], asyncio.Event()

    async def slowly(place: int) -> AsyncIterator[bytes]:
        yield book(str(place))
        arrived[place].set()
        await go_on.wait()

    sending = [asyncio.create_task(send(api, slowly(place))) for place in range(uploads.ON_DISK_MAX)]
    await asyncio.wait_for(asyncio.gather(*(event.wait() for event in arrived)), HANGING_SECONDS)
    problem(await send(api, LARGE), 503, "unavailable")
    assert (await send(api, b"az")).status_code == 201  # it is in memory
    go_on.set()
    assert {answer.status_code for answer in await asyncio.gather(*sending)} == {201}
    assert (await send(api, LARGE)).status_code == 201  # the places are free again


async def test_a_key_makes_an_upload_safe_to_repeat(api: Notes) -> None:
    first = await send(api, LARGE, Idempotency_Key="k")
    again = await send(api, in_parts(LARGE), Idempotency_Key="k")
    other = await send(api, LARGE + b"!", Idempotency_Key="k")

    assert (again.status_code, again.content) == (201, first.content)
    problem(other, 422, "idempotency-key-reused")
    assert len(await api.texts()) == 1
