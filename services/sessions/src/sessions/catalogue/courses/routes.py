"""Courses."""

from typing import Final
from uuid import UUID

from chassis.clock import now
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from chassis.ids import new_id
from contracts.roles import Role
from fastapi import APIRouter, Response

from sessions.catalogue.courses import create_and_change as commands
from sessions.catalogue.courses import schemas
from sessions.catalogue.queries import COURSES, list_entries, read_entry
from sessions.catalogue.rename_and_delete import delete_entry
from sessions.catalogue.searching import Exact, Search
from sessions.catalogue.tables import courses

router = APIRouter(prefix="/v1/courses", tags=["courses"])

READERS: Final[tuple[Role, ...]] = ("admin", "support", "coach", "learner")


@router.post("", summary="Create a course", status_code=201, response_model=schemas.CourseOut)
async def create_course(*, db: Db, caller: Caller, once: Once, body: schemas.CourseIn) -> Response:
    """Create a course. A category name that is new creates the category. Admins only."""
    caller.require("admin")
    course = commands.NewCourse(new_id(), body.code, body.title, body.category)
    category_ids = await commands.create_courses(db, caller=caller, courses=[course], now=now(), new_id=new_id)
    category_id = category_ids[body.category] if body.category is not None else None
    answer = schemas.CourseOut(course_id=course.course_id, version=1, category_id=category_id, **body.model_dump())
    return await once.answer(201, answer, headers={"ETag": etag(1)})


@router.get("", summary="List courses")
async def list_courses(
    *,
    db: Db,
    caller: Caller,
    code: Exact = None,
    q: Search = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[schemas.CourseOut]:
    """List courses by code. q searches code and title. Admins, support, coaches and learners.

    A page may have fewer courses than the limit. There are more as long as there is a next_cursor.
    """
    caller.require(*READERS)
    where = [] if code is None else [courses.c.code == code]
    rows, next_cursor = await list_entries(
        db, COURSES, org_id=caller.org_id, where=where, q=q, limit=limit, cursor=cursor
    )
    return Page(items=[schemas.course_out(row) for row in rows], next_cursor=next_cursor)


@router.get("/{course_id}", summary="Read a course")
async def read_course(*, db: Db, caller: Caller, response: Response, course_id: UUID) -> schemas.CourseOut:
    """Read a course. Admins, support, coaches and learners."""
    caller.require(*READERS)
    return await _answer(db, caller, response, course_id)


@router.patch("/{course_id}", summary="Change a course")
async def change_course(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, course_id: UUID, body: schemas.CoursePatch
) -> schemas.CourseOut:
    """Change a course. A category name that is new creates the category. Admins only."""
    caller.require("admin")
    await commands.change_course(
        db, caller=caller, course_id=course_id, changes=body.changes(), expected_version=if_match, new_id=new_id
    )
    return await _answer(db, caller, response, course_id)


@router.delete("/{course_id}", summary="Delete a course", status_code=204)
async def delete_course(*, db: Db, caller: Caller, if_match: IfMatch, course_id: UUID) -> None:
    """Delete a course. It is refused (in-use) if a session or batch has the course, even a past one. Admins only."""
    caller.require("admin")
    await delete_entry(db, COURSES, org_id=caller.org_id, entry_id=course_id, expected_version=if_match)


async def _answer(db: Db, caller: Caller, response: Response, course_id: UUID) -> schemas.CourseOut:
    row = await read_entry(db, COURSES, org_id=caller.org_id, entry_id=course_id)
    response.headers["ETag"] = etag(row.version)
    return schemas.course_out(row)
