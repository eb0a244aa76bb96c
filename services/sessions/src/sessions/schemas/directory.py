"""Bodies for the organisation, its policy, people and courses."""

from typing import Annotated, Any, cast
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from sessions.commands.directory import CourseChanges
from sessions.commands.people import PersonChanges
from sessions.domain.sheets.directory import PersonRole
from sessions.fields import VERSION, Body, Category, Code, Email, Name, Username, sent


class PersonIn(Body):
    """A person to create."""

    username: Annotated[Username, Field(description="Their username, unique in the organisation.", examples=["ada"])]
    name: Annotated[Name, Field(description="Their name.", examples=["Ada Lovelace"])]
    email: Annotated[
        Email | None, Field(description="Their e-mail address, if known.", examples=["ada@example.org"])
    ] = None
    role: Annotated[PersonRole, Field(description="Their role.", examples=["learner"])]


class PersonPatch(Body):
    """Changes to a person. A field that is left out stays as it is."""

    username: Annotated[Username, Field(description="Unique in the organisation.", examples=["ada"])] = ""
    name: Annotated[Name, Field(description="Their name.", examples=["Ada King"])] = ""
    email: Annotated[
        Email | None, Field(description="Their e-mail address; null removes it.", examples=["ada@example.org"])
    ] = None
    role: Annotated[
        PersonRole,
        Field(description="Their role. Refused while it conflicts with what they take part in.", examples=["coach"]),
    ] = "learner"

    def changes(self) -> PersonChanges:
        """Return the changes that the command takes: only the fields that were sent."""
        return cast(PersonChanges, sent(self))


class PersonOut(PersonIn):
    """A person."""

    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]
    version: Annotated[int, VERSION]
    person_id: Annotated[
        UUID,
        Field(description="Their id, the `sub` of their tokens.", examples=["0193b2a4-0000-7000-8000-000000000001"]),
    ]


def person_out(row: Row[*tuple[Any, ...]]) -> PersonOut:
    """Return the body for a person."""
    return PersonOut(
        person_id=row.id, version=row.version, username=row.username, name=row.name, email=row.email, role=row.role
    )


class CourseIn(Body):
    """A course to create."""

    code: Annotated[Code, Field(description="Its code, unique in the organisation.", examples=["MATH-1"])]
    title: Annotated[Name, Field(description="Its title.", examples=["Algebra for beginners"])]
    category: Annotated[
        Category | None,
        Field(description="The name of its category. A new name creates a category.", examples=["Mathematics"]),
    ] = None


class CoursePatch(Body):
    """Changes to a course. A field that is left out stays as it is."""

    code: Annotated[Code, Field(description="Its code, unique in the organisation.", examples=["MATH-1"])] = ""
    title: Annotated[Name, Field(description="Its title.", examples=["Algebra for beginners"])] = ""
    category: Annotated[
        Category | None,
        Field(
            description="The name of its category. A new name creates a category; null removes it from its category.",
            examples=["Mathematics"],
        ),
    ] = None

    def changes(self) -> CourseChanges:
        """Return the changes that the command takes: only the fields that were sent."""
        return cast(CourseChanges, sent(self))


class CourseOut(CourseIn):
    """A course."""

    title: Annotated[str, Field(description="Its title.", examples=["Algebra for beginners"])]
    category: Annotated[str | None, Field(description="The name of its category.", examples=["Mathematics"])] = None
    version: Annotated[int, VERSION]
    course_id: Annotated[UUID, Field(description="The course's id.", examples=["0193b2a4-0000-7000-8000-000000000002"])]
    category_id: Annotated[
        UUID | None, Field(description="The id of its category.", examples=["0193b2a4-0000-7000-8000-000000000003"])
    ]


def course_out(row: Row[*tuple[Any, ...]]) -> CourseOut:
    """Return the body for a course."""
    return CourseOut(
        course_id=row.id,
        version=row.version,
        code=row.code,
        title=row.title,
        category=row.category,
        category_id=row.category_id,
    )
