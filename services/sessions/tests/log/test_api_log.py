"""Everybody who may read a session gets a proof of its record. To verify it they need only a key that they kept."""

import base64
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from chassis.database.engine import create_engine
from chassis.operations.log_settings import LOCAL_LOG_NAME
from contracts.transparency.checkpoints import Checkpoint, verify
from contracts.transparency.merkle import leaf_hash
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from lockstep_testing import rfc6962
from sessions.sealed.canonical import canonical
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import RECAP, School, refused
from ..helpers.catalogue import log_queries, scans
from ..helpers.transparency import enqueue, sequence


@pytest.fixture
async def engine(school: School) -> AsyncIterator[AsyncEngine]:
    """The worker's engine on the school's database."""
    made = create_engine(school.database.worker_url, application_name="test-worker", pool_size=2)
    yield made
    await made.dispose()


async def trusted(school: School) -> Ed25519PublicKey:
    """Return the log's key, as a guardian would keep it."""
    key = await school.ok("learner-1", "GET", "/v1/log/key")
    assert key["origin"] == f"{LOCAL_LOG_NAME}/{school.org_id}"
    assert key["verifier_key"].startswith(key["origin"] + "+")
    assert key["algorithm"] == "Ed25519"
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(key["public_key"]))


def verified(proof: Any, public_key: Ed25519PublicKey) -> Checkpoint:
    """Verify a proof as the standard says, and return the checkpoint that covers its entries."""
    checkpoint = verify(proof["checkpoint"], public_key=public_key)
    for entry in proof["entries"]:
        record = base64.b64decode(entry["record"])
        assert orjson.loads(record)["session_id"] == proof["session_id"]
        hashes = [base64.b64decode(hash_) for hash_ in entry["hashes"]]
        root = rfc6962.root_of_inclusion(entry["leaf_index"], checkpoint.size, leaf_hash(record), hashes)
        assert root == checkpoint.root_hash
        for name, said in (entry["opened"] or {"texts": {}})["texts"].items():
            salted = bytes.fromhex(entry["opened"]["salts"][name]) + canonical(said)
            assert orjson.loads(record)[f"{name}_sha256"] == hashlib.sha256(salted).hexdigest()
    return checkpoint


async def test_a_learner_proves_a_session_against_any_checkpoint_that_covers_it(
    school: School, engine: AsyncEngine
) -> None:
    key = await trusted(school)
    assert "is empty" in refused(
        await school.send("learner-1", "GET", "/v1/log/checkpoint"), 404, "checkpoint-not-found"
    )
    session_id, path = await school.started(), ""
    path = f"/v1/sessions/{session_id}/proof"
    refused(await school.send("learner-1", "GET", path), 404, "record-not-found")
    await enqueue(school, 5)
    await sequence(engine)
    completed = (await school.complete(session_id)).json()
    assert "Ask again" in refused(await school.send("learner-1", "GET", path), 409, "proof-not-ready")
    await sequence(engine)
    for _ in range(8):
        await enqueue(school, 3)
        await sequence(engine)

    proof = await school.ok("learner-1", "GET", path)
    assert verified(proof, key).size == 30
    [entry] = proof["entries"]
    assert (proof["type"], entry["kind"], entry["leaf_index"]) == ("lockstep.proof.v1", "completion", 5)
    assert leaf_hash(base64.b64decode(entry["record"])).hex() == completed["record_hash"]
    assert entry["opened"]["texts"] == {"recap": RECAP}
    assert verified(await school.ok("admin", "GET", path, size=6), key).size == 6
    assert "came after" in refused(await school.send("learner-1", "GET", path, size=5), 409, "proof-not-ready")
    refused(await school.send("learner-1", "GET", path, size=7), 404, "checkpoint-not-found")
    refused(await school.send("learner-1", "GET", path, size=0), 422, "unprocessable")
    refused(await school.send("learner-4", "GET", path), 404, "session-not-found")

    newest = await school.send("learner-4", "GET", "/v1/log/checkpoint")
    assert newest.headers["content-type"].startswith("text/plain")
    assert newest.text == proof["checkpoint"]
    kept = await school.send("learner-4", "GET", "/v1/log/checkpoint", size=6)
    await _check_consistency(school, key, kept=verify(kept.text, public_key=key))


async def _check_consistency(school: School, key: Ed25519PublicKey, *, kept: Checkpoint) -> None:
    """Check every pair of checkpoints that starts with the kept one."""
    for size in (6, 9, 12, 30, None):
        query = {"from_size": kept.size} if size is None else {"from_size": kept.size, "to_size": size}
        proof = await school.ok("learner-1", "GET", "/v1/log/consistency", **query)
        earlier, later = (verify(proof[name], public_key=key) for name in ("from", "to"))
        assert (earlier, later.size) == (kept, size or 30)
        hashes = [base64.b64decode(hash_) for hash_ in proof["hashes"]]
        roots = rfc6962.roots_of_consistency(earlier.size, later.size, earlier.root_hash, hashes)
        assert roots == (earlier.root_hash, later.root_hash)
    for query, status, slug in (
        ({"from_size": 9, "to_size": 6}, 422, "invalid-range"),
        ({"from_size": 31}, 422, "invalid-range"),
        ({"from_size": 7}, 404, "checkpoint-not-found"),
        ({"from_size": 6, "to_size": 8}, 404, "checkpoint-not-found"),
        ({}, 422, "unprocessable"),
        ({"from_size": 0}, 422, "unprocessable"),
        ({"from_size": 2**63}, 422, "unprocessable"),
    ):
        refused(await school.send("learner-1", "GET", "/v1/log/consistency", **query), status, slug)  # type: ignore[arg-type]


async def test_a_proof_reads_no_more_rows_than_the_tree_has_levels_twice(school: School, engine: AsyncEngine) -> None:
    sent = log_queries(school)
    session_id = await school.started()
    await enqueue(school, 700)
    await school.complete(session_id)
    await sequence(engine)
    sent.queries.clear()

    proof = await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}/proof")

    assert len(proof["entries"][0]["hashes"]) <= 10
    read = [scan for scan in await scans(school, sent) if scan.table.startswith("log_")]
    assert {scan.table for scan in read} == {
        *("log_leaves", "log_nodes", "log_checkpoints"),
        *("log_key_changes", "log_key_leaves"),
    }
    assert sum(scan.rows for scan in read) <= 2 * 10 + 2, read


async def test_reasons_are_opened_for_staff_and_coaches_and_what_was_erased_still_verifies(
    school: School, engine: AsyncEngine
) -> None:
    key = await trusted(school)
    start = datetime.now(UTC) - timedelta(hours=80)
    session_id = await school.schedule(mode="in_person", starts_at=start, ends_at=start + timedelta(minutes=45))
    assert (await school.complete(session_id, who="support", reason="The coach was ill")).is_success
    await sequence(engine)
    path = f"/v1/sessions/{session_id}"
    wanted = {"field": "recap", "recap": RECAP + "And more.", "reason": "Forgotten"}
    proposed = await school.ok("coach-1", "POST", f"{path}/amendments", wanted)
    await school.ok("admin", "POST", f"{path}/amendments/{proposed['amendment_id']}/approve")
    assert "Ask again" in refused(await school.send("admin", "GET", f"{path}/proof"), 409, "proof-not-ready")
    await sequence(engine)

    for who, reads_all in (("learner-1", False), ("coach-1", True), ("admin", True), ("support", True)):
        proof = await school.ok(who, "GET", f"{path}/proof")
        verified(proof, key)
        completion, amendment = proof["entries"]
        assert [completion["kind"], amendment["kind"]] == ["completion", "amendment"]
        late = {"late_reason": "The coach was ill"} if reads_all else {}
        assert completion["opened"]["texts"] == {"recap": RECAP, **late}
        why = {"reason": "Forgotten"} if reads_all else {}
        assert amendment["opened"]["texts"] == {"recap": RECAP + "And more.", **why}
    [alone] = (await school.ok("learner-1", "GET", f"{path}/proof", size=1))["entries"]
    assert alone["kind"] == "completion", "the checkpoint of that time covers the completion alone"

    async with school.superuser.begin() as db:
        await db.execute(
            text("INSERT INTO erased_texts SELECT text_id, org_id, text_id, 'asked for', now() FROM text_keys")
        )
        await db.execute(text("DELETE FROM text_keys"))
    proof = await school.ok("admin", "GET", f"{path}/proof")
    verified(proof, key)
    assert [entry["opened"] for entry in proof["entries"]] == [None, None]
