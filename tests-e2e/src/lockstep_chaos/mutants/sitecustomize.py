"""Defects that the fault test must catch, put into worker processes by PYTHONPATH; nothing else ever imports this."""

import os
import sys


def _drop_inbox() -> None:
    """Take every event for new, and remember none."""
    from chassis import consumer  # noqa: PLC0415

    async def claim(db, events):  # type: ignore[no-untyped-def]
        return {event.event_id for event in events}

    consumer.claim = claim


def _commit_before_send() -> None:
    """Delete from the outbox for good, then send."""
    from chassis import relay  # noqa: PLC0415

    original = relay.Relay._send

    async def publish_shard(self, shard):  # type: ignore[no-untyped-def]
        async with self._engine.begin() as db:
            if not await relay._lock_shard(db, shard):
                return 0
            rows = (await db.execute(relay._TAKE, {"shard": shard, "limit": relay.BATCH_EVENTS_MAX})).all()
        if rows:
            await original(self, shard, sorted(rows, key=lambda row: row.id))
        return len(rows)

    relay.Relay._publish_shard = publish_shard  # type: ignore[method-assign]


def _remove_shard_lock() -> None:
    """Let relays share a shard, each taking the rows that no other has.

    Leaving the lock out alone would change nothing: the row locks of the DELETE make the second relay wait. Who
    removes the lock does it to let relays work side by side, with a lock per row.
    """
    from chassis import relay  # noqa: PLC0415
    from sqlalchemy import text  # noqa: PLC0415

    async def lock_shard(db, shard):  # type: ignore[no-untyped-def]
        return True

    relay._lock_shard = lock_shard
    per_row = "ORDER BY id LIMIT :limit) AS oldest WHERE pg_try_advisory_xact_lock(CAST(oldest.id AS bigint))"
    claim = str(relay._TAKE).replace("SELECT ctid FROM outbox", "SELECT ctid FROM (SELECT ctid, id FROM outbox")
    relay._TAKE = text(claim.replace("ORDER BY id LIMIT :limit", per_row))


_MUTANTS = {
    "inbox-dropped": _drop_inbox,
    "commit-before-send": _commit_before_send,
    "shard-lock-removed": _remove_shard_lock,
}

if "worker" in sys.orig_argv and (mutant := os.environ.get("LOCKSTEP_MUTANT")):
    _MUTANTS[mutant]()
