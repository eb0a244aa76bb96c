"""The errors of lists of sessions."""

from chassis.database.keyset import InvalidCursor


class CursorOfOtherOrder(InvalidCursor):
    """The cursor was made for another order of the list."""

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__("The cursor belongs to a list in another order. Leave it out to start over.")
