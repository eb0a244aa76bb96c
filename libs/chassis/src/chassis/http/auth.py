"""Verifies OIDC access tokens. The gateway checks them too, but a request can reach a service without the gateway."""

import asyncio
import json
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname
from uuid import UUID

import httpx
import jwt
import structlog
from contracts.permissions import SCOPES
from contracts.roles import ROLES

from chassis.errors import Unauthenticated, Unavailable

ALGORITHMS: Final = ("RS256", "ES256", "EdDSA")
LEEWAY_SECONDS: Final = 10
KEYS_REFRESH_SECONDS: Final = 30
KEYS_RETRY_SECONDS: Final = 1
KEYS_TIMEOUT_SECONDS: Final = 5
TOKEN_CACHE_SIZE: Final = 4_096
TOKEN_CHARACTERS_MAX: Final = 8_192

_log = structlog.stdlib.get_logger("chassis.http.auth")


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


class TokenVerifier:
    """Verifies tokens of one issuer for one audience. When a token names an unknown key, the keys are read again."""

    def __init__(self, *, issuer: str, audience: str, jwks_url: str) -> None:
        """Take the exact issuer and audience, and the URL of the issuer's JWKS (file:// or https://)."""
        self._issuer = issuer
        self._audience = audience
        self._jwks_url = jwks_url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._keys_unreadable = False
        self._read_again_at = float("-inf")
        self._reading = asyncio.Lock()
        self._verified: OrderedDict[str, Identity] = OrderedDict()

    async def verify(self, token: str) -> Identity:
        """Return the claims of the token, or raise Unauthenticated."""
        known = self._verified.get(token)
        if known is not None and known.expires_at > time.time():
            return known
        if len(token) > TOKEN_CHARACTERS_MAX:
            raise Unauthenticated(
                f"The access token is too long: it has more than {TOKEN_CHARACTERS_MAX:,} characters. Sign in again."
            )
        identity = self._identity(await self._claims(token))
        self._verified[token] = identity
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
            key = await self._key(str(header.get("kid", "")))
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
        roles = claims.get("roles")
        try:
            if not isinstance(roles, list):
                raise TypeError("roles")
            return Identity(
                person_id=UUID(str(claims["sub"])),
                org_id=UUID(str(claims["org_id"])),
                roles=ROLES & set(map(str, roles)),
                scopes=_scopes(claims.get("scope")),
                expires_at=float(str(claims["exp"])),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise Unauthenticated(
                "The access token must have sub and org_id as UUIDs, and a list of roles. Ask the operator to "
                "configure the token issuer for this."
            ) from error

    async def _key(self, kid: str) -> jwt.PyJWK:
        if kid not in self._keys:
            await self._refresh()
        if kid in self._keys:
            return self._keys[kid]
        if self._keys_unreadable:
            raise Unavailable("The token issuer's keys cannot be read right now. Try again in a moment.")
        raise Unauthenticated("The access token is signed with a key that its issuer does not publish. Sign in again.")

    async def _refresh(self) -> None:
        """Read the keys, once for all requests that wait, and not too often: any token can name a missing key."""
        async with self._reading:
            if time.monotonic() < self._read_again_at:
                return
            try:
                document = await self._read_document()
                keys = jwt.PyJWKSet.from_dict(dict(json.loads(document))).keys
            except (OSError, httpx.HTTPError, ValueError, TypeError, jwt.PyJWTError) as error:
                _log.error("the token issuer's keys cannot be read", url=self._jwks_url, error=repr(error)[:500])
                self._keys_unreadable = True
                self._read_again_at = time.monotonic() + KEYS_RETRY_SECONDS
                return
            self._keys = {key.key_id or "": key for key in keys if key.algorithm_name in ALGORITHMS}
            self._keys_unreadable = False
            self._read_again_at = time.monotonic() + KEYS_REFRESH_SECONDS

    async def _read_document(self) -> str:
        parts = urlsplit(self._jwks_url)
        if parts.scheme == "file":
            return await asyncio.to_thread(Path(url2pathname(parts.path)).read_text)
        async with httpx.AsyncClient(timeout=KEYS_TIMEOUT_SECONDS) as client:
            return (await client.get(self._jwks_url)).raise_for_status().text


def _scopes(claim: object) -> frozenset[str]:
    """Return the known scopes of the claim `scope`, which is one text with spaces between them (RFC 8693, RFC 9068).

    Issuers put scopes of their own there too, also into tokens of people. A claim of another form has none.
    """
    return SCOPES & set(claim.split(" ")) if isinstance(claim, str) else frozenset()
