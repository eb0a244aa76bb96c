"""Defects that the fault test must find. PYTHONPATH puts them into worker processes; nothing else imports this."""

import os
import sys


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
    from chassis.messaging import behind, relay  # noqa: PLC0415

    original = relay.Relay._send

    async def publish(self, shards, limit):  # type: ignore[no-untyped-def]
        async with self._engine.begin() as db:
            if not (locked := await relay._lock(db, shards)):
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
    from chassis.messaging import relay  # noqa: PLC0415

    async def lock(db, shards):  # type: ignore[no-untyped-def]
        return shards

    relay._lock = lock
    relay._TAKE.sql = relay._TAKE.sql.replace(
        ") AS oldest\n", ") AS oldest WHERE pg_try_advisory_xact_lock(oldest.id)\n"
    )
    assert "try_advisory" in relay._TAKE.sql


_MUTANTS = {
    "inbox-dropped": _drop_inbox,
    "commit-before-send": _commit_before_send,
    "shard-lock-removed": _remove_shard_lock,
}

if "worker" in sys.orig_argv and (mutant := os.environ.get("LOCKSTEP_MUTANT")):
    _MUTANTS[mutant]()
