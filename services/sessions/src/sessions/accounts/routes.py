"""Invite people to sign in, and see who does. Opening an invitation and tokens are in `exchange`."""

from datetime import timedelta
from typing import Annotated

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Page
from chassis.ids import new_id
from fastapi import APIRouter, Depends, Query, Request, Response

from sessions.accounts import invite, queries, schemas, unlink
from sessions.accounts.domain import INVITED_MAX, AccountState, InvitationState
from sessions.accounts.errors import ExchangeOff, TooManyInvited

router = APIRouter(prefix="/v1/accounts", tags=["accounts"])

_PRIVATE = {"Cache-Control": "private, no-store"}


async def exchange_needed(request: Request, caller: Caller) -> None:  # noqa: ARG001 - after who may call is known
    """Raise ExchangeOff unless the operator has switched the exchange on."""
    if request.app.state.exchange is None:
        raise ExchangeOff


@router.post(
    "/invitations", summary="Invite people to sign in", status_code=201, dependencies=[Depends(exchange_needed)]
)
async def invite_people(
    *, db: Db, caller: Caller, response: Response, body: schemas.InvitationsIn
) -> schemas.InvitationsOut:
    """Invite people to link the account with which they sign in. Admins only.

    Each invitation is valid once, and until it expires. An earlier one of the same person ends. The secrets are shown
    only in this answer. Who has a linked account, or was erased, is skipped. This request takes no Idempotency-Key:
    sent again, it makes new invitations.
    """
    if body.class_id is not None:
        pointer, found = "/class_id", await queries.members_of(db, org_id=caller.org_id, class_id=body.class_id)
    elif body.import_id is not None:
        pointer, found = "/import_id", await queries.imported_by(db, org_id=caller.org_id, import_id=body.import_id)
    else:
        pointer, found = "/person_ids", body.person_ids or []
    if len(found) > INVITED_MAX:
        raise TooManyInvited(pointer, found=len(found), maximum=INVITED_MAX)
    invited, skipped = await invite.invite_people(
        db,
        org_id=caller.org_id,
        by=caller.person_id,
        person_ids=set(found),
        valid_for=timedelta(days=body.valid_days),
        now=now(),
        new_id=new_id,
    )
    response.headers.update(_PRIVATE)
    return schemas.invitations_out(invited, skipped)


@router.get("/invitations", summary="List invitations to sign in")
async def list_account_invitations(
    *,
    db: Db,
    caller: Caller,
    state: Annotated[InvitationState | None, Query(description="Only those in this state.")] = None,
    person_id: Annotated[Id | None, Query(description="Only those of this person.")] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[schemas.InvitationOut]:
    """List invitations, the newest first, without their secrets."""
    found = await queries.list_invitations(
        db, org_id=caller.org_id, person_id=person_id, state=state, limit=limit, cursor=cursor, now=now()
    )
    return Page.of(found.map(schemas.invitation_out))


@router.get("", summary="List who signs in")
async def list_accounts(
    *,
    db: Db,
    caller: Caller,
    state: Annotated[AccountState | None, Query(description="Only the people in this state.")] = None,
    signed_in: Annotated[
        bool | None, Query(description="true: only those who ever signed in. false: only those who never did.")
    ] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[schemas.AccountOut]:
    """List the people of the organisation by username: who was invited, who has signed in, and when last."""
    found = await queries.list_accounts(
        db, org_id=caller.org_id, state=state, signed_in=signed_in, limit=limit, cursor=cursor, now=now()
    )
    return Page.of(found.map(schemas.account_out))


@router.get("/{person_id}", summary="Read how a person signs in")
async def read_account(*, db: Db, caller: Caller, person_id: Id) -> schemas.AccountHistoryOut:
    """Read how a person signs in, with all accounts and invitations that there were, and who did what when."""
    found = await queries.read_account(db, org_id=caller.org_id, person_id=person_id, now=now())
    return schemas.history_out(found)


@router.post("/{person_id}/unlink", summary="Unlink the account of a person", status_code=204)
async def unlink_account(*, db: Db, caller: Caller, person_id: Id, body: schemas.UnlinkIn) -> None:
    """Unlink the account of a person, who can then be invited again. Admins only.

    The account gets no token any more. A token that it has already ends within minutes.
    """
    await unlink.unlink_account(
        db, org_id=caller.org_id, by=caller.person_id, person_id=person_id, reason=body.reason, now=now()
    )


@router.delete("/{person_id}/invitation", summary="Withdraw the invitation of a person", status_code=204)
async def withdraw_invitation(*, db: Db, caller: Caller, person_id: Id) -> None:
    """Withdraw the open invitation of a person, for example because its link went to somebody else. Admins only."""
    await invite.withdraw_invitation(db, org_id=caller.org_id, by=caller.person_id, person_id=person_id, now=now())
