"""The errors of effects."""

from typing import Final

from chassis.errors import Conflict, NotFound


class EffectsNotFound(NotFound):
    """Nothing about the session that the caller may see has arrived."""

    def __init__(self) -> None:
        """Say what to check."""
        super().__init__(
            "Nothing about this session that you may see has arrived here. Check the id. If the session was just "
            "completed, try again in a moment."
        )


_SOON: Final = "The session was just completed. Its effects have not arrived here yet; try again in a moment."
_DETAILS: Final = {
    "scheduled": "The session is scheduled and not completed yet. It has effects once it is completed.",
    "in_progress": "The session is in progress and not completed yet. It has effects once it is completed.",
    "completed": _SOON,
    "voided": _SOON,
}


class NotCompleted(Conflict):
    """The session is known, but it has no effects yet."""

    slug, title = "session-not-completed", "The session has no effects yet"

    def __init__(self, state: str) -> None:
        """Take the state of the session. A word that is unknown here counts as cancelled, as the contract says."""
        super().__init__(
            _DETAILS.get(state, "The session was cancelled. It will not be completed, so it has no effects.")
        )
