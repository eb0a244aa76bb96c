"""The locks of the outbox's shards. Only the one who has the lock of a shard publishes it."""

import asyncio
from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Statement

LOCK_SPACE: Final = 0x10C5
"""The first half of the shards' advisory lock keys. Nothing else in the database uses it."""

ATTEMPTS: Final = 20
ATTEMPT_PAUSE_SECONDS: Final = 0.02
"""A relay has a shard for some ten milliseconds at a time, so a few attempts get all shards of busy relays."""

_LOCK = Statement("""
    SELECT shard FROM unnest(CAST(:shards AS integer[])) AS waiting (shard)
    WHERE pg_try_advisory_xact_lock(:space, shard)
""")


async def lock_free(db: AsyncConnection, shards: Sequence[int]) -> list[int]:
    """Take the locks of shards for this transaction, and return the shards whose lock nobody else has.

    This is a statement of its own, so that the next statement has a new snapshot.
    """
    return await _LOCK.scalars(db, {"space": LOCK_SPACE, "shards": shards})


async def lock_in_turn(db: AsyncConnection, shards: Sequence[int]) -> list[int]:
    """Take the locks of shards for this transaction as they become free, for at most half a second.

    Returns the shards that it got. A relay that is frozen may keep the others until the server ends its transaction.
    """
    locked: list[int] = []
    for attempt in range(ATTEMPTS):
        if attempt:
            await asyncio.sleep(ATTEMPT_PAUSE_SECONDS)
        locked += await lock_free(db, [shard for shard in shards if shard not in locked])
        if len(locked) == len(shards):
            break
    return sorted(locked)
