"""How a batch is divided into handler calls."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar, cast

from chassis.messaging.consumer import apply
from contracts.envelope import Event
from hypothesis import given
from hypothesis import strategies as st
from probing import service
from sqlalchemy.ext.asyncio import AsyncConnection


class Tocked(Event):
    """Another type of event."""

    type: ClassVar[str] = "lockstep.probe.Tocked.v1"


def _tocked(key: str, sequence: int) -> Tocked:
    return Tocked(**service.ticked(key, sequence).model_dump())


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60))
def test_every_event_is_handled_once_in_order_per_key_and_calls_are_few(kinds: list[tuple[str, bool]]) -> None:
    events = [(service.ticked if ticked else _tocked)(key, sequence) for sequence, (key, ticked) in enumerate(kinds, 1)]
    calls: list[Sequence[Event]] = []

    async def handle(_: AsyncConnection, group: Sequence[Event]) -> None:
        calls.append(group)

    asyncio.run(apply(cast(AsyncConnection, None), {service.Ticked: handle, Tocked: handle}, events, {}))

    handled = [event for group in calls for event in group]
    assert all(len({type(event) for event in group}) == 1 for group in calls), "a handler gets its own type alone"
    assert len(handled) == len(events)
    for key in "abc":
        assert [e.sequence for e in handled if e.key == key] == [e.sequence for e in events if e.key == key]
    longest = max((sum(1 for event in events if event.key == key) for key in "abc"), default=0)
    assert len(calls) <= 2 * longest
