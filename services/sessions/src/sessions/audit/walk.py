"""`python -m sessions audit`: compare the whole transparency log with the tables and with published checkpoints.

Everything is read page by page, as the worker's role. The log may grow meanwhile. Leaves that come during the audit are
not looked at.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from chassis.database.engine import create_engine
from chassis.operations.kafka_access import KafkaAccess
from chassis.wording import counted
from contracts.transparency.checkpoints import origin_of
from contracts.transparency.keys import KeyChain, chain_of
from contracts.transparency.notes import BadNoteError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.audit import queries
from sessions.audit.domain import (
    Difference,
    TreeWalk,
    checkpoint_faults,
    completion_faults,
    correction_faults,
    leaf_fault,
    place_of,
    signing_key,
)
from sessions.audit.outside import OutsideUnreadableError, compare, kept, published

DIFFERENT, NOT_COMPARED = 1, 2


@dataclass
class Audit:
    """What is audited, with which keys, and how much of it has been seen."""

    engine: AsyncEngine
    chain: KeyChain
    org_id: UUID | None
    seen: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("logs", "leaves", "checkpoints", "records", "waiting", "outside"), 0)
    )


async def audit_logs(
    worker_database_url: str,
    *,
    log_name: str,
    public_key: Ed25519PublicKey,
    access: KafkaAccess,
    org_id: UUID | None,
    checkpoints: Path | None,
) -> int:
    """Audit the log of one organisation or of all, print every difference and a summary, and return the exit status.

    It is compared with the checkpoints in a file, or with those published to Kafka.

    0: no difference. 1: differences. 2: none found, but the checkpoints from outside could not be read.
    """
    engine = create_engine(worker_database_url, application_name="sessions-audit", pool_size=1)
    try:
        chain, unknown = _chain(log_name, public_key, await queries.key_changes(engine))
        return await _compare_all(Audit(engine, chain, org_id), unknown, access, checkpoints)
    finally:
        await engine.dispose()


def _chain(log_name: str, public_key: Ed25519PublicKey, notes: Sequence[str]) -> tuple[KeyChain, list[Difference]]:
    """Return the keys that can be trusted, and what is wrong with the others."""
    try:
        chain = chain_of(log_name, public_key, notes)
    except BadNoteError as error:
        return KeyChain(log_name, (public_key,), ()), [Difference(None, "key changes", str(error))]
    known = [one.note for one in chain.changes]
    return chain, [
        Difference(None, f"key change {number}", "no key that is known has announced it")
        for number, note in enumerate(notes, 1)
        if note not in known
    ]


async def _compare_all(
    audit: Audit, unknown: Sequence[Difference], access: KafkaAccess, checkpoints: Path | None
) -> int:
    differences = len(unknown)
    for org_id, place, text in unknown:
        print(f"{org_id or '-'}  {place}  {text}")
    outside = published(access) if checkpoints is None else kept(checkpoints)
    unreadable: OutsideUnreadableError | None = None
    for walk in (_walk_logs(audit), _walk_records(audit), _walk_sessions(audit), _walk_outside(audit, outside)):
        try:
            async for org_id, place, text in walk:
                differences += 1
                print(f"{org_id or '-'}  {place}  {text}")
        except OutsideUnreadableError as error:
            unreadable = error
    if unreadable is not None:
        print(f"not compared with checkpoints from outside: {unreadable}")
    seen = audit.seen
    print(
        f"{counted(seen['logs'], 'log')} with {counted(seen['leaves'], 'leaf', 'leaves')} and "
        f"{counted(seen['checkpoints'], 'checkpoint')}, {counted(seen['records'], 'record')} ({seen['waiting']} "
        f"waiting to be sequenced), {counted(seen['outside'], 'checkpoint')} from outside: "
        f"{counted(differences, 'difference') if differences else 'no differences'}"
    )
    if differences:
        return DIFFERENT
    return 0 if unreadable is None else NOT_COMPARED


async def _walk_logs(audit: Audit) -> AsyncIterator[Difference]:
    async for org_id in queries.organisations(audit.engine, audit.org_id):
        audit.seen["logs"] += 1
        async for place, text in _walk_log(audit, org_id):
            yield Difference(org_id, place, text)


async def _walk_log(audit: Audit, org_id: UUID) -> AsyncIterator[tuple[str, str]]:
    """Yield the differences in one log (its leaves, nodes and checkpoints) as (place, text)."""
    head = await queries.head(audit.engine, org_id)
    tree, number = TreeWalk(), 0
    keys = await queries.key_leaves(audit.engine, org_id)
    changes = dict(zip((one.position for one in keys), audit.chain.changes, strict=False))
    async for page in queries.log_pages(audit.engine, org_id, head.size):
        for position in range(page.low, page.high):
            leaf = page.leaves.get(position)
            if (text := leaf_fault(leaf, changes.get(position))) is not None:
                yield f"leaf {position}", text
            for fault in tree.add(None if leaf is None else leaf.leaf_hash, page.nodes):
                yield fault
            if checkpoint := page.checkpoints.get(position + 1):
                audit.seen["checkpoints"] += 1
                number += 1
                origin = origin_of(audit.chain.log_name, org_id)
                key = signing_key(audit.chain, keys, checkpoint.size)
                for text in checkpoint_faults(checkpoint, origin=origin, number=number, tree=tree, public_key=key):
                    yield f"checkpoint {checkpoint.number} of size {checkpoint.size}", text
                number = checkpoint.number
        audit.seen["leaves"] += len(page.leaves)
    if head.checkpointed < head.size:
        yield f"leaf {head.checkpointed}", f"no checkpoint covers the leaves from this one to leaf {head.size - 1}"
    nodes, checkpoints = await queries.beyond(audit.engine, org_id)
    for node in nodes:
        yield place_of(node), f"the log has only {head.size} leaves: it was truncated"
    for checkpoint in checkpoints:
        place = f"checkpoint {checkpoint.number} of size {checkpoint.size}"
        yield place, f"the log has only {head.size} leaves: it was truncated"


async def _walk_records(audit: Audit) -> AsyncIterator[Difference]:
    """Yield the differences between records, the log's leaves and the sessions' tables."""
    async for page in queries.completions(audit.engine, audit.org_id):
        for row, session in page:
            texts = [
                *_misplaced(audit, row),
                *completion_faults(
                    row.record, row.leaf_hash, org_id=row.org_id, session_id=row.session_id, session=session
                ),
            ]
            for text in texts:
                yield Difference(row.org_id, _place(row), text)
    async for rows in queries.corrections(audit.engine, audit.org_id):
        for row in rows:
            texts = [
                *_misplaced(audit, row),
                *correction_faults(
                    row.record,
                    row.leaf_hash,
                    org_id=row.org_id,
                    session_id=row.session_id,
                    amendment_id=row.amendment_id,
                    kind=row.kind,
                ),
            ]
            for text in texts:
                yield Difference(row.org_id, _place(row), text)


def _place(row: Any) -> str:
    leaves = [f"leaf {position}, " for position in row.positions]
    return f"{''.join(leaves)}session {row.session_id}"


def _misplaced(audit: Audit, row: Any) -> list[str]:
    """Return what is wrong with a record's place. It must be in the log once, or wait in the queue."""
    audit.seen["records"] += 1
    times = len(row.positions)
    if times == 1:
        return []
    if times == 0 and row.is_waiting:
        audit.seen["waiting"] += 1
        return []
    return [f"its record {row.event_id} is in the log {times} times"]


async def _walk_sessions(audit: Audit) -> AsyncIterator[Difference]:
    async for row in queries.sessions_without_record(audit.engine, audit.org_id):
        yield Difference(row.org_id, f"session {row.id}", "it is completed, but its record is missing")


async def _walk_outside(audit: Audit, notes: AsyncIterator[list[tuple[str, str]]]) -> AsyncIterator[Difference]:
    """Yield the differences between the log and the checkpoints from outside."""
    async for page in notes:
        compared, differences = await compare(audit.engine, page, chain=audit.chain, org_id=audit.org_id)
        audit.seen["outside"] += compared
        for difference in differences:
            yield difference
