"""The call provider's webhook: its address, its secret, and its deliveries."""

from typing import Annotated

from chassis.clock import now
from chassis.http.auth import Principal
from chassis.http.requests import Caller, Db
from chassis.ids import new_id
from fastapi import APIRouter, Depends, Header, Request, Response

from sessions.calls import queries, replace_hook, take
from sessions.calls.domain import HookKey, Signed, check_signature, new_secret, read_key, secret_text
from sessions.calls.errors import CallHookNotFound
from sessions.calls.schemas import PATH_PREFIX, CallEventIn, CallHookOut
from sessions.session.schemas import author_of

router = APIRouter(prefix="/v1", tags=["calls"])

WEBHOOK_ID_CHARACTERS_MAX = 256


@router.post("/organisation/call-hook", summary="Create the call hook", status_code=201)
async def create_call_hook(*, db: Db, caller: Caller, response: Response) -> CallHookOut:
    """Create the hook by which your call provider reports who joined and left, or replace it. Admins only.

    An earlier hook stops working at once. The secret is shown only once. This request takes no Idempotency-Key: sent
    again, it makes a new hook.
    """
    created_at, secret = now(), new_secret()
    key = await replace_hook.replace_hook(
        db, org_id=caller.org_id, by=caller.person_id, hook_id=new_id(), secret=secret, now=created_at
    )
    response.headers.update({"Cache-Control": "private, no-store", "Location": "/v1/organisation/call-hook"})
    return CallHookOut(path=PATH_PREFIX + key.text(), secret=secret_text(secret), created_at=created_at)


@router.delete("/organisation/call-hook", summary="Revoke the call hook", status_code=204)
async def revoke_call_hook(*, db: Db, caller: Caller) -> None:
    """Revoke your organisation's hook. If there is none, nothing happens. Admins only."""
    await replace_hook.revoke_hook(db, org_id=caller.org_id)


async def _hook_key(request: Request, hook_key: str) -> HookKey:
    """Return the hook's key, and make the hook the caller: a service that sees only the hook's organisation."""
    key = read_key(hook_key)
    if key is None:
        raise CallHookNotFound
    request.state.caller = Principal(key.hook_id, key.org_id, frozenset({"service"}), new_id(), sees_all=True)
    return key


async def _delivered(
    *,
    request: Request,
    key: Annotated[HookKey, Depends(_hook_key)],  # before the transaction, because that needs the caller
    db: Db,
    webhook_id: Annotated[
        str, Header(max_length=WEBHOOK_ID_CHARACTERS_MAX, description="The delivery's id: the same at each attempt.")
    ] = "",
    webhook_timestamp: Annotated[str, Header(description="When this attempt was sent, in seconds since 1970.")] = "",
    webhook_signature: Annotated[
        str,
        Header(description="`v1,` and the base64 of HMAC-SHA256 over id, timestamp and body, with dots between them."),
    ] = "",
) -> str:
    """Return the id of a delivery whose signature is right. The body is parsed only after that."""
    secret = await queries.hook_secret(db, key)
    signed = Signed(webhook_id, webhook_timestamp, webhook_signature)
    check_signature(secret, signed, await request.body(), now=now())
    return webhook_id


@router.post("/call-events/{hook_key}", summary="Receive an event of a call provider", status_code=204)
async def take_call_event(
    *, request: Request, webhook_id: Annotated[str, Depends(_delivered)], db: Db, body: CallEventIn
) -> None:
    """Receive an event of a call provider. It is signed (Standard Webhooks), so no access token is needed.

    An event that is delivered again with the same webhook-id changes nothing and gets the same answer. Events may come
    in any order: an event that is older than the last known change of that person is not applied. The answer is 401 if
    the signature is wrong or the timestamp is more than five minutes off, and 404 if there is no such hook or session.
    """
    caller: Principal = request.state.caller
    await take.take_call_event(
        db, author=author_of(caller), sees_all=caller.sees_all, event=body.event(webhook_id), event_id=new_id()
    )
