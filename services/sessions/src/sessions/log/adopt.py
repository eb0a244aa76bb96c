"""Let a log grow by what was published of it, after its database was restored to an earlier copy.

The leaves come in the published order, and the checkpoint is the one that was signed. So the log stays the log that
auditors know, and earlier proofs hold.
"""

from typing import Any

from chassis.database.statement import Statement
from chassis.ids import derived_id
from contracts.sessions import LogCheckpointed
from contracts.transparency.checkpoints import Checkpoint
from contracts.transparency.merkle import append, fold, right_edge
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.log.keys import NO_SESSION, Leaf, change_leaf
from sessions.log.queries import read_nodes
from sessions.log.sequence import HEADS, LOCK_SPACE, Extension, write_extensions

_LOCK = Statement(f"SELECT pg_advisory_xact_lock({LOCK_SPACE}, 0)")
_ADOPT_CHANGE = Statement("""
    INSERT INTO log_key_changes (number, note, announced_at) VALUES (:number, :note, :at)
    ON CONFLICT (number) DO NOTHING
""")
_CHANGE = Statement("SELECT note FROM log_key_changes WHERE number = :number")
_NOTE = Statement("SELECT note FROM log_checkpoints WHERE org_id = :org_id AND number = :number")
# A record that the database lacked was put into the queue when it was imported, as every new record is.
_TAKE = Statement("""
    DELETE FROM log_queue WHERE org_id = :org_id AND leaf_hash = ANY (CAST(:leaf_hashes AS bytea[]))
    RETURNING event_id, session_id, leaf_hash
""")


class ForkedLogError(Exception):
    """The log cannot grow by a published checkpoint, because it is no beginning of the published log."""


async def adopt_checkpoint(db: AsyncConnection, event: LogCheckpointed) -> list[int] | None:
    """Append the leaves of a published checkpoint, and store it as it was signed.

    Returns the positions of leaves whose records are lost, or None if the log has the checkpoint already. Raises
    ForkedLogError.
    """
    await _LOCK.execute(db)
    stored = await _NOTE.one_or_none(db, {"org_id": event.org_id, "number": event.sequence})
    if stored is not None:
        if stored.note != event.checkpoint:
            raise ForkedLogError(f"checkpoint {event.sequence} differs from the published one")
        return None
    head = await HEADS.one(db, {"org_ids": [event.org_id]})
    leaf_hashes = [bytes.fromhex(one) for one in event.leaf_hashes]
    if (head.number + 1, head.size + len(leaf_hashes)) != (event.sequence, event.tree_size):
        raise ForkedLogError(
            f"it has {head.number} checkpoints and {head.size} leaves, which the published checkpoint "
            f"{event.sequence} does not continue"
        )
    nodes = right_edge(head.size)
    edges = await read_nodes(db, [(event.org_id, node) for node in nodes])
    growth = append(head.size, [edges[event.org_id, node] for node in nodes], leaf_hashes)
    if fold(growth.edge).hex() != event.root_hash:
        raise ForkedLogError(f"its leaves have another root than the published checkpoint {event.sequence}")
    changes = [change_leaf(event.org_id, note) for note in event.key_changes]
    if [one.leaf_hash for one in changes] != leaf_hashes[: len(changes)]:
        raise ForkedLogError(f"the key changes of the published checkpoint {event.sequence} are not its first leaves")
    await _adopt_changes(db, event, head.key_number)
    rows: dict[bytes, Any] = {
        row.leaf_hash: row for row in await _TAKE.all(db, {"org_id": event.org_id, "leaf_hashes": leaf_hashes})
    } | {one.leaf_hash: one for one in changes}
    leaves = [rows.get(one) or _lost(event, position) for position, one in enumerate(leaf_hashes, head.size)]
    checkpoint = Checkpoint(event.origin, event.tree_size, bytes.fromhex(event.root_hash))
    extension = Extension(
        event.org_id,
        head.size,
        leaves,
        growth.completed,
        event.sequence,
        checkpoint,
        event.checkpoint,
        head.key_number,
        event.key_changes,
    )
    await write_extensions(db, [extension], now=event.checkpointed_at)
    return [position for position, one in enumerate(leaf_hashes, head.size) if one not in rows]


async def _adopt_changes(db: AsyncConnection, event: LogCheckpointed, before: int) -> None:
    """Store the key changes of a published checkpoint, as far as they are lacking. The log has `before` of them."""
    for number, note in enumerate(event.key_changes, before + 1):
        await _ADOPT_CHANGE.execute(db, {"number": number, "note": note, "at": event.checkpointed_at})
        if await _CHANGE.scalar(db, {"number": number}) != note:
            raise ForkedLogError(
                f"key change {number} is another one than in the published checkpoint {event.sequence}"
            )


def _lost(event: LogCheckpointed, position: int) -> Leaf:
    """Return a leaf whose record neither the database nor an event has. The audit names it."""
    first = event.tree_size - len(event.leaf_hashes)
    leaf_hash = event.leaf_hashes[position - first]
    event_id = derived_id("lost leaf", cause=event.event_id, subject=leaf_hash)
    return Leaf(event_id, NO_SESSION, bytes.fromhex(leaf_hash))
