"""The organisation's transparency log: its key, checkpoints, and proofs that anybody verifies offline."""

from typing import Annotated
from uuid import UUID

from chassis.clock import now
from chassis.http import Caller, Db
from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse

from sessions.queries import log as queries
from sessions.schemas import log as schemas

router = APIRouter(prefix="/v1", tags=["log"])

_Size = Query(ge=1, le=schemas.SIZE_MAX, description="A checkpoint's size: how many leaves it covers; else the newest.")


@router.get("/log/key")
async def read_key(*, request: Request, caller: Caller) -> schemas.LogKeyOut:
    """Read the public key of your organisation's log. Keep it: whoever has it needs no trust in this service."""
    return schemas.log_key_out(_key_of(request, caller.org_id))


@router.get("/log/checkpoint", response_class=PlainTextResponse)
async def read_checkpoint(*, db: Db, caller: Caller, size: Annotated[int | None, _Size] = None) -> PlainTextResponse:
    """Read your organisation's newest checkpoint, or that of a size: a signed note (C2SP tlog-checkpoint), verbatim.

    Who keeps one can prove later whether the log was rewritten.
    """
    checkpoint = await queries.checkpoint(db, org_id=caller.org_id, size=size)
    return PlainTextResponse(checkpoint.note)


@router.get("/log/consistency")
async def read_consistency(
    *,
    request: Request,
    db: Db,
    caller: Caller,
    first: Annotated[
        int, Query(alias="from", ge=1, le=schemas.SIZE_MAX, description="Size of the checkpoint that you kept.")
    ],
    second: Annotated[
        int | None,
        Query(alias="to", ge=1, le=schemas.SIZE_MAX, description="Size of a later checkpoint; else the newest."),
    ] = None,
) -> schemas.ConsistencyOut:
    """Prove that a later log begins with the whole of an earlier one (RFC 6962): nothing was changed or taken away."""
    proof = await queries.consistency_between(db, org_id=caller.org_id, first=first, second=second)
    return schemas.consistency_out(_key_of(request, caller.org_id), proof)


@router.get("/sessions/{session_id}/proof")
async def read_proof(
    *,
    request: Request,
    db: Db,
    caller: Caller,
    session_id: UUID,
    size: Annotated[int | None, _Size] = None,
) -> schemas.ProofOut:
    """Prove that a session's record, and every correction of it, stand in the log: to be verified offline.

    Whoever may read the session. Texts are opened as far as you may read them. 409 for a moment after a completion.
    """
    proof = await queries.prove(db, caller=caller, session_id=session_id, size=size, now=now())
    return schemas.proof_out(_key_of(request, caller.org_id), session_id, proof)


def _key_of(request: Request, org_id: UUID) -> schemas.LogKey:
    """Return the key of an organisation's log; create_app put what is needed for it beside the application."""
    return schemas.LogKey(request.app.state.log_name, org_id, request.app.state.log_public_key)
