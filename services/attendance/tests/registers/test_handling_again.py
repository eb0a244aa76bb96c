"""Handling the same events again, after the database was restored, emits the same events with the same ids."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from attendance.worker import HANDLERS
from contracts.sessions import SessionCompleted, SessionStateChanged
from lockstep_testing.databases import Databases
from lockstep_testing.replays import emitted_afresh, handling

ORG, COACH, ANNA, BEN = uuid4(), uuid4(), uuid4(), uuid4()
CLOCK_FIELDS = {"occurred_at", "locked_at"}


async def test_locks_are_emitted_again_with_the_same_ids(databases: Databases, events: Callable[..., Any]) -> None:
    people: dict[str, Any] = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA, BEN]}
    session_ids = [uuid4(), uuid4()]
    scheduled = [events(SessionStateChanged, one, sequence=1, **people) for one in session_ids]
    completed = [events(SessionCompleted, one, sequence=2, **people) for one in session_ids]
    steps = [handling(HANDLERS, *batch) for batch in (scheduled, completed, completed)]

    once, again = [await emitted_afresh(databases, "attendance", steps, clock_fields=CLOCK_FIELDS) for _ in range(2)]

    assert once == again
    assert len({event["event_id"] for event in once}) == len(once) == 2
    for event in once:
        assert UUID(event["event_id"]).int >> 80 == UUID(event["causation_id"]).int >> 80
