"""What waits in the outbox of a restored database neither repeats a published event nor a published sequence."""

from collections.abc import AsyncIterator

import pytest
from chassis.ids import new_id
from chassis.messaging import unpublished
from chassis.messaging.outbox import shard_of
from lockstep_testing.databases import Databases
from probing import service
from probing.harness import Probe
from probing.offline import offline_probe

KEPT, VIEW, KEY = "kept", "view", "key"
SHARD = shard_of(KEY.encode())


@pytest.fixture
async def probe(databases: Databases) -> AsyncIterator[Probe]:
    async with databases.fresh_empty(service.ROLES_OF) as database:
        await service.prepare(database)
        async with offline_probe(database) as made:
            yield made


async def wait(probe: Probe, topic: str, sequence: int, *, tombstone: bool = False) -> None:
    """Let an event, or a tombstone, wait in the outbox."""
    payload = "NULL" if tombstone else f"convert_to('{{\"sequence\": {sequence}}}', 'UTF8')"
    await probe.change(
        f"""
        INSERT INTO outbox (shard, event_id, key, sequence, topic, headers, payload)
        VALUES ({SHARD}, '{new_id()}', '{KEY}', {sequence}, '{topic}', '{{"ce_sequence": "{sequence}"}}', {payload})
        """
    )


async def waiting(probe: Probe) -> list[tuple[str, int]]:
    """Return the topics and sequences of what waits, in order. Columns, headers and values have one sequence."""
    rows = await probe.rows(
        """
        SELECT topic, sequence, headers ->> 'ce_sequence' AS header,
               convert_from(payload, 'UTF8')::jsonb ->> 'sequence' AS value
        FROM outbox ORDER BY id
        """
    )
    assert all(str(row.sequence) == row.header and row.value in (row.header, None) for row in rows)
    return [(row.topic, row.sequence) for row in rows]


async def set_right(probe: Probe, topic: str, *sequences: int) -> list[unpublished.Moved]:
    """Bring the outbox into line with events of a topic that have these sequences."""
    events = [service.ticked(KEY, sequence) for sequence in sequences]
    async with probe.engine.begin() as db:
        return await unpublished.set_right(db, SHARD, topic, events, views=[VIEW])


async def test_a_new_event_and_its_view_move_above_what_was_published(probe: Probe) -> None:
    await wait(probe, VIEW, 1)  # its event was published, and so is no reason to move it
    for sequence in (2, 3):
        await wait(probe, KEPT, sequence)
        await wait(probe, VIEW, sequence)
    [moved] = await set_right(probe, KEPT, 1, 2, 3, 4)
    assert moved == unpublished.Moved(KEY, 2, 5, 6)
    assert await waiting(probe) == [(VIEW, 1), (KEPT, 5), (VIEW, 5), (KEPT, 6), (VIEW, 6)]
    assert await set_right(probe, VIEW, 4) == []
    assert await waiting(probe) == [(KEPT, 5), (VIEW, 5), (KEPT, 6), (VIEW, 6)]


async def test_a_view_that_waits_alone_neither_moves_nor_replaces_a_later_one(probe: Probe) -> None:
    await wait(probe, VIEW, 1)  # Kafka keeps it no longer, because it has the view of sequence 3
    await wait(probe, VIEW, 4)  # its event was published, and the relay ended before it sent the view
    assert await set_right(probe, KEPT, 1, 2, 3, 4) == []
    assert await waiting(probe) == [(VIEW, 1), (VIEW, 4)]
    assert await set_right(probe, VIEW, 3) == []
    assert await waiting(probe) == [(VIEW, 4)]


async def test_a_tombstone_stays(probe: Probe) -> None:
    await wait(probe, VIEW, 1, tombstone=True)
    await set_right(probe, VIEW, 1)
    assert await waiting(probe) == [(VIEW, 1)]
