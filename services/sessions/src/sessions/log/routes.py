"""The organisation's transparency log: its key, its checkpoints, and proofs that anybody can verify offline."""

from typing import Annotated

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import Caller, Db
from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse

from sessions.log import queries, schemas
from sessions.log.keys import known_chain

router = APIRouter(prefix="/v1", tags=["log"])

_Size = Query(ge=1, le=schemas.SIZE_MAX, description="Size (number of leaves) of a checkpoint. Default: the newest.")


@router.get("/log/key", summary="Read the public key of the log")
async def read_key(*, request: Request, db: Db, caller: Caller) -> schemas.LogKeyOut:
    """Read the public key of your organisation's log. Keep it: with it you need not trust this service.

    If the key was changed, `keys` has all keys. Each one announced the next, so any of them verifies the whole log.
    """
    keys = await queries.read_keys(db, org_id=caller.org_id)
    return schemas.log_key_out(_key_of(request, caller.org_id, keys))


@router.get("/log/checkpoint", summary="Read a checkpoint of the log", response_class=PlainTextResponse)
async def read_checkpoint(*, db: Db, caller: Caller, size: Annotated[int | None, _Size] = None) -> PlainTextResponse:
    """Read a checkpoint of your organisation: the newest, or the one of a size. It is a C2SP tlog-checkpoint, verbatim.

    Keep checkpoints. With one of them you can prove later whether the log was rewritten.
    """
    checkpoint = await queries.checkpoint(db, org_id=caller.org_id, size=size)
    return PlainTextResponse(checkpoint.note)


@router.get("/log/consistency", summary="Prove that a later log contains an earlier one")
async def read_consistency(
    *,
    request: Request,
    db: Db,
    caller: Caller,
    from_size: Annotated[int, Query(ge=1, le=schemas.SIZE_MAX, description="Size of a checkpoint that you kept.")],
    to_size: Annotated[
        int | None,
        Query(ge=1, le=schemas.SIZE_MAX, description="Size of a later checkpoint. Default: the newest."),
    ] = None,
) -> schemas.ConsistencyOut:
    """Prove that a later log begins with the whole earlier log (RFC 6962): nothing was changed or removed."""
    proof = await queries.consistency_between(db, org_id=caller.org_id, first=from_size, second=to_size)
    return schemas.consistency_out(_key_of(request, caller.org_id, proof.keys), proof)


@router.get("/sessions/{session_id}/proof", summary="Prove that a session is in the log")
async def read_proof(
    *,
    request: Request,
    db: Db,
    caller: Caller,
    session_id: Id,
    size: Annotated[int | None, _Size] = None,
) -> schemas.ProofOut:
    """Prove that the log has a session's record and all its corrections. The proof can be verified offline.

    For everybody who may read the session. The proof has the texts that you may read. For a moment after a completion
    the answer is 409.
    """
    proof = await queries.prove(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        size=size,
        now=now(),
    )
    return schemas.proof_out(_key_of(request, caller.org_id, proof.keys), session_id, proof)


def _key_of(request: Request, org_id: Id, keys: queries.LogKeys) -> schemas.LogKey:
    """Return the keys of an organisation's log. create_app stored the known key in the application's state."""
    chain = known_chain(request.app.state.log_name, request.app.state.log_public_key, keys.notes)
    return schemas.LogKey(org_id, chain, keys.leaves)
