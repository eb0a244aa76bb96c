"""A course to create, and changes to a course."""

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewCourse:
    """A course to be created. Its category is created too if it does not exist."""

    course_id: UUID
    code: str
    title: str
    category: str | None
    external_id: str | None = None


class CourseChanges(TypedDict, total=False):
    """The changes to a course. A field that is absent stays as it is. None removes a value."""

    code: str
    title: str
    category: str | None
    external_id: str | None
