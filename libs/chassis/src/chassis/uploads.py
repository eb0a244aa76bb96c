"""Bodies too large for memory: taken in on disk, before the request's transaction begins.

A client may send as slowly as it likes: no transaction waits for it, and what breaks off has left nothing behind.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Final

from starlette.requests import Request

from chassis.errors import Unavailable

MEMORY_BYTES_MAX: Final = 1_048_576
"""Larger bodies lie in a temporary file."""

ON_DISK_MAX: Final = 4
"""Larger bodies of one process at a time: /tmp may itself be memory, as it is in our containers."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A body that has arrived as a whole; it is there until the request ends."""

    file: SpooledTemporaryFile[bytes]
    size: int

    def read(self, offset: int, size: int) -> bytes:
        """Return at most so many bytes from an offset on."""
        self.file.seek(offset)
        return self.file.read(size)

    def pieces(self, size: int) -> Iterator[tuple[int, bytes]]:
        """Return the whole body in pieces of a size, each with its offset."""
        for offset in range(0, self.size, size):
            yield offset, self.read(offset, size)


class Spools:
    """How many bodies of this process lie on disk."""

    def __init__(self) -> None:
        """Begin with none."""
        self._on_disk = 0

    async def receive(
        self, request: Request, file: SpooledTemporaryFile[bytes], on_piece: Callable[[bytes], None]
    ) -> int:
        """Write a request's body into a file, show each piece of it, and return its size.

        Raises Unavailable where it would be one too many on disk. The place is given up by `leave`.
        """
        size = 0
        async for piece in request.stream():
            if size <= MEMORY_BYTES_MAX < size + len(piece):
                if self._on_disk == ON_DISK_MAX:
                    raise Unavailable("Too many large files are arriving at the same time; send yours again later.")
                self._on_disk += 1
                request.state.is_on_disk = True
            file.write(piece)
            on_piece(piece)
            size += len(piece)
        return size

    def leave(self, request: Request) -> None:
        """Give up the place of a request's body, if it had one."""
        if getattr(request.state, "is_on_disk", False):
            self._on_disk -= 1
