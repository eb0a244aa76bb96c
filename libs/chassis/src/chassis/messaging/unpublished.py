"""Brings an outbox into line with events that were published before and that its database had lost.

An event in the outbox may have been published already; then it is deleted. Or it is new, and has a sequence that the
lost history used for another event, so readers would drop it as old. Then it gets a sequence above all of these.

A view on a compacted topic has the sequence of the event beside it, and moves with it. It waits alone if that event was
published. Then it is deleted if the topic has this version or a later one, because Kafka may keep only the latest.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from contracts.envelope import Event
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Insert, Statement

_DELETE_PUBLISHED = Statement("""
    DELETE FROM outbox WHERE shard = CAST(:shard AS smallint) AND event_id = ANY (CAST(:event_ids AS uuid[]))
""")
_FIRST = Statement("""
    SELECT outbox.key, min(outbox.sequence) AS sequence FROM outbox
    WHERE shard = CAST(:shard AS smallint) AND key = ANY (CAST(:keys AS text[]))
      AND NOT topic = ANY (CAST(:views AS text[]))
    GROUP BY outbox.key
""")
_TAKE = Statement("""
    WITH taken AS (
        DELETE FROM outbox WHERE shard = CAST(:shard AS smallint) AND key = :key AND sequence >= :first
        RETURNING id, shard, event_id, key, sequence, topic, headers, payload
    )
    SELECT shard, event_id, taken.key AS partition_key, sequence, topic, CAST(headers AS text) AS headers, payload
    FROM taken ORDER BY id
""")
# A tombstone stays: nothing that is published later may bring back what it erases.
_DELETE_OLD_VIEWS = Statement("""
    DELETE FROM outbox USING unnest(CAST(:keys AS text[]), CAST(:sequences AS bigint[])) AS latest (key, sequence)
    WHERE shard = CAST(:shard AS smallint) AND topic = :topic AND outbox.key = latest.key
      AND outbox.sequence <= latest.sequence AND payload IS NOT NULL
""")
# The rows of a key keep their order, because ids are drawn anew in the order of their sequences.
_PUT_BACK = Insert(
    "outbox",
    "shard smallint, event_id uuid, key text, sequence bigint, topic text, headers jsonb, payload bytea",
    then="ORDER BY new.sequence",
)


class Moved(NamedTuple):
    """Unpublished events of a partition key that got other sequences: the first old one, the first and the last new."""

    key: str
    was: int
    first: int
    last: int

    def sentence(self) -> str:
        """Return it in words."""
        return (
            f"set right: unpublished events of {self.key} had sequences from {self.was} on, which were published "
            f"already. They have {self.first} to {self.last} now."
        )


async def delete_published(db: AsyncConnection, shard: int, event_ids: Collection[UUID]) -> None:
    """Delete what was published already. This comes before `set_right`, for all topics: a sequence counts in all."""
    await _DELETE_PUBLISHED.execute(db, {"shard": shard, "event_ids": list(event_ids)})


async def set_right(
    db: AsyncConnection, shard: int, topic: str, events: Sequence[Event], *, views: Collection[str]
) -> list[Moved]:
    """Bring the outbox of a shard into line with published events of a topic. Return what got other sequences.

    `views` are the compacted topics. Never commits.
    """
    published: dict[str, int] = {}
    for event in events:
        published[event.key] = max(event.sequence, published.get(event.key, 0))
    wanted = {"shard": shard, "keys": sorted(published), "views": sorted(views)}
    first = {row["key"]: row.sequence for row in await _FIRST.all(db, wanted)}
    moved = [
        await _move(db, shard, key, was=sequence, first=published[key] + 1)
        for key, sequence in sorted(first.items())
        if sequence <= published[key]
    ]
    if topic in views:
        latest = {"keys": list(published), "sequences": list(published.values())}
        await _DELETE_OLD_VIEWS.execute(db, {"shard": shard, "topic": topic, **latest})
    return moved


async def _move(db: AsyncConnection, shard: int, key: str, *, was: int, first: int) -> Moved:
    """Raise the sequences of all waiting events of a key from `was` on by the same number, so that it gets `first`."""
    taken = await _TAKE.all(db, {"shard": shard, "key": key, "first": was})
    rows = [_raised(row, first - was) for row in taken]
    await _PUT_BACK.rows(db, rows)
    return Moved(key, was, first, last=max(row[3] for row in rows))


def _raised(row: Any, by: int) -> tuple[int, UUID, str, int, str, str, bytes | None]:
    """Return the columns of a row with a higher sequence. Header and value of an event have it too."""
    sequence, headers, payload = row.sequence + by, orjson.loads(row.headers), row.payload
    if payload is not None:
        headers["ce_sequence"] = str(sequence)
        payload = orjson.dumps({**orjson.loads(payload), "sequence": sequence})
    return row.shard, row.event_id, row.partition_key, sequence, row.topic, orjson.dumps(headers).decode(), payload
