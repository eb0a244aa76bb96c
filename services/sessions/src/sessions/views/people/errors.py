"""The errors of lists of people."""

from chassis.errors import Unprocessable


class LookUpNeeded(Unprocessable):
    """The caller is not staff, and asks for more than a look-up of people."""

    slug, title = "look-up-needed", "Say whom you look up"

    def __init__(self) -> None:
        """Say how to ask."""
        super().__init__(
            "Look people up by ids or usernames, without any other filter. Only staff list people and search among "
            "them."
        )
