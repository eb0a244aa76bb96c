"""The errors of corrections."""

from chassis.errors import Conflict, Forbidden, NotFound, Unprocessable


class AmendmentNotFound(NotFound):
    """The session has no correction with this id."""

    slug, title = "amendment-not-found", "There is no such amendment"


class NotAnApprover(Forbidden):
    """The policy lets other roles decide on corrections."""

    slug, title = "not-an-approver", "You may not decide on corrections of this session"


class SecondPersonNeeded(Forbidden):
    """The policy requires a second person, so nobody may approve their own proposal."""

    slug, title = "second-person-needed", "A second person must approve it"


class NotCompleted(Conflict):
    """Only a completed session can be corrected."""

    slug, title = "not-completed", "The session is not completed"


class AlreadyVoided(Conflict):
    """The session was voided. That is final."""

    slug, title = "already-voided", "The session is voided"


class VoidNotAllowed(Conflict):
    """The policy under which the session was completed does not allow a void."""

    slug, title = "void-not-allowed", "The policy does not allow a void"


class TooManyAmendments(Conflict):
    """The session has reached the maximum number of amendments."""

    slug, title = "too-many-amendments", "The session has too many amendments"


class AmendmentOpen(Conflict):
    """Another proposal for the same field waits for a decision."""

    slug, title = "amendment-open", "Another proposal waits for a decision"


class AmendmentOutdated(Conflict):
    """The value that the proposal would change has changed since."""

    slug, title = "amendment-outdated", "The value has changed since the proposal"


class AmendmentDecided(Conflict):
    """Somebody else decided on the proposal, or the decision was a different one."""

    slug, title = "amendment-decided", "The proposal has been decided"


class NothingChanges(Unprocessable):
    """The amendment would change nothing."""

    slug, title = "nothing-changes", "Nothing would change"
