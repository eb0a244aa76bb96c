"""Read the people, courses, classes and rooms that a file names, with a fixed number of statements for all rows.

With `lock` they are locked until the transaction ends. So nobody deletes one, or changes a role, before the rows that
name it are written. A command that changes entries passes `is_changed`, which also blocks other changes of them.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Literal
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.catalogue import ExistingClass, ExistingCourse, ExistingPerson
from sessions.imports.checks.names import KnownClass
from sessions.spellings import Finder, folded

_PERSON: Final = "t.id, t.username, t.name, t.email, t.role, t.language, t.zone, t.external_id"
_FIND_PEOPLE = Finder("people", "username", _PERSON)
_HOLD_PEOPLE = Finder("people", "username", _PERSON, lock="FOR KEY SHARE")
_LOCK_PEOPLE = Finder("people", "username", _PERSON, lock="FOR UPDATE")
_FIND_PEOPLE_EXACTLY = Finder("people", "external_id", _PERSON, is_exact=True)
_LOCK_PEOPLE_EXACTLY = Finder("people", "external_id", _PERSON, lock="FOR UPDATE", is_exact=True)

_COURSE: Final = """
    t.id, t.code AS key, t.title, t.external_id,
    (SELECT k.name FROM categories k WHERE k.org_id = t.org_id AND k.id = t.category_id) AS category
"""
_FIND_COURSES = Finder("courses", "code", _COURSE)
_LOCK_COURSES = Finder("courses", "code", _COURSE, lock="FOR NO KEY UPDATE")
_FIND_COURSES_EXACTLY = Finder("courses", "external_id", _COURSE, is_exact=True)
_LOCK_COURSES_EXACTLY = Finder("courses", "external_id", _COURSE, lock="FOR NO KEY UPDATE", is_exact=True)
_FIND_COURSE_IDS = Finder("courses", "code", "t.id")
_HOLD_COURSE_IDS = Finder("courses", "code", "t.id", lock="FOR KEY SHARE")

_FIND_ROOMS = Finder("rooms", "name", "t.id")
_HOLD_ROOMS = Finder("rooms", "name", "t.id", lock="FOR KEY SHARE")

_FIND_CATEGORIES = Finder("categories", "name", "t.name")
_FIND_NAMES: Final = {
    "courses": Finder("courses", "code", "t.code AS name"),
    "classes": Finder("classes", "name", "t.name"),
    "rooms": Finder("rooms", "name", "t.name"),
}

_CLASS: Final = "t.id, t.name AS key, t.description, t.external_id"
_FIND_CLASSES = Finder("classes", "name", _CLASS)
_HOLD_CLASSES = Finder("classes", "name", _CLASS, lock="FOR KEY SHARE")
_LOCK_CLASSES = Finder("classes", "name", _CLASS, lock="FOR NO KEY UPDATE")
_FIND_CLASSES_EXACTLY = Finder("classes", "external_id", _CLASS, is_exact=True)
_LOCK_CLASSES_EXACTLY = Finder("classes", "external_id", _CLASS, lock="FOR NO KEY UPDATE", is_exact=True)
_MEMBERS = Statement("""
    SELECT class_id, array_agg(person_id) AS members FROM class_members
    WHERE org_id = :org_id AND class_id = ANY (CAST(:class_ids AS uuid[])) AND removed_at IS NULL
    GROUP BY class_id
""")
_COUNT_MEMBERS = Finder(
    "classes",
    "name",
    "(SELECT count(*) FROM class_members m WHERE m.org_id = t.org_id AND m.class_id = t.id AND m.removed_at IS NULL)"
    " AS members",
)


async def people_by_username(
    db: AsyncConnection, *, org_id: UUID, usernames: Collection[str], lock: bool, is_changed: bool = False
) -> dict[str, ExistingPerson]:
    """Return the people that exist, by the given usernames."""
    finder = _FIND_PEOPLE if not lock else _LOCK_PEOPLE if is_changed else _HOLD_PEOPLE
    found = await finder.find(db, org_id=org_id, names=usernames)
    return {given: ExistingPerson(*row[1:]) for given, row in found.items()}


async def people_by_external_id(
    db: AsyncConnection, *, org_id: UUID, external_ids: Collection[str], lock: bool
) -> dict[str, ExistingPerson]:
    """Return the people that exist, by their ids in another system, to be changed."""
    finder = _LOCK_PEOPLE_EXACTLY if lock else _FIND_PEOPLE_EXACTLY
    found = await finder.find(db, org_id=org_id, names=external_ids)
    return {given: ExistingPerson(*row[1:]) for given, row in found.items()}


async def courses_by_code(
    db: AsyncConnection, *, org_id: UUID, codes: Collection[str], lock: bool
) -> dict[str, ExistingCourse]:
    """Return the courses that exist, by the given codes, to be changed."""
    found = await (_LOCK_COURSES if lock else _FIND_COURSES).find(db, org_id=org_id, names=codes)
    return _courses(found)


async def courses_by_external_id(
    db: AsyncConnection, *, org_id: UUID, external_ids: Collection[str], lock: bool
) -> dict[str, ExistingCourse]:
    """Return the courses that exist, by their ids in another system, to be changed."""
    finder = _LOCK_COURSES_EXACTLY if lock else _FIND_COURSES_EXACTLY
    return _courses(await finder.find(db, org_id=org_id, names=external_ids))


def _courses(found: Mapping[str, Any]) -> dict[str, ExistingCourse]:
    return {
        given: ExistingCourse(row.id, row.key, row.title, row.category, row.external_id) for given, row in found.items()
    }


async def course_ids_by_code(
    db: AsyncConnection, *, org_id: UUID, codes: Collection[str], lock: bool
) -> dict[str, UUID]:
    """Return the ids of the courses that exist, by the given codes."""
    found = await (_HOLD_COURSE_IDS if lock else _FIND_COURSE_IDS).find(db, org_id=org_id, names=codes)
    return {given: row.id for given, row in found.items()}


async def room_ids_by_name(db: AsyncConnection, *, org_id: UUID, names: Collection[str], lock: bool) -> dict[str, UUID]:
    """Return the ids of the rooms that exist, by the given names."""
    found = await (_HOLD_ROOMS if lock else _FIND_ROOMS).find(db, org_id=org_id, names=names)
    return {given: row.id for given, row in found.items()}


async def names_as_stored(
    db: AsyncConnection, table: Literal["courses", "classes", "rooms"], *, org_id: UUID, names: Collection[str]
) -> dict[str, str]:
    """Return how the database spells the codes or names of what exists, by the given ones."""
    found = await _FIND_NAMES[table].find(db, org_id=org_id, names=names)
    return {given: row.name for given, row in found.items()}


async def categories_as_meant(
    db: AsyncConnection, *, org_id: UUID, names: Sequence[str | None]
) -> dict[str | None, str]:
    """Return how categories are spelt, by the given names: as the database has them, or as the file has them first."""
    given = list(dict.fromkeys(name for name in names if name is not None))
    found = await _FIND_CATEGORIES.find(db, org_id=org_id, names=given)
    forms = dict(zip(given, await folded(db, given), strict=True))
    first: dict[str, str] = {}
    for name, form in forms.items():
        first.setdefault(form, found[name].name if name in found else name)
    return {name: first[form] for name, form in forms.items()}


async def classes_by_name(
    db: AsyncConnection, *, org_id: UUID, names: Collection[str], lock: bool
) -> dict[str, ExistingClass]:
    """Return the classes that exist, by the given names, with their members, to be changed."""
    found = await (_LOCK_CLASSES if lock else _FIND_CLASSES).find(db, org_id=org_id, names=names)
    return await _classes(db, found, org_id=org_id)


async def classes_by_external_id(
    db: AsyncConnection, *, org_id: UUID, external_ids: Collection[str], lock: bool
) -> dict[str, ExistingClass]:
    """Return the classes that exist, by their ids in another system, with their members, to be changed."""
    finder = _LOCK_CLASSES_EXACTLY if lock else _FIND_CLASSES_EXACTLY
    return await _classes(db, await finder.find(db, org_id=org_id, names=external_ids), org_id=org_id)


async def _classes(db: AsyncConnection, found: Mapping[str, Any], *, org_id: UUID) -> dict[str, ExistingClass]:
    members = await _members(db, org_id=org_id, class_ids={row.id for row in found.values()})
    return {
        given: ExistingClass(row.id, row.key, row.description, row.external_id, members.get(row.id, frozenset()))
        for given, row in found.items()
    }


async def known_classes(
    db: AsyncConnection, *, org_id: UUID, names: Collection[str], lock: bool
) -> dict[str, KnownClass]:
    """Return the classes that exist, by the given names, to be enrolled."""
    found = await (_HOLD_CLASSES if lock else _FIND_CLASSES).find(db, org_id=org_id, names=names)
    members = await _members(db, org_id=org_id, class_ids={row.id for row in found.values()})
    return {given: KnownClass(row.id, members.get(row.id, frozenset())) for given, row in found.items()}


async def member_counts(db: AsyncConnection, *, org_id: UUID, names: Collection[str]) -> dict[str, int]:
    """Return the number of members of the classes that exist, by the given names."""
    found = await _COUNT_MEMBERS.find(db, org_id=org_id, names=names)
    return {given: row.members for given, row in found.items()}


async def _members(db: AsyncConnection, *, org_id: UUID, class_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    if not class_ids:
        return {}
    rows = await _MEMBERS.all(db, {"org_id": org_id, "class_ids": list(class_ids)})
    return {row.class_id: frozenset(row.members) for row in rows}
