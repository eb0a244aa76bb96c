"""This service's business errors. 409: the session's state is in the way. 422: the request itself breaks a rule."""

from chassis.errors import Conflict, Forbidden, NotFound, Unprocessable


class SessionNotFound(NotFound):
    """No session of the caller's organisation has this id."""

    slug, title = "session-not-found", "There is no such session"


class BatchNotFound(NotFound):
    """No batch of the caller's organisation has this id."""

    slug, title = "batch-not-found", "There is no such batch"


class RecordNotFound(NotFound):
    """The session has not been completed, so it has no completion record."""

    slug, title = "record-not-found", "There is no completion record"


class PersonNotFound(NotFound):
    """No person of the caller's organisation has this id."""

    slug, title = "person-not-found", "There is no such person"


class CourseNotFound(NotFound):
    """No course of the caller's organisation has this id."""

    slug, title = "course-not-found", "There is no such course"


class CategoryNotFound(NotFound):
    """No category of the caller's organisation has this id."""

    slug, title = "category-not-found", "There is no such category"


class ClassNotFound(NotFound):
    """No class of the caller's organisation has this id."""

    slug, title = "class-not-found", "There is no such class"


class RoomNotFound(NotFound):
    """No room of the caller's organisation has this id."""

    slug, title = "room-not-found", "There is no such room"


class OrganisationNotFound(NotFound):
    """The caller's organisation has not been set up."""

    slug, title = "organisation-not-found", "The organisation is not set up"


class CalendarNotFound(NotFound):
    """No calendar has this key."""

    slug, title = "calendar-not-found", "There is no such calendar"


class ImportNotFound(NotFound):
    """No large import of the caller's organisation has this id."""

    slug, title = "import-not-found", "There is no such import"


class NotTheCoach(Forbidden):
    """Only who delivers a session starts and completes it."""

    slug, title = "not-the-coach", "Only the session's own coaches may do this"


class NotAParticipant(Forbidden):
    """The person is neither on the session's roster nor one of its coaches."""

    slug, title = "not-a-participant", "Only the session's coaches and learners may do this"


class NameTaken(Conflict):
    """A name, username or code that must be unique in the organisation is in use."""

    slug, title = "name-taken", "The name is in use"


class SessionNotOpen(Forbidden):
    """The caller knows of the session, but it is not open to them now."""

    slug, title = "session-not-open", "The session is not open to you now"


class SeatsTaken(Conflict):
    """There are not enough seats."""

    slug, title = "seats-taken", "There are not enough seats"


class DoubleBooked(Conflict):
    """A coach or a room is taken at that time."""

    slug, title = "double-booked", "A coach or room is booked already"


class InUse(Conflict):
    """Something cannot be deleted as long as something else refers to it."""

    slug, title = "in-use", "It is in use"


class RoleNeeded(Conflict):
    """Somebody takes part in something that people of another role may not."""

    slug, title = "role-needed", "The role is needed where the person takes part"


class BatchEnded(Conflict):
    """The batch has ended."""

    slug, title = "batch-ended", "The batch has ended"


class AlreadyCompleted(Conflict):
    """The session is completed, and completed is final."""

    slug, title = "already-completed", "The session is already completed"


class AlreadyCancelled(Conflict):
    """The session is cancelled."""

    slug, title = "session-cancelled", "The session is cancelled"


class NotStarted(Conflict):
    """The session must be started first."""

    slug, title = "session-not-started", "The session has not been started"


class TooEarlyToStart(Conflict):
    """It is too long before the planned start."""

    slug, title = "too-early-to-start", "It is too early to start the session"


class NoParticipants(Conflict):
    """Nobody takes part, so nothing was delivered."""

    slug, title = "no-participants", "The session has no participants"


class NotAllAccepted(Conflict):
    """Somebody on the roster has not answered the invitation."""

    slug, title = "not-all-accepted", "Not all participants have accepted"


class CallNotEmpty(Conflict):
    """Somebody else is still in the call."""

    slug, title = "call-not-empty", "Somebody is still in the call"


class LoggingWindowClosed(Conflict):
    """The time in which a coach may log the session is over."""

    slug, title = "logging-window-closed", "The time for logging the session is over"


class NoCall(Conflict):
    """A session in person has no call that could be joined."""

    slug, title = "no-call", "The session has no call"


class MinutesTooMany(Unprocessable):
    """More minutes than the policy's maximum."""

    slug, title = "minutes-too-many", "Too many minutes"


class MinutesTooFew(Unprocessable):
    """Fewer minutes than the policy's minimum."""

    slug, title = "minutes-too-few", "Too few minutes"


class MinutesOffStep(Unprocessable):
    """Minutes that are not a multiple of the policy's step."""

    slug, title = "minutes-off-step", "Minutes between two steps"


class RecapTooShort(Unprocessable):
    """The recap has fewer characters than the policy asks for."""

    slug, title = "recap-too-short", "The recap is too short"


class ReasonMissing(Unprocessable):
    """Support completes a session after the window only with a reason."""

    slug, title = "reason-missing", "A reason is needed"


class UnknownReference(Unprocessable):
    """The request names people, courses or seats that are not there, or cannot be used for this."""

    slug, title = "unknown-reference", "Something that the request names is not there"


class InvalidSchedule(Unprocessable):
    """Start and end do not make a schedule."""

    slug, title = "invalid-schedule", "The schedule is not valid"


class InvalidRule(Unprocessable):
    """The recurrence rule of a series cannot be read, or asks for what is not supported."""

    slug, title = "invalid-rule", "The rule of the series is not valid"


class TooMuchAtOnce(Unprocessable):
    """One request would write more than a transaction is to hold."""

    slug, title = "too-much-at-once", "That is too much at once"


class InvalidShares(Unprocessable):
    """The coaches' shares do not sum to the whole."""

    slug, title = "invalid-shares", "The coaches' shares are not valid"


class InvalidPolicy(Unprocessable):
    """The policy's values contradict each other."""

    slug, title = "invalid-policy", "The policy contradicts itself"


class UnreadableFile(Unprocessable):
    """The body is not a CSV file that can be imported."""

    slug, title = "unreadable-file", "The file cannot be read"


class ImportRefused(Unprocessable):
    """Some rows are wrong, so nothing was imported; the problem carries the whole report."""

    slug, title = "import-refused", "Nothing was imported"
