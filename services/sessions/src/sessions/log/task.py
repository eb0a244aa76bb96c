"""The background task that appends records to the transparency logs within a second."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from chassis.ids import new_id
from chassis.messaging.tasks import Task, by_organisation, committed
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.log.sequence import LEAVES_PER_PASS_MAX, organisations_lacking_key, organisations_waiting, sequence_leaves

ORGANISATIONS_AT_ONCE: Final = 100
"""How many logs one transaction lets grow. One statement appends to all of them, so each alone would cost much more."""

ANNOUNCE_SECONDS: Final = 10.0
"""How long a log that does not grow may keep its old key."""


def sequencing(*, signer: Ed25519PrivateKey, log_name: str) -> Task:
    """Return the task. One of several workers appends at a time.

    If a log was damaged so that nothing can be appended to it, only its own organisation waits.
    """
    append = partial(_append, signer=signer, log_name=log_name)
    return by_organisation(
        "append to the logs",
        waiting=organisations_waiting,
        work=committed(append),
        # With this pause an organisation gets at most four checkpoints a second, however busy it is.
        interval_seconds=0.25,
        organisations_at_once=ORGANISATIONS_AT_ONCE,
    )


def announcing(*, signer: Ed25519PrivateKey, log_name: str) -> Task:
    """Return the task that puts a change of the key into logs that do not grow. Without it the old key signs them."""
    return by_organisation(
        "announce the key in the logs",
        waiting=organisations_lacking_key,
        work=committed(partial(_append, signer=signer, log_name=log_name)),
        interval_seconds=ANNOUNCE_SECONDS,
        organisations_at_once=ORGANISATIONS_AT_ONCE,
    )


async def _append(
    db: AsyncConnection, *, org_ids: Sequence[UUID], now: datetime, signer: Ed25519PrivateKey, log_name: str
) -> bool:
    """Append queued records, and return whether more may wait."""
    taken = await sequence_leaves(db, org_ids=org_ids, signer=signer, log_name=log_name, now=now, new_id=new_id)
    return taken >= LEAVES_PER_PASS_MAX
