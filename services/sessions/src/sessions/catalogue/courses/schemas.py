"""The bodies of courses."""

from typing import Annotated
from uuid import UUID

from chassis.http.fields import VERSION, Body
from pydantic import Field

from sessions.catalogue.queries import EntryRow
from sessions.fields import EXTERNAL_ID, Category, Code, ExternalId, Name


class CourseIn(Body):
    """A course to create."""

    code: Annotated[
        Code,
        Field(description="Its code, unique in the organisation, whatever its case and width.", examples=["MATH-1"]),
    ]
    title: Annotated[Name, Field(description="Its title.", examples=["Algebra for beginners"])]
    category: Annotated[
        Category | None,
        Field(description="The name of its category. A new name creates a category.", examples=["Mathematics"]),
    ] = None
    external_id: Annotated[ExternalId | None, EXTERNAL_ID] = None


class CoursePatch(Body):
    """Changes to a course. A field that is left out stays as it is."""

    code: Annotated[
        Code,
        Field(description="Its code, unique in the organisation, whatever its case and width.", examples=["MATH-1"]),
    ] = ""
    title: Annotated[Name, Field(description="Its title.", examples=["Algebra for beginners"])] = ""
    category: Annotated[
        Category | None,
        Field(
            description="The name of its category. A new name creates a category; null removes it from its category.",
            examples=["Mathematics"],
        ),
    ] = None
    external_id: Annotated[ExternalId | None, EXTERNAL_ID] = None


class CourseOut(CourseIn):
    """A course."""

    title: Annotated[str, Field(description="Its title.", examples=["Algebra for beginners"])]
    category: Annotated[str | None, Field(description="The name of its category.", examples=["Mathematics"])] = None
    external_id: Annotated[str | None, EXTERNAL_ID] = None
    version: Annotated[int, VERSION]
    course_id: Annotated[UUID, Field(description="The course's id.", examples=["0193b2a4-0000-7000-8000-000000000002"])]
    category_id: Annotated[
        UUID | None, Field(description="The id of its category.", examples=["0193b2a4-0000-7000-8000-000000000003"])
    ]


def course_out(row: EntryRow) -> CourseOut:
    """Return the body for a course."""
    return CourseOut(
        course_id=row.id,
        version=row.version,
        code=row.code,
        title=row.title,
        category=row.category,
        category_id=row.category_id,
        external_id=row.external_id,
    )
