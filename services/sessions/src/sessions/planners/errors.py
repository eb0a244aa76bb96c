"""The errors of coaches who plan."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict, FieldError, Forbidden, Unprocessable
from chassis.wording import instant_words

from sessions.errors import UnknownReference


class CoachesDoNotPlan(Forbidden):
    """The policy of the organisation leaves planning to admins."""

    slug, title = "coaches-do-not-plan", "Admins plan the sessions of your organisation"

    def __init__(self) -> None:
        """Say whom to ask."""
        super().__init__("In your organisation coaches do not plan sessions themselves. Ask an admin to do it.")


class NotPlannedByYou(Forbidden):
    """A coach changes what they did not plan."""

    slug, title = "not-planned-by-you", "You did not plan this"

    def __init__(self, noun: str) -> None:
        """Take the word for what it is."""
        super().__init__(
            f"A coach can change a {noun} that a coach planned and whose session coach they are. Ask an admin to "
            "change this one."
        )


class SessionBegun(Conflict):
    """A coach does something until a session begins, and it has begun."""

    slug, title = "session-begun", "The session has begun"


class BegunAlready(SessionBegun):
    """A coach changes a session that has begun."""

    def __init__(self, starts_at: datetime, *, zone: str) -> None:
        """Take when it was to begin, and its zone."""
        super().__init__(
            f"The session began at {instant_words(starts_at, zone=zone)}. A coach can change and cancel a session "
            "until it begins. Ask an admin."
        )


class LeftToAdmins(Unprocessable):
    """A coach gives values that only admins set."""

    slug, title = "left-to-admins", "Only an admin can set this"

    def __init__(self, fields: Iterable[str]) -> None:
        """Take the fields."""
        super().__init__(
            "Coaches plan their own lessons. Admins set other coaches, shares, windows, visibility, course runs, ids "
            "of other systems and answers. Leave these fields out, or ask an admin.",
            errors=[FieldError(f"/{field}", "is left to admins") for field in fields],
        )


class YourselfAlone(Unprocessable):
    """A coach plans a session for somebody else."""

    slug, title = "yourself-alone", "You are the only coach of what you plan"

    def __init__(self) -> None:
        """Say what to send."""
        super().__init__(
            "A coach plans lessons that they coach alone. Name yourself as the only coach, without a share.",
            errors=[FieldError("/coaches", "must be you alone")],
        )


class NeedsATimeToCome(Unprocessable):
    """A coach plans a session without a time, or one that is over."""

    slug, title = "needs-a-time-to-come", "The session needs a time that is not over"

    def __init__(self, field: str) -> None:
        """Take the field that says the time."""
        super().__init__(
            "A coach plans lessons that have a time and are not over. Give starts_at and ends_at, or ask an admin.",
            errors=[FieldError(f"/{field}", "must not be over")],
        )


class NotKnownToYou(UnknownReference):
    """A coach names learners, or classes, whom they do not know. It is the same for ids that do not exist."""

    def __init__(self, pointer: str, kind: str, ids: Collection[UUID]) -> None:
        """Take where they are named, what they are, and their ids."""
        super().__init__(
            "A coach can plan with learners who share a class, a series or a session with them. Take the others out, "
            "or ask an admin.",
            errors=[FieldError(pointer, f"you know no {kind} {one}") for one in sorted(ids)],
        )


class NoSuchCategory(UnknownReference):
    """A coach names a category that does not exist. Only admins create one."""

    def __init__(self, name: str) -> None:
        """Take the name."""
        super().__init__(
            f"There is no category {name!r}. Choose one that exists, or ask an admin to create it.",
            errors=[FieldError("/category", "does not exist")],
        )
