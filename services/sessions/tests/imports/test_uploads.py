"""Large bodies: only where a route asks for them, on disk, and never with a transaction that waits for the client."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID, uuid4

import httpx
import pytest
from chassis.http import shares
from chassis.http.app import BODY_BYTES_MAX, create_api
from chassis.http.requests import Caller, Db, Once
from chassis.ids import new_id
from contracts.permissions import Rule
from fastapi import APIRouter, Depends, FastAPI, Response
from lockstep_local.issuer import Issuer
from lockstep_local.waiting import HANGING_SECONDS
from lockstep_testing.api import Api, serve
from pydantic import BaseModel
from sessions.imports import uploads
from sessions.imports.files import Upload
from sessions.imports.uploads import Spools, receive_upload
from sessions.organisation.queries import separate_duties
from sessions.settings import SessionsSettings
from sqlalchemy import text

from ..conftest import School, refused

BOOK_BYTES_MAX: Final = 4_194_304

router = APIRouter()


class Book(BaseModel):
    """What is kept of a book."""

    id: UUID
    words: str
    pieces: int


@router.post("/books", status_code=201)
async def add_book(
    upload: Annotated[Upload, Depends(receive_upload, scope="function")], db: Db, caller: Caller, once: Once
) -> Response:
    """Keep a book's size and its first and last letter, as a category."""
    words = f"{upload.size} {upload.read(0, 1).decode()}{upload.read(upload.size - 1, 5).decode()}"
    book = Book(id=new_id(), words=words, pieces=len(list(upload.pieces(1_000_000))))
    add = text("INSERT INTO categories (org_id, id, name) VALUES (:org_id, :id, :name)")
    await db.execute(add, {"org_id": caller.org_id, "id": book.id, "name": words})
    return await once.answer(201, book)


@router.post("/bookshelf")
async def add_shelf(body: dict[str, str]) -> None:
    """Take a small body. Its path only begins like the one for books."""


class Books:
    """The API of the books, called by a coach of an organisation."""

    def __init__(self, api: Api, school: School) -> None:
        self.api, self.school = api, school
        self.headers = api.headers(school.org_id, uuid4(), ["coach"])

    async def texts(self) -> list[str]:
        """Return what is kept of the organisation's books."""
        rows = await self.school.rows("SELECT name FROM categories WHERE org_id = :org_id", org_id=self.school.org_id)
        return sorted(row.name for row in rows)


@pytest.fixture
async def api(school: School, issuer: Issuer) -> AsyncIterator[Books]:
    """The API of the books on the database of an organisation."""
    app = create_books(school.api.app.state.settings)
    async with serve(app, issuer) as served:
        yield Books(served, school)


def create_books(settings: SessionsSettings) -> FastAPI:
    """Return an API that takes books."""
    app = create_api(
        settings,
        title="Books",
        description="Books.",
        routers=[router],
        separate_duties=separate_duties,
        large_bodies={"/books": BOOK_BYTES_MAX},
        permissions={
            "POST /books": Rule(all=frozenset({"coach"}), own=frozenset()),
            "POST /bookshelf": Rule(all=frozenset({"coach"}), own=frozenset()),
        },
    )
    app.state.spools = Spools(share_percent=settings.organisation_share_percent)
    return app


LARGE = b"a" + b"x" * (2 * BODY_BYTES_MAX) + b"z"


def book(letter: str) -> bytes:
    """Return a large book that begins with a letter."""
    return letter.encode() + LARGE[1:]


async def send(
    api: Books, content: bytes | AsyncIterator[bytes], path: str = "/books", **headers: str
) -> httpx.Response:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return await api.api.client.post(path, content=content, headers={**api.headers, **more})


async def in_parts(whole: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(whole), 65_536):
        yield whole[start : start + 65_536]


async def test_a_path_may_take_more_than_the_others(api: Books) -> None:
    for content in (LARGE, in_parts(book("b")), b"az"):
        assert (await send(api, content)).status_code == 201
    assert await api.texts() == ["2 az", f"{len(LARGE)} az", f"{len(LARGE)} bz"]


async def test_but_not_more_than_its_own_limit_and_no_other_path_does(api: Books) -> None:
    too_large = b"x" * (BOOK_BYTES_MAX + 1)
    for content in (too_large, in_parts(too_large)):
        assert "4,194,304" in refused(await send(api, content), 413, "too-large")
    for path in ("/", "/bookshelf", "/other/books"):
        assert "1,048,576" in refused(await send(api, LARGE, path), 413, "too-large")
    assert await api.texts() == []


async def test_who_may_not_is_told_before_anything_is_read(api: Books) -> None:
    async def never() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    headers = api.api.headers(api.school.org_id, api.school.org_id, ["learner"])
    answer = await api.api.client.post("/books", content=never(), headers=headers)
    refused(answer, 403, "forbidden")


async def test_a_client_that_sends_slowly_holds_no_transaction(api: Books) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield LARGE[:-1]
        arrived.set()
        await go_on.wait()
        yield LARGE[-1:]

    sending = asyncio.create_task(send(api, slowly()))
    await asyncio.wait_for(arrived.wait(), HANGING_SECONDS)
    query = (
        "SELECT pid FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = 'sessions-api' AND xact_start IS NOT NULL"
    )
    assert await api.school.rows(query) == []
    go_on.set()
    assert (await sending).status_code == 201


async def test_a_client_that_goes_away_leaves_nothing(api: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield LARGE[:-1]
        raise ConnectionResetError

    files: list[tempfile.SpooledTemporaryFile[bytes]] = []

    class Kept(tempfile.SpooledTemporaryFile[bytes]):
        def __init__(self, size: int) -> None:
            super().__init__(size)
            files.append(self)

    monkeypatch.setattr(uploads, "SpooledTemporaryFile", Kept)
    for _ in range(uploads.ON_DISK_MAX + 1):  # each gives up its place
        refused(await send(api, broken()), 503, "unavailable")
    assert all(file.closed for file in files)
    assert len(files) == uploads.ON_DISK_MAX + 1
    assert (await send(api, LARGE)).status_code == 201


class Slow:
    """Large bodies that have arrived except for their end."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.sending: list[asyncio.Task[httpx.Response]] = []

    async def begin(self, api: Books, content: bytes) -> None:
        """Send a body except for its end, and return when it has arrived so far."""
        arrived = asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield content
            arrived.set()
            await self.go_on.wait()

        self.sending.append(asyncio.create_task(send(api, slowly())))
        await asyncio.wait_for(arrived.wait(), HANGING_SECONDS)

    async def end(self) -> set[int]:
        """Send the ends, and return the statuses of the answers."""
        self.go_on.set()
        return {answer.status_code for answer in await asyncio.gather(*self.sending)}


async def test_slow_files_of_one_organisation_leave_places_to_another(api: Books) -> None:
    mine, theirs, slow = uploads.ON_DISK_MAX // 2, Books(api.api, api.school), Slow()
    theirs.headers = api.api.headers(uuid4(), uuid4(), ["coach"])
    for place in range(mine):
        await slow.begin(api, book(str(place)))
    answer = await send(api, LARGE)
    assert f"At most {mine} large files" in refused(answer, 429, "too-many-requests")
    assert answer.headers["retry-after"] == "10"
    assert (await send(theirs, LARGE)).status_code == 201
    assert (await send(api, b"az")).status_code == 201  # it is in memory
    assert await slow.end() == {201}
    assert (await send(api, LARGE)).status_code == 201  # the places are free again


async def test_only_so_many_of_all_organisations_lie_on_disk_at_a_time(api: Books) -> None:
    slow = Slow()
    for place in range(uploads.ON_DISK_MAX):
        one = Books(api.api, api.school)
        one.headers = api.api.headers(uuid4(), uuid4(), ["coach"])
        await slow.begin(one, book(str(place)))
    answer = await send(api, LARGE)
    refused(answer, 503, "unavailable")
    assert answer.headers["retry-after"] == "10"
    assert (await send(api, b"az")).status_code == 201
    assert await slow.end() == {201}
    assert (await send(api, LARGE)).status_code == 201


async def test_small_files_that_arrive_slowly_are_counted_too(api: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    for place in range(uploads.ARRIVING_MAX):
        await slow.begin(api, f"{place}z".encode())
    with monkeypatch.context() as impatient:
        impatient.setattr(shares, "WAIT_SECONDS", 0.05)
        answer = await send(api, b"az")
    assert f"At most {uploads.ARRIVING_MAX} files" in refused(answer, 429, "too-many-requests")
    assert await slow.end() == {201}
    assert (await send(api, b"az")).status_code == 201


async def test_a_key_makes_an_upload_safe_to_repeat(api: Books) -> None:
    first = await send(api, LARGE, Idempotency_Key="k")
    again = await send(api, in_parts(LARGE), Idempotency_Key="k")
    other = await send(api, LARGE + b"!", Idempotency_Key="k")

    assert (again.status_code, again.content) == (201, first.content)
    refused(other, 422, "idempotency-key-reused")
    assert len(await api.texts()) == 1
