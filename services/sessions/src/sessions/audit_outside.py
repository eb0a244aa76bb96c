"""Checkpoints from outside the database, published or kept by an auditor: they alone tell a log rewritten whole.

Whoever can rewrite every leaf, node and checkpoint and holds the key leaves a log without any fault in itself.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from contracts.cloudevents import MalformedRecordError, from_record
from contracts.sessions import LogCheckpointed
from contracts.topics import TOPIC_OF
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.domain.audit import Difference
from sessions.domain.checkpoint import BadCheckpointError, Checkpoint, org_of, split_notes, verify
from sessions.queries.audit import roots_at

PAGE_NOTES: Final = 200
KAFKA_SECONDS: Final = 15.0
"""How long Kafka may take to begin to answer, and to send the next records; the whole topic may take longer."""
STOP_SECONDS: Final = 2.0
_TOPIC: Final = TOPIC_OF[LogCheckpointed]

Found = tuple[str, str]
"""Where a note is, and the note."""


class OutsideUnreadableError(Exception):
    """The checkpoints from outside cannot be read; the text says why and what to do."""


async def kept(path: Path) -> AsyncIterator[list[Found]]:
    """Yield the notes in a file, one after the other there. Raises OutsideUnreadableError."""
    try:
        with path.open(encoding="utf-8") as lines:
            notes = ((f"note {number} of {path}", note) for number, note in enumerate(split_notes(lines), 1))
            for page in _pages(notes):
                yield page
    except (OSError, UnicodeDecodeError) as error:
        raise OutsideUnreadableError(f"{path} cannot be read: {error}") from None


async def published(bootstrap_servers: str) -> AsyncIterator[list[Found]]:
    """Yield what is on the topic of checkpoints until now. Raises OutsideUnreadableError."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what goes wrong is told below
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers,
        client_id="sessions-audit",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    try:
        async with asyncio.timeout(KAFKA_SECONDS):
            await consumer.start()
            partitions = [TopicPartition(_TOPIC.name, number) for number in range(_TOPIC.partitions)]
            consumer.assign(partitions)
            begins, ends = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
        missing = {partition for partition in partitions if begins[partition] < ends[partition]}
        while missing:
            batches = await consumer.getmany(*missing, timeout_ms=int(KAFKA_SECONDS * 1000))
            if not batches:
                raise OutsideUnreadableError(f"Kafka at {bootstrap_servers} stopped answering")
            for records in batches.values():
                for page in _pages(map(_found, records)):
                    yield page
            missing = {one for one in missing if await consumer.position(one) < ends[one]}
    except (KafkaError, OSError, TimeoutError) as error:
        raise OutsideUnreadableError(
            f"{_TOPIC.name} cannot be read from Kafka at {bootstrap_servers} ({type(error).__name__}). Try again, or "
            "give notes that an auditor kept with --checkpoints."
        ) from None
    finally:
        with suppress(KafkaError, OSError, TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await consumer.stop()


def _pages(notes: Iterable[Found]) -> Iterator[list[Found]]:
    """Yield the notes, so many at a time."""
    rest = iter(notes)
    while page := list(islice(rest, PAGE_NOTES)):
        yield page


def _found(record: ConsumerRecord) -> Found:
    """Return the note in a record; in one that cannot be read, nothing that would verify."""
    place = f"{record.topic}[{record.partition}]@{record.offset}"
    try:
        event = from_record(record.headers, record.value)
    except MalformedRecordError as error:
        return place, str(error)
    return place, event.checkpoint if isinstance(event, LogCheckpointed) else ""


async def compare(
    engine: AsyncEngine,
    notes: Sequence[Found],
    *,
    log_name: str,
    public_key: Ed25519PublicKey,
    org_id: UUID | None,
) -> tuple[int, list[Difference]]:
    """Return how many notes were compared, and where they are not of these logs, nor what a log was at their size.

    With an organisation, those of others are passed by.
    """
    differences: list[Difference] = []
    checkpoints: list[tuple[str, UUID, Checkpoint]] = []
    for place, note in notes:
        try:
            checkpoint = verify(note, public_key=public_key)
        except BadCheckpointError as error:
            differences.append(Difference(None, place, f"it is no checkpoint of these logs: {error}"))
            continue
        of_org = org_of(log_name, checkpoint.origin)
        if of_org is None:
            differences.append(Difference(None, place, f"it is of another log, {checkpoint.origin}"))
        elif org_id is None or of_org == org_id:
            checkpoints.append((place, of_org, checkpoint))
    sizes, roots = await roots_at(engine, {(of_org, checkpoint.size) for _, of_org, checkpoint in checkpoints})
    for place, of_org, checkpoint in checkpoints:
        root = roots.get((of_org, checkpoint.size))
        if checkpoint.size > sizes[of_org]:
            text = f"it is of {checkpoint.size} leaves and the log has {sizes[of_org]}: it was cut"
        elif root is None:
            text = f"it cannot be compared: nodes of the log's first {checkpoint.size} leaves are missing"
        elif root != checkpoint.root_hash:
            text = (
                f"its root over {checkpoint.size} leaves is {checkpoint.root_hash.hex()}, the log's is {root.hex()}: "
                "the log was rewritten or forked"
            )
        else:
            continue
        differences.append(Difference(of_org, place, text))
    return len(checkpoints), differences
