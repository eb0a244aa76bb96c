"""The completion record: its canonical bytes, its hash, and the digests that it has in place of personal texts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.transparency.records import COMPLETION_RECORD

from sessions.ending.domain import CompletionRequest, Decision, Recap
from sessions.organisation.domain import deciding_values
from sessions.sealed.canonical import _digest, instant, text_digest
from sessions.session.domain import Session


def completion_record(
    session: Session, request: CompletionRequest, decision: Decision, *, by: UUID, now: datetime, salt: bytes
) -> dict[str, Any]:
    """Return the record of a completion. It is stored permanently.

    Free text enters the record only as a salted digest. The salt is stored with the text and not in the record. Without
    the salt nobody can guess the text from the digest.
    """
    return {
        "type": COMPLETION_RECORD,
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
