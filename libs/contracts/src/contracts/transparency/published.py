"""The published logs, followed from checkpoint to checkpoint: which leaves they have, and what is wrong with them.

What is kept in memory is 32 bytes per leaf and per checkpoint.
"""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from contracts.sessions import LogCheckpointed
from contracts.transparency.checkpoints import Checkpoint, origin_of, verify
from contracts.transparency.keys import KeyChain
from contracts.transparency.merkle import append, fold, leaf_hash
from contracts.transparency.notes import BadNoteError

HASH_BYTES: Final = 32


class Hashes:
    """A set of values of one length, in that many bytes each. Values are added first, and looked up then."""

    def __init__(self, width: int = HASH_BYTES) -> None:
        """Begin empty. `width` is the length of each value in bytes."""
        self._width = width
        self._values = bytearray()
        self._is_sorted = True

    def add(self, value: bytes) -> None:
        """Add a value."""
        self._values += value
        self._is_sorted = False

    def __len__(self) -> int:
        """Return how many values were added. A value that was added twice counts twice."""
        return len(self._values) // self._width

    def __contains__(self, value: bytes) -> bool:
        """Return whether a value was added."""
        if not self._is_sorted:
            every = range(0, len(self._values), self._width)
            self._values = bytearray().join(sorted(bytes(self._values[at : at + self._width]) for at in every))
            self._is_sorted = True
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._at(middle) < value:
                low = middle + 1
            else:
                high = middle
        return low < len(self) and self._at(low) == value

    def _at(self, index: int) -> bytes:
        return bytes(self._values[index * self._width : (index + 1) * self._width])


@dataclass
class _Log:
    """One log, as far as it was followed."""

    number: int = 0
    size: int = 0
    edge: list[bytes] = field(default_factory=list)
    key_number: int = 0
    roots: bytearray = field(default_factory=bytearray)
    leaves: Hashes = field(default_factory=Hashes)


class PublishedLogs:
    """All published logs. Give every event of each log to `follow`, in its order; then ask for leaves."""

    def __init__(self, chain: KeyChain) -> None:
        """Take the keys of the logs."""
        self._chain = chain
        self._logs: dict[UUID, _Log] = {}

    def follow(self, event: LogCheckpointed) -> str | None:
        """Take a published checkpoint and its leaves. Return what is wrong with it; then nothing of it is taken.

        The note must be signed by the key that is in force at its size, say what the event says, and have the root of
        all leaves. A checkpoint that comes again must be the same.
        """
        log = self._logs.get(event.org_id, _Log())
        if event.origin != origin_of(self._chain.log_name, event.org_id):
            return f"it is of another log, {event.origin}"
        if event.sequence <= log.number:
            return self._repeated(event, log)
        leaves = [bytes.fromhex(one) for one in event.leaf_hashes]
        key_number = log.key_number + len(event.key_changes)
        growth = append(log.size, log.edge, leaves)
        if (fault := self._continued(event, log, leaves, key_number, fold(growth.edge))) is not None:
            return fault
        log.number, log.size, log.edge, log.key_number = event.sequence, event.tree_size, growth.edge, key_number
        log.roots += fold(growth.edge)
        for leaf in leaves:
            log.leaves.add(leaf)
        self._logs[event.org_id] = log
        return None

    def has(self, org_id: UUID, leaf: bytes) -> bool:
        """Return whether the organisation's log has a leaf."""
        log = self._logs.get(org_id)
        return log is not None and leaf in log.leaves

    def counts(self) -> tuple[int, int, int]:
        """Return how many logs, leaves and checkpoints were taken."""
        logs = self._logs.values()
        return len(logs), sum(log.size for log in logs), sum(log.number for log in logs)

    def _continued(
        self, event: LogCheckpointed, log: _Log, leaves: list[bytes], key_number: int, root: bytes
    ) -> str | None:
        """Return what is wrong with a checkpoint that is to be the next one. `root` is that of all leaves."""
        if (event.sequence, event.tree_size) != (log.number + 1, log.size + len(leaves)):
            return (
                f"it has the number {event.sequence} and {event.tree_size} leaves, which do not continue the "
                f"{log.number} checkpoints and {log.size} leaves before it"
            )
        changes = [one.note for one in self._chain.changes[log.key_number : key_number]]
        if list(event.key_changes) != changes or [leaf_hash(one.encode()) for one in changes] != leaves[: len(changes)]:
            return "its key changes are not the next ones of the chain, or are not its first leaves"
        if (fault := self._bad_note(event, key_number)) is not None:
            return fault
        return None if root.hex() == event.root_hash else f"its root {event.root_hash} is not that of the leaves"

    def _repeated(self, event: LogCheckpointed, log: _Log) -> str | None:
        """Return what is wrong with a checkpoint whose number was taken already."""
        faults = [self._bad_note(event, number) for number in range(log.key_number + 1)]
        if None not in faults:
            return faults[-1]
        at = (event.sequence - 1) * HASH_BYTES
        if event.root_hash != log.roots[at : at + HASH_BYTES].hex():
            return f"it has another root than the checkpoint {event.sequence} before it: the log was forked. Keep both"
        return None

    def _bad_note(self, event: LogCheckpointed, key_number: int) -> str | None:
        try:
            checkpoint = verify(event.checkpoint, public_key=self._chain.keys[key_number])
        except BadNoteError as error:
            return f"its note is not a checkpoint of this log: {error}"
        said = Checkpoint(event.origin, event.tree_size, bytes.fromhex(event.root_hash))
        return None if checkpoint == said else "its note says something else than the event"
