"""What an audit of the transparency log looks at, as pure functions: records, the tree over them, checkpoints."""

from collections.abc import Generator, Iterator, Mapping
from itertools import islice, product
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sessions.domain.checkpoint import BadCheckpointError, Checkpoint, verify
from sessions.domain.merkle import Node, fold, node_hash
from sessions.domain.record import RECORD_TYPE, instant, leaf_hash
from sessions.domain.sessions import Session

VALUE_CHARACTERS_MAX: Final = 300
"""How much of a value a difference shows: a roster may have thousands of learners."""
ROOTS_MAX: Final = 64
"""How many roots are tried over subtrees of which two hashes each are possible."""


class Difference(NamedTuple):
    """Something that is not as it was recorded: in which organisation, where (a leaf, a node, a session) and what."""

    org_id: UUID | None
    place: str
    text: str


class TreeWalk:
    """A log's tree computed anew, leaf by leaf from the left; it holds no more than the right edge.

    Where a stored node is not what was computed, either of them may be what the tree was made of. What is above tells:
    it is right if it is made of one of both. So a fault is told at its place, not once more at every level above it.
    """

    def __init__(self) -> None:
        """Begin with the empty tree."""
        self.size = 0
        self._edge: list[tuple[bytes, ...]] = []  # of each subtree the hashes that it may have; none: not known

    def add(self, leaf: bytes | None, stored: Mapping[Node, bytes]) -> Iterator[tuple[str, str]]:
        """Append a leaf hash and yield (place, text) for each node that it completes and that is not as stored."""
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
        """Say whether this may be the root over all leaves so far."""
        if not all(self._edge):
            return True
        return any(fold(hashes) == root for hashes in islice(product(*self._edge), ROOTS_MAX))


def place_of(node: Node) -> str:
    """Return how a node is named: its level, its place there, and the leaves below it."""
    first = node.position << node.level
    return f"node {node.level}/{node.position} (leaves {first} to {first + (1 << node.level) - 1})"


def checkpoint_faults(
    row: Any, *, origin: str, number: int, tree: TreeWalk, public_key: Ed25519PublicKey
) -> Iterator[str]:
    """Yield what is wrong with a stored checkpoint. `number` is what it should have, `tree` what it is over."""
    if row.number != number:
        yield f"its number is {row.number}, not {number}: checkpoints are missing, or were put in between"
    try:
        said = verify(row.note, public_key=public_key)
    except BadCheckpointError as error:
        yield f"its note is no checkpoint of this log: {error}"
    else:
        if said != Checkpoint(origin, row.size, row.root_hash):
            yield "its note says something else than the row that it stands in"
    if not tree.may_have(row.root_hash):
        yield f"its root {row.root_hash.hex()} is not that of the leaves"


def completion_faults(
    record: bytes, stored_hash: bytes, *, org_id: UUID, session_id: UUID, session: Session | None
) -> Iterator[str]:
    """Yield where a completion record contradicts its own hash, its row, or the session as the tables have it."""
    said = yield from _document(record, stored_hash, RECORD_TYPE)
    if said is None:
        return
    if session is None:
        yield f"its session {session_id} is missing"
        return
    if session.state != "completed":
        yield f"its session is {session.state}, not completed"
    if not isinstance(said.get("sequence"), int) or session.version < said["sequence"]:
        yield f"its session has the version {session.version}, the record was made at {said.get('sequence')}"
    for name, value in _core(session, org_id).items():
        if said.get(name) != value:
            yield f"{name}: the record says {_shown(said.get(name))}, the tables {_shown(value)}"


def correction_faults(
    record: bytes, stored_hash: bytes, *, org_id: UUID, session_id: UUID, amendment_id: UUID, kind: str
) -> Iterator[str]:
    """Yield where the record of an amendment or a void contradicts its own hash or its row."""
    said = yield from _document(record, stored_hash, f"lockstep.{kind}-record.v1")
    if said is None:
        return
    for name, value in (("org_id", org_id), ("session_id", session_id), ("amendment_id", amendment_id)):
        if said.get(name) != str(value):
            yield f"{name}: the record says {_shown(said.get(name))}, its row {value}"


def _document(record: bytes, stored_hash: bytes, kind: str) -> Generator[str, None, dict[str, Any] | None]:
    """Yield what is wrong with a record's bytes, and return the document in them, or None where there is none."""
    if leaf_hash(record) != stored_hash:
        yield "the record does not have the hash beside it"
    try:
        said = orjson.loads(record)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict) or said.get("type") != kind:
        yield f"the record is no {kind}"
        return None
    return said


def _core(session: Session, org_id: UUID) -> dict[str, Any]:
    """Return what a session's record must say, from the tables."""
    started_at = session.starts_at if session.started_at is None else session.started_at
    if started_at is not None and session.completed_at is not None:
        started_at = min(started_at, session.completed_at)
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
        "roster": [{"person_id": str(seat.person_id), "acceptance": seat.acceptance} for seat in session.roster],
        "planned_starts_at": instant(session.starts_at),
        "planned_ends_at": instant(session.ends_at),
        "started_at": instant(started_at),
        "zone": session.zone,
        "completed_at": instant(session.completed_at),
    }


def _shown(value: Any) -> str:
    shown = orjson.dumps(value, default=str).decode()
    return shown if len(shown) <= VALUE_CHARACTERS_MAX else f"{shown[:VALUE_CHARACTERS_MAX]}…"
