"""Receives bodies that are too large for memory. They are written to disk before the request's transaction begins.

So no transaction waits for a slow client, and a body that breaks off leaves nothing behind.
"""

from collections.abc import AsyncIterator, Callable
from tempfile import SpooledTemporaryFile
from typing import Final

from chassis.errors import Unavailable
from chassis.http.requests import begin_digest, caller_of
from starlette.requests import Request

from sessions.imports.files import Upload

MEMORY_BYTES_MAX: Final = 1_048_576
"""Larger bodies are in a temporary file."""

ON_DISK_MAX: Final = 4
"""How many larger bodies a process has at a time. /tmp may itself be memory, as it is in our containers."""


class TooManyUploads(Unavailable):
    """ON_DISK_MAX bodies are on disk already."""

    def __init__(self) -> None:
        """Say when to send the body again."""
        super().__init__("Too many large files arrive at the same time. Send yours again in a moment.")


class Spools:
    """Counts the bodies that this process has on disk, and limits them. The app has it as `app.state.spools`."""

    def __init__(self) -> None:
        """Begin with none."""
        self._on_disk = 0

    async def receive(
        self, request: Request, file: SpooledTemporaryFile[bytes], on_piece: Callable[[bytes], None]
    ) -> int:
        """Write a request's body to a file, pass each piece to `on_piece`, and return the size in bytes.

        Raises TooManyUploads if ON_DISK_MAX bodies are on disk already. `leave` frees the place.
        """
        size = 0
        async for piece in request.stream():
            if size <= MEMORY_BYTES_MAX < size + len(piece):
                if self._on_disk == ON_DISK_MAX:
                    raise TooManyUploads
                self._on_disk += 1
                request.state.is_on_disk = True
            file.write(piece)
            on_piece(piece)
            size += len(piece)
        return size

    def leave(self, request: Request) -> None:
        """Free the place of a request's body, if it had one."""
        if getattr(request.state, "is_on_disk", False):
            self._on_disk -= 1


async def receive_upload(request: Request) -> AsyncIterator[Upload]:
    """Receive a large body, after the caller's roles were checked. It is a dependency.

    A route must name it before Db and Once, so that a slow body does not hold a transaction open.
    """
    await caller_of(request)
    whole = begin_digest(request)
    spools: Spools = request.app.state.spools
    with SpooledTemporaryFile(MEMORY_BYTES_MAX) as file:
        try:
            size = await spools.receive(request, file, whole.update)
            request.state.digest = whole.digest()
            yield Upload(file, size)
        finally:
            spools.leave(request)
