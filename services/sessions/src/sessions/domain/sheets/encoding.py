"""What a file is written in: UTF-8, or else Windows-1252, found out while its bytes arrive."""

import codecs
import re
from typing import Final, Literal

from sessions.domain.sheets.mistakes import unreadable

Encoding = Literal["utf-8", "windows-1252"]

_MARK_BYTES = 3
"""The longest byte order mark that is looked for."""
_NOT_WINDOWS: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Windows-1252 gives these bytes no character. UTF-8 uses them inside of characters."""
_MEND = "Save the file as UTF-8."


class EncodingDetector:
    """Reads a file's bytes in pieces of any size, keeping none of them, and says what the file is written in."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._mark = b""
        self._line = 1
        self._not_utf8: int | None = None
        self._not_windows: int | None = None

    def feed(self, data: bytes) -> None:
        """Read on. Raises UnreadableFile for UTF-16, for a NUL, and for what is neither UTF-8 nor Windows-1252."""
        if len(self._mark) < _MARK_BYTES:
            self._mark += data[: _MARK_BYTES - len(self._mark)]
            if self._mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise unreadable(f"The file is UTF-16. {_MEND}")
        nul = data.find(b"\0")
        if nul >= 0:
            line = self._line + data.count(b"\n", 0, nul)
            raise unreadable(f"Line {line} contains a NUL character, as no text does. {_MEND}")
        if self._not_windows is None and (match := _NOT_WINDOWS.search(data)):
            self._not_windows = self._line + data.count(b"\n", 0, match.start())
        self._read_utf8(data, is_last=False)
        self._line += data.count(b"\n")

    def result(self) -> Encoding:
        """Return what the file is written in, once all of it was fed. Raises UnreadableFile as `feed` does."""
        self._read_utf8(b"", is_last=True)
        return "utf-8" if self._not_utf8 is None else "windows-1252"

    def _read_utf8(self, data: bytes, *, is_last: bool) -> None:
        if self._not_utf8 is None:
            try:
                self._decoder.decode(data, is_last)
            except UnicodeDecodeError as error:
                # What the decoder kept of the piece before is part of a character, so it holds no line end.
                self._not_utf8 = self._line + error.object.count(b"\n", 0, error.start)
        if self._not_utf8 is None:
            return
        if self._mark == codecs.BOM_UTF8:
            raise unreadable(
                f"The file says that it is UTF-8, but line {self._not_utf8} has a byte that is not. {_MEND}"
            )
        if self._not_windows is not None:
            raise unreadable(
                f"Line {self._not_utf8} has a byte that is not UTF-8, and line {self._not_windows} one that is not "
                f"Windows-1252. {_MEND}"
            )
