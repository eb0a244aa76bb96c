"""The columns of each kind of file, and how the first row of a file is matched with them."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from sessions.imports.sheets.cells import named
from sessions.imports.sheets.errors import UnreadableFile

COLUMNS_MAX = 200


class Columns(NamedTuple):
    """One layout of a kind of file. The order and the case of its columns do not matter.

    `ignored` columns are known from Chamilo, but are not imported. A file has both columns of each of `pairs`, or
    neither.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def read(self) -> tuple[str, ...]:
        """Return the columns that are read."""
        return (*self.required, *self.optional)


Layouts = tuple[Columns, ...]
"""The possible layouts of a kind of file, our own first."""


class Match(NamedTuple):
    """The columns of a file in their order, with None for a column that is not read, and hints for its sender."""

    names: tuple[str | None, ...]
    hints: tuple[str, ...]


def match(cells: Sequence[str], layouts: Layouts) -> Match:
    """Return the columns that a first row names. Raises UnreadableFile if no layout fits."""
    header = [cell.strip() for cell in cells]
    while header and not header[-1]:
        header.pop()
    if len(header) > COLUMNS_MAX:
        raise UnreadableFile(f"The first line names {len(header)} columns; at most {COLUMNS_MAX} are allowed.")
    faults = {place: _faults(header, columns) for place, columns in enumerate(layouts)}
    best = min(faults, key=lambda place: len(faults[place]))
    columns = layouts[best]
    if faults[best]:
        raise UnreadableFile(
            f"The columns are not as expected: {'; '.join(faults[best])}. Known columns: {', '.join(columns.read)}."
        )
    known = {name.lower(): name for name in columns.read}
    ignored = [name for name in header if name.lower() not in known]
    hints = [f"These columns are not imported: {', '.join(ignored)}."] if ignored else []
    return Match(tuple(known.get(name.lower()) for name in header), tuple(hints))


def _faults(header: Sequence[str], columns: Columns) -> list[str]:
    known = {name.lower(): name for name in (*columns.read, *columns.ignored)}
    there = [name.lower() for name in header]
    return [
        *(f"{name!r} is missing" for name in columns.required if name.lower() not in there),
        *(f"{named(name)} is not known{_meant(name, columns)}" for name in header if name.lower() not in known),
        *(f"{named(known.get(name, name))} is there twice" for name in sorted(set(there)) if there.count(name) > 1),
        *(
            f"{present!r} is there without {absent!r}"
            for pair in columns.pairs
            for present, absent in (pair, pair[::-1])
            if present.lower() in there and absent.lower() not in there
        ),
    ]


def _meant(name: str, columns: Columns) -> str:
    close = get_close_matches(name.lower(), [known.lower() for known in columns.read], n=1)
    return next((f", perhaps {known!r} is meant" for known in columns.read if known.lower() in close), "")
