"""The errors of notes."""

from sessions.session.errors import NotTheCoach


class NotAWriter(NotTheCoach):
    """The person may not write notes on the session."""

    def __init__(self) -> None:
        """Say who may."""
        super().__init__("Only the session's coaches, the coaches of its courses, admins and support may write notes.")
