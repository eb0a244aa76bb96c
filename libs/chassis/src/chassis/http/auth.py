"""Verifies OIDC access tokens. The gateway checks them too, but a request can reach a service without the gateway."""

import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

import jwt
from contracts.permissions import SCOPES
from contracts.roles import ROLES
from starlette.datastructures import Headers

from chassis.errors import Unauthenticated
from chassis.http.issuer_keys import ALGORITHMS, IssuerKeys
from chassis.ids import to_id

LEEWAY_SECONDS: Final = 10
TOKEN_CACHE_SIZE: Final = 4_096
TOKEN_CHARACTERS_MAX: Final = 8_192
TYPES: Final = frozenset({"jwt", "at+jwt", "application/jwt", "application/at+jwt"})
"""What `typ` may say, if it says anything. An issuer signs other things with the same key, such as logout tokens."""
EXPIRY_MAX: Final = 7_258_118_400
"""2200-01-01. Nothing in the platform is later."""

_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
"""RFC 7515, section 7.1. Decoders of base64 skip other characters, and then one token has many forms."""


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
        self._issuer = issuer
        self._audience = audience
        self._keys = keys
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
        if len(token) > TOKEN_CHARACTERS_MAX:
            raise Unauthenticated(
                f"The access token is too long: it has more than {TOKEN_CHARACTERS_MAX:,} characters. Sign in again."
            )
        if not _COMPACT.fullmatch(token):
            raise Unauthenticated(
                "The access token is not valid: it must have three parts of base64url, without blanks. Sign in again."
            )
        identity = self._identity(await self._claims(token))
        self._verified[token] = _Verified(identity, self._keys.generation)
        if len(self._verified) > TOKEN_CACHE_SIZE:
            self._verified.popitem(last=False)
        return identity

    async def _claims(self, token: str) -> dict[str, object]:
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise Unauthenticated(
                    f"The access token must be signed with one of {', '.join(ALGORITHMS)}. Sign in again."
                )
            if str(header.get("typ", "JWT")).lower() not in TYPES:
                raise Unauthenticated("The token is no access token: its typ must be at+jwt or JWT. Sign in again.")
            key = await self._keys.find(str(header.get("kid", "")))
            return dict(
                jwt.decode(
                    token,
                    key.key,
                    algorithms=[key.algorithm_name],  # the key decides, so that a token cannot choose a weaker one
                    audience=self._audience,
                    issuer=self._issuer,
                    leeway=LEEWAY_SECONDS,
                    options={"require": ["exp", "iss", "aud", "sub"]},
                )
            )
        except jwt.PyJWTError as error:
            raise Unauthenticated(f"The access token is not valid: {error}. Sign in again.") from error

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
