"""Verifies OIDC access tokens. The gateway checks them too, but a request can reach a service without the gateway."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from contracts.permissions import SCOPES
from contracts.roles import ROLES
from starlette.datastructures import Headers

from chassis.errors import Unauthenticated
from chassis.http.issuer_keys import IssuerKeys
from chassis.http.signed_tokens import SignedTokens
from chassis.ids import to_id

TOKEN_CACHE_SIZE: Final = 4_096
EXPIRY_MAX: Final = 7_258_118_400
"""2200-01-01. Nothing in the platform is later."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of a route: a person or service of one organisation, and the correlation id of the request.

    `roles` has the roles that the token's roles include too, without the duties that the organisation separates.
    `sees_all` says whether they reach everything of their organisation by this route, or only what they have a part in
    (`contracts.permissions`). `scopes` are those of the token, which only the role service needs.
    """

    person_id: UUID
    org_id: UUID
    roles: frozenset[str]
    correlation_id: UUID
    sees_all: bool
    scopes: frozenset[str] = frozenset()

    @property
    def limited_to(self) -> UUID | None:
        """Return the caller's id if this route shows them their own things only, or None if it shows all."""
        return None if self.sees_all else self.person_id


@dataclass(frozen=True, slots=True)
class Identity:
    """The claims of a verified token: its known roles and scopes. It is valid until `expires_at` (epoch seconds)."""

    person_id: UUID
    org_id: UUID
    roles: frozenset[str]
    scopes: frozenset[str]
    expires_at: float


class _Verified(NamedTuple):
    """A verified token, and the generation of the keys with which it was verified."""

    identity: Identity
    generation: int


class TokenVerifier:
    """Verifies tokens of one issuer for one audience. Verified tokens are remembered while the issuer's keys stay."""

    def __init__(self, *, issuer: str, audience: str, keys: IssuerKeys) -> None:
        """Take the exact issuer and audience, and the issuer's keys."""
        self._keys = keys
        self._tokens = SignedTokens(issuer=issuer, audience=audience, keys=keys)
        self._verified: OrderedDict[str, _Verified] = OrderedDict()

    async def identity_in(self, headers: Headers) -> Identity:
        """Return the claims of the bearer token in a request's headers. Raises what `verify` raises."""
        if len(headers.getlist("authorization")) > 1:
            raise Unauthenticated("Send one header Authorization, and not several.")
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send an access token in the header Authorization: Bearer <token>.")
        return await self.verify(token)

    async def verify(self, token: str) -> Identity:
        """Return the claims of the token. Raises Unauthenticated, and Unavailable if the keys are too old."""
        known = self._verified.get(token)
        if known is not None and known.identity.expires_at > time.time():
            await self._keys.be_current()
            if known.generation == self._keys.generation:
                return known.identity
        identity = self._identity((await self._tokens.read(token)).claims)
        self._verified[token] = _Verified(identity, self._keys.generation)
        if len(self._verified) > TOKEN_CACHE_SIZE:
            self._verified.popitem(last=False)
        return identity

    def _identity(self, claims: dict[str, object]) -> Identity:
        roles, expires_at = claims.get("roles"), claims.get("exp")
        try:
            if not isinstance(roles, list):
                raise TypeError("roles")
            if isinstance(expires_at, bool) or not isinstance(expires_at, int | float) or expires_at > EXPIRY_MAX:
                raise TypeError("exp")
            return Identity(
                person_id=to_id(claims["sub"]),
                org_id=to_id(claims["org_id"]),
                roles=ROLES & {role for role in roles if isinstance(role, str)},
                scopes=_scopes(claims.get("scope")),
                expires_at=float(expires_at),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise Unauthenticated(
                "The access token must have sub and org_id as UUIDs, a list of roles, and exp as a number before the "
                "year 2200. Ask the operator to configure the token issuer for this."
            ) from error


def _scopes(claim: object) -> frozenset[str]:
    """Return the known scopes of the claim `scope`, which is one text with spaces between them (RFC 8693, RFC 9068).

    Issuers put scopes of their own there too, also into tokens of people. A claim of another form has none.
    """
    return SCOPES & set(claim.split(" ")) if isinstance(claim, str) else frozenset()
