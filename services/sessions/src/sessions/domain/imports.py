"""What an import would do, row by row: create, leave unchanged, or refuse. Nothing is half imported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeVar
from uuid import UUID

from sessions.domain.sheets import CourseRow, Mistake, PersonRow, Row, RowError, SessionRow

Result = Literal["create", "unchanged", "error"]


class Outcome(NamedTuple):
    """What becomes of one row. `id` is the row's person, course or session, where there is one."""

    line: int
    result: Result
    name: str
    id: UUID | None = None
    column: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What becomes of a whole file, in order of lines."""

    results: tuple[Outcome, ...]

    def count(self, result: Result) -> int:
        """Return how many rows have that result."""
        return sum(outcome.result == result for outcome in self.results)

    def document(self) -> dict[str, object]:
        """Return the report as it is answered, in a body or in a problem."""
        return {
            "rows": len(self.results),
            "created": self.count("create"),
            "unchanged": self.count("unchanged"),
            "errors": self.count("error"),
            "results": [
                {**outcome._asdict(), "id": None if outcome.id is None else str(outcome.id)} for outcome in self.results
            ],
        }


class ExistingPerson(NamedTuple):
    """A person as the database has them."""

    id: UUID
    name: str
    email: str | None
    role: str


class ExistingCourse(NamedTuple):
    """A course as the database has it."""

    id: UUID
    title: str
    category: str | None


class ExistingSession(NamedTuple):
    """A session as the database has it. `learners` are the usernames on its roster."""

    id: UUID
    coaches: tuple[str, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    learners: frozenset[str]
    courses: tuple[str, ...]
    category: str | None
    description: str


Parsed = TypeVar("Parsed", PersonRow, CourseRow, SessionRow)


def parse_rows(
    rows: Sequence[Row],
    errors: Sequence[RowError],
    parse: Callable[[Row], Parsed],
    *,
    unique: Callable[[Parsed], str],
    unique_column: str,
    name_column: str,
) -> tuple[list[Parsed], list[Outcome]]:
    """Return the rows that make sense, and an error for each that does not or repeats an earlier one's unique name."""
    refused = [Outcome(error.line, "error", error.name, None, error.column, error.detail) for error in errors]
    parsed: list[Parsed] = []
    first_line: dict[str, int] = {}
    for row in rows:
        try:
            item = parse(row)
            earlier = first_line.setdefault(unique(item), item.line)
            if earlier != item.line:
                raise Mistake(unique_column, f"{unique(item)!r} stands in line {earlier} already")
            parsed.append(item)
        except Mistake as mistake:
            name = row.cells.get(name_column, "")
            refused.append(Outcome(row.line, "error", name, None, mistake.column, mistake.detail))
    return parsed, refused


def plan_person(row: PersonRow, existing: ExistingPerson | None) -> Outcome:
    """Return what becomes of a person in a file; an e-mail address that the file does not give is not compared."""
    if existing is None:
        return Outcome(row.line, "create", row.name)
    differences = {
        "name": row.name != existing.name,
        "role": row.role != existing.role,
        "email": row.email is not None and row.email != existing.email,
    }
    return _compared(row.line, row.name, existing.id, differences)


def plan_course(row: CourseRow, existing: ExistingCourse | None) -> Outcome:
    """Return what becomes of a course in a file."""
    if existing is None:
        return Outcome(row.line, "create", row.name)
    differences = {"title": row.name != existing.title, "category": row.category != existing.category}
    return _compared(row.line, row.name, existing.id, differences)


def plan_session(
    row: SessionRow,
    existing: ExistingSession | None,
    *,
    people: Mapping[str, ExistingPerson],
    courses: Mapping[str, ExistingCourse],
) -> Outcome:
    """Return what becomes of a session in a file: everybody and everything that it names must be there."""
    fault = _unknown(row, people=people, courses=courses)
    if fault is not None:
        return Outcome(row.line, "error", row.name, None, fault.column, fault.detail)
    if existing is None:
        return Outcome(row.line, "create", row.name)
    differences = {
        "Coach": (row.coach,) != existing.coaches,
        "DateStart": row.starts_at != existing.starts_at,
        "DateEnd": row.ends_at != existing.ends_at,
        "Users": frozenset(row.learners) != existing.learners,
        "Courses": row.courses != existing.courses,
        "SessionCategory": row.category != existing.category,
        "SessionDescription": row.description is not None and row.description != existing.description,
    }
    return _compared(row.line, row.name, existing.id, differences)


def _unknown(
    row: SessionRow, *, people: Mapping[str, ExistingPerson], courses: Mapping[str, ExistingCourse]
) -> Mistake | None:
    coach = people.get(row.coach)
    if coach is None:
        return Mistake("Coach", f"there is no person {row.coach!r}; import people first")
    if coach.role not in ("coach", "admin"):
        return Mistake("Coach", f"{row.coach!r} is a {coach.role}, not a coach or admin")
    missing = [username for username in row.learners if username not in people]
    if missing:
        return Mistake("Users", f"there is no person {_some(missing)}; import people first")
    others = [username for username in row.learners if people[username].role != "learner"]
    if others:
        return Mistake("Users", f"{_some(others)} is not a learner")
    missing = [code for code in row.courses if code not in courses]
    if missing:
        return Mistake("Courses", f"there is no course {_some(missing)}; import courses first")
    return None


def _some(names: Sequence[str]) -> str:
    more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    return repr(names[0]) + more


def _compared(line: int, name: str, existing_id: UUID, differences: Mapping[str, bool]) -> Outcome:
    differing = [column for column, differs in differences.items() if differs]
    if not differing:
        return Outcome(line, "unchanged", name, existing_id)
    detail = f"exists with another {', '.join(differing)}; an import creates and does not change yet"
    return Outcome(line, "error", name, existing_id, differing[0], detail)
