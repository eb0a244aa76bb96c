"""Append records to the transparency logs of their organisations, and sign the checkpoints of the grown logs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.ids import NewId
from chassis.messaging import outbox
from contracts.sessions import LogCheckpointed
from contracts.transparency.checkpoints import Checkpoint, origin_of, sign
from contracts.transparency.merkle import Node, append, fold, right_edge
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.log.queries import read_nodes

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
           coalesce((SELECT number FROM log_checkpoints c WHERE c.org_id = org.org_id
                     ORDER BY number DESC LIMIT 1), 0) AS number
    FROM unnest(CAST(:org_ids AS uuid[])) AS org (org_id)
""")
"""The number of leaves and of checkpoints of each log."""
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


class Extension(NamedTuple):
    """What one pass adds to one organisation's log. `leaves` are as in the queue. The first is put at `size`."""

    org_id: UUID
    size: int
    leaves: Sequence[Any]
    nodes: Sequence[tuple[Node, bytes]]
    number: int
    checkpoint: Checkpoint
    note: str


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
    """
    if not await _TRY_LOCK.scalar(db):  # a statement of its own, so that the next one sees all commits
        return 0
    taken = await _TAKE.all(db, {"org_ids": list(org_ids), "limit": LEAVES_PER_PASS_MAX})
    leaves = {
        of_org: list(rows)
        for of_org, rows in groupby((row for row in taken if row.is_known is None), lambda row: row.org_id)
    }
    if not leaves:
        return len(taken)
    heads = await HEADS.all(db, {"org_ids": list(leaves)})
    edges = await read_nodes(db, [(head.org_id, node) for head in heads for node in right_edge(head.size)])
    extensions = [_extend(head, edges, leaves[head.org_id], signer=signer, log_name=log_name) for head in heads]
    await write_extensions(db, extensions, now=now)
    await outbox.add(db, *(_checkpointed(extension, now=now, new_id=new_id) for extension in extensions))
    return len(taken)


async def organisations_waiting(db: AsyncConnection, *, now: datetime) -> list[UUID]:  # noqa: ARG001 - see Waiting
    """Return the organisations that have records in the queue."""
    return await _WAITING.scalars(db)


def _extend(
    head: Any,
    edges: Mapping[tuple[UUID, Node], bytes],
    leaves: Sequence[Any],
    *,
    signer: Ed25519PrivateKey,
    log_name: str,
) -> Extension:
    """Return what the leaves add to a log. Raises KeyError if the log has lost a part of its right edge."""
    edge = [edges[head.org_id, node] for node in right_edge(head.size)]
    growth = append(head.size, edge, [row.leaf_hash for row in leaves])
    checkpoint = Checkpoint(origin_of(log_name, head.org_id), head.size + len(leaves), fold(growth.edge))
    note = sign(checkpoint, signer)
    return Extension(head.org_id, head.size, leaves, growth.completed, head.number + 1, checkpoint, note)


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
        checkpoint=extension.note,
        checkpointed_at=now,
    )
