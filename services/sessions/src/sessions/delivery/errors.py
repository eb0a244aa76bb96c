"""The errors of starting a session and of its call."""

from chassis.errors import Conflict


class NotStarted(Conflict):
    """The session must be started first."""

    slug, title = "session-not-started", "The session has not been started"


class TooEarlyToStart(Conflict):
    """The planned start is too far ahead."""

    slug, title = "too-early-to-start", "It is too early to start the session"


class NoCall(Conflict):
    """A session in person has no call to join."""

    slug, title = "no-call", "The session has no call"
