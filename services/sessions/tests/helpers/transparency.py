"""Helpers for the tests of the transparency log: its key, and a sequencer that tests run by hand."""

import hashlib
from collections.abc import Sequence
from uuid import UUID, uuid4

from chassis.clock import now
from chassis.ids import new_id
from chassis.operations.log_settings import LOCAL_LOG_NAME
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sessions.log.sequence import organisations_waiting, sequence_leaves
from sessions.settings import SessionsSettings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import School

SIGNER = SessionsSettings(environment="local").log_signer()
LOG_NAME = LOCAL_LOG_NAME

_ENQUEUE = text("""
    INSERT INTO log_queue (org_id, session_id, event_id, leaf_hash) VALUES (:org_id, :session_id, :event_id, :leaf_hash)
""")


async def sequence(engine: AsyncEngine, signer: Ed25519PrivateKey = SIGNER, org_ids: Sequence[UUID] = ()) -> int:
    """Take one pass and return the number of leaves that it took from the queue."""
    async with engine.begin() as db:
        org_ids = org_ids or await organisations_waiting(db, now=now())
        return await sequence_leaves(db, org_ids=org_ids, signer=signer, log_name=LOG_NAME, now=now(), new_id=new_id)


async def enqueue(school: School, count: int, *, org_id: UUID | None = None) -> list[bytes]:
    """Put leaves without a record into the queue, and return their hashes, oldest first."""
    events = [new_id() for _ in range(count)]
    hashes = [hashlib.sha256(event_id.bytes).digest() for event_id in events]
    of_org = {"org_id": org_id or school.org_id, "session_id": uuid4()}
    rows = [{**of_org, "event_id": one, "leaf_hash": hash_} for one, hash_ in zip(events, hashes, strict=True)]
    async with school.superuser.begin() as db:
        await db.execute(_ENQUEUE, rows[::-1])  # the order of rows in the queue does not matter
    return hashes
