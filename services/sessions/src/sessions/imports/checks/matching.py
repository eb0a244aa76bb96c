"""Finds what the rows of a file mean: by their key, such as a username, or by the id that another system gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from sessions.imports.checks.report import FirstRow
from sessions.imports.sheets.cells import EXTERNAL_ID
from sessions.imports.sheets.mistakes import Mistake


class Row(Protocol):
    """A row of a file that another system may have written."""

    @property
    def line(self) -> int:
        """Return the line on which it begins."""

    @property
    def key(self) -> str:
        """Return its username, code or name."""

    @property
    def external_id(self) -> str | None:
        """Return the id of the other system, if the row gives one."""


class Existing(Protocol):
    """Something that exists, as far as rows are compared with it."""

    @property
    def id(self) -> UUID:
        """Return its id."""

    @property
    def key(self) -> str:
        """Return its username, code or name."""

    @property
    def external_id(self) -> str | None:
        """Return the id of the other system, if it has one."""


SomeExisting = TypeVar("SomeExisting", bound=Existing)
SomeRow = TypeVar("SomeRow", bound=Row)


@dataclass(frozen=True, slots=True)
class Found(Generic[SomeExisting]):
    """What a row means, if it exists. `is_renamed` says that only its id of another system was found."""

    existing: SomeExisting | None = None
    is_renamed: bool = False


def spelling(row: Row, found: Found[SomeExisting]) -> tuple[str, str]:
    """Return the key of a row and the one of what it means. A key that changes what it means is no spelling."""
    existing = found.existing
    return row.key, row.key if existing is None or found.is_renamed else existing.key


@dataclass(frozen=True, slots=True)
class Earlier:
    """The rows before these that mean something: by the id of what exists, and by ids of other systems."""

    by_id: Mapping[UUID, FirstRow]
    by_external_id: Mapping[str, FirstRow]


@dataclass(frozen=True, slots=True)
class Matched(Generic[SomeExisting]):
    """What each row means, by line, and the mistakes of rows that contradict themselves or others, by line."""

    found: Mapping[int, Found[SomeExisting]]
    faults: Mapping[int, Mistake]


def match(
    rows: Sequence[SomeRow],
    by_key: Mapping[str, SomeExisting],
    by_external_id: Mapping[str, SomeExisting],
    *,
    noun: str,
    column: str,
    earlier: Earlier,
) -> Matched[SomeExisting]:
    """Return what rows mean. An id of another system counts more than a name, which may have changed.

    `column` is the one of the keys. A row is wrong if its id and its key mean two things, and if an earlier row means
    the same.
    """
    found: dict[int, Found[SomeExisting]] = {}
    faults: dict[int, Mistake] = {}
    by_id, by_external = dict(earlier.by_id), dict(earlier.by_external_id)
    for row in rows:
        named, own = by_key.get(row.key), by_external_id.get(row.external_id or "")
        existing = own or named
        if fault := contradiction(row, named, own, noun=noun):
            faults[row.line] = Mistake(EXTERNAL_ID, fault)
            continue
        first = by_id.get(existing.id) if existing is not None else None
        if first is None and row.external_id is not None:
            first = by_external.get(row.external_id)
        if first is not None:
            is_by_id = row.external_id is not None
            what = f"the external_id {row.external_id!r}" if is_by_id else repr(row.key)
            detail = f"{what} means the same {noun} as line {first.line} ({first.key!r}); leave one of the two out"
            faults[row.line] = Mistake(EXTERNAL_ID if is_by_id else column, detail)
            continue
        if existing is not None:
            by_id[existing.id] = FirstRow(row.line, row.key)
        if row.external_id is not None:
            by_external[row.external_id] = FirstRow(row.line, row.key)
        found[row.line] = Found(existing, is_renamed=existing is not None and named is None)
    return Matched(found, faults)


def contradiction(row: Row, named: Existing | None, own: Existing | None, *, noun: str) -> str | None:
    """Return what is wrong if the key and the id of another system mean two things, or None."""
    if named is None or row.external_id is None:
        return None
    if own is None and named.external_id is not None:
        return (
            f"{row.external_id!r} is not the external_id of the {noun} {named.key!r}, which is {named.external_id!r}; "
            f"correct the row, or change the {noun} first"
        )
    if own is not None and own.id != named.id:
        return (
            f"{row.external_id!r} is the external_id of the {noun} {own.key!r}, but {row.key!r} is another {noun}; "
            "correct one of the two"
        )
    return None
