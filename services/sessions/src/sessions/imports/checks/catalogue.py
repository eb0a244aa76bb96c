"""The results for people, courses and classes in a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from sessions.catalogue.domain import MEMBERS_MAX, PersonRole
from sessions.imports.checks.matching import Found
from sessions.imports.checks.report import ImportMode, Outcome, compared, named_twice, some
from sessions.imports.sheets.directory import ClassRow, CourseRow, PersonRow

_OPTIONAL: Final = ("email", "language", "zone", "external_id")
"""The values of a person that a file may leave out."""


class ExistingPerson(NamedTuple):
    """A person as the database has them."""

    id: UUID
    username: str
    name: str
    email: str | None
    role: PersonRole
    language: str | None
    zone: str | None
    external_id: str | None

    @property
    def key(self) -> str:
        """Return the username."""
        return self.username


class ExistingCourse(NamedTuple):
    """A course as the database has it. `key` is its code."""

    id: UUID
    key: str
    title: str
    category: str | None
    external_id: str | None


class ExistingClass(NamedTuple):
    """A class as the database has it, with its members. `key` is its name."""

    id: UUID
    key: str
    description: str
    external_id: str | None
    members: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class CheckedClass:
    """The result for a class in a file, and the people who join it."""

    row: ClassRow
    outcome: Outcome
    joining: tuple[UUID, ...] = ()


def person_outcome(
    row: PersonRow, found: Found[ExistingPerson], *, import_mode: ImportMode, needed: Mapping[UUID, str]
) -> Outcome:
    """Return the result for a person in a file. Columns that the file does not give are not compared.

    `needed` says, by person id, for what a person needs their current role.
    """
    existing = found.existing
    if existing is None:
        return Outcome(row.line, "create", row.name)
    differing = [
        *(["username"] if found.is_renamed else []),
        *(["name"] if row.name != existing.name else []),
        *(["role"] if is_other_role(row, existing) else []),
        *(name for name in _OPTIONAL if name in row.given and getattr(row, name) != getattr(existing, name)),
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


def changed_person(row: PersonRow, found: Found[ExistingPerson]) -> ExistingPerson:
    """Return a person who exists with the values of a file. Values that the file does not give stay."""
    assert found.existing is not None
    given: dict[str, Any] = {name: getattr(row, name) for name in ("role", *_OPTIONAL) if name in row.given}
    if found.is_renamed:
        given["username"] = row.username
    return found.existing._replace(name=row.name, **given)


def course_outcome(row: CourseRow, found: Found[ExistingCourse], *, import_mode: ImportMode) -> Outcome:
    """Return the result for a course in a file."""
    existing = found.existing
    if existing is None:
        return Outcome(row.line, "create", row.name)
    differing = [
        *(["code"] if found.is_renamed else []),
        *(["title"] if row.name != existing.title else []),
        *(["category"] if "category" in row.given and row.category != existing.category else []),
        *(["external_id"] if row.external_id not in (None, existing.external_id) else []),
    ]
    return compared(row.line, row.name, existing.id, differing, import_mode=import_mode)


def changed_course(row: CourseRow, found: Found[ExistingCourse]) -> ExistingCourse:
    """Return a course that exists with the values of a file. Values that the file does not give stay."""
    course = found.existing
    assert course is not None
    return course._replace(
        key=row.code if found.is_renamed else course.key,
        title=row.name,
        category=row.category if "category" in row.given else course.category,
        external_id=row.external_id or course.external_id,
    )


def checked_class(
    row: ClassRow, found: Found[ExistingClass], *, import_mode: ImportMode, people: Mapping[str, ExistingPerson]
) -> CheckedClass:
    """Return the result for a class in a file. Members whom the file does not name stay, because imports only add."""
    existing = found.existing
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
        *(["name"] if found.is_renamed else []),
        *(["description"] if "description" in row.given and row.description != existing.description else []),
        *(["members"] if joining else []),
        *(["external_id"] if row.external_id not in (None, existing.external_id) else []),
    ]
    staying = len(standing) + len(joining) - len(row.members)
    kept = f"{staying} members whom the row does not name stay" if "members" in row.given and staying else None
    return CheckedClass(
        row, compared(row.line, row.name, existing.id, differing, import_mode=import_mode, kept=kept), ids
    )


def changed_class(row: ClassRow, found: Found[ExistingClass]) -> ExistingClass:
    """Return a class that exists with the values of a file. Values that the file does not give stay."""
    known = found.existing
    assert known is not None
    return known._replace(
        key=row.name if found.is_renamed else known.key,
        description=row.description if "description" in row.given else known.description,
        external_id=row.external_id or known.external_id,
    )
