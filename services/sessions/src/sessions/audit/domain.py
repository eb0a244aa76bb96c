"""The checks of an audit of the transparency log, as pure functions: of records, of the tree, of checkpoints."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice, product
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from contracts.transparency.checkpoints import Checkpoint, verify
from contracts.transparency.keys import KeyChain, KeyChange
from contracts.transparency.merkle import Node, fold, leaf_hash, node_hash
from contracts.transparency.notes import BadNoteError
from contracts.transparency.records import COMPLETION_RECORD, COMPLETION_RECORDS, FIRST_COMPLETION_RECORD, shown
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sessions.log.keys import KeyLeaf, key_number
from sessions.sealed.canonical import instant
from sessions.session.domain import Session
from sessions.session.seats import recorded

ROOTS_MAX: Final = 64
"""How many roots are tried where subtrees have two possible hashes each."""


class Difference(NamedTuple):
    """A difference from what was recorded: the organisation, the place (a leaf, a node, a session) and a text."""

    org_id: UUID | None
    place: str
    text: str


class TreeWalk:
    """A log's tree, computed anew leaf by leaf from the left. Only the right edge is kept in memory.

    Where a stored node differs from the computed one, either of the two may have been used for the levels above.
    A node above is right if it is the hash of one of them. So a fault is reported once, at its place, and not again at
    each level above.
    """

    def __init__(self) -> None:
        """Begin with the empty tree."""
        self.size = 0
        self._edge: list[tuple[bytes, ...]] = []  # the possible hashes of each subtree; empty if none is known

    def add(self, leaf: bytes | None, stored: Mapping[Node, bytes]) -> Iterator[tuple[str, str]]:
        """Append a leaf hash. Yield (place, text) for each node that it completes and that differs from the stored one.

        A leaf of None is one whose hash is not known.
        """
        position, level = self.size, 0
        self.size += 1
        self._edge.append(() if leaf is None else (leaf,))
        while position >> level & 1:
            right, left = self._edge.pop(), self._edge.pop()
            computed = [node_hash(*below) for below in product(left, right)]
            level += 1
            node = Node(level, position >> level)
            found = stored.get(node)
            if found is None:
                yield place_of(node), "the node is missing"
                self._edge.append(tuple(computed[:1]))
            elif found in computed or not computed:
                self._edge.append((found,))
            else:
                yield place_of(node), "the node is not the hash of what is below it"
                self._edge.append((computed[0], found))

    def may_have(self, root: bytes) -> bool:
        """Return whether this can be the root over all leaves so far."""
        if not all(self._edge):
            return True
        return any(fold(hashes) == root for hashes in islice(product(*self._edge), ROOTS_MAX))


def place_of(node: Node) -> str:
    """Return the name of a node: its level, its position there, and the leaves below it."""
    first = node.position << node.level
    return f"node {node.level}/{node.position} (leaves {first} to {first + (1 << node.level) - 1})"


def leaf_fault(leaf: Any, change: KeyChange | None) -> str | None:
    """Return what is wrong with a leaf beside its record, or beside the key change that it must be."""
    if leaf is None:
        return "the leaf is missing"
    if change is not None:
        is_it = leaf.leaf_hash == leaf_hash(change.note.encode())
        return None if is_it else "it is not the change of the log's key that belongs there"
    if leaf.record_hash is None:
        return f"its record is missing: {leaf.event_id} of session {leaf.session_id}"
    if leaf.record_hash != leaf.leaf_hash:
        return f"its record {leaf.event_id} of session {leaf.session_id} has another hash"
    return None


def signing_key(chain: KeyChain, leaves: Sequence[KeyLeaf], size: int) -> Ed25519PublicKey:
    """Return the key that signs a log of this size. If its change is not trusted, return the last trusted one."""
    return chain.keys[min(key_number(leaves, size), len(chain.keys) - 1)]


def checkpoint_faults(
    row: Any, *, origin: str, number: int, tree: TreeWalk, public_key: Ed25519PublicKey
) -> Iterator[str]:
    """Yield what is wrong with a stored checkpoint. `number` is the expected number, `tree` the tree that it covers."""
    if row.number != number:
        yield f"its number is {row.number}, not {number}: checkpoints are missing or were inserted"
    try:
        said = verify(row.note, public_key=public_key)
    except BadNoteError as error:
        yield f"its note is not a checkpoint of this log: {error}"
    else:
        if said != Checkpoint(origin, row.size, row.root_hash):
            yield "its note differs from its row"
    if not tree.may_have(row.root_hash):
        yield f"its root {row.root_hash.hex()} is not the root of the leaves"


def completion_faults(
    record: bytes, stored_hash: bytes, *, org_id: UUID, session_id: UUID, session: Session | None
) -> Iterator[str]:
    """Yield each place where a completion record contradicts its hash, its row, or the session in the tables."""
    said = yield from _document(record, stored_hash, *COMPLETION_RECORDS)
    if said is None:
        return
    if session is None:
        yield f"its session {session_id} is missing"
        return
    if session.state != "completed":
        yield f"its session is {session.state}, not completed"
    if not isinstance(said.get("sequence"), int) or session.version < said["sequence"]:
        yield f"its session has version {session.version}, but the record was made at version {said.get('sequence')}"
    expected = _core(session, org_id)
    expected |= _times_of_first(session) if said["type"] == FIRST_COMPLETION_RECORD else _times(session)
    expected |= _planning(session) if said["type"] == COMPLETION_RECORD else _roster_of_first(session)
    for name, value in expected.items():
        if said.get(name) != value:
            yield f"{name}: the record says {shown(said.get(name))}, the tables say {shown(value)}"


def correction_faults(
    record: bytes, stored_hash: bytes, *, org_id: UUID, session_id: UUID, amendment_id: UUID, kind: str
) -> Iterator[str]:
    """Yield each place where the record of an amendment or a void contradicts its hash or its row."""
    said = yield from _document(record, stored_hash, f"lockstep.{kind}-record.v1")
    if said is None:
        return
    for name, value in (("org_id", org_id), ("session_id", session_id), ("amendment_id", amendment_id)):
        if said.get(name) != str(value):
            yield f"{name}: the record says {shown(said.get(name))}, its row says {value}"


def _document(record: bytes, stored_hash: bytes, *kinds: str) -> Generator[str, None, dict[str, Any] | None]:
    """Yield what is wrong with a record's bytes. Return the document in them, or None if there is none."""
    if leaf_hash(record) != stored_hash:
        yield "the record does not have the hash that is stored with it"
    try:
        said = orjson.loads(record)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict) or said.get("type") not in kinds:
        yield f"the record is not a {' or '.join(kinds)}"
        return None
    return said


def _core(session: Session, org_id: UUID) -> dict[str, Any]:
    """Return what a session's record must say according to the tables."""
    return {
        "org_id": str(org_id),
        "session_id": str(session.session_id),
        "batch_id": None if session.batch_id is None else str(session.batch_id),
        "category_id": None if session.category_id is None else str(session.category_id),
        "course_ids": [str(course_id) for course_id in session.course_ids],
        "mode": session.mode,
        "coaches": [
            {"person_id": str(coach.person_id), "share_basis_points": coach.share_basis_points}
            for coach in session.coaches
        ],
        "planned_starts_at": instant(session.starts_at),
        "planned_ends_at": instant(session.ends_at),
        "zone": session.zone,
        "completed_at": instant(session.completed_at),
    }


def _planning(session: Session) -> dict[str, Any]:
    """Return what a record of the third form says of the planning, and of how each learner came to take part."""
    return {
        "roster": [recorded(seat) for seat in session.roster],
        "run_id": None if session.run_id is None else str(session.run_id),
        "planned_by_coach": session.planned_by_coach,
    }


def _roster_of_first(session: Session) -> dict[str, Any]:
    """Return what a record of the first two forms says of the roster."""
    return {"roster": [{"person_id": str(seat.person_id), "acceptance": seat.acceptance} for seat in session.roster]}


def _times(session: Session) -> dict[str, Any]:
    """Return what a record says of the start, and of a plan that was moved once it was over."""
    pressed_at, moved = session.started_at, session.moved_afterwards
    was_pressed_late = pressed_at is not None and session.ends_at is not None and pressed_at >= session.ends_at
    return {
        "moved_plan": None if moved is None else {name: instant(at) for name, at in moved._asdict().items()},
        "start_pressed_at": instant(pressed_at),
        "started_at": _began(session, session.starts_at if was_pressed_late else pressed_at),
    }


def _times_of_first(session: Session) -> dict[str, Any]:
    """Return what a record of the first form says of the start. A late press counts there like any other."""
    return {"started_at": _began(session, session.started_at)}


def _began(session: Session, pressed_at: datetime | None) -> str | None:
    instants = (session.starts_at if pressed_at is None else pressed_at, session.completed_at)
    return instant(min((at for at in instants if at is not None), default=None))
