"""Skipped Kafka records: events of a type that this version does not handle.

They are not lost: the range of offsets in which they lie is kept. When a version comes that handles the type, its
worker reads the range again before it reads on. So producers and readers can be deployed in any order.

A migration may put a range here for a type that is handled already, under the name `<type>#<word>`. The version that
names it (`create_worker`) hands those records to their handler once more, because it keeps more of them. The previous
version does not know the name. So whatever it reads while both run is read again too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from aiokafka import ConsumerRecord, TopicPartition
from contracts.cloudevents import header
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Statement

AGAIN: Final = "#"
"""What stands between a type and a word in the name of a range that is handled once more."""
TYPE_BYTES_MAX: Final = 200
"""No longer type is taken for a CloudEvents type. Such a Kafka record is parked."""

# The range of a type grows at its end. Records of other types lie in it too; they are left out when it is read again.
_KEEP = Statement("""
    INSERT INTO skipped (topic, partition, type, first_offset, last_offset, records)
    SELECT :topic, * FROM unnest(CAST(:partitions AS integer[]), CAST(:types AS text[]), CAST(:firsts AS bigint[]),
                                 CAST(:lasts AS bigint[]), CAST(:counts AS bigint[]))
    ON CONFLICT (topic, partition, type) DO UPDATE
    SET last_offset = excluded.last_offset, records = skipped.records + excluded.records
""")
_READ = Statement("""
    SELECT topic, partition, type, first_offset, last_offset FROM skipped
    WHERE topic = ANY (CAST(:topics AS text[])) AND type = ANY (CAST(:types AS text[]))
""")
_SHORTEN = Statement("""
    WITH done AS (
        SELECT * FROM unnest(CAST(:partitions AS integer[]), CAST(:types AS text[]), CAST(:offsets AS bigint[]))
                      AS done (partition, type, record_offset)
    ), finished AS (
        DELETE FROM skipped USING done
        WHERE skipped.topic = :topic AND skipped.partition = done.partition AND skipped.type = done.type
          AND skipped.last_offset <= done.record_offset
    )
    UPDATE skipped SET first_offset = greatest(first_offset, done.record_offset + 1) FROM done
    WHERE skipped.topic = :topic AND skipped.partition = done.partition AND skipped.type = done.type
      AND skipped.last_offset > done.record_offset
""")
_FORGET = Statement("DELETE FROM skipped WHERE topic = :topic AND partition = :partition")
_LIST = Statement("SELECT * FROM skipped ORDER BY topic, type, partition")


class Range(NamedTuple):
    """A range of offsets, both ends included."""

    first: int
    last: int


def is_due(due: Mapping[str, Range], record: ConsumerRecord) -> bool:
    """Return whether a record that was read before is in a due range of its type."""
    return any(
        name.partition(AGAIN)[0] == type_of(record) and range_.first <= record.offset <= range_.last
        for name, range_ in due.items()
    )


def once_more(due: Mapping[str, Range]) -> dict[str, Range]:
    """Return the ranges of types that are handled once more."""
    return {name: range_ for name, range_ in due.items() if AGAIN in name}


def type_of(record: ConsumerRecord) -> str | None:
    """Return the CloudEvents type of a Kafka record, or None if it has none that can be one."""
    value = header(record.headers, "ce_type")
    if not value or len(value) > TYPE_BYTES_MAX or not value.isascii() or not value.decode().isprintable():
        return None
    return value.decode()


async def keep(db: AsyncConnection, topic: str, records: Sequence[ConsumerRecord]) -> None:
    """Keep the ranges of Kafka records of one topic, in order of offset per partition, that are skipped."""
    if not records:
        return
    ranges: dict[tuple[int, str], tuple[int, int, int]] = {}
    for record in records:
        kind = (record.partition, str(type_of(record)))
        first, _, count = ranges.get(kind, (record.offset, 0, 0))
        ranges[kind] = (first, record.offset, count + 1)
    kinds = sorted(ranges)
    await _KEEP.execute(
        db,
        {
            "topic": topic,
            "partitions": [partition for partition, _ in kinds],
            "types": [type_ for _, type_ in kinds],
            "firsts": [ranges[kind][0] for kind in kinds],
            "lasts": [ranges[kind][1] for kind in kinds],
            "counts": [ranges[kind][2] for kind in kinds],
        },
    )


async def read_ranges(
    db: AsyncConnection, topics: Sequence[str], types: Sequence[str]
) -> dict[TopicPartition, dict[str, Range]]:
    """Return the ranges of these types by partition."""
    found: dict[TopicPartition, dict[str, Range]] = {}
    for row in await _READ.all(db, {"topics": topics, "types": types}):
        partition = TopicPartition(row.topic, row.partition)
        found.setdefault(partition, {})[row.type] = Range(row.first_offset, row.last_offset)
    return found


async def shorten_ranges(db: AsyncConnection, topic: str, done: Iterable[tuple[int, str, int]]) -> None:
    """Note how far ranges were read again: partition, type, and the last offset. Delete those that are done."""
    done = sorted(done)
    if not done:
        return
    parameters = {
        "topic": topic,
        "partitions": [partition for partition, _, _ in done],
        "types": [type_ for _, type_, _ in done],
        "offsets": [offset for _, _, offset in done],
    }
    await _SHORTEN.execute(db, parameters)


async def forget_ranges(db: AsyncConnection, *, topic: str, partition: int) -> None:
    """Delete the ranges of a partition, because its topic was made again."""
    await _FORGET.execute(db, {"topic": topic, "partition": partition})


async def listed(db: AsyncConnection) -> Sequence[Any]:
    """Return all ranges."""
    return await _LIST.all(db)
