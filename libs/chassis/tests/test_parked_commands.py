"""What an operator can do about parked records, through the commands."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from aiokafka import ConsumerRecord
from chassis.database.standing import write_standing
from chassis.messaging import parked_commands
from chassis.messaging.breaker import Breaker
from chassis.operations import cli
from contracts.envelope import Event
from lockstep_testing.databases import Databases, ServiceDatabase
from probing import service
from probing.harness import Probe, Raw, raw
from probing.offline import HANDLERS, consume, consumed, offline_probe
from sqlalchemy import text


@pytest.fixture(scope="module")
def database(databases: Databases) -> ServiceDatabase:
    """One database for all tests of this module. Each test leaves it empty."""

    async def make() -> ServiceDatabase:
        made = await databases.create_empty(service.ROLES_OF)
        await service.prepare(made)
        return made

    return asyncio.run(make())


class Operator:
    """Runs commands and reads their output."""

    def __init__(self, probe: Probe, capsys: pytest.CaptureFixture[str]) -> None:
        self.probe, self.capsys = probe, capsys
        self.handlers: dict[type[Event], Any] = HANDLERS
        self.settings = service.ProbeSettings(
            environment="local",
            database_url=probe.database.api_url,
            worker_database_url=probe.database.worker_url,
            owner_database_url=probe.database.owner_url,
            jwks_url="file:///dev/null",
        )

    async def says(self, *arguments: object) -> tuple[int, str]:
        """Run `parked ...`; return the exit status and what it printed."""
        parsed = cli.create_parser("probe").parse_args(["parked", *map(str, arguments)])
        self.capsys.readouterr()
        status = await parked_commands.manage_parked(self.settings, self.handlers, parsed)
        return status, self.capsys.readouterr().out

    async def consume(self, *records: ConsumerRecord) -> None:
        await consume(self.probe.engine, self.handlers, Breaker("probe"), records)

    async def stands(self, *, behind: str | None) -> None:
        """Let a worker have looked at the database, and have seen this."""
        async with self.probe.engine.begin() as db:
            await write_standing(db, behind)

    async def ids(self) -> list[int]:
        return [row.id for row in await self.probe.rows("SELECT id FROM parked ORDER BY id")]

    async def effects(self) -> list[tuple[str, int]]:
        rows = await self.probe.rows("SELECT key, sequence FROM effects ORDER BY id")
        return [(row.key, row.sequence) for row in rows]

    def mend(self) -> None:
        """Make the handler handle everything from now on."""

        async def mended(db: Any, events: list[service.Ticked]) -> None:
            await service.on_ticked(db, [event.model_copy(update={"poison": False}) for event in events])

        self.handlers = {service.Ticked: mended}


@pytest.fixture
async def operator(database: ServiceDatabase, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Operator]:
    async with offline_probe(database) as probe:
        operator = Operator(probe, capsys)
        await operator.stands(behind=None)
        yield operator
        async with probe.engine.begin() as db:
            await db.execute(text("DELETE FROM parked"))


def as_records(probe: Probe, events: Sequence[Event]) -> list[ConsumerRecord]:
    return [consumed(probe.topic, offset, raw(event)) for offset, event in enumerate(events)]


async def held(operator: Operator, key: str = "held") -> list[ConsumerRecord]:
    """Park a poison record with two good ones of its partition key behind it. Return the three records."""
    events = [service.ticked(key, 1, poison=True), service.ticked(key, 2), service.ticked(key, 3)]
    records = as_records(operator.probe, events)
    await operator.consume(*records)
    return records


async def test_nothing_is_listed_where_nothing_is_parked(operator: Operator) -> None:
    assert await operator.says("list") == (0, "no Kafka record is parked\n")


async def test_the_list_says_what_waits_where_since_when_and_why_one_record_a_line(operator: Operator) -> None:
    await held(operator)
    status, output = await operator.says("list")
    lines = output.splitlines()
    assert (status, len(lines)) == (0, 3)
    for offset, (line, parked_id) in enumerate(zip(lines, await operator.ids(), strict=True)):
        assert line.startswith(f"{parked_id}  20")
        assert f"{operator.probe.topic}[0]@{offset}  key=held" in line
    assert lines[0].endswith("ValueError: poison")
    assert lines[1].endswith("waits behind an earlier parked Kafka record with the same partition key")


async def test_whatever_a_record_or_an_error_holds_its_line_stays_one_line_of_printable_text(
    operator: Operator,
) -> None:
    async def fails(db: Any, events: list[Any]) -> None:
        raise ValueError("first line\nsecond line\x1b[2J")

    operator.handlers = {service.Ticked: fails}
    strange: list[Raw] = [(b"a\nb\x1b[31m\xff", b"\x00\xff", [("ce_type", b"\x1b")]), raw(service.ticked("k", 1))]
    await operator.consume(*(consumed(operator.probe.topic, n, record) for n, record in enumerate(strange)))
    status, output = await operator.says("list")
    assert (status, len(output.splitlines())) == (0, 2)
    assert output.replace("\n", "").isprintable()
    assert "first line" in output
    for parked_id in await operator.ids():
        status, output = await operator.says("show", parked_id)
        assert (status, output.replace("\n", "").isprintable()) == (0, True)
    assert "second line" in output, "`show` prints the whole error"


async def test_show_prints_everything_about_one_record(operator: Operator) -> None:
    records = await held(operator)
    status, output = await operator.says("show", (await operator.ids())[0])
    assert status == 0
    assert [line.split(":")[0] for line in output.splitlines()][:5] == [
        "id",
        "topic",
        "partition",
        "record_offset",
        "key",
    ]
    assert repr(records[0].value) in output
    assert "ce_type" in output


@pytest.mark.parametrize("command", ["show", "replay", "discard"])
async def test_an_unknown_id_is_said_and_is_exit_status_1(operator: Operator, command: str) -> None:
    await held(operator)
    for unknown in (1_000_000, 2**63, 0, -1):
        status, output = await operator.says(command, unknown)
        assert (status, output) == (
            1,
            f"no parked Kafka record has the id {unknown}; run `parked list` to see the ids\n",
        )
    assert len(await operator.ids()) == 3


async def test_a_replay_that_fails_again_changes_nothing_but_the_error(operator: Operator) -> None:
    await held(operator)
    first, _, last = await operator.ids()
    status, output = await operator.says("replay", last)
    assert (status, output) == (1, f"{first} failed again: ValueError: poison\n")
    assert len(await operator.ids()) == 3
    assert ("held", 1) not in await operator.effects()


async def test_a_replay_keeps_what_succeeded_before_the_record_that_fails(operator: Operator) -> None:
    good, bad = service.ticked("part", 2), service.ticked("part", 3, poison=True)
    await operator.consume(*as_records(operator.probe, [service.ticked("part", 1, poison=True), good, bad]))
    first, second, third = await operator.ids()
    await operator.says("discard", first)
    status, output = await operator.says("replay", third)
    assert (status, output.splitlines()) == (1, [f"{second} handled", f"{third} failed again: ValueError: poison"])
    assert await operator.ids() == [third]
    assert ("part", 2) in await operator.effects()


async def test_a_replay_drains_a_mended_key_in_order_whichever_of_its_records_is_named(operator: Operator) -> None:
    records = await held(operator, "mended")
    ids = await operator.ids()
    operator.mend()
    status, output = await operator.says("replay", ids[1])
    assert (status, output.splitlines()) == (0, [f"{parked_id} handled" for parked_id in ids])
    await operator.consume(*records)
    assert [sequence for key, sequence in await operator.effects() if key == "mended"] == [1, 2, 3]


async def test_nothing_is_replayed_while_the_database_may_lack_what_its_service_published(operator: Operator) -> None:
    await held(operator, "closed")
    first, *_ = ids = await operator.ids()
    operator.mend()
    await operator.stands(behind="the database lacks events")
    assert await operator.says("replay", first) == (
        1,
        "This database was restored to an earlier state than the published events, so nothing was handled. Run "
        "`python -m probe recover`, and then this command again.\n",
    )
    await operator.probe.change("DELETE FROM standings")  # as in a database that was restored from a backup
    status, output = await operator.says("replay", first)
    assert (status, output.partition(",")[0]) == (
        1,
        "No worker has compared this database with the published events yet",
    )
    assert await operator.ids() == ids
    assert not [key for key, _ in await operator.effects() if key == "closed"]
    await operator.stands(behind=None)
    assert (await operator.says("replay", first))[0] == 0


async def test_discarding_lets_what_waited_go_on(operator: Operator) -> None:
    await held(operator, "dropped")
    first, second, third = await operator.ids()
    assert await operator.says("discard", first) == (0, f"{first} discarded\n")
    assert await operator.says("replay", third) == (0, f"{second} handled\n{third} handled\n")
    assert [sequence for key, sequence in await operator.effects() if key == "dropped"] == [2, 3]
    assert await operator.says("discard", first) == (
        1,
        f"no parked Kafka record has the id {first}; run `parked list` to see the ids\n",
    )


async def test_what_was_discarded_stays_discarded_when_it_is_delivered_again(operator: Operator) -> None:
    records = await held(operator, "gone")
    first, _, third = await operator.ids()
    await operator.says("discard", first)
    operator.mend()
    await operator.consume(records[0])  # a worker that ended before it committed its offsets
    await operator.says("replay", third)
    await operator.consume(*records)
    assert [sequence for key, sequence in await operator.effects() if key == "gone"] == [2, 3]
    assert await operator.ids() == []
    remembered = await operator.probe.rows("SELECT count(*) FROM inbox WHERE handled_at = 'infinity'")
    assert remembered[0][0] >= 1, "a discarded event is remembered without end"


async def test_discarding_a_copy_leaves_the_first_one_to_be_handled(operator: Operator) -> None:
    event = service.ticked("copied", 1, poison=True)
    for record in as_records(operator.probe, [event, event]):
        await operator.consume(record)
    first, copy = await operator.ids()
    await operator.says("discard", copy)
    operator.mend()
    assert await operator.says("replay", first) == (0, f"{first} handled\n")
    assert ("copied", 1) in await operator.effects()
