"""Errors of completion records, their corrections and their proofs."""

from chassis.errors import Conflict, Forbidden, Gone, NotFound, Unprocessable


class RecordNotFound(NotFound):
    """The session has not been completed, so it has no completion record."""

    slug, title = "record-not-found", "There is no completion record"


class TextErased(Gone):
    """A personal text was erased; what refers to it by digest still stands."""

    slug, title = "text-erased", "The text was erased"


class CheckpointNotFound(NotFound):
    """The organisation's log has no checkpoint of this size, or none at all."""

    slug, title = "checkpoint-not-found", "There is no such checkpoint"


class ProofNotReady(Conflict):
    """The record is not under the checkpoint yet."""

    slug, title = "proof-not-ready", "The record is not in the checkpoint yet"


class InvalidRange(Unprocessable):
    """A log does not shrink: the earlier of two checkpoints is not larger than the later one."""

    slug, title = "invalid-range", "The sizes are in the wrong order"


class AmendmentNotFound(NotFound):
    """The session has no correction with this id."""

    slug, title = "amendment-not-found", "There is no such amendment"


class NotAnApprover(Forbidden):
    """The policy names other roles for deciding on corrections."""

    slug, title = "not-an-approver", "You do not decide on corrections of this session"


class SecondPersonNeeded(Forbidden):
    """Nobody approves their own proposal where the policy asks for a second person."""

    slug, title = "second-person-needed", "A second person must approve it"


class NotCompleted(Conflict):
    """Only a completed session is corrected."""

    slug, title = "not-completed", "The session is not completed"


class AlreadyVoided(Conflict):
    """The session was voided, which is final."""

    slug, title = "already-voided", "The session is voided"


class VoidNotAllowed(Conflict):
    """The policy under which the session was completed allows no void."""

    slug, title = "void-not-allowed", "The policy allows no void"


class TooManyAmendments(Conflict):
    """The session was amended as often as is possible."""

    slug, title = "too-many-amendments", "The session was amended too often"


class AmendmentOpen(Conflict):
    """A proposal about the same field waits for a decision."""

    slug, title = "amendment-open", "A proposal is waiting already"


class AmendmentOutdated(Conflict):
    """What the proposal was to change has changed since."""

    slug, title = "amendment-outdated", "What it was to change has changed since"


class AmendmentDecided(Conflict):
    """The proposal was decided on by somebody else, or otherwise."""

    slug, title = "amendment-decided", "It has been decided on"


class NothingChanges(Unprocessable):
    """The amendment would leave everything as it is."""

    slug, title = "nothing-changes", "Nothing would change"
