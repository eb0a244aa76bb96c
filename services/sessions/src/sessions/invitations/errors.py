"""The errors of answering an invitation."""

from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict, FieldError
from chassis.wording import instant_words

from sessions.errors import ReasonMissing
from sessions.session.errors import NotAParticipant


class TooLateToDecline(Conflict):
    """A learner declines a session that has begun. Its coach was there for them."""

    slug, title = "too-late-to-decline", "The session has begun"

    def __init__(self, began_at: datetime, *, zone: str) -> None:
        """Take when it began, and the zone of the session."""
        super().__init__(
            f"The session began at {instant_words(began_at, zone=zone)}, so you can no longer decline it. "
            "If you never agreed to come, ask an admin to correct your answer."
        )


class AnswerReasonMissing(ReasonMissing):
    """An admin changes an answer that was given, and does not say why."""

    def __init__(self) -> None:
        """Say where to write it."""
        super().__init__(
            "This answer was given already, or the session has begun. Say in `reason` why you correct it.",
            errors=[FieldError("/reason", "is needed to correct an answer")],
        )


class NotOnTheRoster(NotAParticipant):
    """The person was not invited."""

    def __init__(self, person_id: UUID) -> None:
        """Take the person."""
        super().__init__(f"{person_id} is not on the roster of this session. Only learners on it can answer.")
