"""How a batch is cut into handler calls."""

from typing import ClassVar

from chassis.consumer import _in_steps
from contracts.envelope import Event
from hypothesis import given
from hypothesis import strategies as st
from probing import service


class Tocked(Event):
    """Another type of event."""

    type: ClassVar[str] = "lockstep.probe.Tocked.v1"


def _tocked(key: str, sequence: int) -> Tocked:
    return Tocked(**service.ticked(key, sequence).model_dump())


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60))
def test_every_event_is_handled_once_in_order_per_key_and_calls_are_few(kinds: list[tuple[str, bool]]) -> None:
    events = [(service.ticked if ticked else _tocked)(key, sequence) for sequence, (key, ticked) in enumerate(kinds, 1)]
    steps = _in_steps(events)
    handled = [event for kind, group in steps for event in group if isinstance(event, kind)]
    assert len(handled) == len(events)
    for key in "abc":
        assert [e.sequence for e in handled if e.key == key] == [e.sequence for e in events if e.key == key]
    longest = max((sum(1 for event in events if event.key == key) for key in "abc"), default=0)
    assert len(steps) <= 2 * longest
