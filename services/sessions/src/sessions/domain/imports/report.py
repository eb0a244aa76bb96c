"""What becomes of the rows of a file, and how it is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar
from uuid import UUID

from sessions.domain import texts
from sessions.domain.sheets.cells import Row
from sessions.domain.sheets.mistakes import Mistake, RowError

Result = Literal["create", "update", "unchanged", "error"]
ImportKind = Literal["people", "courses", "classes", "sessions", "enrolments"]
ImportMode = Literal["create", "upsert"]
"""Whether a row that exists and differs is an error or a change."""


class Outcome(NamedTuple):
    """What becomes of one row. `id` is what the row is about, where it exists."""

    line: int
    result: Result
    name: str
    id: UUID | None = None
    column: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What becomes of a whole file, in order of lines, and what its sender should know."""

    results: tuple[Outcome, ...]
    notes: tuple[str, ...]

    def count(self, result: Result) -> int:
        """Return how many rows have that result."""
        return sum(outcome.result == result for outcome in self.results)

    def document(self) -> dict[str, object]:
        """Return the report as it is answered, in a body or in a problem."""
        return {
            "rows": len(self.results),
            "created": self.count("create"),
            "updated": self.count("update"),
            "unchanged": self.count("unchanged"),
            "errors": self.count("error"),
            "notes": list(self.notes),
            "results": [
                {**outcome._asdict(), "id": None if outcome.id is None else str(outcome.id)} for outcome in self.results
            ],
        }


Parsed = TypeVar("Parsed")


def parse_rows(
    rows: Sequence[Row], errors: Sequence[RowError], parse: Callable[[Row], Parsed], name_of: Callable[[Row], str]
) -> tuple[list[Parsed], list[Outcome]]:
    """Return the rows that make sense, and an error for each that does not."""
    refused = [Outcome(error.line, "error", error.name, None, error.column, error.detail) for error in errors]
    parsed: list[Parsed] = []
    for row in rows:
        try:
            parsed.append(parse(row))
        except Mistake as mistake:
            name = name_of(row)[: texts.NAME_MAX]
            refused.append(Outcome(row.line, "error", name, None, mistake.column, mistake.detail))
    return parsed, refused


class Keyed(NamedTuple):
    """A row by what makes it unique in its file."""

    line: int
    name: str
    key: str
    shown: str
    """The key as a mistake names it."""


def repeated(rows: Sequence[Keyed], *, column: str, earlier: Mapping[str, int]) -> dict[int, Outcome]:
    """Return an error by line for each row whose key a row before it has; `earlier` are keys of rows before these."""
    first_line = dict(earlier)
    found = {}
    for row in rows:
        first = first_line.setdefault(row.key, row.line)
        if first != row.line:
            detail = f"{row.shown} stands in line {first} already; leave one of the two out"
            found[row.line] = Outcome(row.line, "error", row.name, None, column, detail)
    return found


def compared(
    line: int,
    name: str,
    existing_id: UUID,
    differing: Sequence[str],
    *,
    mode: ImportMode,
    kept: str | None = None,
) -> Outcome:
    """Return what becomes of a row that exists and differs in these columns; `kept` is what stays though it differs."""
    if not differing:
        return Outcome(line, "unchanged", name, existing_id, None, kept)
    columns = ", ".join(differing)
    if mode == "create":
        detail = f"exists, and differs in {columns}; send the file with mode=upsert to change it"
        return Outcome(line, "error", name, existing_id, differing[0], detail)
    return Outcome(line, "update", name, existing_id, None, f"changes {columns}" + (f"; {kept}" if kept else ""))


def some(names: Sequence[str]) -> str:
    """Return the first of some names, and how many more there are."""
    more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    return repr(names[0]) + more
