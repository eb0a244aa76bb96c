"""The errors of calendars."""

from chassis.errors import NotFound

from sessions.catalogue.errors import PersonNotFound


class CalendarNotFound(NotFound):
    """No calendar has this key."""

    slug, title = "calendar-not-found", "There is no such calendar"

    def __init__(self) -> None:
        """Say what to do. Every wrong key gets the same text, so that nobody learns which keys exist."""
        super().__init__("There is no calendar at this address, or it was revoked. Ask for a new address.")


class NotInDirectory(NotFound):
    """The caller is not among the people of their organisation."""

    slug, title = PersonNotFound.slug, PersonNotFound.title

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("You are not in the organisation's directory, so you have no calendar. Ask an admin.")
