"""The errors of course runs with lessons."""

from chassis.errors import Conflict, FieldError

from sessions.batches.errors import TooMuchAtOnce


class HasLessons(Conflict):
    """A course run inside which lessons are planned was to take place itself."""

    slug, title = "has-lessons", "Lessons are planned inside this course run"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "This course run has lessons or series, so it cannot get a planned time itself. Plan another lesson inside "
            "it, with its id as run_id; or copy it, and give the copy a time.",
            errors=[FieldError("/starts_at", "cannot be set on a course run that has lessons")],
        )


class TooManyLessons(TooMuchAtOnce):
    """A change of a course run would change more lessons than one transaction should."""

    def __init__(self, lessons: int, seats: int, *, lessons_max: int, seats_max: int) -> None:
        """Take how many lessons and seats it would change, and the most of each."""
        super().__init__(
            f"A change of a course run changes its lessons to come: at most {lessons_max}, with {seats_max} seats of "
            f"learners. This run has {'more' if lessons > lessons_max else lessons}, with {seats} seats. End a series "
            "of it first, or change its lessons one by one."
        )
