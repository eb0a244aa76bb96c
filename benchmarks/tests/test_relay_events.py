"""The relays are measured with real events, and the check of the events that arrive notices every fault."""

from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from chassis.messaging.outbox import shard_of
from contracts.cloudevents import from_record
from contracts.sessions import SessionCompleted
from lockstep_bench.failure import BenchError
from lockstep_bench.relays.events import Waiting, make_events, payloads_by_key
from lockstep_bench.relays.topic import Reader


def test_events_of_the_relays_are_completions_that_readers_understand() -> None:
    events = make_events(20)
    assert len({event.event_id for event in events}) == 20
    assert len({event.key for event in events}) == 2
    for event in events:
        headers = [(name, value.encode()) for name, value in orjson.loads(event.headers).items()]
        read = from_record(headers, event.payload)
        assert isinstance(read, SessionCompleted)
        assert (read.event_id, read.key, read.sequence) == (event.event_id, event.key, event.sequence)
        assert str(read.session_id) == event.key
        assert event.shard == shard_of(event.key.encode())
        assert 3_500 < len(event.payload) < 4_500


class _Consumer:
    """Returns the Kafka records of one poll, and no others."""

    def __init__(self, records: list[Any]) -> None:
        self._records = records

    def resume(self, *_: object) -> None: ...

    def pause(self, *_: object) -> None: ...

    async def end_offsets(self, _: object) -> dict[object, int]:
        return {}

    async def getmany(self, *, timeout_ms: int) -> dict[str, list[Any]]:
        given, self._records = self._records, []
        return {"partition": given} if given else {}


def _record(event: Waiting, **changes: object) -> Any:
    fields = {"key": event.key.encode(), "value": event.payload, "partition": event.shard, "timestamp": 1_000}
    return SimpleNamespace(**{**fields, **changes})


async def _duplicates(records: list[Any], events: list[Waiting]) -> int:
    return (await Reader(_Consumer(records), "topic").read_back(payloads_by_key(events))).duplicates


async def test_what_arrives_once_in_order_is_accepted_and_what_comes_again_is_counted() -> None:
    events = make_events(10)
    records = [_record(event) for event in events]
    assert await _duplicates(records, events) == 0
    assert await _duplicates([*records[:4], records[1], *records[4:]], events) == 1


@pytest.mark.parametrize("fault", ["order", "unknown", "changed", "partition", "missing"])
async def test_nothing_that_is_wrong_with_a_drain_goes_unnoticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lockstep_bench.relays.topic.RECEIVED_SECONDS_MAX", 0.05)
    events = make_events(10)
    records = [_record(event) for event in events]
    match fault:
        case "order":
            records[3], records[4] = records[4], records[3]
        case "unknown":
            records[3] = _record(events[3], key=b"another")
        case "changed":
            records[3] = _record(events[3], value=events[3].payload[:-1])
        case "partition":
            records[3] = _record(events[3], partition=events[3].shard + 1)
        case _:
            records.pop()
    with pytest.raises(BenchError):
        await _duplicates(records, events)
