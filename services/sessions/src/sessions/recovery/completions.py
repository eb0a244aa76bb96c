"""Re-import completions: the record byte for byte, and the session as the event has it."""

from datetime import datetime
from typing import Any, Final

import orjson
from chassis.database.statement import Statement
from chassis.messaging.recovering import Lost, NotRecoverableError, Outcome
from contracts.sessions import SessionCompleted
from contracts.transparency.merkle import leaf_hash
from contracts.transparency.records import FIRST_COMPLETION_RECORD
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.ending.record import REASONS
from sessions.recovery.lifecycle import create, ensure_plan, lock, mode_of
from sessions.recovery.parts import write_coaches, write_courses, write_roster
from sessions.recovery.policies import ensure_policy

NO_REQUEST: Final = bytes(32)
"""The digest of a request that nobody can repeat. Without its texts nobody can tell whether a request is the same."""
RESTORE_AGAIN: Final = "Restore the copy again, and run `recover` before you start the API."

_STORED = Statement("""
    SELECT event_id, EXISTS (SELECT FROM texts t WHERE t.text_id = r.event_id) AS has_texts
    FROM completion_records r WHERE org_id = :org_id AND session_id = :session_id
""")
_STATE = Statement("""
    SELECT started_at, least(coalesce(started_at, starts_at), CAST(:completed_at AS timestamptz)) AS began_at
    FROM sessions WHERE org_id = :org_id AND id = :session_id
""")
_PLAN = Statement("""
    UPDATE sessions SET batch_id = :batch_id, run_id = :run_id, planned_by_coach = :planned_by_coach,
        category_id = :category_id, mode = :mode, zone = :zone,
        starts_at = :starts_at, ends_at = :ends_at, cancelled_at = NULL, cancelled_by = NULL, cancel_reason = NULL,
        state = CASE WHEN started_at IS NULL THEN 'scheduled' ELSE 'in_progress' END
    WHERE org_id = :org_id AND id = :session_id
""")
_TIMES = Statement("""
    UPDATE sessions SET started_at = CAST(:started_at AS timestamptz), moved_from = :moved_from,
        moved_until = :moved_until, moved_at = :moved_at,
        started_by = CASE WHEN CAST(:started_at AS timestamptz) IS NOT NULL THEN coalesce(started_by, :by) END,
        state = CASE WHEN CAST(:started_at AS timestamptz) IS NULL THEN 'scheduled' ELSE 'in_progress' END
    WHERE org_id = :org_id AND id = :session_id
""")
_COMPLETE = Statement("""
    WITH record AS (
        INSERT INTO completion_records (org_id, session_id, event_id, record, leaf_hash, request_digest, completed_at)
        VALUES (:org_id, :session_id, :event_id, :record, :leaf_hash, :request_digest, :completed_at)
    ), queued AS (
        INSERT INTO log_queue (org_id, session_id, event_id, leaf_hash)
        SELECT :org_id, :session_id, :event_id, :leaf_hash
        WHERE NOT EXISTS (SELECT FROM log_leaves l WHERE l.event_id = :event_id)
    )
    UPDATE sessions SET state = 'completed', completed_at = :completed_at, version = greatest(version, :version),
        changed_at = greatest(changed_at, :completed_at)
    WHERE org_id = :org_id AND id = :session_id
""")


async def take_completed(db: AsyncConnection, event: SessionCompleted, outcome: Outcome) -> None:
    """Write the completion, if the database lacks it. Name its texts, which no event has.

    Raises NotRecoverableError if the database has another completion of the session: both were given to somebody.
    """
    scope: dict[str, Any] = {"org_id": event.org_id, "session_id": event.session_id}
    known = await lock(db, **scope)
    stored = await _STORED.one_or_none(db, scope)
    if stored is not None and stored.event_id != event.event_id:
        raise NotRecoverableError(
            f"Session {event.session_id} was completed again, after the database was restored. {RESTORE_AGAIN}"
        )
    record = event.record.encode()
    if leaf_hash(record).hex() != event.record_hash:
        outcome.lost.append(
            Lost("session", event.session_id, "the completion, because its record has another hash", event.completed_at)
        )
        return
    if stored is None:
        await _write(db, event, outcome, known)
        await _COMPLETE.execute(
            db,
            {
                **scope,
                "event_id": event.event_id,
                "record": record,
                "leaf_hash": leaf_hash(record),
                "request_digest": NO_REQUEST,
                "completed_at": event.completed_at,
                "version": event.sequence,
            },
        )
        outcome.add(event)
    if stored is None or not stored.has_texts:
        what = "the recap and the reason of who completed it" if _has_reason(record) else "the recap"
        outcome.lost.append(Lost("session", event.session_id, what, event.completed_at))


async def _write(db: AsyncConnection, event: SessionCompleted, outcome: Outcome, known: Any) -> None:
    """Bring the session to what it was when it was completed, in the state before that."""
    scope: dict[str, Any] = {"org_id": event.org_id, "session_id": event.session_id}
    plan = {
        "batch_id": event.batch_id,
        "run_id": event.run_id,
        "planned_by_coach": event.planned_by_coach,
        "category_id": event.category_id,
        "mode": mode_of(event.mode),
        "zone": event.zone,
        "starts_at": event.planned_starts_at,
        "ends_at": event.planned_ends_at,
    }
    await ensure_plan(db, outcome, event)
    await ensure_policy(db, event, outcome)
    if known is None:
        hidden = dict.fromkeys(
            ("display_from", "display_until", "access_from", "access_until", "coach_from", "coach_until")
        )
        unknown = {**hidden, "visibility": "read_only", "successor_of": None}
        await create(db, outcome, {**plan, **unknown}, event=event)
    else:
        await _PLAN.execute(db, {**scope, **plan})
    written: dict[str, Any] = {**scope, "at": event.completed_at}
    await write_coaches(db, outcome, event.coaches, **written)
    await write_courses(db, outcome, event.course_ids, course_coaches=None, **written)
    await write_roster(db, outcome, event.roster, since=event.started_at, **written)
    found = await _STATE.one(db, {**scope, "completed_at": event.completed_at})
    said = orjson.loads(event.record)
    if said["type"] == FIRST_COMPLETION_RECORD:  # it does not say when start was pressed, if at all
        started_at = found.started_at if found.began_at == event.started_at else event.started_at
    else:
        started_at = _instant(said["start_pressed_at"])
    moved = said.get("moved_plan") or {}
    await _TIMES.execute(
        db,
        {
            **scope,
            "started_at": started_at,
            "by": event.completed_by,
            "moved_from": _instant(moved.get("starts_at")),
            "moved_until": _instant(moved.get("ends_at")),
            "moved_at": _instant(moved.get("moved_at")),
        },
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _has_reason(record: bytes) -> bool:
    said = orjson.loads(record)
    return any(said.get(f"{name}_sha256") is not None for name in REASONS)
