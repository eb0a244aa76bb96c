"""The checks of the fault test find what they are for, and its schedule has every kind of fault."""

import hashlib
import itertools
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import orjson
from aiokafka import ConsumerRecord
from contracts.cloudevents import to_record
from contracts.sessions import LogCheckpointed, SessionAmended, SessionCompleted
from contracts.topics import TOPICS
from hypothesis import given
from hypothesis import strategies as st
from lockstep_chaos.disasters import MadeAgain
from lockstep_chaos.faults import schedule
from lockstep_chaos.findings import Findings
from lockstep_chaos.held import check_checkpoints, check_records, lost_by_nature, root_of
from lockstep_chaos.restoring import Restored
from lockstep_chaos.snapshots import Logs, Skipped, Snapshot, differences
from lockstep_local.programs import SERVICES, worker_names

EXAMPLES = Path(__file__).parents[2] / "libs" / "contracts" / "examples"
ORG, NOW = uuid4(), datetime(2026, 9, 1, tzinfo=UTC)
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
    assert found["copy"] == found["restore"] == set(SERVICES)
    assert found["make again"] == {"attendance.registers.v1"}
    workers = {name for service in SERVICES for name in worker_names(service, 2)}
    assert found["kill"] == workers | {f"{service}-api" for service in SERVICES} | {"kafka", "postgres", "gateway"}
    copied = set()
    for fault in faults:
        if fault.kind == "copy":
            copied.add(fault.name)
        if fault.kind == "restore":
            assert fault.name in copied, "only what was copied can be restored"
            copied.remove(fault.name)


def test_a_seed_gives_one_schedule() -> None:
    first, again, other = (list(itertools.islice(schedule(seed, workers=2), 50)) for seed in (3, 3, 4))
    assert first == again != other


def checkpointed(number: int, leaves: list[bytes], new: int, **changes: object) -> ConsumerRecord[bytes, bytes]:
    """Return the record of a checkpoint of a log with these leaves, of which the last `new` are new."""
    event = LogCheckpointed(
        event_id=uuid4(),
        org_id=ORG,
        occurred_at=NOW,
        key=f"log:{ORG}",
        sequence=number,
        correlation_id=uuid4(),
        origin="log",
        tree_size=len(leaves),
        root_hash=root_of(leaves).hex(),
        leaf_hashes=tuple(leaf.hex() for leaf in leaves[-new:]),
        checkpoint=f"checkpoint {number}",
        checkpointed_at=NOW,
    )
    _, key, value, headers = to_record(event.model_copy(update=changes))
    return ConsumerRecord("sessions.checkpoints.v1", 0, number, 0, 0, key, value, None, 3, 2, tuple(headers))


def broken(*checkpoints: ConsumerRecord[bytes, bytes], stored: int) -> list[str]:
    """Return what is wrong with published checkpoints, if the database has this number of them."""
    records = {topic.name: [] for topic in TOPICS} | {"sessions.checkpoints.v1": list(checkpoints)}
    findings = Findings({}, [])
    notes = {(ORG, number): f"checkpoint {number}" for number in range(1, stored + 1)}
    check_checkpoints(records, notes, findings)
    return findings.broken


def test_the_published_checkpoints_are_one_log_that_only_grows() -> None:
    leaves = [bytes([number]) * 32 for number in range(7)]
    first, second = checkpointed(1, leaves[:3], 3), checkpointed(2, leaves, 4)
    assert broken(first, second, first, stored=2) == []
    assert "is not the one of the leaves up to it" in broken(first, checkpointed(2, leaves[1:], 3), stored=2)[0]
    assert "two checkpoints have the number 1" in broken(first, checkpointed(1, leaves, 7, checkpoint="x"), stored=1)[0]
    assert broken(first, second, stored=1) == ["a published checkpoint is not stored as it was signed: 2"]


def test_a_root_is_the_one_of_rfc_6962() -> None:
    leaves = [hashlib.sha256(b"\0" + one).digest() for one in (b"", b"\0", b"\x10")]
    # the first roots of the test vectors of Certificate Transparency
    assert root_of(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of(leaves[:2]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert root_of(leaves).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"


def test_a_record_is_stored_as_it_was_published() -> None:
    example = orjson.loads((EXAMPLES / "SessionCompleted" / "v1-1.json").read_bytes())
    headers = tuple((name, value.encode()) for name, value in example["headers"].items())
    value = orjson.dumps(example["value"])
    published = ConsumerRecord(TOPIC, 0, 0, 0, 0, b"key", value, None, 3, 2, headers)
    records = {topic.name: [] for topic in TOPICS} | {TOPIC: [published]}
    event_id, record, leaf = (example["value"][name] for name in ("event_id", "record", "record_hash"))
    for stored, right in (
        ({UUID(event_id): (record.encode(), leaf)}, True),
        ({UUID(event_id): (record.encode() + b" ", leaf)}, False),
        ({UUID(event_id): (record.encode(), "0" * 64)}, False),
        ({}, False),
        ({UUID(event_id): (record.encode(), leaf), uuid4(): (record.encode(), leaf)}, False),
    ):
        findings = Findings({}, [])
        check_records(records, stored, findings)
        assert (findings.broken == []) is right


def test_what_never_reached_kafka_is_lost_by_nature_and_nothing_else() -> None:
    _, [published] = logs(SessionCompleted.type)
    records = {topic.name: [] for topic in TOPICS} | {TOPIC: [record(0, SessionCompleted.type, published)]}
    waiting = {published: (SessionCompleted.type, "first"), uuid4(): (SessionCompleted.type, "second")}
    assert lost_by_nature([Restored("sessions", waiting, ())], records) == {SessionCompleted.type: {"second"}}
    assert lost_by_nature([Restored("payouts", waiting, ())], records) == {}
