"""End a session. Attendance, ledger and insights follow from this one write."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from chassis.messaging import outbox
from contracts.sessions import CompletionState, PolicyValues, ReportedMark, SessionCompleted, TextWritten
from contracts.transparency.merkle import leaf_hash
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.ending.delivered import delivered_roster, presence
from sessions.ending.domain import Completion, CompletionRequest, Decision, decide_completion
from sessions.ending.record import completion_record, completion_texts, recap_value, request_digest
from sessions.ending.taking_part import changed_seats
from sessions.record.queries import read_completion
from sessions.sealed.canonical import canonical
from sessions.sealed.domain import Secret, seal
from sessions.sealed.publish import text_written
from sessions.sealed.queries import read_texts
from sessions.session.domain import Session
from sessions.session.edits.write_roster import write_answers
from sessions.session.events import Author, coach_shares, envelope, with_state
from sessions.session.lock import lock_own_session

# One statement and one round trip write the record, its row in the log's queue, its sealed texts and their key, the
# coach's leaving of the call, the session's state, and the event.
_COMPLETE_SQL: Final = """
    WITH record AS (
        INSERT INTO completion_records (org_id, session_id, event_id, record, leaf_hash, request_digest, completed_at)
        VALUES (:org_id, :session_id, :event_id, :record, :leaf_hash, :request_digest, :now)
    ), queued AS (
        INSERT INTO log_queue (org_id, session_id, event_id, leaf_hash)
        VALUES (:org_id, :session_id, :event_id, :leaf_hash)
    ), text AS (
        INSERT INTO texts (text_id, org_id, session_id, kind, ciphertext, written_at)
        VALUES (:event_id, :org_id, :session_id, 'completion', :ciphertext, :now)
    ), text_key AS (
        INSERT INTO text_keys (text_id, org_id, key, is_published) VALUES (:event_id, :org_id, :key, true)
    ), leaving AS (
        UPDATE call_presence SET left_at = :now
        WHERE org_id = :org_id AND session_id = :session_id AND person_id = :leaver AND left_at IS NULL
    )
    UPDATE sessions SET state = 'completed', completed_at = :now, changed_at = :now, version = version + 1
    WHERE org_id = :org_id AND id = :session_id
"""
_COMPLETE = outbox.Emitting(_COMPLETE_SQL)


async def complete_session(
    db: AsyncConnection,
    *,
    author: Author,
    roles: Collection[str],
    sees_all: bool,
    session_id: UUID,
    request: CompletionRequest,
    event_id: UUID,
    secret: Secret,
) -> Completion:
    """Complete a session: write its immutable record and emit SessionCompleted, once.

    Emit TextWritten for the recap too. If the same person repeats the same request, the answer is
    the same. Raises SessionNotFound, or the error of the first rule that is broken (see domain).
    """
    session, now = await lock_own_session(
        db, org_id=author.org_id, session_id=session_id, person_id=author.person_id, sees_all=sees_all, need="listed"
    )
    if session.state == "completed" and (known := await _same_request(db, request, author, session_id)):
        return known
    decision = decide_completion(
        session,
        request,
        by=author.person_id,
        is_admin="admin" in roles,
        is_support="support" in roles,
        now=now,
    )
    session = await _settle(db, session, decision, now=now)
    record = completion_record(session, request, decision, by=author.person_id, now=now, salt=secret.salt)
    record_bytes = canonical(record)
    record_hash = leaf_hash(record_bytes)
    event = session_completed(
        session,
        request,
        decision,
        author=author,
        now=now,
        event_id=event_id,
        record=record_bytes.decode(),
        record_hash=record_hash.hex(),
    )
    await _COMPLETE.execute(
        db,
        {
            "org_id": author.org_id,
            "session_id": session_id,
            "event_id": event_id,
            "record": record_bytes,
            "leaf_hash": record_hash,
            "request_digest": request_digest(request, by=author.person_id, salt=secret.salt),
            "now": now,
            "ciphertext": seal(completion_texts(request, decision), text_id=event_id, secret=secret),
            "key": secret.key,
            "leaver": author.person_id if request.log_and_leave else None,
        },
        *with_state(event, *completed_state(session, event)),
        recap_written(request, event, author=author),
    )
    return Completion(record, record_hash.hex(), event_id)


async def _settle(db: AsyncConnection, session: Session, decision: Decision, *, now: datetime) -> Session:
    """Write the answers of learners who take part without one, and return the session with them."""
    seats = changed_seats(session.roster, decision.taking_part.roster)
    if not seats:
        return session
    await write_answers(db, session, seats, now=now)
    answers = {seat.person_id: seat.answer for seat in seats}
    return replace(
        session,
        roster=decision.taking_part.roster,
        enrolments=tuple(
            one._replace(**answers[one.person_id]._asdict())
            if one.removed_at is None and one.person_id in answers
            else one
            for one in session.enrolments
        ),
    )


async def _same_request(
    db: AsyncConnection, request: CompletionRequest, author: Author, session_id: UUID
) -> Completion | None:
    """Return the completion if this very request made it. After its texts are erased, nobody can know that, so None."""
    stored = await read_completion(db, org_id=author.org_id, session_id=session_id)
    if stored is None:
        return None
    opened = (await read_texts(db, org_id=author.org_id, text_ids=[stored.event_id])).get(stored.event_id)
    if opened is None or request_digest(request, by=author.person_id, salt=opened.salt) != stored.request_digest:
        return None
    return Completion(orjson.loads(stored.record), stored.leaf_hash.hex(), stored.event_id)


def completed_state(session: Session, event: SessionCompleted) -> tuple[Session, CompletionState]:
    """Return a session as its completion leaves it, and the completion as it holds then."""
    after = replace(session, state="completed", version=event.sequence, completed_at=event.completed_at)
    return after, CompletionState(
        completed_sequence=event.sequence,
        completed_at=event.completed_at,
        record_hash=event.record_hash,
        logged_minutes=event.logged_minutes,
        coaches=event.coaches,
    )


def recap_written(request: CompletionRequest, event: SessionCompleted, *, author: Author) -> TextWritten:
    """Return the event of the recap of a completion. Its text id is the id of the completion's event."""
    return text_written(
        author,
        text_id=event.event_id,
        session_id=event.session_id,
        kind="recap",
        audience="everyone",
        written_by=request.recap_by or author.person_id,
        text=recap_value(request.recap),
        cause=event.event_id,
        now=event.completed_at,
    )


def session_completed(
    session: Session,
    request: CompletionRequest,
    decision: Decision,
    *,
    author: Author,
    now: datetime,
    event_id: UUID,
    record: str,
    record_hash: str,
) -> SessionCompleted:
    """Return the event of a completion. It has everything that a consumer needs, and no free text."""
    sequence = session.version + 1
    return SessionCompleted(
        **envelope(author, session_id=session.session_id, sequence=sequence, event_id=event_id, now=now),
        session_id=session.session_id,
        run_id=session.run_id,
        batch_id=session.batch_id,
        course_ids=session.course_ids,
        category_id=session.category_id,
        mode=session.mode,
        coaches=coach_shares(session.coaches),
        roster=delivered_roster(session.enrolments, started_at=decision.started_at, ended_at=decision.ended_at),
        never_answered=decision.taking_part.never_answered,
        planned_by_coach=session.planned_by_coach,
        presence=presence(session.visits, leaver=author.person_id if request.log_and_leave else None, now=now),
        planned_starts_at=session.starts_at,
        planned_ends_at=session.ends_at,
        started_at=decision.started_at,
        ended_at=decision.ended_at,
        zone=session.zone,
        raw_minutes=decision.raw_minutes,
        logged_minutes=decision.logged_minutes,
        completed_at=now,
        completed_by=author.person_id,
        on_behalf_of=decision.on_behalf_of,
        recap_by=request.recap_by,
        reported_marks=tuple(ReportedMark(**one._asdict()) for one in request.reported_marks),
        contradictions=decision.contradictions,
        policy=PolicyValues(**{name: getattr(session.policy, name) for name in PolicyValues.model_fields}),
        attendance_version=request.attendance_version,
        record=record,
        record_hash=record_hash,
    )
