"""Apply a correction to a completed session: write its own record, the session's next version, and the event."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging import outbox
from contracts.sessions import CompletionState, CorrectableValues, SessionAmended, SessionVoided, TextWritten
from contracts.transparency.merkle import leaf_hash
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.corrections.standing import Correction, Decided, Standing, Values, correction_record, with_value
from sessions.organisation.domain import Policy
from sessions.sealed.canonical import canonical
from sessions.sealed.publish import text_written
from sessions.sealed.queries import hold_texts
from sessions.session.bookings import release
from sessions.session.domain import Session
from sessions.session.events import Author, coach_shares, envelope, with_state

# One statement and one round trip write the record, its row in the log's queue, the decision, and the session's
# version.
_APPLY = Statement("""
    WITH record AS (
        INSERT INTO correction_records
            (event_id, org_id, session_id, amendment_id, kind, record, leaf_hash, recorded_at)
        VALUES (:event_id, :org_id, :session_id, :amendment_id, :kind, :record, :leaf_hash, :at)
    ), queued AS (
        INSERT INTO log_queue (org_id, session_id, event_id, leaf_hash)
        VALUES (:org_id, :session_id, :event_id, :leaf_hash)
    ), decision AS (
        INSERT INTO amendment_decisions (amendment_id, org_id, session_id, decision, decided_by, decided_at, sequence)
        VALUES (:amendment_id, :org_id, :session_id, 'applied', :by, :at, :sequence)
    )
    UPDATE sessions SET version = :sequence, changed_at = :at WHERE org_id = :org_id AND id = :session_id
""")


class Corrected(NamedTuple):
    """A correction, and the version that its session has after it."""

    correction: Correction
    version: int


async def apply_correction(
    db: AsyncConnection,
    session: Session,
    standing: Standing,
    correction: Correction,
    *,
    policy: Policy,
    author: Author,
    at: datetime,
    event_id: UUID,
) -> Corrected:
    """Apply a correction to a locked session. `standing` is how it stands now. `at` is later than all before."""
    decided = Decided("applied", author.person_id, at, session.version + 1, None)
    correction = replace(correction, decided=decided)
    record = canonical(correction_record(session, standing, correction, decided, policy=policy))
    record_hash = leaf_hash(record)
    await _APPLY.execute(
        db,
        {
            "event_id": event_id,
            "org_id": session.org_id,
            "session_id": session.session_id,
            "amendment_id": correction.amendment_id,
            "kind": "void" if correction.field == "void" else "amendment",
            "record": record,
            "leaf_hash": record_hash,
            "by": decided.by,
            "at": decided.at,
            "sequence": decided.sequence,
        },
    )
    if correction.field == "void":  # its coaches and its room were free at that time
        await release(db, org_id=session.org_id, session_ids=[session.session_id])
    event = _event(session, standing, correction, decided, author=author, event_id=event_id, record=record)
    voided_at = decided.at if correction.field == "void" else None
    after = replace(session, version=event.sequence, voided_at=voided_at)
    texts = await _recap_written(db, correction, event, author=author)
    await outbox.add(db, *with_state(event, after, _completion_state(standing, correction, decided)), *texts)
    return Corrected(correction, session.version + 1)


def _event(
    session: Session,
    standing: Standing,
    correction: Correction,
    decided: Decided,
    *,
    author: Author,
    event_id: UUID,
    record: bytes,
) -> SessionAmended | SessionVoided:
    """Return the event of an applied correction. `standing` is how the session stood before it."""
    base = envelope(
        author,
        session_id=session.session_id,
        sequence=session.version + 1,
        event_id=event_id,
        now=decided.at,
    )
    if correction.field == "void":
        return SessionVoided(
            **base,
            session_id=session.session_id,
            amendment_id=correction.amendment_id,
            withdrawn=_values(standing.values),
            completed_sequence=standing.record["sequence"],
            proposed_by=correction.proposed_by,
            approved_by=correction.approved_by,
            voided_at=decided.at,
            record=record.decode(),
            record_hash=leaf_hash(record).hex(),
        )
    return SessionAmended(
        **base,
        session_id=session.session_id,
        amendment_id=correction.amendment_id,
        field=correction.field,
        old=_values(standing.values),
        new=_values(with_value(standing.values, correction.field, correction.new)),
        completed_sequence=standing.record["sequence"],
        proposed_by=correction.proposed_by,
        approved_by=correction.approved_by,
        amended_at=decided.at,
        record=record.decode(),
        record_hash=leaf_hash(record).hex(),
    )


async def _recap_written(
    db: AsyncConnection, correction: Correction, event: SessionAmended | SessionVoided, *, author: Author
) -> list[TextWritten]:
    """Return the event of the new recap, if the correction has one and it was not erased meanwhile."""
    if correction.field != "recap":
        return []
    # held, so that the text is not erased, and its tombstone sent, before this event
    opened = await hold_texts(db, org_id=author.org_id, text_ids=[correction.amendment_id])
    return [
        text_written(
            author,
            text_id=correction.amendment_id,
            session_id=event.session_id,
            kind="recap",
            audience="everyone",
            written_by=correction.proposed_by,
            text=one.texts["recap"],
            cause=event.event_id,
            now=event.occurred_at,
        )
        for one in opened.values()
    ]


def _completion_state(standing: Standing, correction: Correction, decided: Decided) -> CompletionState:
    """Return the completion as it holds after the correction. `standing` is how the session stood before it."""
    values = with_value(standing.values, correction.field, correction.new)
    return CompletionState(
        completed_sequence=standing.record["sequence"],
        completed_at=standing.completed_at,
        record_hash=standing.record_hash.hex(),
        logged_minutes=values.logged_minutes,
        coaches=coach_shares(values.coaches),
        voided_at=decided.at if correction.field == "void" else None,
    )


def _values(values: Values) -> CorrectableValues:
    return CorrectableValues(
        logged_minutes=values.logged_minutes,
        coaches=coach_shares(values.coaches),
        recap_sha256=values.recap_sha256,
    )
