"""The checkpoints of the transparency logs."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.envelope import LARGEST_EXACT_INTEGER, Event, Sha256Hex
from contracts.instants import Instant


class LogCheckpointed(Event):
    """The transparency log of an organisation grew. This is its new signed checkpoint; `sequence` counts them.

    Keep these events: with them you can prove that somebody rewrote the log later, even the operator. The leaves of
    all events of a log, in order of `sequence`, are the whole log.
    """

    type: ClassVar[str] = "lockstep.sessions.LogCheckpointed.v1"

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key: `log:<org_id>`. Events with the same partition key keep their order."""
    origin: str
    """The name of the log, which is the first line of the checkpoint."""
    tree_size: Annotated[int, Field(strict=True, ge=1, le=LARGEST_EXACT_INTEGER)]
    """How many records the log has."""
    root_hash: Sha256Hex
    """The root of the log's Merkle tree (RFC 6962)."""
    leaf_hashes: Annotated[tuple[Sha256Hex, ...], Field(min_length=1)]
    """The leaves that the log gained since the checkpoint before, in order. `tree_size` counts them too."""
    key_changes: tuple[str, ...] = ()
    """The changes of the log's key that this checkpoint adds, as signed notes. The hashes of these notes are the first
    of `leaf_hashes`. From this checkpoint on the last new key signs the log."""
    checkpoint: str
    """The signed note (C2SP tlog-checkpoint), exactly as it was signed."""
    checkpointed_at: Instant
    """When the checkpoint was signed."""
