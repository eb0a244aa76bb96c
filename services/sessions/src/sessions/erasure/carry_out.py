"""Carry out approved erasures, keep the answers of the other services, and send tombstones again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from chassis.database.statement import Insert, Statement
from chassis.ids import NewId, derived_id
from chassis.messaging import outbox
from contracts.cloudevents import Tombstone
from contracts.sessions import TextWritten
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.people.change import parts_of
from sessions.erasure.domain import SERVICES, Tally
from sessions.erasure.erase import LOCK, erase_person
from sessions.sealed.publish import ERASED_SEQUENCE, text_key

TASK: Final = "erase people"
TOMBSTONES_TASK: Final = "send tombstones of erased texts again"
TOMBSTONES_AT_ONCE: Final = 500

_WAITING: Final = Statement("SELECT DISTINCT org_id FROM erasures WHERE state = 'approved'")
# An erasure that another worker, or the command, carries out is skipped. A file that is being imported may name the
# person, and what its rows say is not written yet. So the erasure comes after it.
_NEXT: Final = Statement("""
    SELECT erasure_id, org_id, person_id, reason, with_shared FROM erasures
    WHERE org_id = ANY (CAST(:org_ids AS uuid[])) AND state = 'approved'
      AND erasure_id = coalesce(CAST(:erasure_id AS uuid), erasure_id)
      AND NOT EXISTS (SELECT FROM imports i WHERE i.org_id = erasures.org_id AND i.finished_at IS NULL)
    ORDER BY asked_at, erasure_id LIMIT 1
    FOR UPDATE SKIP LOCKED
""")
# Two erasures at once would each keep the texts of a session for the other one.
_ONE_AT_A_TIME: Final = Statement("SELECT pg_advisory_xact_lock(hashtextextended('erasures:' || :org_id, 0))")
_REFUSE: Final = Statement("""
    UPDATE erasures SET state = 'refused', parts = :parts, finished_at = :now WHERE erasure_id = :erasure_id
""")
_START: Final = Statement("""
    WITH started AS (UPDATE erasures SET state = 'erasing' WHERE erasure_id = :erasure_id)
    INSERT INTO erasure_answers (erasure_id, service, org_id, erased, kept, erased_at)
    VALUES (:erasure_id, 'sessions', :org_id, CAST(:erased AS jsonb), CAST(:kept AS jsonb), :now)
    ON CONFLICT DO NOTHING
""")
_HOLD: Final = Statement("""
    SELECT erasure_id FROM erasures WHERE erasure_id = ANY (CAST(:erasure_ids AS uuid[]))
    ORDER BY erasure_id FOR UPDATE
""")
_KEEP: Final = Insert(
    "erasure_answers",
    "erasure_id uuid, service text, org_id uuid, erased jsonb, kept jsonb, erased_at timestamptz",
    then="ON CONFLICT (erasure_id, service) DO NOTHING",
)
# A statement of its own, because it counts the answers that were just kept.
_FINISH: Final = Statement("""
    UPDATE erasures e SET state = 'erased', finished_at = answered.last_at
    FROM (SELECT erasure_id, max(erased_at) AS last_at FROM erasure_answers
          WHERE erasure_id = ANY (CAST(:erasure_ids AS uuid[])) AND service = ANY (CAST(:services AS text[]))
          GROUP BY erasure_id HAVING count(*) = :answers) AS answered
    WHERE e.erasure_id = answered.erasure_id AND e.state = 'erasing'
""")
_DUE: Final = Statement("SELECT DISTINCT org_id FROM tombstones_due WHERE due_at <= :now")
_TAKE_DUE: Final = Statement("""
    DELETE FROM tombstones_due WHERE text_id IN (
        SELECT text_id FROM tombstones_due WHERE org_id = ANY (CAST(:org_ids AS uuid[])) AND due_at <= :now
        ORDER BY text_id LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING text_id, org_id
""")


class ServiceAnswer(NamedTuple):
    """What a service answered to an erasure."""

    erasure_id: UUID
    org_id: UUID
    service: str
    tally: Tally
    erased_at: datetime


async def organisations_erasing(db: AsyncConnection, *, now: datetime) -> list[UUID]:  # noqa: ARG001 - see Waiting
    """Return the organisations with an erasure to carry out."""
    return await _WAITING.scalars(db)


async def carry_out_next(
    db: AsyncConnection, *, org_ids: Sequence[UUID], now: datetime, new_id: NewId, erasure_id: UUID | None = None
) -> int:
    """Carry out one approved erasure of these organisations, and return how many there were: 0 or 1. Never commits.

    If the person takes part in something again, the erasure is refused and says so. While a large file is imported, the
    erasure waits.
    """
    asked = await _NEXT.one_or_none(db, {"org_ids": list(org_ids), "erasure_id": erasure_id})
    if asked is None:
        return 0
    await _ONE_AT_A_TIME.execute(db, {"org_id": str(asked.org_id)})
    scope = {"org_id": asked.org_id, "person_id": asked.person_id}
    person = await LOCK.one(db, scope)
    if parts := await parts_of(db, **scope):
        await _REFUSE.execute(db, {"erasure_id": asked.erasure_id, "parts": len(parts), "now": now})
        return 1
    tally = await erase_person(
        db,
        person,
        **scope,
        erasure_id=asked.erasure_id,
        reason=asked.reason,
        with_shared=asked.with_shared,
        now=now,
        new_id=new_id,
    )
    written = {"erased": _json(tally.erased), "kept": _kept_json(tally)}
    await _START.execute(db, {"erasure_id": asked.erasure_id, "org_id": asked.org_id, "now": now, **written})
    return 1


async def keep_answers(db: AsyncConnection, answers: Sequence[ServiceAnswer]) -> None:
    """Keep what services answered, and finish the erasures that all of them answered. Never commits.

    An answer to an erasure that is not known here belongs to nothing: it was to an event of an earlier version.
    """
    erasure_ids = sorted({one.erasure_id for one in answers})
    held = set(await _HOLD.scalars(db, {"erasure_ids": erasure_ids}))
    rows = [
        (one.erasure_id, one.service, one.org_id, _json(one.tally.erased), _kept_json(one.tally), one.erased_at)
        for one in answers
        if one.erasure_id in held
    ]
    await _KEEP.rows(db, rows)
    await _FINISH.execute(db, {"erasure_ids": erasure_ids, "services": list(SERVICES), "answers": len(SERVICES)})


async def organisations_with_tombstones(db: AsyncConnection, *, now: datetime) -> list[UUID]:
    """Return the organisations with a tombstone to send again."""
    return await _DUE.scalars(db, {"now": now})


async def send_tombstones_again(db: AsyncConnection, *, org_ids: Sequence[UUID], now: datetime) -> int:
    """Add tombstones that are due to the outbox, and return how many. Never commits."""
    due = await _TAKE_DUE.all(db, {"org_ids": list(org_ids), "now": now, "limit": TOMBSTONES_AT_ONCE})
    tombstones = [
        Tombstone(
            TextWritten,
            event_id=derived_id(TextWritten.type, cause=row.text_id, subject="tombstone", revision=2),
            org_id=row.org_id,
            key=text_key(row.text_id),
            sequence=ERASED_SEQUENCE,
        )
        for row in due
    ]
    await outbox.add(db, *tombstones)
    return len(due)


def _json(document: Any) -> str:
    return orjson.dumps(document).decode()


def _kept_json(tally: Tally) -> str:
    return _json([{"kind": kind, "reason": why, "count": count} for (kind, why), count in tally.kept.items() if count])
