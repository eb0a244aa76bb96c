"""Events that tests hand to handlers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from chassis.ids import new_id
from contracts.envelope import Event

BEGIN = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
"""The start of the sessions that `events` makes."""

POLICY: Final[Mapping[str, Any]] = {
    "version": 0,
    "attendance_default": "absent",
    "presence_present_basis_points": 5_000,
    "presence_late_minutes": 10,
    "amendment_approvers": ("admin",),
    "amendment_second_person": True,
    "earning_hold_days": 0,
    "unpaid": False,
}
"""The values of the built-in policy, as a completion has them."""


@pytest.fixture
def events() -> Callable[..., Any]:
    """Make an event of a session: `events(SessionCompleted, session_id, sequence=5, roster=[...], ...)`.

    `roster` are ids, or participants as mappings. `policy` has the values that differ from POLICY.
    """

    def make(
        event_type: type[Event],
        session_id: UUID,
        *,
        org_id: UUID,
        sequence: int,
        roster: Sequence[UUID | Mapping[str, Any]] = (),
        coaches: Sequence[UUID] = (),
        **more: Any,
    ) -> Event:
        whole = {
            "event_id": new_id(),
            "org_id": org_id,
            "occurred_at": BEGIN,
            "key": str(session_id),
            "sequence": sequence,
            "correlation_id": uuid4(),
            "session_id": session_id,
            "course_ids": (),
            "mode": "in_person",
            "coaches": [{"person_id": one, "share_basis_points": 10_000 // len(coaches)} for one in coaches],
            "roster": [
                one if isinstance(one, Mapping) else {"person_id": one, "acceptance": "accepted"} for one in roster
            ],
            "zone": "Europe/Prague",
            "started_at": BEGIN,
            "ended_at": BEGIN + timedelta(minutes=45),
            "raw_minutes": 45,
            "logged_minutes": 45,
            "completed_at": BEGIN + timedelta(minutes=50),
            "erased_at": BEGIN + timedelta(minutes=55),
            "completed_by": (*coaches, org_id)[0],
            "cancelled_at": BEGIN,
            "cancelled_by": org_id,
            "presence": (),
            "record": "{}",
            "record_hash": "0" * 64,
            "course_coaches": (),
            "class_ids": (),
            "visibility": "read_only",
            "state": "scheduled",
        }
        return event_type.model_validate(whole | more | {"policy": {**POLICY, **more.get("policy", {})}})

    return make
