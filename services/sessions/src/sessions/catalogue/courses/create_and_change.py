"""Create courses, one or many, and change a course."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.categories.ensure import ensure_categories, ensure_category
from sessions.catalogue.courses.domain import CourseChanges, NewCourse
from sessions.catalogue.queries import COURSES
from sessions.catalogue.write import change_entry, create_entries, keys_refused, lock_entry

# Two requests that write the same codes write them in one order, so that they cannot deadlock.
_INSERT = Insert(
    "courses",
    "id uuid, code text, title text, category_id uuid, external_id text",
    shared="org_id, created_at",
    then="ORDER BY folded(new.code) ON CONFLICT (org_id, folded_code) DO NOTHING RETURNING id",
)
_CHANGE_MANY = Statement("""
    UPDATE courses SET code = new.code, title = new.title, category_id = new.category_id,
        external_id = new.external_id, version = courses.version + 1
    FROM unnest(CAST(:ids AS uuid[]), CAST(:codes AS text[]), CAST(:titles AS text[]), CAST(:category_ids AS uuid[]),
                CAST(:external_ids AS text[])) AS new (id, code, title, category_id, external_id)
    WHERE courses.org_id = :org_id AND courses.id = new.id
""")


async def change_course(
    db: AsyncConnection,
    *,
    org_id: UUID,
    entry_id: UUID,
    changes: CourseChanges,
    expected_versions: frozenset[int] | None,
    new_id: NewId,
) -> None:
    """Change a course, and create its category if it does not exist. If nothing differs, do nothing.

    Raises CourseNotFound, StaleVersion, NameTaken.
    """
    course = await lock_entry(db, COURSES, org_id=org_id, entry_id=entry_id, expected_versions=expected_versions)
    columns = {name: value for name, value in changes.items() if name != "category"}
    if "category" in changes:
        name = changes["category"]
        columns["category_id"] = await ensure_category(db, org_id=org_id, name=name, new_id=new_id)
    await change_entry(db, COURSES, course, columns)


async def create_courses(
    db: AsyncConnection, *, org_id: UUID, courses: Sequence[NewCourse], now: datetime, new_id: NewId
) -> None:
    """Write courses, and the categories that do not exist yet. Raises NameTaken if a code is in use."""
    names = [course.category for course in courses if course.category is not None]
    category_ids = await ensure_categories(db, org_id=org_id, names=names, new_id=new_id)
    rows = [
        (
            course.course_id,
            course.code,
            course.title,
            None if course.category is None else category_ids[course.category],
            course.external_id,
        )
        for course in courses
    ]
    await create_entries(db, COURSES, _INSERT, rows, org_id=org_id, created_at=now)


async def change_courses(
    db: AsyncConnection,
    *,
    org_id: UUID,
    courses: Sequence[tuple[UUID, str, str, str | None, str | None]],
    new_id: NewId,
) -> None:
    """Write the next version of locked courses: (id, code, title, category, external_id).

    Create categories that do not exist. Raises NameTaken, ExternalIdTaken.
    """
    if not courses:
        return
    ids, codes, titles, categories, external_ids = zip(*courses, strict=True)
    names = [category for category in categories if category is not None]
    found = await ensure_categories(db, org_id=org_id, names=names, new_id=new_id)
    columns = {
        "ids": ids,
        "codes": codes,
        "titles": titles,
        "category_ids": [None if name is None else found[name] for name in categories],
        "external_ids": external_ids,
    }
    with keys_refused(COURSES):
        await _CHANGE_MANY.execute(db, {"org_id": org_id, **columns})
