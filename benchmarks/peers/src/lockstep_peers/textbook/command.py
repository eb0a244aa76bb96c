"""The sessions API: ending a session."""

import hashlib
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal
from uuid import UUID, uuid4

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from lockstep_peers.textbook import events
from lockstep_peers.textbook.database import add_message, get_db
from lockstep_peers.textbook.sessions import CompletionRecord, CompletionText, Session
from lockstep_peers.textbook.worker import say_ready

SALT_BYTES: Final = 32


class Policy(BaseModel):
    """The organisation's rules for its sessions. These are the defaults."""

    version: int = 0
    minimum_minutes: int = 5
    maximum_minutes: int = 90
    step_minutes: int = 5
    recap_minimum_characters: int = 150
    acceptance_required: bool = True
    empty_call_required: bool = True
    log_within_hours: int = 72
    attendance_default: str = "absent"
    presence_present_basis_points: int = 5_000
    presence_late_minutes: int = 10
    amendment_approvers: list[str] = ["admin"]
    amendment_second_person: bool = True
    earning_hold_days: int = 0
    unpaid: bool = False


POLICY: Final = Policy()


class Caller(BaseModel):
    """The person who sends the request."""

    org_id: UUID
    person_id: UUID


class CompletionIn(BaseModel):
    """The end of a session, as its coach logs it."""

    minutes: Annotated[
        int, Field(ge=POLICY.minimum_minutes, le=POLICY.maximum_minutes, multiple_of=POLICY.step_minutes)
    ]
    recap: Annotated[str, Field(max_length=20_000)]
    attendance_version: Annotated[int | None, Field(ge=0)] = None


class Record(events.Delivered):
    """The completion record."""

    type: str = "lockstep.completion-record.v1"
    org_id: UUID
    sequence: int
    late: bool = False
    late_reason_sha256: str | None = None
    recap_sha256: str
    recap_characters: int
    policy: Policy


class CompletionOut(events.Delivered):
    """A completed session."""

    event_id: UUID
    state: Literal["completed"] = "completed"
    version: int
    late: bool
    recap_characters: int
    policy_version: int
    record_hash: str


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Print `ready` when the API has started."""
    say_ready()
    yield


app = FastAPI(lifespan=lifespan)


def get_caller(x_org_id: Annotated[UUID, Header()], x_person_id: Annotated[UUID, Header()]) -> Caller:
    """Return the caller from the headers, as a gateway sets them."""
    return Caller(org_id=x_org_id, person_id=x_person_id)


@app.post("/v1/sessions/{session_id}/complete")
async def complete_session(
    session_id: UUID,
    body: CompletionIn,
    caller: Annotated[Caller, Depends(get_caller)],
    db: Annotated[AsyncSession, Depends(get_db)],
) -> CompletionOut:
    """Complete a session: write its record once and publish it. A repeated request gets the same answer."""
    session = await db.scalar(
        select(Session)
        .where(Session.id == session_id, Session.org_id == caller.org_id)
        .options(selectinload(Session.coaches), selectinload(Session.courses), selectinload(Session.roster))
        .with_for_update()
    )
    if session is None:
        raise HTTPException(404, "Your organisation has no session with this id")
    if session.state == "completed":
        return await repeated_completion(db, session, body, caller)
    now = datetime.now(UTC)
    started_at = check_completion(session, body, caller, now)
    salt = secrets.token_bytes(SALT_BYTES)
    record = record_of(session, body, caller, started_at=started_at, now=now, salt=salt)
    canonical_record = canonical(record.model_dump(mode="json"))
    stored = CompletionRecord(
        session_id=session_id,
        org_id=caller.org_id,
        event_id=uuid4(),
        record=canonical_record,
        record_hash=hashlib.sha256(b"\x00" + canonical_record).digest(),
        request_digest=request_digest(body, caller, salt),
        completed_at=now,
        text=CompletionText(org_id=caller.org_id, salt=salt, recap=body.recap),
    )
    db.add(stored)
    session.state = "completed"
    session.completed_at = now
    session.version = record.sequence
    add_message(db, events.COMPLETIONS, event_of(record, stored))
    await db.commit()
    return answer_of(record, stored)


async def repeated_completion(db: AsyncSession, session: Session, body: CompletionIn, caller: Caller) -> CompletionOut:
    """Return the answer to a repeated completion, or refuse a different one."""
    stored = await db.get_one(CompletionRecord, session.id, options=[selectinload(CompletionRecord.text)])
    if request_digest(body, caller, stored.text.salt) != stored.request_digest:
        raise HTTPException(409, "The session was completed by another request")
    return answer_of(Record.model_validate_json(stored.record), stored)


def check_completion(session: Session, body: CompletionIn, caller: Caller, now: datetime) -> datetime:
    """Return when the session began, or refuse a completion that breaks a rule."""
    if caller.person_id not in [coach.person_id for coach in session.coaches]:
        raise HTTPException(403, "Only a coach of this session can complete it")
    if session.state == "cancelled":
        raise HTTPException(409, "A cancelled session cannot be completed")
    if session.ends_at is not None and now > session.ends_at + timedelta(hours=POLICY.log_within_hours):
        raise HTTPException(409, "The time for logging this session is over")
    started_at = session.started_at or (session.starts_at if session.mode == "in_person" else None)
    if started_at is None or started_at > now:
        raise HTTPException(409, "The session has not begun")
    taking_part = [seat for seat in session.roster if seat.removed_at is None and seat.acceptance != "declined"]
    if not taking_part:
        raise HTTPException(409, "A session without any participant cannot be completed")
    if POLICY.acceptance_required and any(seat.acceptance != "accepted" for seat in taking_part):
        raise HTTPException(409, "Not every participant has accepted")
    if count_characters(body.recap) < POLICY.recap_minimum_characters:
        raise HTTPException(422, f"The recap needs at least {POLICY.recap_minimum_characters} characters")
    return started_at


def record_of(
    session: Session, body: CompletionIn, caller: Caller, *, started_at: datetime, now: datetime, salt: bytes
) -> Record:
    """Return the record of a completion. It has only a salted digest of free text."""
    return Record(
        org_id=session.org_id,
        session_id=session.id,
        sequence=session.version + 1,
        batch_id=session.batch_id,
        category_id=session.category_id,
        course_ids=[course.course_id for course in session.courses],
        mode=session.mode,
        coaches=[events.CoachShare.model_validate(coach) for coach in session.coaches],
        roster=[events.Participant.model_validate(seat) for seat in session.roster if seat.removed_at is None],
        planned_starts_at=session.starts_at,
        planned_ends_at=session.ends_at,
        started_at=started_at,
        ended_at=min(now, started_at + timedelta(minutes=body.minutes)),
        zone=session.zone,
        raw_minutes=body.minutes,
        logged_minutes=body.minutes,
        completed_at=now,
        completed_by=caller.person_id,
        attendance_version=body.attendance_version,
        recap_sha256=hashlib.sha256(salt + canonical(body.recap)).hexdigest(),
        recap_characters=count_characters(body.recap),
        policy=POLICY,
    )


def event_of(record: Record, stored: CompletionRecord) -> events.SessionCompleted:
    """Return the message of a completion."""
    return events.SessionCompleted(
        **delivered(record),
        event_id=stored.event_id,
        org_id=record.org_id,
        occurred_at=record.completed_at,
        key=str(record.session_id),
        sequence=record.sequence,
        correlation_id=uuid4(),
        presence=[],
        policy=events.PolicyValues.model_validate(record.policy.model_dump()),
        record=stored.record.decode(),
        record_hash=stored.record_hash.hex(),
    )


def answer_of(record: Record, stored: CompletionRecord) -> CompletionOut:
    """Return the answer to a completion."""
    return CompletionOut(
        **delivered(record),
        event_id=stored.event_id,
        version=record.sequence,
        late=record.late,
        recap_characters=record.recap_characters,
        policy_version=record.policy.version,
        record_hash=stored.record_hash.hex(),
    )


def delivered(record: Record) -> dict[str, Any]:
    """Return the fields that a record shares with its event and its answer."""
    return {name: getattr(record, name) for name in events.Delivered.model_fields}


def canonical(document: Any) -> bytes:
    """Return canonical JSON, as RFC 8785 defines it for strings and whole numbers with plain member names."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def request_digest(body: CompletionIn, caller: Caller, salt: bytes) -> bytes:
    """Return a digest that distinguishes a repeated request from a different one."""
    return hashlib.sha256(salt + canonical({"by": str(caller.person_id), **body.model_dump()})).digest()


def count_characters(text: str) -> int:
    """Return the number of characters of a text. White space in sequence counts once."""
    return len(" ".join(text.split()))
