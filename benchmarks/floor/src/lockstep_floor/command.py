"""Ending a session with the statements of `sessions.ending.complete`, behind a bare ASGI callable.

It believes what the request says. There is no token, no rule and no validation.
"""

import hashlib
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from asyncpg import Record
from chassis.database.statement import Statement
from chassis.ids import new_id
from contracts.sessions import PolicyValues, SessionCompleted, SessionStateChanged
from contracts.transparency.records import COMPLETION_RECORD
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sessions.ending import complete as completion
from sessions.organisation.domain import DEFAULT_POLICY, deciding_values
from sessions.sealed.domain import new_secret
from sessions.session import queries

from lockstep_floor import outbox
from lockstep_floor.statements import Database, Message, bare

_SET_ORG: Final = bare(Statement("SELECT set_config('app.org_id', :org_id, true)"))
_LOCK: Final = bare(Statement("SELECT 1 FROM sessions WHERE org_id = :org_id AND id = :session_id FOR UPDATE"))
_READ: Final = bare(queries._READ)
_COMPLETE: Final = bare(Statement(completion._COMPLETE_SQL))
_POLICY: Final = deciding_values(DEFAULT_POLICY)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def complete(
    database: Database, prefix: str, *, org_id: UUID, coach_id: UUID, session_id: UUID, body: Message
) -> Message:
    """Complete a session and return the answer."""
    now, secret, event_id = datetime.now(UTC), new_secret(), new_id()
    async with database.acquire() as db, db.transaction():
        await db.execute(*_SET_ORG(org_id=str(org_id)))
        await db.execute(*_LOCK(org_id=org_id, session_id=session_id))
        session = await db.fetchrow(*_READ(org_id=org_id, session_id=session_id))
        assert session is not None
        recap = orjson.dumps(body["recap"])
        record = record_of(session, body, org_id=org_id, coach_id=coach_id, session_id=session_id, now=now)
        record["recap_sha256"] = hashlib.sha256(hashlib.sha256(secret.salt + b"recap").digest() + recap).hexdigest()
        # RFC 8785 gives the same bytes for ASCII strings and whole numbers
        canonical = orjson.dumps(record, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)
        record_hash = hashlib.sha256(b"\x00" + canonical).digest()
        await db.execute(
            *_COMPLETE(
                org_id=org_id,
                session_id=session_id,
                event_id=event_id,
                record=canonical,
                leaf_hash=record_hash,
                request_digest=hashlib.sha256(secret.salt + orjson.dumps(body)).digest(),
                now=now,
                ciphertext=AESGCM(secret.key).encrypt(bytes(12), secret.salt + recap, event_id.bytes),
                key=secret.key,
                leaver=None,
            )
        )
        event = event_of(record, canonical=canonical, record_hash=record_hash.hex(), event_id=event_id, now=now)
        state = state_of(session, event)
        await outbox.add(db, prefix, (SessionCompleted, event), (SessionStateChanged, state))
    answer = {name: value for name, value in record.items() if name not in ("type", "org_id", "policy")}
    return {**answer, "event_id": event_id, "state": "completed", "record_hash": record_hash.hex()}


def record_of(
    session: Record | Message, body: Message, *, org_id: UUID, coach_id: UUID, session_id: UUID, now: datetime
) -> Message:
    """Return the record of `sessions.ending.record`, without the digest of the recap."""
    return {
        "type": COMPLETION_RECORD,
        "org_id": org_id,
        "session_id": session_id,
        "sequence": session["version"] + 1,
        "batch_id": session["batch_id"],
        "category_id": session["category_id"],
        "course_ids": session["course_ids"],
        "mode": session["mode"],
        "coaches": [
            {"person_id": person_id, "share_basis_points": share}
            for person_id, share in zip(session["coach_ids"], session["shares"], strict=True)
        ],
        "roster": [
            {"person_id": person_id, "acceptance": acceptance, "accepted_by": accepted_by}
            for person_id, acceptance, accepted_by, removed_at in zip(
                session["learner_ids"],
                session["acceptances"],
                session["answered_by"],
                session["removed_at"],
                strict=True,
            )
            if removed_at is None
        ],
        "run_id": session["run_id"],
        "planned_by_coach": session["planned_by_coach"],
        "never_answered": [],
        "planned_starts_at": session["starts_at"],
        "planned_ends_at": session["ends_at"],
        "moved_plan": None,
        "start_pressed_at": None,
        "started_at": session["starts_at"],
        "ended_at": min(now, session["starts_at"] + timedelta(minutes=body["minutes"])),
        "zone": session["zone"],
        "raw_minutes": body["minutes"],
        "logged_minutes": body["minutes"],
        "completed_at": now,
        "completed_by": coach_id,
        "on_behalf_of": None,
        "recap_by": None,
        "contradictions": [],
        "late": False,
        "late_reason_sha256": None,
        "on_behalf_reason_sha256": None,
        "recap_characters": len(body["recap"]),
        "attendance_version": None,
        "policy": _POLICY,
    }


_OF_RECORD: Final = tuple(
    name for name in SessionCompleted.model_fields if name not in ("event_id", "policy", "record_hash")
)
_PINNED: Final = {name: _POLICY[name] for name in PolicyValues.model_fields}


def event_of(record: Message, *, canonical: bytes, record_hash: str, event_id: UUID, now: datetime) -> Message:
    """Return the message of a completion. Most of it comes from the record, whose canonical bytes it has too.

    Everybody was on the roster during the whole session, and nobody was in a call.
    """
    fields = outbox.envelope(
        org_id=record["org_id"],
        key=str(record["session_id"]),
        sequence=record["sequence"],
        at=now,
        correlation_id=new_id(),
    )
    said = {name: record[name] for name in _OF_RECORD if name in record}
    said |= {"presence": [], "policy": _PINNED, "record": canonical.decode(), "record_hash": record_hash}
    return {**fields, **said, "event_id": str(event_id)}


_PLAN: Final = (
    *("visibility", "starts_at", "ends_at", "zone", "class_ids"),
    *("display_from", "display_until", "access_from", "access_until", "coach_from", "coach_until"),
)


def state_of(session: Record | Message, event: Message) -> Message:
    """Return the message of the state that a session has after its completion."""
    same = ("session_id", "org_id", "occurred_at", "key", "sequence", "correlation_id")
    shared = ("batch_id", "category_id", "course_ids", "mode", "coaches")
    completion = ("completed_at", "record_hash", "logged_minutes", "coaches")
    roster = [
        {
            "person_id": person_id,
            "acceptance": acceptance,
            "accepted_by": accepted_by,
            "periods": [{"enrolled_at": enrolled_at}],
        }
        for person_id, acceptance, accepted_by, enrolled_at, removed_at in zip(
            *(session[name] for name in ("learner_ids", "acceptances", "answered_by", "enrolled_at", "removed_at")),
            strict=True,
        )
        if removed_at is None
    ]
    return {
        **{name: event[name] for name in (*same, *shared)},
        **{name: session[name] for name in _PLAN},
        "event_id": str(new_id()),
        "causation_id": event["event_id"],
        "course_coaches": [],
        "roster": roster,
        "state": "completed",
        "completion": {"completed_sequence": event["sequence"], **{name: event[name] for name in completion}},
    }


def create_app(
    open_database: Callable[[], Awaitable[Database]], prefix: str
) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """Return the ASGI callable that answers POST /v1/sessions/{id}/complete."""
    database: Database

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal database
        if scope["type"] == "lifespan":
            await receive()
            database = await open_database()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            database.terminate()
            await send({"type": "lifespan.shutdown.complete"})
            return
        content, more = b"", True
        while more:
            part = await receive()
            content, more = content + part["body"], part["more_body"]
        sent = dict(scope["headers"])
        answer = await complete(
            database,
            prefix,
            org_id=UUID(sent[b"x-org-id"].decode()),
            coach_id=UUID(sent[b"x-person-id"].decode()),
            session_id=UUID(scope["path"].split("/")[3]),
            body=orjson.loads(content),
        )
        data = outbox.payload(answer)
        length = (b"content-length", str(len(data)).encode())
        start = {"status": 200, "headers": [(b"content-type", b"application/json"), length]}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": data})

    return app
