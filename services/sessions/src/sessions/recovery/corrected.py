"""Re-import amendments and voids, with their records byte for byte."""

from typing import Any

import orjson
from chassis.database.statement import Statement
from chassis.messaging.recovering import Lost, NotRecoverableError, Outcome
from contracts.sessions import SessionAmended, SessionVoided
from contracts.transparency.merkle import leaf_hash
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.recovery.completions import RESTORE_AGAIN
from sessions.recovery.lifecycle import lock

_STORED = Statement("""
    SELECT EXISTS (SELECT FROM completion_records WHERE session_id = :session_id) AS is_completed,
           EXISTS (SELECT FROM correction_records WHERE event_id = :event_id) AS is_corrected,
           EXISTS (SELECT FROM texts WHERE text_id = :amendment_id) AS has_texts,
           (SELECT decision FROM amendment_decisions WHERE amendment_id = :amendment_id) AS decision
""")
_PROPOSE = Statement("""
    INSERT INTO amendments (amendment_id, org_id, session_id, field, old, new, reason_sha256, proposed_by, proposed_at)
    VALUES (:amendment_id, :org_id, :session_id, :field, CAST(:old AS jsonb), CAST(:new AS jsonb), :reason_sha256,
            :proposed_by, CAST(CAST(:proposed_at AS text) AS timestamptz))
    ON CONFLICT (amendment_id) DO NOTHING
""")
_APPLY = Statement("""
    WITH record AS (
        INSERT INTO correction_records
            (event_id, org_id, session_id, amendment_id, kind, record, leaf_hash, recorded_at)
        VALUES (:event_id, :org_id, :session_id, :amendment_id, :kind, :record, :leaf_hash, :at)
    ), queued AS (
        INSERT INTO log_queue (org_id, session_id, event_id, leaf_hash)
        SELECT :org_id, :session_id, :event_id, :leaf_hash
        WHERE NOT EXISTS (SELECT FROM log_leaves l WHERE l.event_id = :event_id)
    ), decision AS (
        INSERT INTO amendment_decisions (amendment_id, org_id, session_id, decision, decided_by, decided_at, sequence)
        VALUES (:amendment_id, :org_id, :session_id, 'applied', :by, :at, :sequence)
    )
    UPDATE sessions SET version = greatest(version, :sequence), changed_at = greatest(changed_at, :at)
    WHERE org_id = :org_id AND id = :session_id
""")


async def take_correction(db: AsyncConnection, event: SessionAmended | SessionVoided, outcome: Outcome) -> None:
    """Write the correction, if the database lacks it. Name its texts, which no event has.

    Raises NotRecoverableError if the proposal was rejected in the database: both decisions were given to somebody.
    """
    at = event.voided_at if isinstance(event, SessionVoided) else event.amended_at
    await lock(db, org_id=event.org_id, session_id=event.session_id)
    stored = await _STORED.one(
        db, {"session_id": event.session_id, "event_id": event.event_id, "amendment_id": event.amendment_id}
    )
    if not stored.is_corrected:
        if stored.decision is not None:
            raise NotRecoverableError(
                f"Correction {event.amendment_id} was decided again, after the database was restored. {RESTORE_AGAIN}"
            )
        record = None if event.record is None else event.record.encode()
        if not stored.is_completed or record is None or leaf_hash(record).hex() != event.record_hash:
            what = "the correction, because its record or the completion is missing"
            outcome.lost.append(Lost("session", event.session_id, what, at))
            return
        await _write(db, event, record, at)
        outcome.add(event)
    if not stored.has_texts:
        recap = " and the new recap" if isinstance(event, SessionAmended) and event.field == "recap" else ""
        outcome.lost.append(Lost("correction", event.amendment_id, f"the reason{recap}", at))


async def _write(db: AsyncConnection, event: SessionAmended | SessionVoided, record: bytes, at: Any) -> None:
    said = orjson.loads(record)
    field, old, new = _values(said)
    scope: dict[str, Any] = {
        "org_id": event.org_id,
        "session_id": event.session_id,
        "amendment_id": event.amendment_id,
    }
    await _PROPOSE.execute(
        db,
        {
            **scope,
            "field": field,
            "old": orjson.dumps(old).decode(),
            "new": None if new is None else orjson.dumps(new).decode(),
            "reason_sha256": bytes.fromhex(said["reason_sha256"]),
            "proposed_by": event.proposed_by,
            "proposed_at": said["proposed_at"],
        },
    )
    await _APPLY.execute(
        db,
        {
            **scope,
            "event_id": event.event_id,
            "kind": "void" if field == "void" else "amendment",
            "record": record,
            "leaf_hash": leaf_hash(record),
            "by": event.approved_by or event.proposed_by,
            "at": at,
            "sequence": event.sequence,
        },
    )


def _values(said: dict[str, Any]) -> tuple[str, Any, Any]:
    """Return the field that a correction's record is about, its old value and its new one."""
    if "withdrawn" in said:
        return "void", said["withdrawn"], None
    name = {"minutes": "logged_minutes", "recap": "recap_sha256", "coach_shares": "coaches"}[said["field"]]
    return said["field"], said["old"][name], said["new"][name]
