"""The errors of completing a session."""

from chassis.errors import Conflict, Unprocessable


class NoParticipants(Conflict):
    """No learner takes part, so there is nothing to complete."""

    slug, title = "no-participants", "No learner takes part in the session"


class NotAllAccepted(Conflict):
    """At least one learner on the roster has not answered the invitation."""

    slug, title = "not-all-accepted", "Not all learners have accepted"


class CallNotEmpty(Conflict):
    """Somebody else is still in the call."""

    slug, title = "call-not-empty", "Somebody is still in the call"


class LoggingWindowClosed(Conflict):
    """The time in which a coach may log the session is over."""

    slug, title = "logging-window-closed", "The time for logging the session is over"


class MinutesTooMany(Unprocessable):
    """More minutes than the policy's maximum."""

    slug, title = "minutes-too-many", "Too many minutes"


class MinutesTooFew(Unprocessable):
    """Fewer minutes than the policy's minimum."""

    slug, title = "minutes-too-few", "Too few minutes"


class MinutesOffStep(Unprocessable):
    """The minutes are not a multiple of the policy's step."""

    slug, title = "minutes-off-step", "The minutes are between two steps"


class RecapTooShort(Unprocessable):
    """The recap has fewer characters than the policy asks for."""

    slug, title = "recap-too-short", "The recap is too short"


class RecapSectionsNeeded(Unprocessable):
    """The policy requires a recap in sections, and a single text was sent."""

    slug, title = "recap-sections-needed", "The recap must have sections"


class ReasonMissing(Unprocessable):
    """The reason is missing. Support needs one after the logging window, and every correction needs one."""

    slug, title = "reason-missing", "A reason is needed"
