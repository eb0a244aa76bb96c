"""Append records to the transparency logs of their organisations, and sign the checkpoints of the grown logs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.ids import NewId
from chassis.messaging import outbox
from contracts.sessions import LogCheckpointed
from contracts.transparency.checkpoints import Checkpoint, origin_of, sign
from contracts.transparency.keys import KeyChain
from contracts.transparency.merkle import Node, append, fold, right_edge
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.log.keys import change_leaf, check_signer, known_chain
from sessions.log.queries import read_key_changes, read_nodes

LEAVES_PER_PASS_MAX: Final = 1_000
"""The number of leaves that one transaction appends. Each pass signs one checkpoint per organisation. The event of a
checkpoint has all leaves that it adds, so this limits its size too."""
LOCK_SPACE: Final = 0x6C6F67  # "log" in ASCII, so that it differs from the relay's locks

_TRY_LOCK = Statement(f"SELECT pg_try_advisory_xact_lock({LOCK_SPACE}, 0)")

# Records are taken in the order of event ids, which is the order of time. So a correction follows what it corrects. A
# record that is in the log already is only removed from the queue, whatever put it there again.
_TAKE = Statement("""
    WITH taken AS (
        DELETE FROM log_queue
        WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM log_queue WHERE org_id = ANY (CAST(:org_ids AS uuid[]))
            ORDER BY event_id LIMIT :limit
        ))
        RETURNING org_id, session_id, event_id, leaf_hash
    )
    SELECT DISTINCT ON (org_id, event_id) org_id, session_id, event_id, leaf_hash,
           (SELECT true FROM log_leaves l WHERE l.event_id = taken.event_id) AS is_known
    FROM taken ORDER BY org_id, event_id
""")
_WAITING = Statement("SELECT DISTINCT org_id FROM log_queue ORDER BY org_id")
HEADS = Statement("""
    SELECT org_id,
           coalesce((SELECT position + 1 FROM log_leaves l WHERE l.org_id = org.org_id
                     ORDER BY position DESC LIMIT 1), 0) AS size,
           coalesce(newest.number, 0) AS number, newest.note,
           (SELECT count(*) FROM log_key_leaves k WHERE k.org_id = org.org_id) AS key_number
    FROM unnest(CAST(:org_ids AS uuid[])) AS org (org_id) LEFT JOIN LATERAL (
        SELECT number, note FROM log_checkpoints c WHERE c.org_id = org.org_id ORDER BY number DESC LIMIT 1
    ) AS newest ON true
""")
"""The number of leaves, of checkpoints and of key changes of each log, and its newest checkpoint's note."""
# One look-up per organisation, by the index. It reads nothing as long as the key was never changed.
_LACKING_KEY = Statement("""
    WITH RECURSIVE logs AS (
        (SELECT org_id FROM log_checkpoints WHERE EXISTS (SELECT FROM log_key_changes) ORDER BY org_id LIMIT 1)
        UNION ALL
        SELECT (SELECT org_id FROM log_checkpoints c WHERE c.org_id > logs.org_id ORDER BY org_id LIMIT 1)
        FROM logs WHERE logs.org_id IS NOT NULL
    )
    SELECT org_id FROM logs WHERE org_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM log_key_leaves k
        WHERE k.org_id = logs.org_id AND k.number = (SELECT max(number) FROM log_key_changes)
    ) ORDER BY org_id
""")
_INSERT_LEAVES = Insert(
    "log_leaves",
    "org_id uuid, position bigint, event_id uuid, session_id uuid, leaf_hash bytea",
    shared="sequenced_at",
)
_INSERT_NODES = Insert("log_nodes", "org_id uuid, level smallint, position bigint, hash bytea")
_INSERT_CHECKPOINTS = Insert(
    "log_checkpoints",
    "org_id uuid, size bigint, number bigint, root_hash bytea, note text",
    shared="checkpointed_at",
)
_INSERT_KEY_LEAVES = Insert("log_key_leaves", "org_id uuid, number integer, position bigint")


class Extension(NamedTuple):
    """What one pass adds to one organisation's log. `leaves` are as in the queue. The first is put at `size`.

    `key_changes` are notes. The first leaves are theirs, and `key_number` is the number of those before them.
    """

    org_id: UUID
    size: int
    leaves: Sequence[Any]
    nodes: Sequence[tuple[Node, bytes]]
    number: int
    checkpoint: Checkpoint
    note: str
    key_number: int = 0
    key_changes: Sequence[str] = ()


async def sequence_leaves(
    db: AsyncConnection,
    *,
    org_ids: Sequence[UUID],
    signer: Ed25519PrivateKey,
    log_name: str,
    now: datetime,
    new_id: NewId,
) -> int:
    """Append the queued records of these organisations, and return how many records left the queue.

    At most LEAVES_PER_PASS_MAX are taken. If another sequencer is running, nothing is done: only one runs at a time, so
    that a log has no forks. Each log that grew gets one checkpoint and one LogCheckpointed.

    A log that lacks changes which lead to the signer's key gets these first. A log that has a later change is left to
    the workers that have the later key. Raises KeyUnknownError if the signer's key is not the one of the log.
    """
    if not await _TRY_LOCK.scalar(db):  # a statement of its own, so that the next one sees all commits
        return 0
    chain = known_chain(log_name, signer.public_key(), await read_key_changes(db))
    number = chain.number_of(signer.public_key()) or 0
    heads = {head.org_id: head for head in await HEADS.all(db, {"org_ids": list(org_ids)}) if head.key_number <= number}
    taken = await _TAKE.all(db, {"org_ids": list(heads), "limit": LEAVES_PER_PASS_MAX})
    new = ((row.org_id, row) for row in taken if row.is_known is None)
    leaves = {of_org: [row for _, row in rows] for of_org, rows in groupby(new, itemgetter(0))}
    growing = [head for head in heads.values() if head.org_id in leaves or (head.size and head.key_number < number)]
    if not growing:
        return len(taken)
    edges = await read_nodes(db, [(head.org_id, node) for head in growing for node in right_edge(head.size)])
    extensions = [
        _extend(head, edges, leaves.get(head.org_id, ()), chain=chain, number=number, signer=signer) for head in growing
    ]
    await write_extensions(db, extensions, now=now)
    await outbox.add(db, *(_checkpointed(extension, now=now, new_id=new_id) for extension in extensions))
    return len(taken)


async def organisations_lacking_key(db: AsyncConnection, *, now: datetime) -> list[UUID]:  # noqa: ARG001 - see Waiting
    """Return the organisations whose logs do not have the newest change of the key."""
    return await _LACKING_KEY.scalars(db)


async def organisations_waiting(db: AsyncConnection, *, now: datetime) -> list[UUID]:  # noqa: ARG001 - see Waiting
    """Return the organisations that have records in the queue."""
    return await _WAITING.scalars(db)


def _extend(
    head: Any,
    edges: Mapping[tuple[UUID, Node], bytes],
    rows: Sequence[Any],
    *,
    chain: KeyChain,
    number: int,
    signer: Ed25519PrivateKey,
) -> Extension:
    """Return what the key changes up to the signer's key, and then the rows, add to a log.

    Raises KeyError if the log has lost a part of its right edge, and KeyUnknownError if another key signed it.
    """
    if head.note is not None:
        check_signer(head.note, chain, head.key_number)
    notes = [one.note for one in chain.changes[head.key_number : number]]
    leaves = [*(change_leaf(head.org_id, note) for note in notes), *rows]
    edge = [edges[head.org_id, node] for node in right_edge(head.size)]
    growth = append(head.size, edge, [one.leaf_hash for one in leaves])
    checkpoint = Checkpoint(origin_of(chain.log_name, head.org_id), head.size + len(leaves), fold(growth.edge))
    return Extension(
        head.org_id,
        head.size,
        leaves,
        growth.completed,
        head.number + 1,
        checkpoint,
        sign(checkpoint, signer),
        head.key_number,
        notes,
    )


async def write_extensions(db: AsyncConnection, extensions: Sequence[Extension], *, now: datetime) -> None:
    """Write the leaves, nodes and checkpoints of logs that grow. Nobody else may append meanwhile."""
    leaves = [
        (one.org_id, position, row.event_id, row.session_id, row.leaf_hash)
        for one in extensions
        for position, row in enumerate(one.leaves, one.size)
    ]
    await _INSERT_LEAVES.rows(db, leaves, sequenced_at=now)
    nodes = [(one.org_id, node.level, node.position, hash_) for one in extensions for node, hash_ in one.nodes]
    await _INSERT_NODES.rows(db, nodes)
    checkpoints = [
        (one.org_id, one.checkpoint.size, one.number, one.checkpoint.root_hash, one.note) for one in extensions
    ]
    await _INSERT_CHECKPOINTS.rows(db, checkpoints, checkpointed_at=now)
    changes = [
        (one.org_id, one.key_number + place + 1, one.size + place)
        for one in extensions
        for place in range(len(one.key_changes))
    ]
    if changes:
        await _INSERT_KEY_LEAVES.rows(db, changes)


def _checkpointed(extension: Extension, *, now: datetime, new_id: NewId) -> LogCheckpointed:
    return LogCheckpointed(
        event_id=new_id(),
        org_id=extension.org_id,
        occurred_at=now,
        key=f"log:{extension.org_id}",
        sequence=extension.number,
        correlation_id=new_id(),
        causation_id=None,
        origin=extension.checkpoint.origin,
        tree_size=extension.checkpoint.size,
        root_hash=extension.checkpoint.root_hash.hex(),
        leaf_hashes=tuple(row.leaf_hash.hex() for row in extension.leaves),
        key_changes=tuple(extension.key_changes),
        checkpoint=extension.note,
        checkpointed_at=now,
    )
