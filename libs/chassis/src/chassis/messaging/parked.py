"""Parked Kafka records: one that can never succeed is set aside with its position and error.

Later Kafka records with the same partition key wait behind it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiokafka import ConsumerRecord
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Statement
from chassis.messaging.positions import identity

ERROR_CHARACTERS_MAX: Final = 2_000
LIST_LIMIT: Final = 200
KEY_BYTES_MAX: Final = 1_000
"""Longer partition keys are cut. Those of this platform have at most 200 characters."""

KEY_BYTES_KEPT: Final = 100

_KEYS_HELD = Statement("""
    SELECT parked.topic, parked.key FROM parked
    WHERE (parked.topic, parked.key) IN (SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:keys AS bytea[])))
    FOR SHARE
""")
_PARK = Statement("""
    INSERT INTO parked (topic, partition, record_offset, record_id, key, value, header_names, header_values, error)
    VALUES (:topic, :partition, :record_offset, :record_id, :key, :value, :header_names, :header_values, :error)
    ON CONFLICT (topic, partition, record_offset, record_id) DO NOTHING
""")
_COUNT_KEYS = Statement("SELECT count(DISTINCT (topic, key)) FROM parked")
_LIST = Statement("""
    SELECT id, topic, partition, record_offset, key, error, parked_at FROM parked ORDER BY id LIMIT :limit
""")
_SHOW = Statement("SELECT * FROM parked WHERE id = :id")
_KEY_OF = Statement("SELECT topic, key FROM parked WHERE id = :id")
_LOCK_KEY = Statement("SELECT * FROM parked WHERE topic = :topic AND key = :key ORDER BY id FOR UPDATE")
_DELETE = Statement("DELETE FROM parked WHERE id = ANY (CAST(:ids AS bigint[]))")
_SET_ERROR = Statement("UPDATE parked SET error = :error WHERE id = :id")


async def keys_held(db: AsyncConnection, keys: Sequence[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
    """Return those (topic, key) that have parked Kafka records. Waits for a running replay of a key (FOR SHARE)."""
    parameters = {"topics": [topic for topic, _ in keys], "keys": [key for _, key in keys]}
    rows = await _KEYS_HELD.all(db, parameters)
    return {(row.topic, row.key) for row in rows}


async def park(db: AsyncConnection, record: ConsumerRecord, error: str) -> None:
    """Set a Kafka record aside, unchanged but for a long key. Parking it a second time has no effect."""
    await _PARK.execute(
        db,
        {
            "topic": record.topic,
            "partition": record.partition,
            "record_offset": record.offset,
            "record_id": identity(record),
            "key": storable_key(record.key),
            "value": record.value,
            "header_names": [name.encode() for name, _ in record.headers],
            "header_values": [value for _, value in record.headers],
            "error": _storable(error),
        },
    )


async def count_keys(db: AsyncConnection) -> int:
    """Return how many partition keys have parked Kafka records."""
    return int(await _COUNT_KEYS.scalar(db))


async def listed(db: AsyncConnection) -> Sequence[Row[Any]]:
    """Return the oldest parked Kafka records, at most LIST_LIMIT, without their values."""
    return await _LIST.all(db, {"limit": LIST_LIMIT})


async def shown(db: AsyncConnection, parked_id: int) -> Mapping[str, Any] | None:
    """Return everything about one parked Kafka record, or None."""
    row = await _SHOW.one_or_none(db, {"id": parked_id})
    return None if row is None else dict(row)


async def key_of(db: AsyncConnection, parked_id: int) -> tuple[str, bytes] | None:
    """Return the topic and key of a parked Kafka record, or None."""
    row = await _KEY_OF.one_or_none(db, {"id": parked_id})
    return None if row is None else (row.topic, row.key)


async def lock_key(db: AsyncConnection, topic: str, key: bytes) -> Sequence[Row[Any]]:
    """Lock a key's parked Kafka records and return them in order.

    The consumer waits with this key until the transaction ends.
    """
    return await _LOCK_KEY.all(db, {"topic": topic, "key": key})


async def delete(db: AsyncConnection, parked_ids: Sequence[int]) -> None:
    """Delete parked Kafka records."""
    await _DELETE.execute(db, {"ids": list(parked_ids)})


async def set_error(db: AsyncConnection, parked_id: int, error: str) -> None:
    """Store why the latest replay of a parked Kafka record failed."""
    await _SET_ERROR.execute(db, {"id": parked_id, "error": _storable(error)})


def storable_key(key: bytes | None) -> bytes:
    """Return a partition key as it is stored: a long one is cut and gets its digest, because an index row is limited.

    The digest keeps two long keys apart, so each still holds back its own records only.
    """
    if key is None or len(key) <= KEY_BYTES_MAX:
        return key or b""
    return key[:KEY_BYTES_KEPT] + b"... sha256:" + hashlib.sha256(key).hexdigest().encode()


def _storable(error: str) -> str:
    """Return an error cut to its limit, with characters escaped that PostgreSQL refuses: U+0000 and lone surrogates."""
    cut = error[:ERROR_CHARACTERS_MAX].replace("\x00", "\\x00")
    return cut.encode("utf-8", "backslashreplace").decode()
