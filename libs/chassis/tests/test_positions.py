"""The worker's position is in its database: restored databases, topics made again, types that nobody handles yet."""

import time
from collections.abc import Sequence

import pytest
from aiokafka import TopicPartition
from chassis.messaging.positions import NOTHING_READ
from chassis.messaging.skipped import Range, read_ranges, shorten_ranges
from lockstep_local.waiting import eventually
from probing import service
from probing.harness import Probe, Raw, raw
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

FOLLOWED_WITHIN_SECONDS = 30


def ticks(first: int, count: int) -> list[Raw]:
    """Return events of one partition key."""
    return [raw(service.ticked("key", number)) for number in range(first, first + count)]


async def sequences(probe: Probe) -> list[int]:
    """Return the sequences of all effects, in the order in which they happened."""
    return [row.sequence for row in await probe.rows("SELECT sequence FROM effects ORDER BY id")]


async def has_effects(probe: Probe, expected: Sequence[int]) -> None:
    """Wait until there are this many effects, and compare."""
    await eventually(lambda: probe.has("effects", len(expected)), f"{len(expected)} effects")
    assert await sequences(probe) == list(expected)


async def restore(probe: Probe, sequence: int) -> None:
    """Set the database back to where it was after the event with this sequence (one partition, offsets from 0)."""
    engine = create_async_engine(probe.database.owner_url)
    async with engine.begin() as db:
        where = {"sequence": sequence}
        forgotten = "SELECT event_id FROM effects WHERE sequence > :sequence"
        await db.execute(text(f"DELETE FROM inbox WHERE event_id IN ({forgotten})"), where)
        ids = await db.execute(text("SELECT event_id FROM effects WHERE sequence = :sequence"), where)
        await db.execute(text("DELETE FROM effects WHERE sequence > :sequence"), where)
        moved = "UPDATE positions SET record_offset = :offset, record_id = :record_id WHERE record_offset >= 0"
        await db.execute(text(moved), {"offset": sequence - 1, "record_id": str(ids.scalar_one()).encode()})
    await engine.dispose()


async def test_a_database_that_is_restored_beneath_a_worker_reads_again_what_it_forgot(probe: Probe) -> None:
    await probe.publish(*ticks(1, 20))
    worker = probe.start_worker()
    await has_effects(probe, range(1, 21))
    await restore(probe, 7)
    await has_effects(probe, range(1, 21))
    await probe.publish(*ticks(21, 5))
    await has_effects(probe, range(1, 26))
    assert worker.returncode is None


async def test_a_database_that_is_restored_while_no_worker_runs_reads_again_what_it_forgot(probe: Probe) -> None:
    await probe.publish(*ticks(1, 20))
    worker = probe.start_worker()
    await has_effects(probe, range(1, 21))
    worker.terminate()
    worker.wait()
    await restore(probe, 1)
    probe.start_worker()
    await has_effects(probe, range(1, 21))


async def test_a_topic_that_is_made_again_is_followed_within_half_a_minute(probe: Probe) -> None:
    await probe.publish(*ticks(1, 20))
    worker = probe.start_worker()
    await has_effects(probe, range(1, 21))
    began = time.monotonic()
    await probe.make_topic_again()
    await probe.publish(*ticks(101, 3))
    await has_effects(probe, [*range(1, 21), *range(101, 104)])
    assert time.monotonic() - began < FOLLOWED_WITHIN_SECONDS
    assert worker.returncode is None


@pytest.mark.parametrize("count", [12, 4], ids=["beyond the position", "up to the last record that was read"])
async def test_a_topic_that_was_made_again_and_filled_is_read_from_its_beginning(probe: Probe, count: int) -> None:
    await probe.publish(*ticks(1, 5))
    worker = probe.start_worker()
    await has_effects(probe, range(1, 6))
    worker.terminate()
    worker.wait()
    await probe.make_topic_again()
    await probe.publish(*ticks(101, count))
    probe.start_worker()
    await has_effects(probe, [*range(1, 6), *range(101, 101 + count)])


async def test_events_of_unknown_types_and_tombstones_are_skipped_and_halt_nobody(probe: Probe) -> None:
    unheard: Raw = (b"key", b"{}", [("ce_type", b"lockstep.probe.Unheard.v2"), ("ce_id", b"x")])
    tombstone: Raw = (b"key", None, [])
    records = [one for event in ticks(1, 30) for one in (event, unheard, tombstone)]
    await probe.publish(*records)
    probe.start_worker()
    await has_effects(probe, range(1, 31))
    assert await probe.count("parked") == 0
    assert await probe.count("inbox") == 30
    async with probe.engine.connect() as db:
        ranges = await read_ranges(db, [probe.topic], ["lockstep.probe.Unheard.v2"])
    assert ranges == {TopicPartition(probe.topic, 0): {"lockstep.probe.Unheard.v2": Range(1, 88)}}


async def test_a_version_that_handles_a_skipped_type_catches_up_before_it_reads_on(probe: Probe) -> None:
    rungs = [raw(service.rung("key", number)) for number in (3, 5)]
    await probe.publish(*ticks(1, 2), rungs[0], *ticks(4, 1), rungs[1], *ticks(6, 2))
    old = probe.start_worker()
    await has_effects(probe, [1, 2, 4, 6, 7])
    old.terminate()
    old.wait()
    await probe.publish(raw(service.rung("key", 8)), *ticks(9, 1))
    probe.start_worker(PROBE_HANDLES_RUNG="yes")
    await has_effects(probe, [1, 2, 4, 6, 7, 3, 5, 8, 9])
    assert await probe.count("skipped") == 0


async def test_the_newer_form_of_a_fact_is_not_handled_again_after_the_older_one(probe: Probe) -> None:
    older = service.ticked("key", 1)
    newer = service.Rung(**older.model_dump())
    await probe.publish(raw(newer), raw(older), *ticks(2, 1))
    old = probe.start_worker()
    await has_effects(probe, [1, 2])
    old.terminate()
    old.wait()
    await probe.publish(raw(service.Rung(**(again := service.ticked("key", 3)).model_dump())), raw(again))
    probe.start_worker(PROBE_HANDLES_RUNG="yes")
    await has_effects(probe, [1, 2, 3])


async def test_a_range_that_a_migration_names_is_handled_once_more_by_the_version_that_knows_the_name(
    probe: Probe,
) -> None:
    name = f"{service.Ticked.type}#more"
    await probe.publish(*ticks(1, 3))
    old = probe.start_worker()
    await has_effects(probe, [1, 2, 3])
    await probe.change(f"INSERT INTO skipped VALUES ('{probe.topic}', 0, '{name}', 0, {2**63 - 1}, 0)")
    old.terminate()
    old.wait()
    previous = probe.start_worker()  # it does not know the name
    await probe.publish(*ticks(4, 1))
    await has_effects(probe, [1, 2, 3, 4])
    previous.terminate()
    previous.wait()
    new = probe.start_worker(PROBE_AGAIN=name)
    await probe.publish(*ticks(5, 1))
    await has_effects(probe, [1, 2, 3, 4, 1, 2, 3, 4, 5])
    new.terminate()
    new.wait()
    probe.start_worker(PROBE_AGAIN=name)
    await probe.publish(*ticks(6, 1))
    await has_effects(probe, [1, 2, 3, 4, 1, 2, 3, 4, 5, 6])


async def test_a_worker_creates_the_rows_of_its_positions_and_reads_from_the_beginning(probe: Probe) -> None:
    await probe.publish(*ticks(1, 3))
    probe.start_worker()
    await has_effects(probe, range(1, 4))
    rows = await probe.rows("SELECT partition, record_offset FROM positions ORDER BY partition")
    assert [row.record_offset for row in rows] == [2] + [NOTHING_READ] * 11


async def test_a_range_never_grows_when_another_one_is_read_again_before_it(probe: Probe) -> None:
    async with probe.engine.begin() as db:
        await db.execute(
            text("INSERT INTO skipped VALUES (:topic, 0, 'early', 10, 60, 2), (:topic, 0, 'late', 100, 200, 2)"),
            {"topic": probe.topic},
        )
        await shorten_ranges(db, probe.topic, [(0, "early", 50), (0, "late", 50)])
        ranges = await read_ranges(db, [probe.topic], ["early", "late"])
    assert ranges == {TopicPartition(probe.topic, 0): {"early": Range(51, 60), "late": Range(100, 200)}}
