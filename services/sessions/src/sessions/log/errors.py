"""The errors of the log."""

from chassis.errors import Conflict, FieldError, NotFound, Unprocessable

from sessions.record.errors import RecordNotFound


class CheckpointNotFound(NotFound):
    """The organisation's log has no checkpoint of this size, or none at all."""

    slug, title = "checkpoint-not-found", "There is no such checkpoint"

    def __init__(self, size: int | None) -> None:
        """Take the size that was asked for, or None for the newest checkpoint."""
        super().__init__(
            "The organisation's log is empty. The first checkpoint is made within a second of the first completion."
            if size is None
            else f"No checkpoint has the size {size}. Send the size from a checkpoint that you have (its second line), "
            "or leave it out to get the newest."
        )


class ProofNotReady(Conflict):
    """The checkpoint does not cover the record yet."""

    slug, title = "proof-not-ready", "The checkpoint does not cover the record yet"

    def __init__(self, size: int | None = None) -> None:
        """Take the size of the checkpoint that was asked for, or None for the newest one."""
        super().__init__(
            "The record has no checkpoint yet. It gets one within a second. Ask again."
            if size is None
            else f"The session's record came after the checkpoint of size {size}. Ask without `size`."
        )


class InvalidRange(Unprocessable):
    """The earlier of two checkpoints is the larger one, but a log only grows."""

    slug, title = "invalid-range", "The sizes are in the wrong order"

    def __init__(self, *, first: int, last: int) -> None:
        """Take both sizes."""
        super().__init__(
            f"`from_size` ({first}) must not be above `to_size` ({last}), because a log only grows. Exchange the two.",
            errors=[FieldError("from_size", f"at most {last}")],
        )


class NothingToProve(RecordNotFound):
    """The session is not completed, so the log does not have it."""

    def __init__(self) -> None:
        """Say why."""
        super().__init__("The session has not been completed, so there is nothing to prove yet.")
