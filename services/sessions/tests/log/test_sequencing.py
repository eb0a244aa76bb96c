"""A completion is in its organisation's log within a second: once, in one order, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from chassis.clock import now
from chassis.database.engine import create_engine
from chassis.ids import new_id
from chassis.messaging.tasks import keep_running
from contracts.sessions import LogCheckpointed
from contracts.transparency.checkpoints import origin_of, verify
from lockstep_local.waiting import eventually
from lockstep_testing import rfc6962
from sessions.log import sequence as sequencing
from sessions.log.sequence import sequence_leaves
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import School
from ..helpers.tasks import task_of
from ..helpers.transparency import LOG_NAME, SIGNER, enqueue, sequence


@pytest.fixture
async def engine(school: School) -> AsyncIterator[AsyncEngine]:
    """The worker's engine on the school's database."""
    made = create_engine(school.database.worker_url, application_name="test-worker", pool_size=4)
    yield made
    await made.dispose()


async def leaves(school: School, org_id: UUID | None = None) -> list[Any]:
    """Return the leaves of an organisation's log. Check before that its newest checkpoint covers all of them."""
    rows = await school.rows(
        "SELECT * FROM log_leaves WHERE org_id = :org_id ORDER BY position", org_id=org_id or school.org_id
    )
    assert [row.position for row in rows] == list(range(len(rows)))
    checkpoints = await school.rows(
        "SELECT * FROM log_checkpoints WHERE org_id = :org_id ORDER BY size", org_id=org_id or school.org_id
    )
    assert [row.number for row in checkpoints] == [number + 1 for number in range(len(checkpoints))]
    for row in checkpoints:
        said = verify(row.note, public_key=SIGNER.public_key())
        assert said == (origin_of(LOG_NAME, row.org_id), row.size, row.root_hash)
        assert row.root_hash == rfc6962.tree_hash([leaf.leaf_hash for leaf in rows[: row.size]])
    assert (checkpoints[-1].size if checkpoints else 0) == len(rows)
    return rows


async def test_what_was_completed_gets_a_place_and_a_checkpoint(school: School, engine: AsyncEngine) -> None:
    session_ids = [await school.started() for _ in range(3)]
    other_org = uuid4()
    hashes = [(await school.complete(session_id)).json()["record_hash"] for session_id in session_ids]
    await enqueue(school, 5, org_id=other_org)

    assert await sequence(engine) == 8

    placed = await leaves(school)
    assert [(str(row.session_id), row.leaf_hash.hex()) for row in placed] == list(
        zip(session_ids, hashes, strict=True)
    ), "in the order of completion"
    assert len(await leaves(school, other_org)) == 5
    [event] = await school.events(f"log:{school.org_id}")
    assert isinstance(event, LogCheckpointed)
    [checkpoint] = await school.rows("SELECT * FROM log_checkpoints WHERE org_id = :org_id", org_id=school.org_id)
    assert (event.sequence, event.tree_size, event.checkpoint) == (1, 3, checkpoint.note)
    assert (event.root_hash, event.org_id) == (checkpoint.root_hash.hex(), school.org_id)
    assert list(event.leaf_hashes) == hashes

    assert await sequence(engine) == 0, "nothing waits"
    await enqueue(school, 1)
    assert await sequence(engine) == 1
    assert len(await leaves(school)) == 4
    published = [one for one in await school.events(f"log:{school.org_id}") if isinstance(one, LogCheckpointed)]
    assert [one.sequence for one in published] == [1, 2]
    assert [bytes.fromhex(leaf) for one in published for leaf in one.leaf_hashes] == [
        row.leaf_hash for row in await leaves(school)
    ], "the events of a log have all of its leaves"


async def test_a_pass_that_breaks_off_loses_nothing_and_nothing_stands_twice(
    school: School, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = await enqueue(school, 7)
    queue = await school.rows("SELECT * FROM log_queue")
    for after in ("_TAKE", "_INSERT_LEAVES", "_INSERT_NODES", "_INSERT_CHECKPOINTS"):
        with pytest.raises(RuntimeError, match="power cut"):
            await _broken_off(engine, after, monkeypatch)
        assert (await leaves(school), len(await school.rows("SELECT 1 FROM log_queue"))) == ([], 7), after

    monkeypatch.setattr(sequencing, "LEAVES_PER_PASS_MAX", 3)
    assert [await sequence(engine) for _ in range(4)] == [3, 3, 1, 0]
    assert [row.leaf_hash for row in await leaves(school)] == wanted

    async with school.superuser.begin() as db:  # rows that came back somehow, some of them even twice
        for row in [*queue, *queue[:3]]:
            values = dict(row._mapping)
            await db.execute(text("INSERT INTO log_queue VALUES (:org_id, :session_id, :event_id, :leaf_hash)"), values)
    monkeypatch.undo()
    [fresh] = await enqueue(school, 1)
    async with school.superuser.begin() as db:
        await db.execute(text("INSERT INTO log_queue SELECT * FROM log_queue"))
    assert await sequence(engine) == 8, "several rows of one record become one leaf"
    assert [row.leaf_hash for row in await leaves(school)] == [*wanted, fresh]
    assert await school.rows("SELECT 1 FROM log_queue") == []


async def _broken_off(engine: AsyncEngine, after: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sequence in a transaction whose process ends after a statement."""
    statement = getattr(sequencing, after)

    class Last:
        async def all(self, db: Any, parameters: Any) -> Any:
            await statement.all(db, parameters)
            raise RuntimeError("power cut")

        async def rows(self, db: Any, rows: Any, **shared: Any) -> Any:
            await statement.rows(db, rows, **shared)
            raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(sequencing, after, Last())
        await sequence(engine)


async def test_two_sequencers_at_once_make_one_log(school: School, engine: AsyncEngine) -> None:
    await enqueue(school, 20)
    async with engine.begin() as first:
        took = await sequence_leaves(
            first, org_ids=[school.org_id], signer=SIGNER, log_name=LOG_NAME, now=now(), new_id=new_id
        )
        assert (took, await sequence(engine)) == (20, 0), "the other one holds the queue"
        await enqueue(school, 5)
        assert await sequence(engine) == 0
    assert await sequence(engine) == 5

    stopping = asyncio.Event()
    tasks = [asyncio.create_task(keep_running(task_of("append to the logs"), engine, stopping)) for _ in range(3)]
    for _ in range(10):
        await enqueue(school, 3)
    await _until_empty(school)
    stopping.set()
    await asyncio.gather(*tasks)
    assert len(await leaves(school)) == 55


async def test_a_damaged_log_keeps_only_its_own_organisation_waiting(
    school: School, engine: AsyncEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    other_org = uuid4()
    await enqueue(school, 4)
    await sequence(engine)
    async with school.superuser.begin() as db:
        await db.execute(text("ALTER TABLE log_nodes DISABLE TRIGGER ALL"))
        await db.execute(text("DELETE FROM log_nodes WHERE level = 2"))

    await enqueue(school, 2)
    await enqueue(school, 2, org_id=other_org)
    stopping = asyncio.Event()
    task = asyncio.create_task(keep_running(task_of("append to the logs"), engine, stopping))
    await _until_empty(school, but=school.org_id)
    stopping.set()
    await task

    assert len(await leaves(school, other_org)) == 2
    assert len(await school.rows("SELECT 1 FROM log_queue WHERE org_id = :org_id", org_id=school.org_id)) == 2
    assert str(school.org_id) in capsys.readouterr().out


async def test_the_worker_reads_and_appends_and_nobody_changes_the_log(school: School, engine: AsyncEngine) -> None:
    await enqueue(school, 2)
    await sequence(engine)
    tables = ("log_leaves", "log_nodes", "log_checkpoints")
    changes = [
        "UPDATE log_leaves SET leaf_hash = leaf_hash",
        "UPDATE log_nodes SET hash = hash",
        "UPDATE log_checkpoints SET note = note",
        *(f"{action} {table}" for table in tables for action in ("DELETE FROM", "TRUNCATE")),
    ]
    for who in (engine, school.superuser, school.engine):
        for statement in changes:
            with pytest.raises(DBAPIError):
                async with who.begin() as db:
                    await db.execute(text("SELECT set_config('app.org_id', :id, true)"), {"id": str(school.org_id)})
                    await db.execute(text(statement))
    with pytest.raises(DBAPIError, match="permission denied"):
        async with school.engine.begin() as db:
            await db.execute(text("INSERT INTO log_nodes SELECT * FROM log_nodes"))
    assert len(await leaves(school)) == 2


async def _until_empty(school: School, *, but: UUID | None = None) -> None:
    """Wait until nothing is left in the queue except the leaves of one organisation."""

    async def is_empty() -> bool:
        return all(row.org_id == but for row in await school.rows("SELECT org_id FROM log_queue"))

    await eventually(is_empty, "an empty queue")
