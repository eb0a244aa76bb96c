"""The differences that a change makes: the old and the new value of each field, as the history stores them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sessions.session.domain import PLANNED, Session
from sessions.session.seats import RosterEdit, Seat

Action = Literal["changed", "roster_changed", "answered", "courses_changed"]


class FieldChange(NamedTuple):
    """One field with its old and new value as JSON."""

    field: str
    old: Any
    new: Any


def differences(before: Session, after: Session) -> tuple[FieldChange, ...]:
    """Return the fields in which a session differs. Changes of its roster and state are separate actions."""
    found = [(name, getattr(before, name), getattr(after, name)) for name in PLANNED]
    found.append(("coaches", _coaches(before), _coaches(after)))
    found.append(("course_ids", before.course_ids, after.course_ids))
    return tuple(FieldChange(name, _json(old), _json(new)) for name, old, new in found if old != new)


def roster_differences(before: Sequence[Seat], edit: RosterEdit) -> tuple[FieldChange, ...]:
    """Return one change per learner. Old is null for a learner who was added, new is null for one who was removed."""
    was = {seat.person_id: seat.acceptance for seat in before}
    return (
        *(FieldChange(str(seat.person_id), None, seat.acceptance) for seat in edit.added),
        *(FieldChange(str(seat.person_id), was[seat.person_id], seat.acceptance) for seat in edit.answered),
        *(FieldChange(str(person_id), was[person_id], None) for person_id in edit.removed),
    )


def _coaches(session: Session) -> list[dict[str, Any]]:
    return [
        {"person_id": str(coach.person_id), "share_basis_points": coach.share_basis_points} for coach in session.coaches
    ]


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return [str(item) for item in value] if isinstance(value, tuple) else value
