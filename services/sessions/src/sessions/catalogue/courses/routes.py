"""Courses."""

from functools import partial
from typing import Final
from uuid import UUID

from chassis.clock import now
from chassis.ids import new_id
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.courses.create_and_change import change_course, create_courses
from sessions.catalogue.courses.domain import NewCourse
from sessions.catalogue.courses.schemas import CourseIn, CourseOut, CoursePatch, course_out
from sessions.catalogue.queries import COURSES
from sessions.catalogue.routes import Entries, Exact, add_change, add_create, add_delete, add_list, add_read, router_of

_COURSES: Final = Entries(
    kind=COURSES,
    plural="courses",
    answer=CourseOut,
    answer_of=course_out,
)

router = router_of(_COURSES)


async def _create(db: AsyncConnection, org_id: UUID, course_id: UUID, body: CourseIn) -> None:
    course = NewCourse(course_id, body.code, body.title, body.category, body.external_id)
    await create_courses(db, org_id=org_id, courses=[course], now=now(), new_id=new_id)


async def _exact_values(code: Exact = None) -> dict[str, str | None]:
    return {"code": code}


add_create(
    router,
    _COURSES,
    CourseIn,
    _create,
    "Create a course. A category name that is new creates the category. Admins only.",
)
add_list(
    router,
    _COURSES,
    "List courses by code. q searches code and title. Admins, support, coaches and learners.",
    _exact_values,
)
add_read(router, _COURSES, "Read a course. Admins, support, coaches and learners.")
add_change(
    router,
    _COURSES,
    CoursePatch,
    "Change a course. A category name that is new creates the category. Admins only.",
    command=partial(change_course, new_id=new_id),
)
add_delete(
    router,
    _COURSES,
    "Delete a course. It is refused (in-use) if a session or batch has the course, even a past one. Admins only.",
)
