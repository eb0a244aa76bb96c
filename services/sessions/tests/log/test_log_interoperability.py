"""Other programs read the log's answers: tlog-scales, by other authors, and our verifier in examples/verify."""

import hashlib
import subprocess
import sys
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from chassis.database.engine import create_engine
from chassis.ids import new_id
from chassis.operations.log_settings import LOCAL_LOG_NAME
from contracts.transparency import checkpoints as notes
from contracts.transparency import merkle
from contracts.transparency.notes import verifier_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sessions.log.sequence import sequence_leaves
from sessions.settings import LOCAL_LOG_SIGNING_KEY
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from tlog_scales.signing import PlainEd25519Signer, Vkey
from tlog_scales.tlog import Checkpoint, ConsistencyProof, InclusionProof
from tlog_scales.writer import TilesWriter

from ..conftest import RECAP, School

VERIFIER = Path(__file__).parents[4] / "examples/verify/verify.py"
SIGNER = Ed25519PrivateKey.from_private_bytes(b64decode(LOCAL_LOG_SIGNING_KEY))
TABLES = ("completion_records", "correction_records", "log_leaves", "log_nodes", "log_checkpoints")
ALTER = """
    UPDATE completion_records SET record = changed.record, leaf_hash = sha256('\\x00' || changed.record)
    FROM (SELECT event_id, CAST(replace(encode(record, 'escape'), '"logged_minutes"\\:45', '"logged_minutes"\\:90')
          AS bytea) AS record FROM completion_records) AS changed
    WHERE changed.event_id = completion_records.event_id AND session_id = :id
"""
LEAVES_MAX = 300  # more than the 256 of a tile, the unit in which tlog-scales stores logs


def test_trees_proofs_and_checkpoints_are_byte_for_byte_those_of_another_implementation(tmp_path: Path) -> None:
    origin = notes.origin_of("log.test/sessions", uuid4())
    records = [f"record {number}".encode() for number in range(LEAVES_MAX)]
    leaves = [hashlib.sha256(b"\x00" + record).digest() for record in records]
    theirs = TilesWriter.create(tmp_path / "log", origin)
    for record in records:
        theirs.add_leaf(record)
    theirs.commit([PlainEd25519Signer(origin, SIGNER)])

    nodes = {merkle.Node(0, position): leaf for position, leaf in enumerate(leaves)}
    edge: list[bytes] = []
    for size in range(LEAVES_MAX):
        grown = merkle.append(size, edge, leaves[size : size + 1])
        nodes |= dict(grown.completed)
        edge = grown.edge
        assert merkle.fold(edge) == theirs.reader.mth(0, size + 1)
    note = notes.sign(notes.Checkpoint(origin, LEAVES_MAX, merkle.fold(edge)), SIGNER)
    assert note == (tmp_path / "log/checkpoint").read_text(encoding="utf-8")
    vkey = PlainEd25519Signer(origin, SIGNER).vkey
    assert verifier_key(origin, SIGNER.public_key()) == vkey.serialize()  # type: ignore[no-untyped-call]

    for size in (1, 2, 3, 7, 8, 9, 100, 255, 256, 257, LEAVES_MAX):
        for part in sorted({1, (size + 1) // 2, max(size - 1, 1), size}):
            included = merkle.folded(merkle.inclusion(part - 1, size), nodes)
            assert included == theirs.reader.get_inclusion_proof(part - 1, size).node_hashes
            extended = merkle.folded(merkle.consistency(part, size), nodes)
            assert extended == theirs.reader.get_consistency_proof(part, size).node_hashes


@dataclass
class Auditor:
    """A person who keeps and verifies the log's answers. The methods from `cheat` on are a dishonest operator's."""

    school: School
    worker: AsyncEngine
    folder: Path
    key: str = ""

    async def download(self, name: str, path: str, who: str = "learner-1", start: int | None = None) -> Any:
        """Keep an answer in a file, byte for byte."""
        params: Any = {} if start is None else {"from_size": start}
        answer = await self.school.send(who, "GET", path, **params)
        assert answer.is_success, answer.text
        (self.folder / name).write_bytes(answer.content)
        return answer.text if name.endswith(".txt") else answer.json()

    def verify(self, *arguments: str) -> str:
        """Run the verifier as a user does, and return its output."""
        command = [sys.executable, "-I", str(VERIFIER), *arguments, "--key", self.key]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == (0 if "VERIFIED" in done.stdout else 1), done.stderr
        return done.stdout + done.stderr

    async def sequence(self) -> None:
        """Append the waiting records to the log, and sign it."""
        async with self.worker.begin() as db:
            await sequence_leaves(
                db,
                org_ids=[self.school.org_id],
                signer=SIGNER,
                log_name=LOCAL_LOG_NAME,
                now=datetime.now(UTC),
                new_id=new_id,
            )

    async def cheat(self, *statements: str, **parameters: object) -> None:
        """Run statements as superuser, past every rule."""
        async with self.school.superuser.begin() as db:
            for statement in statements:
                await db.execute(text(statement), parameters if ":" in statement else {})

    async def rewrite(self, *statements: str, **parameters: object) -> None:
        """Change the records, and build the whole log anew from them, signed with the right key."""
        await self.cheat(
            *statements,
            "DELETE FROM log_leaves",
            "DELETE FROM log_nodes",
            "DELETE FROM log_checkpoints",
            "INSERT INTO log_queue SELECT org_id, session_id, event_id, leaf_hash FROM completion_records",
            "INSERT INTO log_queue SELECT org_id, session_id, event_id, leaf_hash FROM correction_records",
            **parameters,
        )
        await self.sequence()

    async def restore(self) -> None:
        """Undo every change by `cheat`."""
        for table in TABLES:
            await self.cheat(f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM kept_{table}")


@pytest.fixture
async def auditor(school: School, tmp_path: Path) -> AsyncIterator[Auditor]:
    worker = create_engine(school.database.worker_url, application_name="test", pool_size=1)
    yield Auditor(school, worker, tmp_path)
    await worker.dispose()


class Sessions(NamedTuple):
    """The sessions of the story. The auditor first sees the log with the first three and a correction of the first."""

    amended: str
    altered: str
    erased: str
    late: str = ""


async def test_anybody_verifies_the_log_offline_and_notices_whatever_was_done_to_it(auditor: Auditor) -> None:
    sessions = await deliver(auditor)
    await see(auditor, sessions)
    await grow(auditor, sessions)
    for table in TABLES:
        await auditor.cheat(
            f"CREATE TABLE kept_{table} AS SELECT * FROM {table}", f"ALTER TABLE {table} DISABLE TRIGGER ALL"
        )
    for cheat in (alter_a_byte, swap_two_leaves, truncate, delete_a_record, fork):
        await cheat(auditor, sessions)
        await auditor.restore()
    assert "VERIFIED" in auditor.verify("proof", "amended.json"), "a kept proof stays valid, whatever happens"


async def deliver(auditor: Auditor) -> Sessions:
    """Complete three sessions and amend the first."""
    school = auditor.school
    sessions = Sessions(*[await school.started() for _ in range(3)])
    for session_id in sessions[:3]:
        await school.complete(session_id)
    amendments = f"/v1/sessions/{sessions.amended}/amendments"
    proposal = {"field": "minutes", "minutes": 30, "reason": "The call broke off."}
    proposed = await school.ok("coach-1", "POST", amendments, proposal)
    await school.ok("admin", "POST", f"{amendments}/{proposed['amendment_id']}/approve")
    await auditor.sequence()
    return sessions


async def see(auditor: Auditor, sessions: Sessions) -> None:
    """Download key, checkpoint and proofs, and verify them with our verifier and with the other library."""
    auditor.key = (await auditor.download("key.json", "/v1/log/key"))["verifier_key"]
    await auditor.download("kept.txt", "/v1/log/checkpoint")
    await auditor.download("altered.json", f"/v1/sessions/{sessions.altered}/proof")
    proof = await auditor.download("amended.json", f"/v1/sessions/{sessions.amended}/proof")
    said = auditor.verify("proof", "amended.json")
    for words in ("VERIFIED", "45 minutes", "logged_minutes: was 45, is 30", RECAP.strip()):
        assert words in said
    assert "The call broke off." not in said, "reasons are for staff and the session's coaches"
    await auditor.download("staff.json", f"/v1/sessions/{sessions.amended}/proof", "admin")
    assert "The call broke off." in auditor.verify("proof", "staff.json")

    head = Checkpoint.from_text(proof["checkpoint"])
    head.verify(Vkey.from_string(auditor.key))
    for entry in proof["entries"]:
        leaf = hashlib.sha256(b"\x00" + b64decode(entry["record"])).digest()
        hashes = [b64decode(hash_) for hash_ in entry["hashes"]]
        InclusionProof(entry["leaf_index"], head.size, hashes).check(leaf, head.root_hash)

    await auditor.cheat(
        "INSERT INTO erased_texts SELECT text_id, org_id, org_id, 'asked', now() FROM texts WHERE session_id = :id",
        "DELETE FROM text_keys WHERE text_id IN (SELECT text_id FROM texts WHERE session_id = :id)",
        id=sessions.erased,
    )
    erased = await auditor.download("erased.json", f"/v1/sessions/{sessions.erased}/proof")
    assert erased["entries"][0]["opened"] is None
    assert "not in this file: it was erased" in auditor.verify("proof", "erased.json")


async def grow(auditor: Auditor, sessions: Sessions) -> None:
    """Complete a fourth session, and verify with both programs that the log only grew."""
    late = await auditor.school.started()
    await auditor.school.complete(late)
    await auditor.sequence()
    grown = await auditor.download("grown.json", "/v1/log/consistency", start=4)
    said = auditor.verify("consistency", "grown.json", "--seen", "kept.txt")
    assert "VERIFIED: the log of 5 records starts with the earlier 4." in said
    first, second = Checkpoint.from_text(grown["from"]), Checkpoint.from_text(grown["to"])
    first.verify(Vkey.from_string(auditor.key))
    second.verify(Vkey.from_string(auditor.key))
    hashes = [b64decode(hash_) for hash_ in grown["hashes"]]
    ConsistencyProof(first.size, second.size, hashes).check(first.root_hash, second.root_hash)


# The operator has all rights and the signing key. The auditor kept kept.txt and the proofs, over four records.


async def alter_a_byte(auditor: Auditor, sessions: Sessions) -> None:
    await auditor.cheat(ALTER, id=sessions.altered)
    await auditor.download("now.json", f"/v1/sessions/{sessions.altered}/proof")
    assert "NOT VERIFIED: entry 1 is not in the log at" in auditor.verify("proof", "now.json")


async def swap_two_leaves(auditor: Auditor, sessions: Sessions) -> None:
    was = "(SELECT position FROM kept_log_leaves WHERE session_id = :{})"
    await auditor.cheat("UPDATE log_leaves SET position = 10 WHERE session_id = :id", id=sessions.altered)
    for one, other in ((sessions.erased, sessions.altered), (sessions.altered, sessions.erased)):
        swap = f"UPDATE log_leaves SET position = {was.format('other')} WHERE session_id = :one"
        await auditor.cheat(swap, one=one, other=other)
    await auditor.download("now.json", f"/v1/sessions/{sessions.altered}/proof")
    assert "NOT VERIFIED: entry 1 is not in the log at" in auditor.verify("proof", "now.json")


async def truncate(auditor: Auditor, sessions: Sessions) -> None:
    await auditor.rewrite(
        "DELETE FROM correction_records",
        "DELETE FROM completion_records WHERE completed_at = (SELECT max(completed_at) FROM completion_records)",
    )
    await auditor.download("now.txt", "/v1/log/checkpoint")
    said = auditor.verify("consistency", "now.txt", "--seen", "altered.json")
    assert "NOT VERIFIED: the log was truncated: it had 4 records" in said


async def delete_a_record(auditor: Auditor, sessions: Sessions) -> None:
    await auditor.rewrite("DELETE FROM completion_records WHERE session_id = :id", id=sessions.altered)
    await auditor.download("now.txt", "/v1/log/checkpoint")
    said = auditor.verify("consistency", "now.txt", "--seen", "altered.json")
    assert "NOT VERIFIED: the log was forked: its key signed two different logs of 4 records" in said


async def fork(auditor: Auditor, sessions: Sessions) -> None:
    await auditor.rewrite(ALTER, id=sessions.altered)
    await auditor.download("now.json", f"/v1/sessions/{sessions.altered}/proof")
    assert "90 minutes" in auditor.verify("proof", "now.json"), "by itself a forked log looks sound"
    # The operator even keeps the checkpoint that somebody is known to have seen.
    await auditor.cheat(
        "UPDATE log_checkpoints SET number = 10",
        "INSERT INTO log_checkpoints SELECT * FROM kept_log_checkpoints WHERE size = 4",
    )
    await auditor.download("now.json", "/v1/log/consistency", start=4)
    said = auditor.verify("consistency", "now.json", "--seen", "kept.txt")
    assert "NOT VERIFIED: the log was forked: the later checkpoint does not extend the earlier one" in said
