"""The errors of effects."""

from chassis.errors import NotFound


class EffectsNotFound(NotFound):
    """Nothing about the session that the caller may see has arrived."""

    def __init__(self) -> None:
        """Say what to check."""
        super().__init__(
            "Nothing about this session that you may see has arrived here. Check the id. If the session was just "
            "scheduled, try again in a moment."
        )
