"""`recover` gives a restored database what was published since, changes nothing twice, and lets the service go on."""

from collections.abc import Sequence

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from chassis.clock import now
from chassis.database.standing import Standing, read_standing
from chassis.messaging import recovering
from chassis.messaging.locking import lock_free
from chassis.messaging.outbox import shard_of
from chassis.messaging.recovering import Importer, Lost, NotRecoverableError, Outcome
from chassis.operations import crashpoints
from contracts.envelope import Event
from lockstep_local.waiting import eventually
from probing import service
from probing.harness import Probe, first_occurrences, raw
from sqlalchemy.ext.asyncio import AsyncConnection

TICKS = 10
LOST = 3
KEYS = ("key-0", "key-1", "key-2")
COMPLETE = "The database is complete. Its worker and its API go on within some seconds."
POINTS = ("recover: imported, not committed", "recover: part committed")


async def restored(probe: Probe) -> None:
    """Publish ticks of each key, and set the database back to before the latest ones. Then one tick waits."""
    worker = probe.start_worker()
    for _ in range(TICKS):
        for key in KEYS:
            await service.tick_in_transaction(probe.engine, key)

    async def handled() -> bool:
        return await probe.has("effects", TICKS * len(KEYS)) and await probe.count("outbox") == 0

    await eventually(handled, "every effect")
    worker.terminate()
    worker.wait()
    partitions = sorted({shard_of(key.encode()) for key in KEYS})
    assert len(partitions) == len(KEYS), "each key has a partition of its own"
    await probe.change(f"UPDATE counters SET sequence = sequence - {LOST}")
    await probe.change(f"UPDATE acknowledged SET record_offset = record_offset - {LOST}")
    await service.tick_in_transaction(probe.engine, KEYS[0])


async def until_published(probe: Probe, count: int) -> None:
    async def published() -> bool:
        return len(await probe.published()) == count

    await eventually(published, f"{count} published events")


async def test_a_restored_database_gets_what_was_published_and_goes_on_above_it(probe: Probe) -> None:
    await restored(probe)
    status, said = await probe.recover()
    assert status == 0
    assert said == [
        f"set right: unpublished events of key-0 had sequences from {TICKS - LOST + 1} on, which were published "
        f"already. They have {TICKS + 1} to {TICKS + 1} now.",
        f"{LOST * len(KEYS) - 1} events re-imported: {LOST * len(KEYS) - 1} Ticked.",  # its own tick counted one
        COMPLETE,
    ]
    probe.start_worker()
    await until_published(probe, TICKS * len(KEYS) + 1)
    for key in KEYS[1:]:
        await service.tick_in_transaction(probe.engine, key)
    await until_published(probe, (TICKS + 1) * len(KEYS))
    for sequences in first_occurrences(await probe.published()).values():
        assert sequences == list(range(1, TICKS + 2))
    await eventually(lambda: probe.has("effects", (TICKS + 1) * len(KEYS)), "every effect")
    async with probe.engine.connect() as db:
        assert await read_standing(db) == Standing(None)


@pytest.mark.parametrize("point", POINTS)
async def test_a_recovery_that_ended_in_the_middle_is_run_again(probe: Probe, point: str) -> None:
    await restored(probe)
    status, _ = await probe.recover(**{crashpoints.VARIABLE: point})
    assert status == crashpoints.EXIT_STATUS
    status, said = await probe.recover()
    assert (status, said[-1]) == (0, COMPLETE)
    counters = {row.key: row.sequence for row in await probe.rows("SELECT key, sequence FROM counters")}
    assert counters == {KEYS[0]: TICKS + 1, KEYS[1]: TICKS, KEYS[2]: TICKS}
    status, said = await probe.recover()
    assert (status, said) == (0, ["Nothing to do: the database has everything that was published from it.", COMPLETE])


async def test_a_dry_run_prints_the_same_and_changes_nothing(probe: Probe) -> None:
    await restored(probe)
    tables = "SELECT * FROM counters ORDER BY 1", "SELECT * FROM acknowledged ORDER BY 1, 2", "SELECT * FROM outbox"
    before = [await probe.rows(table) for table in tables]
    status, tried = await probe.recover("--dry-run")
    assert (status, tried[-1]) == (0, "This was a dry run. Nothing was changed.")
    assert [await probe.rows(table) for table in tables] == before
    _, said = await probe.recover()
    assert said[:-1] == tried[:-1]


async def test_what_is_lost_or_unreadable_is_named(probe: Probe) -> None:
    source = f"/lockstep/{probe.topic}".encode()
    broken = (b"key-9", b"{}", [("ce_type", b"lockstep.probe.Ticked.v1"), ("ce_id", b"9"), ("ce_source", source)])
    foreign = (b"key-9", b"{}", [("ce_type", b"elsewhere.Unheard.v1"), ("ce_id", b"8"), ("ce_source", b"/elsewhere")])
    loud = (b"key\n\x1b[31m", *broken[1:])
    await probe.publish(foreign, raw(service.ticked("key-8", 1, poison=True)), broken, loud, acknowledged=False)
    status, said = await probe.recover()
    assert status == 0
    poison, unread, escaped, *rest = said
    assert rest == ["1 event re-imported: 1 Ticked.", COMPLETE], "what others wrote is not named"
    assert escaped.startswith(r"lost: lockstep.probe.Ticked.v1 of key\n\x1b[31m (")
    assert poison.startswith("lost: poison of key key-8, 20")
    assert unread.startswith("lost: lockstep.probe.Ticked.v1 of key-9 (")
    assert unread.endswith("not a Ticked: event_id: Field required")


async def test_an_event_that_waits_and_was_published_is_not_published_again(probe: Probe) -> None:
    await service.tick_in_transaction(probe.engine, "key")
    crashing = probe.start_worker(**{crashpoints.VARIABLE: "relay: sent, not committed"})
    crashing.wait()
    assert await probe.count("outbox") == 1
    status, _ = await probe.recover()
    assert (status, await probe.count("outbox")) == (0, 0)


async def test_records_that_kafka_keeps_no_longer_are_counted_as_lost(probe: Probe) -> None:
    await restored(probe)
    partition = TopicPartition(probe.topic, shard_of(KEYS[1].encode()))
    admin = AIOKafkaAdminClient(**probe.access.options())
    await admin.start()
    try:
        await admin.delete_records({partition: RecordsToDelete(before_offset=TICKS - 1)})
    finally:
        await admin.close()
    status, said = await probe.recover()
    assert status == 0
    assert said[0] == f"lost: {LOST - 1} records of {probe.topic}[{partition.partition}], which Kafka keeps no longer"
    assert [row.sequence for row in await probe.rows("SELECT sequence FROM counters ORDER BY key")][1] == TICKS


class InProcess:
    """Runs the command in this process, with another importer."""

    def __init__(self, probe: Probe, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """Let the probe be known by its topic, as its processes are."""
        self.probe, self.capsys = probe, capsys
        monkeypatch.setattr(service.ProbeSettings, "service", probe.topic)

    async def recover(self, importer: Importer) -> tuple[int, list[str]]:
        """Return the exit status and the lines."""
        access = self.probe.access
        settings = service.ProbeSettings(
            environment="local",
            database_url=self.probe.database.api_url,
            worker_database_url=self.probe.database.worker_url,
            owner_database_url=self.probe.database.owner_url,
            jwks_url="file:///dev/null",
            kafka_bootstrap_servers=access.bootstrap_servers,
            kafka_user=access.user,
            kafka_password=access.password,
            kafka_ca_file=access.ca_file,
        )
        self.capsys.readouterr()
        status = await recovering.recover(settings, importer, dry_run=False)
        return status, self.capsys.readouterr().out.splitlines()


@pytest.fixture
def in_process(probe: Probe, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> InProcess:
    return InProcess(probe, monkeypatch, capsys)


async def test_nothing_is_imported_while_a_relay_keeps_a_shard(
    in_process: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovering, "LOCKED_WITHIN_SECONDS", 0.5)
    probe = in_process.probe
    await probe.publish(raw(service.ticked("key", 1)), acknowledged=False)
    async with probe.engine.begin() as relay:
        assert await lock_free(relay, [3]) == [3]
        assert await in_process.recover(service.importer(probe.topic)) == (
            1,
            ["Another process keeps a lock of the relay. Stop the workers of this service, and run this again."],
        )
    assert await probe.count("counters") == 0
    status, _ = await in_process.recover(service.importer(probe.topic))
    assert (status, await probe.count("counters")) == (0, 1)


async def test_a_contradiction_and_a_passing_fault_end_with_what_to_do(in_process: InProcess) -> None:
    probe = in_process.probe
    await probe.publish(raw(service.ticked("key", 1)), acknowledged=False)
    faults: list[Exception] = [NotRecoverableError("Two histories."), TimeoutError("too slow"), ZeroDivisionError()]

    async def fail(db: AsyncConnection, events: Sequence[Event], outcome: Outcome) -> None:
        await service.take_ticked(db, events, outcome)
        raise faults.pop(0)

    importer = service.importer(probe.topic)._replace(take=fail)
    assert await in_process.recover(importer) == (1, ["Two histories. The database stays closed."])
    status, [said] = await in_process.recover(importer)
    assert status == 1
    assert said.startswith("PostgreSQL or Kafka does not answer: TimeoutError('too slow'). What was re-imported stays.")
    with pytest.raises(ZeroDivisionError):
        await in_process.recover(importer)
    assert await probe.count("counters") == 0


async def test_what_comes_after_all_events_is_done_in_parts(in_process: InProcess) -> None:
    probe, after = in_process.probe, []

    async def finish(db: AsyncConnection, outcome: Outcome, part: int | None) -> int | None:
        after.append(part)
        await service.raise_counters(db, {f"part-{part}": 1})
        outcome.lost.append(Lost("part", part, "nothing", now()))
        return None if part == 2 else (part or 0) + 1

    status, said = await in_process.recover(service.importer(probe.topic)._replace(finish=finish))
    assert (status, after) == (0, [None, 1, 2])
    assert [line.partition(",")[0] for line in said[:3]] == [f"lost: nothing of part {part}" for part in after]
    assert await probe.count("counters") == len(after)
