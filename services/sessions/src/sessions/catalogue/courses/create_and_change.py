"""Create courses, one or many, and change a course."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.categories.ensure import ensure_categories, ensure_category
from sessions.catalogue.courses.domain import CourseChanges, NewCourse
from sessions.catalogue.errors import EntryNameTaken
from sessions.catalogue.queries import COURSES
from sessions.catalogue.write import change_entry, lock_entry

_INSERT_COURSES = Statement("""
    INSERT INTO courses (org_id, id, code, title, category_id, created_at)
    SELECT :org_id, new.*, :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:codes AS text[]), CAST(:titles AS text[]), CAST(:category_ids AS uuid[]))
         AS new (id, code, title, category_id)
    ORDER BY new.code
    ON CONFLICT (org_id, code) DO NOTHING
    RETURNING id
""")


async def change_course(
    db: AsyncConnection,
    *,
    org_id: UUID,
    entry_id: UUID,
    changes: CourseChanges,
    expected_version: int | None,
    new_id: NewId,
) -> None:
    """Change a course, and create its category if it does not exist. If nothing differs, do nothing.

    Raises CourseNotFound, StaleVersion, NameTaken.
    """
    course = await lock_entry(db, COURSES, org_id=org_id, entry_id=entry_id, expected_version=expected_version)
    columns = {name: value for name, value in changes.items() if name != "category"}
    if "category" in changes:
        name = changes["category"]
        columns["category_id"] = await ensure_category(db, org_id=org_id, name=name, new_id=new_id)
    await change_entry(db, COURSES, course, columns)


async def create_courses(
    db: AsyncConnection, *, org_id: UUID, courses: Sequence[NewCourse], now: datetime, new_id: NewId
) -> dict[str, UUID]:
    """Write courses and return the ids of their categories by name. Raises NameTaken if a code is in use."""
    names = {course.category for course in courses if course.category is not None}
    category_ids = await ensure_categories(db, org_id=org_id, names=names, new_id=new_id)
    columns = {
        "ids": [course.course_id for course in courses],
        "codes": [course.code for course in courses],
        "titles": [course.title for course in courses],
        "category_ids": [category_ids[c.category] if c.category is not None else None for c in courses],
    }
    inserted = await _INSERT_COURSES.scalars(db, {"org_id": org_id, "now": now, **columns})
    written = set(inserted)
    taken = [course.code for course in courses if course.course_id not in written]
    if taken:
        raise EntryNameTaken("course", "code", taken[0])
    return category_ids
