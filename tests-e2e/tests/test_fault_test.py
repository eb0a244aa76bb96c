"""The fault test finds an inbox that differs from the positions, and its schedule has every kind of fault."""

import itertools
from collections.abc import Mapping
from uuid import UUID, uuid4

from aiokafka import ConsumerRecord
from contracts.sessions import SessionAmended, SessionCompleted
from contracts.topics import TOPICS
from hypothesis import given
from hypothesis import strategies as st
from lockstep_chaos.disasters import MadeAgain
from lockstep_chaos.faults import schedule
from lockstep_chaos.snapshots import Logs, Skipped, Snapshot, differences
from lockstep_local.programs import SERVICES, worker_names

TOPIC = "sessions.completions.v1"
PLACE = (TOPIC, 0)
UNKNOWN = "lockstep.sessions.NobodyKnowsThis.v1"


def record(offset: int, kind: str, event_id: UUID) -> ConsumerRecord[bytes, bytes]:
    """Return a record of the partition."""
    headers = (("ce_type", kind.encode()), ("ce_id", str(event_id).encode()))
    return ConsumerRecord(TOPIC, 0, offset, 0, 0, b"key", b"{}", None, 3, 2, headers)


def logs(*kinds: str) -> tuple[Logs, list[UUID]]:
    """Return the logs of payouts with an event of each of these types, and their ids."""
    ids = [uuid4() for _ in kinds]
    records = {topic.name: [] for topic in TOPICS} | {
        TOPIC: [record(offset, kind, event_id) for offset, (kind, event_id) in enumerate(zip(kinds, ids, strict=True))]
    }
    return Logs("payouts", records), ids


def snapshot(position: int, ids: list[UUID], *skipped: Skipped, at: float = 0.0) -> Snapshot:
    """Return a snapshot of payouts."""
    return Snapshot("payouts", at, {PLACE: position}, skipped, b"".join(one.bytes for one in ids))


@given(
    kinds=st.lists(st.sampled_from([SessionCompleted.type, SessionAmended.type, UNKNOWN]), max_size=12),
    data=st.data(),
)
def test_an_inbox_is_right_if_it_has_the_handled_events_up_to_the_position_and_no_others(
    kinds: list[str], data: st.DataObject
) -> None:
    log, ids = logs(*kinds)
    position = data.draw(st.integers(-1, len(kinds) - 1))
    handled = [one for offset, one in enumerate(ids) if offset <= position and kinds[offset] != UNKNOWN]
    assert differences(snapshot(position, handled), log, ()) is None
    for surplus in set(ids) - set(handled):
        assert differences(snapshot(position, [*handled, surplus]), log, ()) is not None
    for missing in handled:
        assert differences(snapshot(position, [one for one in handled if one != missing]), log, ()) is not None


def test_an_event_in_a_skipped_range_is_not_in_the_inbox_until_the_range_was_read_again() -> None:
    log, [completed, amended] = logs(SessionCompleted.type, SessionAmended.type)
    range_ = Skipped(PLACE, SessionAmended.type, 1, 1)
    assert differences(snapshot(1, [completed], range_), log, ()) is None
    assert differences(snapshot(1, [completed], range_._replace(type=UNKNOWN)), log, ()) is not None
    assert differences(snapshot(1, [completed, amended], range_), log, ()) is not None


def test_a_reader_that_begins_again_keeps_what_it_read_before_its_topic_was_made_again() -> None:
    log, ids = logs(SessionCompleted.type, SessionCompleted.type, SessionCompleted.type)
    again = [MadeAgain(TOPIC, at=5.0, ends=[2])]
    assert differences(snapshot(-1, ids[:2], at=6.0), log, again) is None
    assert differences(snapshot(-1, ids[:2], at=4.0), log, again) is not None
    assert differences(snapshot(-1, ids, at=6.0), log, again) is not None


def test_every_round_of_the_schedule_has_every_process_and_every_kind_of_fault() -> None:
    faults = list(itertools.islice(schedule(1, workers=2), 400))
    found: Mapping[str, set[str]] = {
        kind: {one.name for one in faults if one.kind == kind} for kind in ("kill", "copy", "restore", "make again")
    }
    assert found["copy"] == found["restore"] == {"attendance", "payouts", "reports"}
    assert found["make again"] == {"attendance.registers.v1"}
    workers = {name for service in SERVICES for name in worker_names(service, 2)}
    assert found["kill"] == workers | {f"{service}-api" for service in SERVICES} | {"kafka", "postgres", "gateway"}
    state = ""
    for fault in faults:
        if fault.kind == "copy":
            state = fault.name
        if fault.kind == "restore":
            assert state == fault.name, "only what was copied can be restored"


def test_a_seed_gives_one_schedule() -> None:
    first, again, other = (list(itertools.islice(schedule(seed, workers=2), 50)) for seed in (3, 3, 4))
    assert first == again != other
