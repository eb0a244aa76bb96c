"""The errors of planning."""

from collections.abc import Iterable
from uuid import UUID

from chassis.errors import Conflict, FieldError

from sessions.errors import InvalidSchedule, UnknownReference
from sessions.session.errors import AlreadyCancelled


class CancelledOtherwise(AlreadyCancelled):
    """The session was cancelled with another reason or notice."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "The session is already cancelled, with another reason or notice. Neither can be changed afterwards."
        )


class NotVoided(Conflict):
    """A session that was not voided is to be replaced."""

    slug, title = "not-voided", "The session was not voided"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Only a voided session can be replaced. Void it first, or copy it without as_successor.")


class HasSuccessor(Conflict):
    """A voided session has been replaced already."""

    slug, title = "has-successor", "The session has been replaced already"

    def __init__(self, session_id: UUID, name: str) -> None:
        """Take the session that replaces it, and its name."""
        super().__init__(f"{name} ({session_id}) replaces this session already. Change that one, or cancel it first.")


class NotACourseOfIt(UnknownReference):
    """The session does not have the course."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "The session does not have this course. Add the course to the session first.",
            errors=[FieldError("course_id", "is not a course of this session")],
        )


class InBothLists(UnknownReference):
    """People are to be added and removed by the same request."""

    def __init__(self, person_ids: Iterable[UUID]) -> None:
        """Take the people."""
        super().__init__(
            "Some people are in both lists. Name each person in one list only.",
            errors=[FieldError("/remove", f"{one} is in both lists") for one in person_ids],
        )


class CoursesNotThere(UnknownReference):
    """Courses that are to be removed are not the session's, or are to be added by the same request."""

    def __init__(self, course_ids: Iterable[UUID]) -> None:
        """Take the courses that cannot be removed."""
        super().__init__(
            "Remove only courses that the session has, and name no course in both lists.",
            errors=[FieldError("/remove", f"{one} cannot be removed") for one in course_ids],
        )


class TooManyCourses(UnknownReference):
    """The session would have more courses than any session may have."""

    def __init__(self, *, maximum: int) -> None:
        """Take the most courses that are allowed."""
        super().__init__(
            f"A session has at most {maximum} courses. Add fewer, or remove some.",
            errors=[FieldError("/add", "too many courses")],
        )


class NothingToMove(InvalidSchedule):
    """A copy was to get a new start, but its original has no schedule."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("The session has no schedule, so there is none to move. Copy it without starts_at.")
