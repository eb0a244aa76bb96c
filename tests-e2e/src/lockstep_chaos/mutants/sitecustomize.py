"""What the fault test changes in worker processes. PYTHONPATH puts it into them; nothing else imports this.

These are the defects that the fault test must find, and the version of payouts that lacks a handler.
"""

import os
import sys
from pathlib import Path


def _drop_inbox() -> None:
    """Treat every event as new, and remember none."""
    from chassis.messaging import consumer  # noqa: PLC0415

    original = consumer._move_and_claim

    async def move_and_claim(db, reading, events):  # type: ignore[no-untyped-def]
        await original(db, reading, [])
        return {event.event_id for event in events}

    consumer._move_and_claim = move_and_claim


def _commit_before_send() -> None:
    """Delete from the outbox and commit, then send."""
    from chassis.messaging import behind, locking, relay  # noqa: PLC0415

    original = relay.Relay._send

    async def publish(self, shards, limit):  # type: ignore[no-untyped-def]
        async with self._engine.begin() as db:
            if not (locked := await locking.lock_free(db, shards)):
                return 0
            taken = {"shards": locked, "floors": [0] * len(locked), "limit": limit}
            batches = await relay._TAKE.all(db, taken)
        if batches:
            offsets = await original(self, batches)
            async with self._engine.begin() as db:
                await behind.acknowledge(db, offsets)
        return sum(len(batch.event_keys) for batch in batches)

    relay.Relay._publish = publish  # type: ignore[method-assign]


def _remove_shard_lock() -> None:
    """Let relays share a shard. Each takes the rows that no other has.

    Removing the lock alone would change nothing, because the row locks of the DELETE make the second relay wait. A
    developer who removes it wants relays to work side by side, with a lock per row.
    """
    from chassis.messaging import locking, relay  # noqa: PLC0415

    async def lock(db, shards):  # type: ignore[no-untyped-def]
        return shards

    locking.lock_free = lock
    relay._TAKE.sql = relay._TAKE.sql.replace(
        ") AS oldest\n", ") AS oldest WHERE pg_try_advisory_xact_lock(oldest.id)\n"
    )
    assert "try_advisory" in relay._TAKE.sql


def _claim_unhandled() -> None:
    """Remember the ids of skipped events too, as if they were handled."""
    from chassis.database.statement import Statement  # noqa: PLC0415
    from chassis.messaging import batch, consumer  # noqa: PLC0415

    original, remember = consumer._move_and_claim, Statement(consumer._CLAIM_SQL)

    async def move_and_claim(db, reading, events):  # type: ignore[no-untyped-def]
        _, skipped = batch.divide(reading.records, {"lockstep.sessions.SessionCompleted.v1"})
        ids = {dict(record.headers).get("ce_id", b"noise").decode() for record in skipped if record.value}
        new = await original(db, reading, events)
        await remember.execute(db, {"event_ids": sorted(one for one in ids if not one.startswith("noise"))})
        return new

    consumer._move_and_claim = move_and_claim


def _position_after_commit() -> None:
    """Move the positions in a transaction of their own, after that of the effects."""
    from chassis.messaging import consumer  # noqa: PLC0415

    original, consume = consumer._move_and_claim, consumer._consume

    async def claim(db, reading, events):  # type: ignore[no-untyped-def]
        return await consumer.claim(db, events)

    async def consume_first(engine, handlers, breaker, reading, *, apply_new):  # type: ignore[no-untyped-def]
        await consume(engine, handlers, breaker, reading, apply_new=apply_new)
        async with engine.begin() as db:
            await original(db, reading, [])

    consumer._move_and_claim, consumer._consume = claim, consume_first


def _lack_a_handler() -> None:
    """Be the version of payouts that does not know amendments yet."""
    from contracts.sessions import SessionAmended  # noqa: PLC0415
    from payouts import worker  # noqa: PLC0415

    del worker.HANDLERS[SessionAmended]  # type: ignore[attr-defined]


_MUTANTS = {
    "inbox-dropped": _drop_inbox,
    "commit-before-send": _commit_before_send,
    "shard-lock-removed": _remove_shard_lock,
    "inbox-takes-unhandled": _claim_unhandled,
    "position-after-commit": _position_after_commit,
}

if sys.orig_argv[-1:] == ["worker"]:
    if mutant := os.environ.get("LOCKSTEP_MUTANT"):
        _MUTANTS[mutant]()
    if "payouts" in sys.orig_argv and Path(os.environ["LOCKSTEP_LATE_HANDLER"]).exists():
        _lack_a_handler()
