"""The error of a feed that does not exist."""

from chassis.errors import NotFound


class CalendarNotFound(NotFound):
    """No calendar has this key."""

    slug, title = "calendar-not-found", "There is no such calendar"
