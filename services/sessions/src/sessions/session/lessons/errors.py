"""The errors of course runs and of what is planned inside them."""

from uuid import UUID

from chassis.errors import Conflict, FieldError, Unprocessable

from sessions.errors import InvalidSchedule, UnknownReference
from sessions.session.errors import AlreadyCancelled


class IsACourseRun(Conflict):
    """The session is a course run: its lessons take place, and it does not."""

    slug, title = "is-a-course-run", "A course run does not take place itself"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "This session has no planned time, so it is a course run: it is not started, joined or completed. Plan a "
            "lesson inside it: POST /v1/sessions, or POST /v1/batches for a series, with its id as `run_id`. Or give "
            "it a time, if it is to be an ordinary session."
        )


class NotACourseRun(Unprocessable):
    """A lesson was to be planned inside a session that is no course run."""

    slug, title = "not-a-course-run", "The session is not a course run"

    def __init__(self, name: str) -> None:
        """Take the name of the session."""
        super().__init__(
            f"{name!r} takes place itself, so no lessons can be planned inside it. A course run is a session without "
            "starts_at and ends_at. Name one, or leave run_id out.",
            errors=[FieldError("/run_id", "is not a course run")],
        )


class UnknownRun(UnknownReference):
    """A lesson was to be planned inside a session that does not exist."""

    def __init__(self, run_id: UUID) -> None:
        """Take the id."""
        super().__init__(
            f"There is no session {run_id} in your organisation.",
            errors=[FieldError("/run_id", f"there is no session {run_id}")],
        )


class RunCancelled(AlreadyCancelled):
    """A lesson was to be planned inside a course run that is cancelled."""

    def __init__(self, name: str) -> None:
        """Take the name of the run."""
        super().__init__(f"The course run {name!r} is cancelled, so no lessons can be planned inside it.")


class LessonNeedsASchedule(InvalidSchedule):
    """A session of a course run or of a series was to have no planned time."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "A session of a course run or of a series has a planned time. Give it starts_at and ends_at; or cancel it, "
            "if it does not take place.",
            errors=[FieldError("/starts_at", "is missing")],
        )


class NotACourseOfTheLesson(UnknownReference):
    """Course coaches are named for a course that the lesson does not have."""

    def __init__(self, course_id: UUID) -> None:
        """Take the course."""
        super().__init__(
            f"The lesson does not have the course {course_id}. Add it to course_ids, or to the course run.",
            errors=[FieldError("/course_coaches", f"{course_id} is not a course of the lesson")],
        )
