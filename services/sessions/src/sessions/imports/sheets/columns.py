"""The columns of each kind of file, and how the first row of a file is matched with them."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple

from sessions.imports.sheets.cells import named
from sessions.imports.sheets.errors import UnreadableFile

COLUMNS_MAX = 200
MISSPELT_RATIO: Final = 0.8
"""How alike two names are at least if one is a misspelling of the other (difflib): `emial` is one of `email`."""


class Columns(NamedTuple):
    """One layout of a kind of file. The order and the case of its columns do not matter.

    `ignored` columns are known from Chamilo, but are not imported. A file has both columns of each of `pairs`, or
    neither. `aliases` are other names of columns, each with the name that it stands for.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()

    @property
    def read(self) -> tuple[str, ...]:
        """Return the columns that are read."""
        return (*self.required, *self.optional)

    @property
    def known(self) -> tuple[str, ...]:
        """Return the columns that are read, and those that are ignored without being misspellings."""
        return (*self.read, *self.ignored)


Layouts = tuple[Columns, ...]
"""The possible layouts of a kind of file, our own first."""


class Match(NamedTuple):
    """The columns of a file in their order, with None for a column that is not read, and hints for its sender.

    `written` are the names as they are in the file.
    """

    names: tuple[str | None, ...]
    written: tuple[str, ...]
    hints: tuple[str, ...]


def match(cells: Sequence[str], layouts: Layouts) -> Match:
    """Return the columns that a first row names. Raises UnreadableFile if no layout fits.

    A column of another program is left out, and a hint names it. One that nearly has the name of a column that is not
    there is a misspelling.
    """
    written = [cell.strip() for cell in cells]
    while written and not written[-1]:
        written.pop()
    if len(written) > COLUMNS_MAX:
        raise UnreadableFile(f"The first line names {len(written)} columns; at most {COLUMNS_MAX} are allowed.")
    headers = [_without_aliases(written, columns) for columns in layouts]
    faults = [_faults(header, columns) for header, columns in zip(headers, layouts, strict=True)]
    foreign = [
        sum(name not in columns.known for name in header) for header, columns in zip(headers, layouts, strict=True)
    ]
    best = min(range(len(layouts)), key=lambda place: (len(faults[place]), foreign[place]))
    columns = layouts[best]
    if faults[best]:
        raise UnreadableFile(
            f"The columns are not as expected: {'; '.join(faults[best])}. Known columns: {', '.join(columns.read)}."
        )
    names = tuple(name if name in columns.read else None for name in headers[best])
    ignored = [as_written for as_written, name in zip(written, names, strict=True) if name is None]
    hints = [f"These columns are not imported: {', '.join(ignored)}."] if ignored else []
    return Match(names, tuple(written), tuple(hints))


def _without_aliases(written: Sequence[str], columns: Columns) -> list[str]:
    """Return the names of a first row in their usual spelling. Names that are not known stay as they are."""
    usual = {name.lower(): name for name in columns.known}
    there = {name.lower() for name in written}
    usual |= {alias.lower(): name for alias, name in columns.aliases if name.lower() not in there}
    return [usual.get(name.lower(), name) for name in written]


def _faults(header: Sequence[str], columns: Columns) -> list[str]:
    absent = [name for name in columns.read if name not in header]
    return [
        *(f"{name!r} is missing" for name in columns.required if name in absent),
        *(
            f"{named(name)} is not known{f', perhaps {meant!r} is meant' if meant else ''}"
            for name in header
            if name not in columns.known and ((meant := _meant(name, absent)) or not name)
        ),
        *(
            f"{named(name)} is there twice"
            for name in sorted(set(header))
            if name in columns.known and header.count(name) > 1
        ),
        *(
            f"{present!r} is there without {other!r}"
            for pair in columns.pairs
            for present, other in (pair, pair[::-1])
            if present in header and other not in header
        ),
    ]


def _meant(name: str, absent: Sequence[str]) -> str | None:
    close = get_close_matches(name.lower(), [known.lower() for known in absent], n=1, cutoff=MISSPELT_RATIO)
    return next((known for known in absent if known.lower() in close), None)
