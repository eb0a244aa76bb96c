"""The errors of the log."""

from chassis.errors import Conflict, NotFound, Unprocessable


class CheckpointNotFound(NotFound):
    """The organisation's log has no checkpoint of this size, or none at all."""

    slug, title = "checkpoint-not-found", "There is no such checkpoint"


class ProofNotReady(Conflict):
    """The checkpoint does not cover the record yet."""

    slug, title = "proof-not-ready", "The checkpoint does not cover the record yet"


class InvalidRange(Unprocessable):
    """The earlier of two checkpoints is the larger one, but a log only grows."""

    slug, title = "invalid-range", "The sizes are in the wrong order"
