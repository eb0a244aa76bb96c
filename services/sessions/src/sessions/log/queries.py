"""Read an organisation's transparency log: signed checkpoints, and proofs against them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from contracts.transparency.merkle import Node, consistency, folded, inclusion
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.log.errors import CheckpointNotFound, InvalidRange, NothingToProve, ProofNotReady
from sessions.log.keys import KeyLeaf
from sessions.sealed.domain import Opened
from sessions.sealed.queries import read_texts
from sessions.session.queries import visible_session

EVERYBODYS_TEXTS: Final = frozenset({"recap"})
"""The texts for everybody who may read the session. Reasons are for staff and the session's coaches only."""

# This form makes one look-up per node, whatever the plan. A proof has about two nodes per level of the tree.
_NODES = Statement("""
    SELECT org_id, level, position, CASE
        WHEN level = 0 THEN (SELECT leaf_hash FROM log_leaves l
                             WHERE l.org_id = asked.org_id AND l.position = asked.position)
        ELSE (SELECT hash FROM log_nodes n
              WHERE n.org_id = asked.org_id AND n.level = asked.level AND n.position = asked.position)
    END AS hash
    FROM unnest(CAST(:org_ids AS uuid[]), CAST(:levels AS smallint[]), CAST(:positions AS bigint[]))
         AS asked (org_id, level, position)
""")
_NEWEST = Statement("""
    SELECT size, note FROM log_checkpoints WHERE org_id = :org_id ORDER BY size DESC LIMIT 1
""")
_OF_SIZE = Statement("SELECT size, note FROM log_checkpoints WHERE org_id = :org_id AND size = :size")
_ENTRIES = Statement("""
    SELECT entry.*, (SELECT position FROM log_leaves l WHERE l.event_id = entry.event_id) AS position
    FROM (
        SELECT event_id, 'completion' AS kind, event_id AS text_id, record FROM completion_records
        WHERE org_id = :org_id AND session_id = :session_id
        UNION ALL
        SELECT event_id, kind, amendment_id, record FROM correction_records
        WHERE org_id = :org_id AND session_id = :session_id
    ) AS entry
""")

_KEY_CHANGES = Statement("SELECT note FROM log_key_changes ORDER BY number")
_KEYS = Statement("""
    SELECT number, note, position
    FROM log_key_changes LEFT JOIN (SELECT number, position FROM log_key_leaves WHERE org_id = :org_id) AS leaf
      USING (number)
    ORDER BY number
""")


class StoredCheckpoint(NamedTuple):
    """A checkpoint: how many leaves the log had, and the signed note."""

    size: int
    note: str


class LogKeys(NamedTuple):
    """The keys of a log: the notes of all changes that were announced, and the changes that this log has."""

    notes: list[str]
    leaves: list[KeyLeaf]


class ProvenChange(NamedTuple):
    """A change of the log's key, and the hashes that prove its leaf against a checkpoint."""

    note: str
    leaf_index: int
    hashes: list[bytes]


class Consistency(NamedTuple):
    """Two checkpoints, and the hashes that prove that the later log begins with the whole of the earlier one."""

    earlier: StoredCheckpoint
    later: StoredCheckpoint
    hashes: list[bytes]
    keys: LogKeys
    key_changes: list[ProvenChange]


class ProofEntry(NamedTuple):
    """A record of a session in the log. `opened` holds the texts that the caller may read, or None."""

    kind: str
    record: bytes
    leaf_index: int
    hashes: list[bytes]
    opened: Opened | None


class Proof(NamedTuple):
    """All records of a session, in the log's order, each with the hashes that prove it against one checkpoint."""

    checkpoint: StoredCheckpoint
    entries: list[ProofEntry]
    keys: LogKeys
    key_changes: list[ProvenChange]


async def read_nodes(db: AsyncConnection, nodes: Iterable[tuple[UUID, Node]]) -> dict[tuple[UUID, Node], bytes]:
    """Return the hashes of nodes of organisations' logs. Nodes that do not exist are missing."""
    asked = list(nodes)
    if not asked:
        return {}
    parameters = {
        "org_ids": [org_id for org_id, _ in asked],
        "levels": [node.level for _, node in asked],
        "positions": [node.position for _, node in asked],
    }
    return {
        (row.org_id, Node(row.level, row.position)): row.hash
        for row in await _NODES.all(db, parameters)
        if row.hash is not None
    }


async def read_key_changes(db: AsyncConnection) -> list[str]:
    """Return the notes of all changes of the logs' key, in their order."""
    return await _KEY_CHANGES.scalars(db)


async def read_keys(db: AsyncConnection, *, org_id: UUID) -> LogKeys:
    """Return the changes of the key, and where the organisation's log has them."""
    rows = await _KEYS.all(db, {"org_id": org_id})
    leaves = [KeyLeaf(row.number, row.position) for row in rows if row.position is not None]
    return LogKeys([row.note for row in rows], leaves)


async def checkpoint(db: AsyncConnection, *, org_id: UUID, size: int | None) -> StoredCheckpoint:
    """Return the organisation's newest checkpoint, or the one of exactly `size`, or raise CheckpointNotFound."""
    if size is None:
        row = await _NEWEST.one_or_none(db, {"org_id": org_id})
    else:
        row = await _OF_SIZE.one_or_none(db, {"org_id": org_id, "size": size})
    if row is not None:
        return StoredCheckpoint(row.size, row.note)
    raise CheckpointNotFound(size)


async def consistency_between(db: AsyncConnection, *, org_id: UUID, first: int, second: int | None) -> Consistency:
    """Return the proof that the log of size `second` begins with the log of size `first`. None means the newest size.

    Raises CheckpointNotFound, and InvalidRange if `first` is larger.
    """
    later = await checkpoint(db, org_id=org_id, size=second)
    if first > later.size:
        raise InvalidRange(first=first, last=later.size)
    earlier = await checkpoint(db, org_id=org_id, size=first)
    keys = await read_keys(db, org_id=org_id)
    changes = _changes_in(keys, later.size)
    paths = [consistency(first, later.size), *(inclusion(one.position, later.size) for _, one in changes)]
    hashes, *proven = await _folded(db, org_id, paths)
    return Consistency(earlier, later, hashes, keys, _proven(changes, proven))


async def prove(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    person_id: UUID,
    sees_all: bool,
    size: int | None,
    now: datetime,
) -> Proof:
    """Return the proof of a session's records against the newest checkpoint, or against the checkpoint of `size`.

    An earlier checkpoint proves only the records that it covers. Raises what `visible_session` raises, RecordNotFound,
    CheckpointNotFound, and ProofNotReady while a record waits for its checkpoint.
    """
    session, _ = await visible_session(
        db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=sees_all, now=now
    )
    rows = await _ENTRIES.all(db, {"org_id": org_id, "session_id": session_id})
    if not rows:
        raise NothingToProve
    if size is None and any(row.position is None for row in rows):
        raise ProofNotReady
    against = await checkpoint(db, org_id=org_id, size=size)
    covered = sorted(
        (row for row in rows if row.position is not None and row.position < against.size),
        key=lambda row: row.position,
    )
    if not covered:
        raise ProofNotReady(size)
    keys = await read_keys(db, org_id=org_id)
    changes = _changes_in(keys, against.size)
    positions = [row.position for row in covered] + [one.position for _, one in changes]
    hashes = await _folded(db, org_id, [inclusion(position, against.size) for position in positions])
    opened = await read_texts(db, org_id=org_id, text_ids=[row.text_id for row in covered])
    reads_all = sees_all or session.is_coach(person_id)
    return Proof(
        against,
        [
            ProofEntry(
                row.kind, row.record, row.position, path, _readable(opened.get(row.text_id), reads_all=reads_all)
            )
            for row, path in zip(covered, hashes, strict=False)
        ],
        keys,
        _proven(changes, hashes[len(covered) :]),
    )


def _changes_in(keys: LogKeys, size: int) -> list[tuple[str, KeyLeaf]]:
    """Return the key changes that a log of this size has, each with its leaf."""
    leaves = [one for one in keys.leaves if one.position < size]
    return list(zip(keys.notes, leaves, strict=False))


def _proven(changes: Sequence[tuple[str, KeyLeaf]], hashes: Sequence[list[bytes]]) -> list[ProvenChange]:
    return [ProvenChange(note, leaf.position, path) for (note, leaf), path in zip(changes, hashes, strict=True)]


def _readable(opened: Opened | None, *, reads_all: bool) -> Opened | None:
    if opened is None or reads_all:
        return opened
    texts = {name: text for name, text in opened.texts.items() if name in EVERYBODYS_TEXTS}
    return Opened(opened.salt, texts) if texts else None


async def _folded(db: AsyncConnection, org_id: UUID, paths: Sequence[list[tuple[Node, ...]]]) -> list[list[bytes]]:
    """Return the hashes of proofs, one list for each path. All nodes are read at once."""
    wanted = {node for path in paths for nodes in path for node in nodes}
    hashes: dict[Any, bytes] = {
        node: hash_ for (_, node), hash_ in (await read_nodes(db, ((org_id, node) for node in wanted))).items()
    }
    return [folded(path, hashes) for path in paths]
