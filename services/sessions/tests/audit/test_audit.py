"""The audit finds every change in the database that bypasses the service, and says where it is."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from chassis.database.engine import create_engine
from contracts.transparency.checkpoints import Checkpoint, origin_of, sign
from lockstep_local import ports
from sessions.settings import SessionsSettings

from ..conftest import School
from ..helpers.tampering import TAMPERED_WITH, TAMPERINGS, Book, correct, fork
from ..helpers.transparency import SIGNER, enqueue, sequence

SESSIONS = 7


@pytest.fixture
async def book(school: School, tmp_path: Path) -> AsyncIterator[Book]:
    """Seven sessions and a correction, sequenced in several passes, with all protection switched off."""
    engine = create_engine(school.database.worker_url, application_name="test-worker", pool_size=1)
    session_ids = []
    for number in range(SESSIONS):
        session_ids.append(await school.started())
        assert (await school.complete(session_ids[-1])).is_success
        if number in (0, 3, 4):
            await sequence(engine)
    await correct(school, session_ids[0])
    await sequence(engine)
    await engine.dispose()
    made = Book(
        school,
        SessionsSettings(
            environment="local",
            database_url=school.database.api_url,
            worker_database_url=school.database.worker_url,
            owner_database_url=school.database.owner_url,
            jwks_url="file:///dev/null",
            kafka_bootstrap_servers=f"127.0.0.1:{ports.find_free()}",
        ),
        session_ids,
        tmp_path / "kept",
    )
    notes = await school.rows("SELECT note FROM log_checkpoints ORDER BY size")
    made.kept.write_text("\n".join(row.note for row in notes))
    [check] = await school.rows(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'completion_records'\\:\\:regclass AND contype = 'c' "
        "AND pg_get_constraintdef(oid) LIKE '%leaf_hash%'"
    )
    await made.do(f"ALTER TABLE completion_records DROP CONSTRAINT {check.conname}")
    for table in TAMPERED_WITH:
        await made.do(f"ALTER TABLE {table} DISABLE TRIGGER ALL", f"CREATE TABLE saved_{table} AS TABLE {table}")
    yield made


async def test_every_tampering_is_found_where_it_is_and_an_untouched_log_passes(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await book.audit() == 0, capsys.readouterr().out
    assert capsys.readouterr().out == (
        "1 log with 8 leaves and 4 checkpoints, 8 records (0 waiting to be sequenced), 4 checkpoints from outside: "
        "no differences\n"
    )
    for name, (tampering, texts) in TAMPERINGS.items():
        if callable(tampering):
            await tampering(book)
        else:
            await book.do(*tampering, third=book.session_ids[2])
        status = await book.audit()
        said = capsys.readouterr().out
        assert status == 1, (name, said)
        for text_ in texts:
            assert text_ in said, (name, text_, said)
        assert len(said.splitlines()) <= 12, ("a difference is reported once, at its place", name, said)
        await book.restore()
    assert await book.audit() == 0, capsys.readouterr().out


async def test_only_checkpoints_from_outside_tell_a_fork_and_who_has_none_is_told(
    book: Book, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    await fork(book)
    none = tmp_path / "none"
    none.write_text("")
    assert await book.audit(kept=none) == 0, "the fork by itself has no fault"
    assert "0 checkpoints from outside: no differences" in capsys.readouterr().out
    assert await book.audit() == 1
    await book.restore()
    capsys.readouterr()

    other = sign(Checkpoint(origin_of("log.example.org", book.school.org_id), 1, bytes(32)), SIGNER)
    none.write_text(f"{other}\n{book.kept.read_text()}\nwhatever\n")
    assert await book.audit(kept=none, org=book.school.org_id) == 1
    said = capsys.readouterr().out
    assert f"note 1 of {none}  it belongs to another log, log.example.org/{book.school.org_id}" in said
    assert f"note 6 of {none}  it is not a checkpoint of these logs" in said

    assert await book.compare(None) == 2
    said = capsys.readouterr().out
    assert "not compared with checkpoints from outside: sessions.checkpoints.v1 cannot be read from Kafka at " in said
    assert await book.audit(kept=tmp_path / "nowhere") == 2
    assert "cannot be read" in capsys.readouterr().out

    await _check_what_waits(book, capsys)


async def _check_what_waits(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    """Check that waiting records are no difference, and that one organisation can be audited alone."""
    session_id = await book.school.started()
    await book.school.complete(session_id)
    await enqueue(book.school, 3, org_id=(other := uuid4()))
    engine = create_engine(book.settings.needed("worker_database_url"), application_name="test", pool_size=1)
    await book.do("DELETE FROM log_queue WHERE org_id <> :other", other=other)
    await sequence(engine)  # leaves of the other organisation that have no record
    await engine.dispose()

    assert await book.audit(org=book.school.org_id) == 1
    said = capsys.readouterr().out
    assert f"  session {session_id}  its record " in said
    assert "is in the log 0 times" in said

    await book.do(
        "INSERT INTO log_queue SELECT org_id, session_id, event_id, leaf_hash FROM completion_records "
        "WHERE session_id = CAST(:id AS uuid)",
        id=session_id,
    )
    assert await book.audit(org=book.school.org_id) == 0
    assert "9 records (1 waiting to be sequenced)" in capsys.readouterr().out
    assert await book.audit() == 1
    assert f"{other}  leaf 2  its record is missing: " in capsys.readouterr().out
