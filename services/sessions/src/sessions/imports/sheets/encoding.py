"""The encoding of a file, UTF-8 or Windows-1252, detected while its bytes arrive."""

import codecs
import re
from typing import Final, Literal

from sessions.imports.sheets.errors import UnreadableFile

Encoding = Literal["utf-8", "windows-1252"]

_MARK_BYTES = 3
"""The length of the longest byte order mark that is detected."""
_NOT_WINDOWS: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""The bytes without a character in Windows-1252. UTF-8 uses them inside of characters."""
_MEND = "Save the file as UTF-8."


class EncodingDetector:
    """Detects the encoding of a file from its bytes, in pieces of any size. It keeps none of them."""

    def __init__(self) -> None:
        """Begin before the first byte."""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._mark = b""
        self._line = 1
        self._not_utf8: int | None = None
        self._not_windows: int | None = None

    def feed(self, data: bytes) -> None:
        """Read the next bytes. Raises UnreadableFile for UTF-16, for a NUL, and for neither UTF-8 nor Windows-1252."""
        if len(self._mark) < _MARK_BYTES:
            self._mark += data[: _MARK_BYTES - len(self._mark)]
            if self._mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise UnreadableFile(f"The file is UTF-16. {_MEND}")
        nul = data.find(b"\0")
        if nul >= 0:
            line = self._line + data.count(b"\n", 0, nul)
            raise UnreadableFile(f"Line {line} contains a NUL character, which is not allowed in a text. {_MEND}")
        if self._not_windows is None and (match := _NOT_WINDOWS.search(data)):
            self._not_windows = self._line + data.count(b"\n", 0, match.start())
        self._read_utf8(data, is_last=False)
        self._line += data.count(b"\n")

    def result(self) -> Encoding:
        """Return the encoding of the file, after all of it was fed. Raises UnreadableFile as `feed` does."""
        self._read_utf8(b"", is_last=True)
        return "utf-8" if self._not_utf8 is None else "windows-1252"

    def _read_utf8(self, data: bytes, *, is_last: bool) -> None:
        if self._not_utf8 is None:
            try:
                self._decoder.decode(data, is_last)
            except UnicodeDecodeError as error:
                # The decoder may have kept bytes of the piece before. They belong to a character and have no line end.
                self._not_utf8 = self._line + error.object.count(b"\n", 0, error.start)
        if self._not_utf8 is None:
            return
        if self._mark == codecs.BOM_UTF8:
            raise UnreadableFile(
                f"The file is marked as UTF-8, but line {self._not_utf8} has a byte that is not UTF-8. {_MEND}"
            )
        if self._not_windows is not None:
            raise UnreadableFile(
                f"Line {self._not_utf8} has a byte that is not UTF-8, and line {self._not_windows} one that is not "
                f"Windows-1252. {_MEND}"
            )
