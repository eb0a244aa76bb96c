"""The step of the background task that appends records to the transparency logs within a second."""

import structlog
from chassis.clock import now
from chassis.database.engine import is_transient
from chassis.ids import new_id
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.log.sequence import LEAVES_PER_PASS_MAX, organisations_waiting, sequence_leaves

_log = structlog.stdlib.get_logger("sessions.log.task")


async def sequence_next(engine: AsyncEngine, *, signer: Ed25519PrivateKey, log_name: str) -> bool:
    """Append queued records to the logs, one pass in a transaction. Return whether more may wait.

    One of several workers does it at a time. If a log was damaged so that nothing can be appended to it, only its own
    organisation waits. Transient database errors are raised.
    """
    try:
        async with engine.begin() as db:
            taken = await sequence_leaves(db, signer=signer, log_name=log_name, now=now(), new_id=new_id)
    except Exception as error:
        if is_transient(error):
            raise
        await _one_by_one(engine, signer=signer, log_name=log_name)
        return False
    return taken >= LEAVES_PER_PASS_MAX


async def _one_by_one(engine: AsyncEngine, *, signer: Ed25519PrivateKey, log_name: str) -> None:
    """Take one pass for each organisation, so that undamaged logs grow."""
    async with engine.connect() as db:
        org_ids = await organisations_waiting(db)
    for org_id in org_ids:
        try:
            async with engine.begin() as db:
                await sequence_leaves(db, signer=signer, log_name=log_name, now=now(), new_id=new_id, org_id=org_id)
        except Exception as error:
            if is_transient(error):
                raise
            _log.critical(
                "nothing can be appended to a log: run `python -m sessions audit`", org_id=str(org_id), exc_info=error
            )
