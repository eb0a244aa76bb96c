"""Receives bodies that are too large for memory. They are written to disk before the request's transaction begins.

So no transaction waits for a slow client, and a body that breaks off leaves nothing behind.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Final

from starlette.requests import Request

from chassis.errors import Unavailable

MEMORY_BYTES_MAX: Final = 1_048_576
"""Larger bodies are in a temporary file."""

ON_DISK_MAX: Final = 4
"""How many larger bodies a process has at a time. /tmp may itself be memory, as it is in our containers."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A body that has arrived completely. It exists until the request ends."""

    file: SpooledTemporaryFile[bytes]
    size: int

    def read(self, offset: int, size: int) -> bytes:
        """Return at most `size` bytes, from an offset on."""
        self.file.seek(offset)
        return self.file.read(size)

    def pieces(self, size: int) -> Iterator[tuple[int, bytes]]:
        """Yield the whole body in pieces of `size` bytes, each with its offset."""
        for offset in range(0, self.size, size):
            yield offset, self.read(offset, size)


class Spools:
    """Counts the bodies that this process has on disk, and limits them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._on_disk = 0

    async def receive(
        self, request: Request, file: SpooledTemporaryFile[bytes], on_piece: Callable[[bytes], None]
    ) -> int:
        """Write a request's body to a file, pass each piece to `on_piece`, and return the size in bytes.

        Raises Unavailable if ON_DISK_MAX bodies are on disk already. `leave` frees the place.
        """
        size = 0
        async for piece in request.stream():
            if size <= MEMORY_BYTES_MAX < size + len(piece):
                if self._on_disk == ON_DISK_MAX:
                    raise Unavailable("Too many large files arrive at the same time. Send yours again in a moment.")
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
