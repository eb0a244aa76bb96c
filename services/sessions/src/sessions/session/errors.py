"""The errors of a session."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.errors import Conflict, FieldError, Forbidden, NotFound, Unprocessable
from chassis.wording import instant_words
from contracts.instants import INSTANTS_BEFORE, INSTANTS_FROM

from sessions.errors import InvalidSchedule, NameTaken, UnknownReference, spelt

CLASHES_NAMED_MAX: Final = 20
_IN_RANGE: Final = f"between {INSTANTS_FROM:%Y} and {INSTANTS_BEFORE:%Y}"


class SessionNotFound(NotFound):
    """No session of the caller's organisation has this id. It is the same for one that is hidden from the caller."""

    slug, title = "session-not-found", "There is no such session"

    def __init__(self, session_id: UUID) -> None:
        """Take the id."""
        super().__init__(f"There is no session {session_id} in your organisation.")


class SessionNotOpen(Forbidden):
    """The caller may know of the session, but may not open it now."""

    slug, title = "session-not-open", "The session is not open to you now"

    def __init__(self, opens_at: datetime | None, *, zone: str) -> None:
        """Take when it opens, or None if it has closed, and the zone of the session."""
        super().__init__(
            "The session is closed now."
            if opens_at is None
            else f"The session opens at {instant_words(opens_at, zone=zone)}."
        )


class SessionNameTaken(NameTaken):
    """Another session has the name."""

    def __init__(self, name: str, existing: str | None = None) -> None:
        """Take the name, and how it is spelt there, if that is known."""
        super().__init__(
            f"There is another session named {spelt(name, existing)}. Names are unique, whatever their case and width, "
            "so choose another one.",
            errors=[FieldError("/name", "is in use")],
        )


class SeatsTaken(Conflict):
    """There are not enough seats."""

    slug, title = "seats-taken", "There are not enough seats"


class NotEnoughSeats(SeatsTaken):
    """A session would have more learners than seats."""

    def __init__(self, learners: int, *, seats_max: int) -> None:
        """Take how many learners there would be, and the number of seats."""
        super().__init__(
            f"The session has {seats_max} seats, but there would be {learners} learners. Remove a learner or raise "
            "seats_max first.",
            errors=[FieldError("/add", f"{learners - seats_max} more than there are seats")],
        )


class TooManyLearners(UnknownReference):
    """A session would have more learners than any session may have."""

    def __init__(self, learners: int, *, maximum: int) -> None:
        """Take how many learners there would be, and the most that are allowed."""
        super().__init__(
            f"A session has at most {maximum} learners. This request would make it {learners}. Add fewer.",
            errors=[FieldError("/add", "too many learners")],
        )


class TooManyEnrolments(UnknownReference):
    """Learners would have been put on the roster of a session more often than any session may have."""

    def __init__(self, *, maximum: int) -> None:
        """Take how often it is allowed."""
        super().__init__(
            f"Learners can be put on the roster of one session {maximum} times in all, and those who were removed "
            "count too. Plan another session for the others.",
            errors=[FieldError("/add", "too many learners")],
        )


class CannotRemove(UnknownReference):
    """Learners who are to be removed are not on the roster, or are to be added by the same request."""

    def __init__(self, *, in_both_lists: Iterable[UUID], not_on_roster: Iterable[UUID]) -> None:
        """Take the people who are in both lists, and those who are not on the roster."""
        super().__init__(
            "Remove only learners who are on the roster, and name nobody in both lists.",
            errors=[
                *(FieldError("/remove", f"{person_id} is in both lists") for person_id in in_both_lists),
                *(FieldError("/remove", f"{person_id} is not on the roster") for person_id in not_on_roster),
            ],
        )


class DoubleBooked(Conflict):
    """A coach or a room is already booked at that time."""

    slug, title = "double-booked", "A coach or room is booked already"


class TakenByOthers(DoubleBooked):
    """Other sessions have the coach or the room."""

    def __init__(self, clashes: Sequence[tuple[str, str]]) -> None:
        """Take each clash: what is booked (coach or room), and a sentence about it."""
        kind, sentence = clashes[0]
        super().__init__(
            f"{sentence}. Choose another time or another {kind}.",
            errors=[
                FieldError("/coaches" if kind == "coach" else "/room_id", sentence)
                for kind, sentence in clashes[:CLASHES_NAMED_MAX]
            ],
        )


class WantedTwice(DoubleBooked):
    """Sessions of one request want the same coach or room."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "Two of these sessions want the same coach or room at the same time. Give one of them another time, coach "
            "or room."
        )


class AlreadyCancelled(Conflict):
    """The session is cancelled."""

    slug, title = "session-cancelled", "The session is cancelled"


class CancelledForGood(AlreadyCancelled):
    """A cancelled session was to be changed."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("The session is cancelled, so it cannot be changed. Schedule a new one.")


class AlreadyCompleted(Conflict):
    """The session is completed. That is final."""

    slug, title = "already-completed", "The session is already completed"


class CompletedForGood(AlreadyCompleted):
    """A completed session was to be changed."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("The session is completed, so it cannot be changed. Amend or void it instead.")


class InvalidShares(Unprocessable):
    """A coach is missing, unknown or named twice, or the shares do not sum to 10,000 basis points."""

    slug, title = "invalid-shares", "The coaches' shares are not valid"


class CoachNamedTwice(InvalidShares):
    """A coach is named twice."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Name each coach once.", errors=[FieldError("/coaches", "a coach is named twice")])


class SharesOffTheWhole(InvalidShares):
    """Some coaches have no share, or the shares do not sum to the whole."""

    def __init__(self, shares: Sequence[int], *, whole: int) -> None:
        """Take the shares that were given and the whole, in basis points."""
        super().__init__(
            f"Give every coach a share, so that the shares sum to {whole} basis points; or give none, to split evenly.",
            errors=[FieldError("/coaches", f"the shares given sum to {sum(shares)} for {len(shares)} coaches")],
        )


class NotTheCoach(Forbidden):
    """Only the coaches of a session may start and complete it."""

    slug, title = "not-the-coach", "Only the session's own coaches may do this"


class NotForThisReader(NotTheCoach):
    """The person sees the session, but is not responsible for it."""

    def __init__(self) -> None:
        """Say who is."""
        super().__init__("Only the session's own coaches, and staff, may read this. Ask one of them.")


class NotAParticipant(Forbidden):
    """The person is neither on the session's roster nor one of its coaches."""

    slug, title = "not-a-participant", "Only the session's coaches and learners may do this"


class AnswersForAnother(NotAParticipant):
    """The person answers an invitation of somebody else, and is neither their guardian nor an admin."""

    def __init__(self) -> None:
        """Say who may."""
        super().__init__(
            "You can answer for yourself and for learners whose guardian you are. An admin can answer for others."
        )


class HalfASchedule(InvalidSchedule):
    """Only one of the start and the end is given."""

    def __init__(self, missing: str) -> None:
        """Take the field that is missing."""
        super().__init__(
            "Give both starts_at and ends_at, or neither.", errors=[FieldError(f"/{missing}", "is missing")]
        )


class EndsBeforeItStarts(InvalidSchedule):
    """The end is not after the start."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "The session must end after it starts.", errors=[FieldError("/ends_at", "is not after starts_at")]
        )


class OutOfRange(InvalidSchedule):
    """The start or the end is earlier or later than any session."""

    def __init__(self, field: str) -> None:
        """Take the field that is out of range."""
        super().__init__(
            f"A session must be scheduled {_IN_RANGE}.",
            errors=[FieldError(f"/{field}", "is out of range")],
        )


class TooLong(InvalidSchedule):
    """The session would last too long."""

    def __init__(self, *, days_max: int) -> None:
        """Take the most days that a session lasts."""
        super().__init__(
            f"A session lasts at most {days_max} days.",
            errors=[FieldError("/ends_at", f"is more than {days_max} days after starts_at")],
        )


class InvalidWindows(InvalidSchedule):
    """A window does not end after it begins, or is out of range."""

    def __init__(self, faults: Sequence[tuple[str, str | None]]) -> None:
        """Take each wrong side of a window, with the side that it must be after, or None if it is out of range."""
        super().__init__(
            f"Each window must end after it begins, and must be {_IN_RANGE}. A side that is left out has no limit.",
            errors=[
                FieldError(
                    f"/{side}",
                    f"is not {_IN_RANGE}" if begin is None else f"is not after {begin}",
                )
                for side, begin in faults
            ],
        )
