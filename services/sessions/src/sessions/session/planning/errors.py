"""The errors of planning."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict, FieldError
from chassis.wording import instant_words

from sessions.errors import InvalidSchedule, UnknownReference
from sessions.session.errors import AlreadyCancelled, NotAParticipant


class CancelledOtherwise(AlreadyCancelled):
    """The session was cancelled with another reason or notice."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "The session is already cancelled, with another reason or notice. Neither can be changed afterwards."
        )


class AnswersForAnother(NotAParticipant):
    """The person answers an invitation of somebody else, and is no admin."""

    def __init__(self) -> None:
        """Say who may."""
        super().__init__("You can answer invitations for yourself only. An admin can answer for others.")


class TooLateToDecline(Conflict):
    """A learner declines a session that has begun. Its coach was there for them."""

    slug, title = "too-late-to-decline", "The session has begun"

    def __init__(self, began_at: datetime) -> None:
        """Take when it began."""
        super().__init__(
            f"The session began at {instant_words(began_at)}, so you can no longer decline it. If you never agreed to "
            "come, ask an admin to correct your answer."
        )


class NotOnTheRoster(NotAParticipant):
    """The person was not invited."""

    def __init__(self, person_id: UUID) -> None:
        """Take the person."""
        super().__init__(f"{person_id} is not on the roster of this session. Only learners on it can answer.")


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
