"""The results for people and courses in a file, and what exists already of these and of classes."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from sessions.catalogue.domain import PersonRole
from sessions.imports.checks.matching import Found
from sessions.imports.checks.report import ImportMode, Outcome, compared
from sessions.imports.sheets.directory import CourseRow, PersonRow

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
