"""Receives bodies that are too large for memory. They are written to disk before the request's transaction begins.

So no transaction waits for a slow client, and a body that breaks off leaves nothing behind.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import SpooledTemporaryFile
from typing import Annotated, Final
from uuid import UUID

from chassis.http.places import Places
from chassis.http.requests import begin_digest, caller_of
from chassis.http.shares import Limit, place, refusal, share_of
from fastapi import Depends, Query
from starlette.requests import Request

from sessions.imports.decode import Text, as_text, looks_like_workbook, said_by
from sessions.imports.files import Upload

MEMORY_BYTES_MAX: Final = 1_048_576
"""Larger bodies are in a temporary file."""

ON_DISK_MAX: Final = 4
"""How many larger bodies a process has at a time. /tmp may itself be memory, as it is in our containers."""

ARRIVING_MAX: Final = 8
"""How many bodies of one organisation a process receives at a time. Those in memory count too."""

_ON_DISK: Final = Limit("large-uploads", "large files of your organisation are received at the same time", 10)
_ARRIVING: Final = Limit("uploads", "files of your organisation are received at the same time", 10)


class Spools:
    """The places of bodies in this process. The app has it as `app.state.spools`."""

    def __init__(self, *, share_percent: int) -> None:
        """Take how much of the disk one organisation may take."""
        self.on_disk = Places(each=share_of(ON_DISK_MAX, share_percent), total=ON_DISK_MAX)
        self.arriving = Places(each=ARRIVING_MAX)


@contextmanager
def _place_on_disk(places: Places, org_id: UUID) -> Iterator[None]:
    """Hold the place of a larger body. It does not wait, because its first megabyte is in memory already."""
    if not places.try_take(org_id):
        raise refusal(_ON_DISK, places, of_all=places.taken(org_id) < places.each)
    try:
        yield
    finally:
        places.leave(org_id)


async def receive_upload(request: Request) -> AsyncIterator[Upload]:
    """Receive a large body, after the caller's roles were checked. It is a dependency.

    A route must name it before Db and Once, so that a slow body does not hold a transaction open. One organisation
    has a limited number of places for bodies, so its slow ones leave places to others. Raises TooManyRequests, or
    Unavailable if all organisations together have every place on disk.
    """
    caller = await caller_of(request)
    whole = begin_digest(request)
    spools: Spools = request.app.state.spools
    async with place(spools.arriving, caller.org_id, _ARRIVING):
        with SpooledTemporaryFile(MEMORY_BYTES_MAX) as file, ExitStack() as places:
            size = 0
            async for piece in request.stream():
                if size <= MEMORY_BYTES_MAX < size + len(piece):
                    places.enter_context(_place_on_disk(spools.on_disk, caller.org_id))
                file.write(piece)
                whole.update(piece)
                size += len(piece)
            request.state.digest = whole.digest()
            yield Upload(file, size)


async def receive_text(
    request: Request,
    upload: Annotated[Upload, Depends(receive_upload, scope="function")],
    encoding: Annotated[
        str | None,
        Query(
            description="The encoding of a CSV file that is not UTF-8, for example windows-1250. It counts more than "
            "the charset of the Content-Type. UTF-16 is recognised by its byte order mark."
        ),
    ] = None,
) -> AsyncIterator[Text]:
    """Receive a file and turn it into UTF-8 before the transaction begins. A file that cannot be read is not raised.

    A copy of a small workbook takes a place on disk, because its text may be large. Raises UnsupportedMediaType for a
    form, and what receive_upload raises.
    """
    said = said_by(request.headers.get("content-type"), encoding)
    with SpooledTemporaryFile(MEMORY_BYTES_MAX) as copy, ExitStack() as places:
        if upload.size <= MEMORY_BYTES_MAX and looks_like_workbook(upload):
            spools: Spools = request.app.state.spools
            places.enter_context(_place_on_disk(spools.on_disk, (await caller_of(request)).org_id))
        yield await asyncio.to_thread(as_text, upload, said, copy)
