"""Compare the log with checkpoints from outside the database, which were published or kept by an auditor.

Only these show that a log was rewritten as a whole. Somebody who has the key, and who can rewrite every leaf, node and
checkpoint, leaves a log that has no fault in itself.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from aiokafka import ConsumerRecord
from chassis.messaging.reading import UnreadableTopicsError, ends_of, reading, records_until
from chassis.operations.kafka_access import KafkaAccess
from contracts.cloudevents import MalformedRecordError, from_record
from contracts.sessions import LogCheckpointed
from contracts.topics import TOPIC_OF
from contracts.transparency.checkpoints import Checkpoint, org_of, parse, verify
from contracts.transparency.keys import KeyChain
from contracts.transparency.notes import BadNoteError, split_notes
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.audit.domain import Difference, signing_key
from sessions.audit.queries import key_leaves, roots_at
from sessions.log.keys import KeyLeaf

PAGE_NOTES: Final = 200
_TOPIC: Final = TOPIC_OF[LogCheckpointed].name

Found = tuple[str, str]
"""The place of a note, and the note."""


class OutsideUnreadableError(Exception):
    """The checkpoints from outside cannot be read. The text says why and what to do."""


async def kept(path: Path) -> AsyncIterator[list[Found]]:
    """Yield the notes in a file, in pages. Raises OutsideUnreadableError."""
    try:
        with path.open(encoding="utf-8") as lines:
            notes = ((f"note {number} of {path}", note) for number, note in enumerate(split_notes(lines), 1))
            for page in _pages(notes):
                yield page
    except (OSError, UnicodeDecodeError) as error:
        raise OutsideUnreadableError(
            f"{path} cannot be read: {error}. Check the path; the file must hold checkpoint notes in UTF-8."
        ) from None


async def published(access: KafkaAccess) -> AsyncIterator[list[Found]]:
    """Yield the notes that are on the topic of checkpoints by now, in pages. Raises OutsideUnreadableError."""
    try:
        async with reading(access, [_TOPIC], client_id="sessions-audit") as consumer:
            async for records in records_until(consumer, await ends_of(consumer, _TOPIC)):
                yield [_found(record) for record in records]
    except UnreadableTopicsError as error:
        raise OutsideUnreadableError(
            f"{error}. Try again, or pass a file of notes that an auditor kept: --checkpoints FILE."
        ) from None


def _pages(notes: Iterable[Found]) -> Iterator[list[Found]]:
    """Yield the notes in pages of PAGE_NOTES."""
    rest = iter(notes)
    while page := list(islice(rest, PAGE_NOTES)):
        yield page


def _found(record: ConsumerRecord) -> Found:
    """Return the note in a Kafka record. For one that cannot be read, return a text that does not verify."""
    place = f"{record.topic}[{record.partition}]@{record.offset}"
    try:
        event = from_record(record.headers, record.value)
    except MalformedRecordError as error:
        return place, str(error)
    return place, event.checkpoint if isinstance(event, LogCheckpointed) else ""


async def compare(
    engine: AsyncEngine, notes: Sequence[Found], *, chain: KeyChain, org_id: UUID | None
) -> tuple[int, list[Difference]]:
    """Return how many notes were compared, and the differences: notes of other logs, and notes with another root.

    If `org_id` is given, the notes of other organisations are skipped.
    """
    differences: list[Difference] = []
    checkpoints: list[tuple[str, UUID, Checkpoint]] = []
    leaves: dict[UUID, list[KeyLeaf]] = {}
    for place, note in notes:
        try:
            said = parse(note)
            of_org = org_of(chain.log_name, said.origin)
            if of_org is not None and of_org not in leaves:
                leaves[of_org] = await key_leaves(engine, of_org)
            key = chain.keys[0] if of_org is None else signing_key(chain, leaves[of_org], said.size)
            checkpoint = verify(note, public_key=key)
        except BadNoteError as error:
            differences.append(Difference(None, place, f"it is not a checkpoint of these logs: {error}"))
            continue
        if of_org is None:
            differences.append(Difference(None, place, f"it belongs to another log, {checkpoint.origin}"))
        elif org_id is None or of_org == org_id:
            checkpoints.append((place, of_org, checkpoint))
    sizes, roots = await roots_at(engine, {(of_org, checkpoint.size) for _, of_org, checkpoint in checkpoints})
    for place, of_org, checkpoint in checkpoints:
        root = roots.get((of_org, checkpoint.size))
        if checkpoint.size > sizes[of_org]:
            text = f"it covers {checkpoint.size} leaves, but the log has {sizes[of_org]}: the log was truncated"
        elif root is None:
            text = f"it cannot be compared: nodes of the log's first {checkpoint.size} leaves are missing"
        elif root != checkpoint.root_hash:
            text = (
                f"its root over {checkpoint.size} leaves is {checkpoint.root_hash.hex()}, but the log's is "
                f"{root.hex()}: the log was rewritten or forked"
            )
        else:
            continue
        differences.append(Difference(of_org, place, text))
    return len(checkpoints), differences
