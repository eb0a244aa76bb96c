"""The errors of a file that cannot be read."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from chassis.errors import FieldError, Unprocessable


class UnreadableFile(Unprocessable):
    """The body is not a file that can be imported."""

    slug, title = "unreadable-file", "The file cannot be read"

    def __init__(
        self, fault: str, *, pointer: str = "body", line: int | None = None, readings: Sequence["Reading"] = ()
    ) -> None:
        """Take what is wrong with the file, and how to mend it. `pointer` may name a parameter instead.

        Problems of encodings have the first wrong line, and its readings in likely encodings.
        """
        extra: dict[str, Any] = {} if line is None else {"line": line, "encodings": [one._asdict() for one in readings]}
        super().__init__(fault, errors=[FieldError(pointer, fault)], **extra)


class Reading(NamedTuple):
    """An encoding that a file may have, and how its first doubtful cell reads in it."""

    encoding: str
    reading: str


class EncodingNeeded(UnreadableFile):
    """The bytes are not UTF-8, and nobody says what they are. The problem document carries the likely encodings."""

    slug, title = "encoding-needed", "The encoding of the file is in doubt"

    def __init__(self, line: int, readings: Sequence[Reading]) -> None:
        """Take the first line that is not UTF-8, and how its cell reads in each likely encoding."""
        shown = " or ".join(f"{one.reading!r} with encoding={one.encoding}" for one in readings)
        likely = f" A cell there may be {shown}." if readings else ""
        super().__init__(
            f"Line {line} is not UTF-8, and the request does not say which encoding the file has.{likely} Send the "
            "file with the parameter encoding, or save it as UTF-8.",
            pointer="encoding",
            line=line,
            readings=readings,
        )
