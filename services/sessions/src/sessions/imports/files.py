"""A file that has arrived to be imported. It may be too large for memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile


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
