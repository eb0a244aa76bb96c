"""The key of the log can be changed in the middle of it. Old and new proofs verify, and no other key is accepted."""

import asyncio
import json
import stat
import sys
from base64 import b64decode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from chassis.clock import now
from chassis.database.engine import create_engine
from contracts.sessions import LogCheckpointed
from contracts.transparency.checkpoints import Checkpoint, origin_of, sign, verify
from contracts.transparency.keys import chain_of
from contracts.transparency.merkle import leaf_hash
from contracts.transparency.notes import verifier_key
from contracts.transparency.published import PublishedLogs
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from lockstep_local import ports
from lockstep_testing.databases import Databases
from sessions.audit import walk
from sessions.log.adopt import adopt_checkpoint
from sessions.log.announce import KeyNotChangedError, announce_key, change_key
from sessions.log.keys import KeyUnknownError
from sessions.log.sequence import organisations_lacking_key
from sessions.settings import SessionsSettings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import School
from ..helpers.transparency import LOG_NAME, SIGNER, enqueue, sequence

VERIFIER = Path(__file__).parents[4] / "examples/verify/verify.py"
NEW = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
NEWEST = Ed25519PrivateKey.from_private_bytes(b"w" * 32)


@pytest.fixture
async def engine(school: School) -> AsyncIterator[AsyncEngine]:
    """The worker's engine on the school's database."""
    made = create_engine(school.database.worker_url, application_name="test-worker", pool_size=4)
    yield made
    await made.dispose()


async def completed(school: School) -> str:
    session_id = await school.started()
    assert (await school.complete(session_id)).is_success
    return session_id


async def announce(engine: AsyncEngine, old: Ed25519PrivateKey, new: Ed25519PrivateKey) -> None:
    async with engine.begin() as db:
        await announce_key(db, old=old, new=new, log_name=LOG_NAME, now=now())


async def checkpoints(school: School) -> list[LogCheckpointed]:
    """Return the published checkpoints of the school's log."""
    events = await school.outbox(f"log:{school.org_id}")
    return [event for event in events if isinstance(event, LogCheckpointed)]


async def verified(folder: Path, key: str, document: Any, seen: str | None = None) -> str:
    """Run the offline verifier as a person does, and return what it prints."""
    (folder / "file").write_text(json.dumps(document), encoding="utf-8")
    (folder / "seen").write_text(seen or "", encoding="utf-8")
    command = "proof" if "entries" in document else "consistency"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(VERIFIER), command, str(folder / "file"), "--key", key),
        *([] if seen is None else ["--seen", str(folder / "seen")]),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    return (await process.communicate())[0].decode()


async def audit(school: School, folder: Path, key: Ed25519PrivateKey) -> int:
    """Audit the log with one of its keys, and with all checkpoints that were published."""
    (kept := folder / "kept").write_text("\n".join(event.checkpoint for event in await checkpoints(school)))
    settings = SessionsSettings(
        environment="local",
        worker_database_url=school.database.worker_url,
        kafka_bootstrap_servers=f"127.0.0.1:{ports.find_free()}",
    )
    return await walk.audit_logs(
        settings.needed("worker_database_url"),
        log_name=LOG_NAME,
        public_key=key.public_key(),
        access=settings.kafka(),
        org_id=None,
        checkpoints=kept,
    )


async def test_old_and_new_proofs_verify_after_the_key_was_changed_twice(
    school: School, engine: AsyncEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = (await school.ok("learner-1", "GET", "/v1/log/key"))["verifier_key"]
    sessions = [await completed(school)]
    await sequence(engine)
    old_proof = await school.ok("coach-1", "GET", f"/v1/sessions/{sessions[0]}/proof")
    kept = (await school.send("learner-1", "GET", "/v1/log/checkpoint")).text
    for old, new in ((SIGNER, NEW), (NEW, NEWEST)):
        await announce(engine, old, new)
        sessions.append(await completed(school))
        assert await sequence(engine, new) == 1

    events = await checkpoints(school)
    assert [(event.tree_size, len(event.key_changes)) for event in events] == [(1, 0), (3, 1), (5, 1)]
    logs = PublishedLogs(chain_of(LOG_NAME, NEW.public_key(), [note for one in events for note in one.key_changes]))
    assert [logs.follow(event) for event in events] == [None, None, None]
    for event, key in zip(events, (SIGNER, NEW, NEWEST), strict=True):
        assert verify(event.checkpoint, public_key=key.public_key()).size == event.tree_size

    said = await school.ok("learner-1", "GET", "/v1/log/key")
    keys = [verifier_key(said["origin"], key.public_key()) for key in (SIGNER, NEW, NEWEST)]
    assert [(one["verifier_key"], one["from_size"]) for one in said["keys"]] == list(zip(keys, (0, 2, 4), strict=True))
    assert [one["announcement"] for one in said["keys"]] == [None, *(event.key_changes[0] for event in events[1:])]
    assert (first, said["verifier_key"]) == (keys[0], keys[2])
    assert b64decode(said["public_key"]) == NEWEST.public_key().public_bytes_raw()

    assert "VERIFIED: this is in the log of 1 records" in await verified(tmp_path, keys[0], old_proof)
    grown = await school.ok("learner-1", "GET", "/v1/log/consistency", from_size=1)
    for key_ in keys:
        for session_id in sessions:
            new_proof = await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}/proof")
            found = await verified(tmp_path, key_, new_proof)
            assert "VERIFIED: this is in the log of 5 records" in found, found
            assert f"The key of the log changed after 3 records. The later key is {keys[2]}" in found
        assert "VERIFIED: the log of 5 records starts with the earlier 1" in await verified(tmp_path, key_, grown, kept)
    for key in (SIGNER, NEW, NEWEST):
        assert await audit(school, tmp_path, key) == 0, capsys.readouterr().out
    capsys.readouterr()
    assert await audit(school, tmp_path, Ed25519PrivateKey.generate()) == 1
    assert "key change 1  no key that is known has announced it" in capsys.readouterr().out


async def test_the_old_key_signs_no_log_that_has_the_change_and_an_unannounced_key_signs_none(
    school: School, engine: AsyncEngine
) -> None:
    await completed(school)
    assert await sequence(engine) == 1
    await completed(school)
    with pytest.raises(
        KeyUnknownError, match=r"is not signed by the log's key.* run python -m sessions log-key --change"
    ):
        await sequence(engine, NEW)
    await announce(engine, SIGNER, NEW)
    assert await sequence(engine) == 1, "until the workers have the new key, the old one signs"
    await completed(school)
    assert await sequence(engine, NEW) == 1
    await completed(school)
    assert await sequence(engine) == 0, "a worker that still has the old key leaves it to the others"
    with pytest.raises(KeyUnknownError, match="no key of the logs has announced"):
        await sequence(engine, NEWEST)
    assert await sequence(engine, NEW) == 1
    assert [event.tree_size for event in await checkpoints(school)] == [1, 2, 4, 5]


async def test_a_log_that_does_not_grow_gets_the_change_too_and_a_new_log_begins_with_it(
    school: School, engine: AsyncEngine
) -> None:
    await completed(school)
    await sequence(engine)
    await announce(engine, SIGNER, NEW)
    async with engine.connect() as db:
        lacking = await organisations_lacking_key(db, now=now())
    assert lacking == [school.org_id]
    assert await sequence(engine, NEW, lacking) == 0
    async with engine.connect() as db:
        assert await organisations_lacking_key(db, now=now()) == []
    newest = (await checkpoints(school))[-1]
    assert newest.leaf_hashes == (leaf_hash(newest.key_changes[0].encode()).hex(),)
    assert await sequence(engine, NEW, lacking) == 0
    assert len(await checkpoints(school)) == 2, "it is announced once"

    other = school.people["learner-1"]
    await enqueue(school, 2, org_id=other)
    assert await sequence(engine, NEW) == 2
    [begun] = await school.outbox(f"log:{other}")
    assert isinstance(begun, LogCheckpointed)
    assert (begun.tree_size, begun.key_changes) == (3, newest.key_changes)


async def test_a_change_that_was_interrupted_is_run_again_with_the_same_key(
    school: School, engine: AsyncEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, nowhere = tmp_path / "new-key", school.database.worker_url.replace("sessions_", "nobody_", 1)

    async def change(url: str = school.database.worker_url, old: Ed25519PrivateKey = SIGNER) -> tuple[int, str]:
        return await change_key(url, log_name=LOG_NAME, old=old, file=file), capsys.readouterr().out

    with pytest.raises(Exception, match="nobody_"):
        await change(nowhere)
    seed = file.read_text().strip()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(b64decode(seed)) == 32
    for _ in range(2):
        status, said = await change()
        assert (status, file.read_text().strip()) == (0, seed)
        assert seed not in said
    new = Ed25519PrivateKey.from_private_bytes(b64decode(seed))
    assert verifier_key(LOG_NAME, new.public_key()) in said
    assert [row.number for row in await school.rows("SELECT number FROM log_key_changes")] == [1]

    file.rename(tmp_path / "other")
    status, said = await change()
    assert status == 1
    assert "has announced another one already" in said
    with pytest.raises(KeyNotChangedError, match="used before"):
        await announce(engine, new, SIGNER)
    file.chmod(0o644)
    status, said = await change(old=new)
    assert (status, f"others may read {file}" in said) == (1, True)
    file.chmod(0o600)
    assert (await change(old=new))[0] == 0
    await completed(school)
    await sequence(engine, Ed25519PrivateKey.from_private_bytes(b64decode(file.read_text())))
    assert len((await checkpoints(school))[0].key_changes) == 2


async def test_a_restored_database_gets_the_changes_back_from_the_published_checkpoints(
    school: School, engine: AsyncEngine, databases: Databases
) -> None:
    await completed(school)
    await sequence(engine)
    await announce(engine, SIGNER, NEW)
    await completed(school)
    await sequence(engine, NEW)
    events = await checkpoints(school)
    async with databases.fresh("sessions") as earlier:
        restored = create_engine(earlier.worker_url, application_name="test", pool_size=1)
        for event in events:
            async with restored.begin() as db:
                assert await adopt_checkpoint(db, event) is not None
        for statement in (
            "SELECT note FROM log_key_changes",
            "SELECT org_id, number, position FROM log_key_leaves",
            "SELECT position, event_id, leaf_hash FROM log_leaves WHERE position = 1",
        ):
            async with restored.connect() as db:
                found = (await db.execute(text(statement))).all()
            assert found == await school.rows(statement)
        await restored.dispose()


async def test_the_audit_names_a_checkpoint_of_a_key_that_none_announced(
    school: School, engine: AsyncEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await completed(school)
    await sequence(engine)
    await announce(engine, SIGNER, NEW)
    await sequence(engine, NEW, [school.org_id])
    assert await audit(school, tmp_path, SIGNER) == 0, capsys.readouterr().out
    capsys.readouterr()
    [row] = await school.rows("SELECT root_hash FROM log_checkpoints WHERE size = 2")
    for key in (SIGNER, NEWEST):
        forged = sign(Checkpoint(origin_of(LOG_NAME, school.org_id), 2, row.root_hash), key)
        async with school.superuser.begin() as db:
            await db.execute(text("ALTER TABLE log_checkpoints DISABLE TRIGGER ALL"))
            await db.execute(text("UPDATE log_checkpoints SET note = :note WHERE size = 2"), {"note": forged})
        assert await audit(school, tmp_path, SIGNER) == 1
        assert "checkpoint 2 of size 2  its note is not a checkpoint of this log" in capsys.readouterr().out
