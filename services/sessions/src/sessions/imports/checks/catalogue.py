"""The results for people, courses and classes in a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sessions.catalogue.domain import MEMBERS_MAX, PersonRole
from sessions.imports.checks.report import ImportMode, Outcome, compared, named_twice, some
from sessions.imports.sheets.directory import ClassRow, CourseRow, PersonRow


class ExistingPerson(NamedTuple):
    """A person as the database has them."""

    id: UUID
    username: str
    name: str
    email: str | None
    role: PersonRole


class ExistingCourse(NamedTuple):
    """A course as the database has it."""

    id: UUID
    title: str
    category: str | None


class ExistingClass(NamedTuple):
    """A class as the database has it, with its members."""

    id: UUID
    description: str
    members: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class CheckedClass:
    """The result for a class in a file, and the people who join it."""

    row: ClassRow
    outcome: Outcome
    joining: tuple[UUID, ...] = ()


def person_outcome(
    row: PersonRow, existing: ExistingPerson | None, *, import_mode: ImportMode, needed: Mapping[UUID, str]
) -> Outcome:
    """Return the result for a person in a file. Columns that the file does not give are not compared.

    `needed` says, by person id, for what a person needs their current role.
    """
    if existing is None:
        return Outcome(row.line, "create", row.name)
    differing = [
        *(["name"] if row.name != existing.name else []),
        *(["role"] if is_other_role(row, existing) else []),
        *(["email"] if "email" in row.given and row.email != existing.email else []),
    ]
    outcome = compared(row.line, row.name, existing.id, differing, import_mode=import_mode)
    if outcome.result == "update" and "role" in differing and existing.id in needed:
        detail = (
            f"{row.username!r} is {needed[existing.id]} and cannot become a {row.role}; "
            "put somebody else in that place first"
        )
        return Outcome(row.line, "error", row.name, existing.id, "role", detail)
    return outcome


def is_other_role(row: PersonRow, existing: ExistingPerson) -> bool:
    """Return whether a file gives a person another role."""
    return "role" in row.given and row.role != existing.role


def changed_person(row: PersonRow, existing: ExistingPerson) -> ExistingPerson:
    """Return a person with the values of a file. Values that the file does not give stay."""
    return existing._replace(
        name=row.name,
        role=row.role if "role" in row.given else existing.role,
        email=row.email if "email" in row.given else existing.email,
    )


def course_outcome(row: CourseRow, existing: ExistingCourse | None, *, import_mode: ImportMode) -> Outcome:
    """Return the result for a course in a file."""
    if existing is None:
        return Outcome(row.line, "create", row.name)
    differing = [
        *(["title"] if row.name != existing.title else []),
        *(["category"] if "category" in row.given and row.category != existing.category else []),
    ]
    return compared(row.line, row.name, existing.id, differing, import_mode=import_mode)


def checked_class(
    row: ClassRow, existing: ExistingClass | None, *, import_mode: ImportMode, people: Mapping[str, ExistingPerson]
) -> CheckedClass:
    """Return the result for a class in a file. Members whom the file does not name stay, because imports only add."""
    existing_id = None if existing is None else existing.id
    missing = [username for username in row.members if username not in people]
    if missing:
        detail = f"there is no person {some(missing)}; import people first"
        return CheckedClass(row, Outcome(row.line, "error", row.name, existing_id, "members", detail))
    if fault := named_twice(row.members, [people[username].id for username in row.members], "person"):
        return CheckedClass(row, Outcome(row.line, "error", row.name, existing_id, "members", fault))
    standing = frozenset() if existing is None else existing.members
    joining = [username for username in row.members if people[username].id not in standing]
    others = [username for username in joining if people[username].role != "learner"]
    if others:
        detail = f"{some(others)} is not a learner; only learners can be in a class"
        return CheckedClass(row, Outcome(row.line, "error", row.name, existing_id, "members", detail))
    if len(standing) + len(joining) > MEMBERS_MAX:
        detail = f"would give the class {len(standing) + len(joining)} members; at most {MEMBERS_MAX} are allowed"
        return CheckedClass(row, Outcome(row.line, "error", row.name, existing_id, "members", detail))
    ids = tuple(people[username].id for username in joining)
    if existing is None:
        return CheckedClass(row, Outcome(row.line, "create", row.name), ids)
    differing = [
        *(["description"] if "description" in row.given and row.description != existing.description else []),
        *(["members"] if joining else []),
    ]
    staying = len(standing) + len(joining) - len(row.members)
    kept = f"{staying} members whom the row does not name stay" if "members" in row.given and staying else None
    return CheckedClass(
        row, compared(row.line, row.name, existing.id, differing, import_mode=import_mode, kept=kept), ids
    )
