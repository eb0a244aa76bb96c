"""The completion record: its canonical bytes, its hash, and the digests that it has in place of personal texts."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from contracts.transparency.records import COMPLETION_RECORD

from sessions.ending.domain import CompletionRequest, Decision, Recap
from sessions.organisation.domain import deciding_values
from sessions.sealed.canonical import _digest, instant, text_digest
from sessions.session.domain import MovedPlan, Session
from sessions.session.seats import recorded

REASONS: Final = ("late_reason", "on_behalf_reason")
"""The reasons that a completion may need. A record has a digest of one, or of none."""


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
        "run_id": _text(session.run_id),
        "batch_id": _text(session.batch_id),
        "category_id": _text(session.category_id),
        "course_ids": [str(course_id) for course_id in session.course_ids],
        "mode": session.mode,
        "coaches": [
            {"person_id": str(coach.person_id), "share_basis_points": coach.share_basis_points}
            for coach in session.coaches
        ],
        "planned_by_coach": session.planned_by_coach,
        "roster": [recorded(seat) for seat in decision.taking_part.roster],
        "never_answered": [str(person_id) for person_id in decision.taking_part.never_answered],
        "planned_starts_at": instant(session.starts_at),
        "planned_ends_at": instant(session.ends_at),
        "moved_plan": None if session.moved_afterwards is None else _moved(session.moved_afterwards),
        "start_pressed_at": instant(session.started_at),
        "started_at": instant(decision.started_at),
        "ended_at": instant(decision.ended_at),
        "zone": session.zone,
        "raw_minutes": decision.raw_minutes,
        "logged_minutes": decision.logged_minutes,
        "completed_at": instant(now),
        "completed_by": str(by),
        "on_behalf_of": _text(decision.on_behalf_of),
        "recap_by": _text(request.recap_by),
        "contradictions": list(decision.contradictions),
        "late": decision.is_late,
        **{f"{name}_sha256": None for name in REASONS},
        **{
            f"{name}_sha256": text_digest(salt, name, text).hex()
            for name, text in completion_texts(request, decision).items()
        },
        "recap_characters": decision.recap_characters,
        "attendance_version": request.attendance_version,
        "policy": deciding_values(session.policy),
    }


def recap_value(recap: Recap) -> str | dict[str, str]:
    """Return the recap as JSON: a text, or an object of its three sections."""
    return recap if isinstance(recap, str) else recap._asdict()


def completion_texts(request: CompletionRequest, decision: Decision) -> dict[str, Any]:
    """Return the free texts of a completion. The record has a digest of each."""
    said: dict[str, Any] = {"recap": recap_value(request.recap)}
    if request.reason is None:
        return said
    is_for_another = decision.on_behalf_of is not None and not decision.is_late
    return said | {"on_behalf_reason" if is_for_another else "late_reason": request.reason}


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
            **({} if request.on_behalf_of is None else {"on_behalf_of": str(request.on_behalf_of)}),
            **{name: sorted(str(one) for one in people) for name, people in asdict(request.reported).items() if people},
        },
    )


def _moved(plan: MovedPlan) -> dict[str, Any]:
    return {name: instant(at) for name, at in plan._asdict().items()}


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
