"""The errors of starting a session and of its call."""

from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict
from chassis.wording import instant_words

from sessions.session.errors import NotAParticipant, NotTheCoach


class NotStarted(Conflict):
    """The session must be started first."""

    slug, title = "session-not-started", "The session has not been started"


class NotStartedByCoach(NotStarted):
    """Somebody wants to join a call, but the session has not been started."""

    def __init__(self) -> None:
        """Say what has to happen."""
        super().__init__("The session has not been started. Its coach has to start it first.")


class TooEarlyToStart(Conflict):
    """The planned start is too far ahead."""

    slug, title = "too-early-to-start", "It is too early to start the session"

    def __init__(self, starts_at: datetime, *, zone: str, early_minutes: int) -> None:
        """Take the planned start, the zone of the session, and how many minutes before it the policy allows."""
        super().__init__(
            f"The session is planned for {instant_words(starts_at, zone=zone)}. It can be started at most "
            f"{early_minutes} minutes before that."
        )


class OnlyItsCoachesStart(NotTheCoach):
    """The person is neither a coach of the session nor an admin."""

    def __init__(self) -> None:
        """Say who may start it."""
        super().__init__("Only a coach of this session or an admin may start it.")


class NoCall(Conflict):
    """A session in person has no call to join."""

    slug, title = "no-call", "The session has no call"

    def __init__(self) -> None:
        """Say why."""
        super().__init__("The session takes place in person, so there is no call to join or leave.")


class JoinsForAnother(NotAParticipant):
    """The person joins or leaves for somebody else, and is neither a coach of the session nor staff."""

    def __init__(self) -> None:
        """Say who may."""
        super().__init__(
            "You can join and leave for yourself only. The session's coaches, admins and support can do it for others."
        )


class TakesNoPart(NotAParticipant):
    """The person cannot join the call, because they take no part in the session."""

    def __init__(self, person_id: UUID) -> None:
        """Take the person."""
        super().__init__(
            f"{person_id} cannot join. Only the session's coaches and learners on its roster who have not declined can."
        )
