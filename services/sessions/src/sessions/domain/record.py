"""The completion record: its canonical bytes, its hash, and the digests that stand for personal text."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from sessions.domain.completion import CompletionRequest, Decision, Recap
from sessions.domain.sessions import Session

RECORD_TYPE = "lockstep.completion-record.v1"
SALT_BYTES = 32


def completion_record(
    session: Session, request: CompletionRequest, decision: Decision, *, by: UUID, now: datetime, salt: bytes
) -> dict[str, Any]:
    """Return the record of a completion, as it is kept for ever.

    Free text enters only as a digest with the salt, which is kept beside the text and not in the record: without it
    nobody can guess the text from the digest.
    """
    policy = session.policy
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
        "planned_starts_at": _instant(session.starts_at),
        "planned_ends_at": _instant(session.ends_at),
        "started_at": _instant(decision.started_at),
        "ended_at": _instant(decision.ended_at),
        "zone": session.zone,
        "raw_minutes": decision.raw_minutes,
        "logged_minutes": decision.logged_minutes,
        "completed_at": _instant(now),
        "completed_by": str(by),
        "late": decision.is_late,
        "late_reason_sha256": digest(salt, request.reason).hex() if request.reason is not None else None,
        "recap_sha256": digest(salt, recap_value(request.recap)).hex(),
        "recap_characters": decision.recap_characters,
        "attendance_version": request.attendance_version,
        "policy": {
            "version": policy.version,
            "minimum_minutes": policy.minimum_minutes,
            "maximum_minutes": policy.maximum_minutes,
            "step_minutes": policy.step_minutes,
            "recap_minimum_characters": policy.recap_minimum_characters,
            "acceptance_required": policy.acceptance_required,
            "empty_call_required": policy.empty_call_required,
            "log_within_hours": policy.log_within_hours,
        },
    }


def canonical(document: Any) -> bytes:
    """Return the canonical bytes of a JSON document (RFC 8785).

    The document consists of objects whose keys are ASCII, lists, texts, integers of at most 53 bits, booleans and
    null. For these, and they are all that a record holds, sorted keys and orjson's spelling are the canonical ones.
    Raises TypeError for an integer beyond 53 bits and for half of a surrogate pair.
    """
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)


def leaf_hash(record: bytes) -> bytes:
    """Return the hash under which a record stands in a transparency log: SHA-256 of 0x00 and the bytes (RFC 6962)."""
    return hashlib.sha256(b"\x00" + record).digest()


def digest(salt: bytes, document: Any) -> bytes:
    """Return the SHA-256 of the salt followed by the document's canonical bytes."""
    return hashlib.sha256(salt + canonical(document)).digest()


def recap_value(recap: Recap) -> str | dict[str, str]:
    """Return the recap as JSON: the text, or an object of its three sections."""
    return recap if isinstance(recap, str) else recap._asdict()


def request_digest(request: CompletionRequest, *, by: UUID, salt: bytes) -> bytes:
    """Return what tells the same request sent again from another one: who asked for what.

    It takes the salt because the recap is in it.
    """
    return digest(
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


def _instant(value: datetime | None) -> str | None:
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
