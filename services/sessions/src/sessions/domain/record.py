"""The completion record: its canonical bytes, its hash, and the digests that it has in place of personal texts."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from sessions.domain.completion import CompletionRequest, Decision, Recap
from sessions.organisation.domain import deciding_values
from sessions.session.domain import Session

RECORD_TYPE = "lockstep.completion-record.v1"


def completion_record(
    session: Session, request: CompletionRequest, decision: Decision, *, by: UUID, now: datetime, salt: bytes
) -> dict[str, Any]:
    """Return the record of a completion. It is stored permanently.

    Free text enters the record only as a salted digest. The salt is stored with the text and not in the record. Without
    the salt nobody can guess the text from the digest.
    """
    return {
        "type": RECORD_TYPE,
        "org_id": str(session.org_id),
        "session_id": str(session.session_id),
        "sequence": session.version + 1,
        "batch_id": _text(session.batch_id),
        "category_id": _text(session.category_id),
        "course_ids": [str(course_id) for course_id in session.course_ids],
        "mode": session.mode,
        "coaches": [
            {"person_id": str(coach.person_id), "share_basis_points": coach.share_basis_points}
            for coach in session.coaches
        ],
        "roster": [{"person_id": str(seat.person_id), "acceptance": seat.acceptance} for seat in session.roster],
        "planned_starts_at": instant(session.starts_at),
        "planned_ends_at": instant(session.ends_at),
        "started_at": instant(decision.started_at),
        "ended_at": instant(decision.ended_at),
        "zone": session.zone,
        "raw_minutes": decision.raw_minutes,
        "logged_minutes": decision.logged_minutes,
        "completed_at": instant(now),
        "completed_by": str(by),
        "late": decision.is_late,
        "late_reason_sha256": None
        if request.reason is None
        else text_digest(salt, "late_reason", request.reason).hex(),
        "recap_sha256": text_digest(salt, "recap", recap_value(request.recap)).hex(),
        "recap_characters": decision.recap_characters,
        "attendance_version": request.attendance_version,
        "policy": deciding_values(session.policy),
    }


def canonical(document: Any) -> bytes:
    """Return the canonical bytes of a JSON document (RFC 8785).

    The document may contain only objects with ASCII keys, lists, texts, integers of at most 53 bits, booleans and null.
    Records have nothing else. For these values, sorted keys and orjson's spelling are the canonical form.
    Raises TypeError for an integer beyond 53 bits and for half of a surrogate pair.
    """
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)


def leaf_hash(record: bytes) -> bytes:
    """Return the hash of a record's leaf in a transparency log: SHA-256 of 0x00 and the bytes (RFC 6962)."""
    return hashlib.sha256(b"\x00" + record).digest()


def text_salt(salt: bytes, name: str) -> bytes:
    """Return the salt of one of the texts that are sealed together.

    Each text has its own salt, so a person who sees one text and its salt learns nothing about the others' digests.
    """
    return hashlib.sha256(salt + name.encode()).digest()


def text_digest(salt: bytes, name: str, text: Any) -> bytes:
    """Return the digest by which a record refers to a text: SHA-256 of the text's salt and its canonical bytes."""
    return _digest(text_salt(salt, name), text)


def _digest(salt: bytes, document: Any) -> bytes:
    return hashlib.sha256(salt + canonical(document)).digest()


def recap_value(recap: Recap) -> str | dict[str, str]:
    """Return the recap as JSON: a text, or an object of its three sections."""
    return recap if isinstance(recap, str) else recap._asdict()


def completion_texts(request: CompletionRequest) -> dict[str, Any]:
    """Return the free texts of a completion. The record has a digest of each."""
    said: dict[str, Any] = {"recap": recap_value(request.recap)}
    return said if request.reason is None else said | {"late_reason": request.reason}


def request_digest(request: CompletionRequest, *, by: UUID, salt: bytes) -> bytes:
    """Return the digest that distinguishes the same request, sent again, from another one: the person and the request.

    It is salted because it covers the recap.
    """
    return _digest(
        salt,
        {
            "by": str(by),
            "minutes": request.minutes,
            "raw_minutes": request.raw_minutes,
            "recap": recap_value(request.recap),
            "attendance_version": request.attendance_version,
            "log_and_leave": request.log_and_leave,
            "reason": request.reason,
        },
    )


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def instant(value: datetime | None) -> str | None:
    """Return an instant in the form that records use: UTC, with microseconds."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
