"""Routes that take a token of the provider: the exchange, and opening an invitation."""

from typing import Annotated
from uuid import UUID

import orjson
import structlog
from chassis.clock import now
from chassis.errors import Unauthenticated, Unavailable
from chassis.http.auth import Principal
from chassis.http.error_answers import PROBLEM_TYPE_PREFIX
from chassis.http.issuer_keys import IssuerKeys
from chassis.http.requests import Db
from chassis.ids import new_id
from fastapi import APIRouter, Depends, Request, Response

from sessions.accounts.domain import InvitationKey, read_key
from sessions.accounts.errors import ExchangeOff, InvitationRefused, NoTokenKeys
from sessions.accounts.link import open_invitation
from sessions.exchange import schemas
from sessions.exchange.domain import ACCESS_TOKEN, Provided, TokenRequest, claims_of, provided_by, read_request
from sessions.exchange.errors import ExchangeIsOff, SubjectTokenRefused, TokenRefused
from sessions.exchange.sign_in import sign_in

router = APIRouter(prefix="/v1", tags=["accounts"])

NOBODY = UUID(int=0)
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}

_log = structlog.stdlib.get_logger("sessions.exchange")


async def answer_token_refused(_: Request, error: Exception) -> Response:
    """Answer an error of the exchange: as JSON, as OAuth 2.0 asks for, with the members of a problem document."""
    assert isinstance(error, TokenRefused)
    problem = {"type": PROBLEM_TYPE_PREFIX + error.slug, "title": error.title, "status": error.status}
    body = {**error.extra, **problem, "detail": error.detail}
    return Response(orjson.dumps(body, default=str), error.status, NO_STORE, "application/json")


async def _provided(exchange: schemas.Exchange, token: str, token_type: str) -> Provided:
    """Return what a token of the provider says. Raises SubjectTokenRefused, and Unavailable without its keys."""
    try:
        typ, claims = await exchange.provider.read(token)
    except Unauthenticated as error:
        raise SubjectTokenRefused(error.detail) from error
    return provided_by(claims, typ=typ, token_type=token_type, client=exchange.client, now=now())


async def _token_request(request: Request) -> tuple[TokenRequest, Provided]:
    """Return a request whose token was verified, and make somebody unknown the caller, who sees no organisation."""
    exchange: schemas.Exchange | None = request.app.state.exchange
    if exchange is None:
        raise ExchangeIsOff
    asked = read_request(
        await request.body(),
        content_type=request.headers.get("content-type", ""),
        has_query=bool(request.scope["query_string"]),
    )
    provided = await _provided(exchange, asked.subject_token, asked.subject_token_type)
    await _nobody(request)
    return asked, provided


@router.post(
    "/token",
    summary="Exchange a token of the provider",
    openapi_extra={"requestBody": schemas.TOKEN_REQUEST},
    responses={400: {"model": schemas.TokenErrorOut, "description": "The error of OAuth 2.0, as a problem document."}},
)
async def exchange_token(
    *,
    request: Request,
    response: Response,
    asked: Annotated[tuple[TokenRequest, Provided], Depends(_token_request)],  # before the transaction
    db: Db,
) -> schemas.TokenOut:
    """Exchange a token of your provider for a short-lived token of the platform (RFC 8693). No other token is needed.

    The account of the token must be linked to a person. `audience` names the organisation by its org_id. Without it the
    account must be linked in one organisation only. If it is linked in several, the error lists them.
    """
    exchange: schemas.Exchange = request.app.state.exchange
    keys: IssuerKeys = request.app.state.issuer_keys
    wanted, provided = asked
    kid = await keys.kid_of(exchange.signer.public)
    if kid is None:
        _log.error("the key that signs tokens is not among the trusted keys (SESSIONS_JWKS_URL)")
        raise Unavailable("The platform does not trust its own key yet. Ask the operator, if this does not pass soon.")
    instant = now()
    who = await sign_in(
        db,
        subject=provided.subject,
        org_id=wanted.org_id,
        verified_email=provided.verified_email if exchange.links_by_email else None,
        account_id=new_id(),
        now=instant,
    )
    issued_at = int(instant.timestamp())
    expires_at = min(issued_at + exchange.lifetime_seconds, provided.expires_at)
    claims = claims_of(
        issuer=exchange.issuer,
        audience=exchange.audience,
        person_id=who.person_id,
        org_id=who.org_id,
        role=who.role,
        token_id=new_id(),
        issued_at=issued_at,
        expires_at=expires_at,
    )
    response.headers.update(NO_STORE)
    return schemas.TokenOut(
        access_token=exchange.signer.sign(claims, kid=kid),
        issued_token_type=ACCESS_TOKEN,
        token_type="Bearer",  # noqa: S106 - how it is sent
        expires_in=expires_at - issued_at,
    )


@router.get("/token/keys", summary="Read the keys of the platform's tokens")
async def read_token_keys(*, request: Request) -> schemas.TokenKeysOut:
    """Read the public keys of the tokens that the exchange makes, as a JWK Set. No token is needed.

    The gateway and the services may be set up to read the keys here.
    """
    exchange: schemas.Exchange | None = request.app.state.exchange
    if exchange is None:
        raise NoTokenKeys
    return schemas.TokenKeysOut.model_validate(exchange.signer.jwks())


async def _nobody(request: Request) -> None:
    """Make somebody unknown the caller. FastAPI begins the transaction also if it will refuse the body."""
    request.state.caller = Principal(NOBODY, NOBODY, frozenset(), new_id(), sees_all=False)


async def _opened(request: Request, body: schemas.OpenIn) -> tuple[InvitationKey, Provided]:
    """Return the key of an invitation and the verified account, and make the invitation the caller.

    The token is verified first, so that only somebody who signed in at the provider tries secrets.
    """
    exchange: schemas.Exchange | None = request.app.state.exchange
    if exchange is None:
        raise ExchangeOff
    try:
        provided = await _provided(exchange, body.subject_token, body.subject_token_type)
    except SubjectTokenRefused as error:
        raise Unauthenticated(error.detail) from error
    key = read_key(body.secret)
    if key is None:
        raise InvitationRefused
    request.state.caller = Principal(key.invitation_id, key.org_id, frozenset(), new_id(), sees_all=False)
    return key, provided


@router.post("/accounts/open", summary="Open an invitation", dependencies=[Depends(_nobody)])
async def open_account(
    *,
    response: Response,
    opened: Annotated[tuple[InvitationKey, Provided], Depends(_opened)],  # before the transaction
    db: Db,
) -> schemas.LinkedPersonOut:
    """Link the account with which you signed in at the provider to the person of an invitation.

    It needs the provider's token, and no other one. Afterwards POST /v1/token gives tokens. The answer is 404
    (invitation-refused) for every secret that does not work, 401 if the provider's token is not valid, and 409
    (account-in-use) if the account is linked to another person of the organisation.
    """
    key, provided = opened
    person_id = await open_invitation(db, key, subject=provided.subject, account_id=new_id(), now=now())
    response.headers.update(NO_STORE)
    return schemas.LinkedPersonOut(org_id=key.org_id, person_id=person_id)
