"""Read the people, courses, classes and rooms that a file names, with a fixed number of statements for all rows.

With `lock` they are locked until the transaction ends. So nobody deletes one, or changes a role, before the rows that
name it are written. A command that changes entries passes `is_changed`, which also blocks other changes of them.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.catalogue import ExistingClass, ExistingCourse, ExistingPerson
from sessions.imports.checks.names import KnownClass

_PEOPLE: Final = """
    SELECT id, username, name, email, role FROM people
    WHERE org_id = :org_id AND username = ANY (CAST(:usernames AS text[]))
"""
_FIND_PEOPLE = Statement(_PEOPLE)
_HOLD_PEOPLE = Statement(_PEOPLE + "ORDER BY id FOR KEY SHARE")
_LOCK_PEOPLE = Statement(_PEOPLE + "ORDER BY id FOR UPDATE")

_COURSES: Final = """
    SELECT c.id, c.code, c.title, k.name AS category
    FROM courses c LEFT JOIN categories k ON k.org_id = c.org_id AND k.id = c.category_id
    WHERE c.org_id = :org_id AND c.code = ANY (CAST(:codes AS text[]))
"""
_FIND_COURSES = Statement(_COURSES)
_LOCK_COURSES = Statement(_COURSES + "ORDER BY c.id FOR NO KEY UPDATE OF c")

_COURSE_IDS: Final = "SELECT id, code FROM courses WHERE org_id = :org_id AND code = ANY (CAST(:names AS text[]))"
_FIND_COURSE_IDS = Statement(_COURSE_IDS)
_HOLD_COURSE_IDS = Statement(_COURSE_IDS + " ORDER BY id FOR KEY SHARE")

_ROOMS: Final = "SELECT id, name FROM rooms WHERE org_id = :org_id AND name = ANY (CAST(:names AS text[]))"
_FIND_ROOMS = Statement(_ROOMS)
_HOLD_ROOMS = Statement(_ROOMS + " ORDER BY id FOR KEY SHARE")

_CLASSES: Final = """
    SELECT id, name, description FROM classes WHERE org_id = :org_id AND name = ANY (CAST(:names AS text[]))
"""
_FIND_CLASSES = Statement(_CLASSES)
_HOLD_CLASSES = Statement(_CLASSES + "ORDER BY id FOR KEY SHARE")
_LOCK_CLASSES = Statement(_CLASSES + "ORDER BY id FOR NO KEY UPDATE")
_MEMBERS = Statement("""
    SELECT class_id, array_agg(person_id) AS members FROM class_members
    WHERE org_id = :org_id AND class_id = ANY (CAST(:class_ids AS uuid[])) AND removed_at IS NULL
    GROUP BY class_id
""")
_MEMBER_COUNTS = Statement("""
    SELECT c.name, count(m.person_id) AS members
    FROM classes c JOIN class_members m ON m.org_id = c.org_id AND m.class_id = c.id AND m.removed_at IS NULL
    WHERE c.org_id = :org_id AND c.name = ANY (CAST(:names AS text[]))
    GROUP BY c.name
""")


async def people_by_username(
    db: AsyncConnection, *, org_id: UUID, usernames: Collection[str], lock: bool, is_changed: bool = False
) -> dict[str, ExistingPerson]:
    """Return the people that exist, by username."""
    if not usernames:
        return {}
    statement = _FIND_PEOPLE if not lock else _LOCK_PEOPLE if is_changed else _HOLD_PEOPLE
    rows = await statement.all(db, {"org_id": org_id, "usernames": list(usernames)})
    return {row.username: ExistingPerson(row.id, row.username, row.name, row.email, row.role) for row in rows}


async def courses_by_code(
    db: AsyncConnection, *, org_id: UUID, codes: Collection[str], lock: bool
) -> dict[str, ExistingCourse]:
    """Return the courses that exist, by code, to be changed."""
    statement = _LOCK_COURSES if lock else _FIND_COURSES
    rows = await statement.all(db, {"org_id": org_id, "codes": list(codes)})
    return {row.code: ExistingCourse(row.id, row.title, row.category) for row in rows}


async def course_ids_by_code(
    db: AsyncConnection, *, org_id: UUID, codes: Collection[str], lock: bool
) -> dict[str, UUID]:
    """Return the ids of the courses that exist, by code."""
    if not codes:
        return {}
    rows = await (_HOLD_COURSE_IDS if lock else _FIND_COURSE_IDS).all(db, {"org_id": org_id, "names": list(codes)})
    return {row.code: row.id for row in rows}


async def room_ids_by_name(db: AsyncConnection, *, org_id: UUID, names: Collection[str], lock: bool) -> dict[str, UUID]:
    """Return the ids of the rooms that exist, by name."""
    if not names:
        return {}
    rows = await (_HOLD_ROOMS if lock else _FIND_ROOMS).all(db, {"org_id": org_id, "names": list(names)})
    return {row.name: row.id for row in rows}


async def classes_by_name(
    db: AsyncConnection, *, org_id: UUID, names: Collection[str], lock: bool
) -> dict[str, ExistingClass]:
    """Return the classes that exist, by name, with their members, to be changed."""
    rows = await (_LOCK_CLASSES if lock else _FIND_CLASSES).all(db, {"org_id": org_id, "names": list(names)})
    members = await _members(db, org_id=org_id, class_ids=[row.id for row in rows])
    return {row.name: ExistingClass(row.id, row.description, members.get(row.id, frozenset())) for row in rows}


async def known_classes(
    db: AsyncConnection, *, org_id: UUID, names: Collection[str], lock: bool
) -> dict[str, KnownClass]:
    """Return the classes that exist, by name, to be enrolled."""
    if not names:
        return {}
    rows = await (_HOLD_CLASSES if lock else _FIND_CLASSES).all(db, {"org_id": org_id, "names": list(names)})
    members = await _members(db, org_id=org_id, class_ids=[row.id for row in rows])
    return {row.name: KnownClass(row.id, members.get(row.id, frozenset())) for row in rows}


async def member_counts(db: AsyncConnection, *, org_id: UUID, names: Collection[str]) -> dict[str, int]:
    """Return the number of members of the classes that exist and are not empty, by name."""
    if not names:
        return {}
    rows = await _MEMBER_COUNTS.all(db, {"org_id": org_id, "names": list(names)})
    return {row.name: row.members for row in rows}


async def _members(db: AsyncConnection, *, org_id: UUID, class_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    rows = await _MEMBERS.all(db, {"org_id": org_id, "class_ids": list(class_ids)})
    return {row.class_id: frozenset(row.members) for row in rows}
