"""The errors of batches."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from chassis.errors import Conflict, FieldError, NotFound, Unprocessable

from sessions.errors import InvalidSchedule, NameTaken
from sessions.session.errors import NotAParticipant, SeatsTaken


class BatchNotFound(NotFound):
    """No batch of the caller's organisation has this id."""

    slug, title = "batch-not-found", "There is no such batch"

    def __init__(self, batch_id: UUID) -> None:
        """Take the id."""
        super().__init__(f"There is no batch {batch_id} in your organisation.")


class BatchNameTaken(NameTaken):
    """Another batch has the name."""

    def __init__(self, name: str) -> None:
        """Take the name."""
        super().__init__(
            f"There is another batch named {name!r}. Names are unique, whatever their case and width, so choose "
            "another one.",
            errors=[FieldError("/name", "is in use")],
        )


class BatchEnded(Conflict):
    """The batch has ended."""

    slug, title = "batch-ended", "The batch has ended"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("The batch has ended. Change its sessions one by one, or create a new batch.")


class SeatsTakenIn(SeatsTaken):
    """A session of the batch would have more learners than seats."""

    def __init__(self, session: str, why: SeatsTaken) -> None:
        """Take the session's name, and the error of its own roster."""
        super().__init__(f"{session!r}: {why.detail}", errors=why.errors)


class FewerSeatsThanLearners(SeatsTaken):
    """A session of the batch has more learners than the seats that it would get."""

    def __init__(self, session: str, *, learners: int, seats_max: int | None) -> None:
        """Take the session's name, the number of its learners, and the number of seats."""
        super().__init__(
            f"The session {session!r} has {learners} learners, which is more than {seats_max} seats. Give it more "
            "seats, or remove learners first.",
            errors=[FieldError("/seats_max", "is less than the number of learners of a session")],
        )


class FollowsItsRun(Unprocessable):
    """A series inside a course run was to get something of its own that follows the run."""

    slug, title = "follows-the-run", "This follows the course run"

    def __init__(self, names: Sequence[str], *, run_id: UUID) -> None:
        """Take the fields of the request that follow the run, and the run."""
        super().__init__(
            f"A series inside a course run has the courses, category, learners and classes of the run. Change the run "
            f"instead (/v1/sessions/{run_id}): the series follows.",
            errors=[FieldError(f"/{name}", "follows the course run") for name in names],
        )


class InvalidRule(Unprocessable):
    """The recurrence rule of a series cannot be read, or uses something that is not supported."""

    slug, title = "invalid-rule", "The rule of the series is not valid"


class WrongPart(InvalidRule):
    """A part of the series is wrong."""

    def __init__(self, pointer: str, detail: str) -> None:
        """Take the field, and what is wrong with it."""
        super().__init__("The rule of the series is not valid.", errors=[FieldError(pointer, detail)])


class NothingToCome(InvalidRule):
    """The rule has no date in the future."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "The rule has no date in the future. Change the rule or first_at.",
            errors=[FieldError("/rule", "has no occurrence after now")],
        )


class NotGeneratedYet(InvalidSchedule):
    """The batch was to end later than the date up to which its sessions are generated."""

    def __init__(self, *, generated_to: date, last: date) -> None:
        """Take the first date that has no session yet, and the date of the end."""
        super().__init__(
            f"Sessions are generated only up to {generated_to - timedelta(days=1)}. To let the batch go on longer, "
            f"change its rule instead: UNTIL={last:%Y%m%d}.",
            errors=[FieldError("/after", "is after the date up to which sessions are generated")],
        )


class TooMuchAtOnce(Unprocessable):
    """One request would write more than one transaction should hold."""

    slug, title = "too-much-at-once", "The request would write too much at once"


class TooMuchOfASeries(TooMuchAtOnce):
    """One request would create or change too many sessions of a series, or too many seats."""

    def __init__(self, sessions: int, seats: int, *, sessions_max: int, seats_max: int) -> None:
        """Take how many sessions and seats it would write, and the most of each."""
        super().__init__(
            f"One request writes at most {sessions_max} sessions and {seats_max} seats of learners. This one would "
            f"write {sessions} and {seats}. Choose fewer ahead_days: the rest is generated later.",
            errors=[FieldError("/ahead_days", "is too large for this number of learners")],
        )


class NotOnTheSeries(NotAParticipant):
    """The person is not on the roster of the series."""

    def __init__(self, person_id: UUID) -> None:
        """Take the person."""
        super().__init__(f"{person_id} is not on the roster of this series. Only learners on it can answer.")
