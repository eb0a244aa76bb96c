"""Handling the same events again, after the database was restored, emits the same events with the same ids."""

from typing import Any
from uuid import UUID

from lockstep_testing.databases import Databases
from lockstep_testing.replays import emitted_afresh, handling
from reports.worker import HANDLERS

CLOCK_FIELDS = {"occurred_at"}


async def test_refreshes_are_emitted_again_with_the_same_ids(databases: Databases, world: Any) -> None:
    completed = [world.completed(name, learners=["anna", "ben"], batch="squad") for name in ("s", "t")]
    locked = world.locked("s", {"anna": True, "ben": False})
    corrections = [world.amended("s", 60, 45), world.remarked("s", "ben", True), world.voided("t")]
    steps = [handling(HANDLERS, *batch) for batch in (completed, [locked], *([one] for one in corrections))]

    once, again = [await emitted_afresh(databases, "reports", steps, clock_fields=CLOCK_FIELDS) for _ in range(2)]

    assert once == again
    assert len({event["event_id"] for event in once}) == len(once) == 4 + 4 + 4 + 3 + 4
    for event in once:
        assert UUID(event["event_id"]).int >> 80 == UUID(event["causation_id"]).int >> 80
