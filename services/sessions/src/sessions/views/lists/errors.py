"""The errors of lists of sessions."""

from chassis.database.keyset import InvalidCursor
from chassis.errors import Forbidden


class CursorOfOtherOrder(InvalidCursor):
    """The cursor was made for another order of the list."""

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__("The cursor belongs to a list in another order. Leave it out to start over.")


class UnloggedForStaff(Forbidden):
    """The caller asks for all unlogged sessions, and is neither admin nor support."""

    def __init__(self) -> None:
        """Say where the caller's own are."""
        super().__init__("Only admins and support list all unlogged sessions. GET /v1/me/unlogged lists your own.")
