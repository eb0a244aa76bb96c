"""The results for the rows of a file, and the report about them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol, TypeVar
from uuid import UUID

from sessions import texts
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.date_orders import NO_ORDERS, DateOrders
from sessions.imports.sheets.mistakes import Mistake, RowError

Result = Literal["create", "update", "unchanged", "error"]
ImportKind = Literal["people", "courses", "classes", "sessions", "enrolments"]
ImportMode = Literal["create", "upsert"]
ImportedAcceptance = Literal["invited", "accepted"]
"""What a request says of the learners whom its file adds."""
"""Whether a row that differs from what exists is an error (create) or a change (upsert)."""
SPELLINGS_MAX: Final = 5
"""How many names that are spelt otherwise a row of a report names."""
_KEY_MARK: Final = "\x1f"


class Outcome(NamedTuple):
    """The result for one row. `id` is the id of the row's person, course, class or session, if that exists."""

    line: int
    result: Result
    name: str
    id: UUID | None = None
    column: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The results for a whole file, in order of lines, hints for its sender, and how its dates were read."""

    results: tuple[Outcome, ...]
    hints: tuple[str, ...]
    date_orders: DateOrders = NO_ORDERS

    def count(self, result: Result) -> int:
        """Return the number of rows with this result."""
        return sum(outcome.result == result for outcome in self.results)

    def document(self) -> dict[str, object]:
        """Return the report as JSON, for a response body or a problem document."""
        return {
            "rows": len(self.results),
            "created": self.count("create"),
            "updated": self.count("update"),
            "unchanged": self.count("unchanged"),
            "errors": self.count("error"),
            "hints": list(self.hints),
            "date_orders": date_orders_of(self.date_orders),
            "results": [
                {**outcome._asdict(), "id": None if outcome.id is None else str(outcome.id)} for outcome in self.results
            ],
        }


def date_orders_of(orders: DateOrders) -> list[dict[str, object]]:
    """Return as JSON how the dates of a file were read. Dates that contradict each other were not read."""
    return [
        {
            "separator": one.separator,
            "order": one.order,
            "line": one.shown and one.shown.line,
            "value": one.shown and one.shown.value,
        }
        for one in orders.found
        if one.against is None
    ]


class Named(Protocol):
    """A row of any kind."""

    @property
    def line(self) -> int:
        """Return the line on which it begins."""

    @property
    def name(self) -> str:
        """Return the name of its person or thing."""


Parsed = TypeVar("Parsed")


def parse_rows(
    rows: Sequence[Row], errors: Sequence[RowError], parse: Callable[[Row], Parsed], name_of: Callable[[Row], str]
) -> tuple[list[Parsed], list[Outcome]]:
    """Return the rows that can be parsed, and an error for each other row."""
    refused = [Outcome(error.line, "error", error.name, None, error.column, error.detail) for error in errors]
    parsed: list[Parsed] = []
    for row in rows:
        try:
            parsed.append(parse(row))
        except Mistake as mistake:
            name = name_of(row)[: texts.NAME_MAX]
            refused.append(Outcome(row.line, "error", name, None, mistake.column, mistake.detail))
    return parsed, refused


class FirstRow(NamedTuple):
    """The line of the first row with a key, and the key as that row spells it.

    `digest` is that of its other cells (see `Row.digest`), or None if no row can say the same, as the row is wrong.
    """

    line: int
    key: str
    digest: bytes | None = None


class Keyed(NamedTuple):
    """A row and the key that makes it unique in its file, as the row spells it (see `key_of`).

    It may have an id of another system too. `digest` is that of its other cells.
    """

    line: int
    name: str
    key: str
    external_id: str | None = None
    digest: bytes | None = None


class Repeat(NamedTuple):
    """A row whose key an earlier row of the file has too, in any spelling."""

    row: Keyed
    first: FirstRow

    def says_the_same(self, wrong: Collection[int]) -> bool:
        """Return whether its other cells are those of the first row, and that is not one of the `wrong` lines."""
        return self.row.digest is not None and self.row.digest == self.first.digest and self.first.line not in wrong

    def unchanged(self, existing_id: UUID | None) -> Outcome:
        """Return the result for a row that says the same. `existing_id` is the id that the first row has."""
        said = [f"is the same as line {self.first.line}"]
        if self.first.key != self.row.key:
            said.append(f"{_shown(self.row.key)} means {_shown(self.first.key)}")
        return Outcome(self.row.line, "unchanged", self.row.name, existing_id, None, "; ".join(said))

    def refused(self, column: str) -> Outcome:
        """Return the error of a row that says something else. `column` is the one of the key."""
        spelling = "" if self.first.key == self.row.key else f", as {_shown(self.first.key)}"
        detail = f"{_shown(self.row.key)} is already in line {self.first.line}{spelling}; leave one of the two out"
        return Outcome(self.row.line, "error", self.row.name, None, column, detail)


def key_of(*names: str) -> str:
    """Return the key of a row that one or more names make unique. No name contains the character between them."""
    return _KEY_MARK.join(names)


def repeated(rows: Sequence[Keyed], folded: Sequence[str], *, earlier: Mapping[str, FirstRow]) -> dict[int, Repeat]:
    """Return by line the rows whose key an earlier row has, in any spelling.

    `folded` are the folded keys of the rows. `earlier` are the rows before these, by their folded keys.
    """
    first_rows = dict(earlier)
    found = {}
    for row, key in zip(rows, folded, strict=True):
        first = first_rows.setdefault(key, FirstRow(row.line, row.key, row.digest))
        if first.line != row.line:
            found[row.line] = Repeat(row, first)
    return found


def wrong(row: Named, mistake: Mistake) -> Outcome:
    """Return a row as an error."""
    return Outcome(row.line, "error", row.name, None, mistake.column, mistake.detail)


def with_spellings(outcome: Outcome, names: Iterable[tuple[str, str]]) -> Outcome:
    """Return an outcome that says which names of its row are spelt otherwise: (as written, as it is stored)."""
    others = [f"{given!r} means {meant!r}" for given, meant in dict.fromkeys(names) if given != meant]
    if outcome.result == "error" or not others:
        return outcome
    more = [f"and {len(others) - SPELLINGS_MAX} more"] if len(others) > SPELLINGS_MAX else []
    said = [] if outcome.detail is None else [outcome.detail]
    return outcome._replace(detail="; ".join([*said, *others[:SPELLINGS_MAX], *more]))


def named_twice(names: Sequence[str], ids: Sequence[UUID], kind: str) -> str | None:
    """Return what is wrong if two of the names are spellings of one, or None. `ids` are what the names stand for."""
    first: dict[UUID, str] = {}
    for name, one in zip(names, ids, strict=True):
        if first.setdefault(one, name) != name:
            return f"{first[one]!r} and {name!r} are the same {kind}; name it once"
    return None


def compared(
    line: int,
    name: str,
    existing_id: UUID | None,
    differing: Sequence[str],
    *,
    import_mode: ImportMode,
    kept: str | None = None,
) -> Outcome:
    """Return the result for a row that exists and differs in these columns. `kept` says what stays nevertheless."""
    if not differing:
        return Outcome(line, "unchanged", name, existing_id, None, kept)
    columns = ", ".join(differing)
    if import_mode == "create":
        detail = f"exists and differs in {columns}; send the file with import_mode=upsert to change it"
        return Outcome(line, "error", name, existing_id, differing[0], detail)
    return Outcome(line, "update", name, existing_id, None, f"changes {columns}" + (f"; {kept}" if kept else ""))


def _shown(key: str) -> str:
    return " of ".join(repr(name) for name in key.split(_KEY_MARK))


def some(names: Sequence[str]) -> str:
    """Return the first of some names, and the number of the others."""
    more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    return repr(names[0]) + more
