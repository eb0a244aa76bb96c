"""Reads the signed tokens (JWT) of one issuer: form, algorithm, key, signature, issuer, audience and expiry."""

import re
from typing import Any, Final, NamedTuple

import jwt

from chassis.errors import Unauthenticated
from chassis.http.issuer_keys import ALGORITHMS, IssuerKeys

LEEWAY_SECONDS: Final = 10
TOKEN_CHARACTERS_MAX: Final = 8_192
TYPES: Final = frozenset({"jwt", "at+jwt", "application/jwt", "application/at+jwt"})
"""What `typ` may say, if it says anything. An issuer signs other things with the same key, such as logout tokens."""

_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
"""RFC 7515, section 7.1. Decoders of base64 skip other characters, and then one token has many forms."""


class SignedToken(NamedTuple):
    """A verified token: what its `typ` says (in small letters, "jwt" if it says nothing), and its claims."""

    typ: str
    claims: dict[str, Any]


class SignedTokens:
    """Verifies tokens of one issuer for one audience. It remembers nothing: each call verifies the signature."""

    def __init__(self, *, issuer: str, audience: str, keys: IssuerKeys) -> None:
        """Take the exact issuer and audience, and the issuer's keys."""
        self.keys: Final = keys
        self._issuer = issuer
        self._audience = audience

    async def read(self, token: str) -> SignedToken:
        """Return what a token says. Raises Unauthenticated, and Unavailable if the keys are too old."""
        if len(token) > TOKEN_CHARACTERS_MAX:
            raise Unauthenticated(
                f"The access token is too long: it has more than {TOKEN_CHARACTERS_MAX:,} characters. Sign in again."
            )
        if not _COMPACT.fullmatch(token):
            raise Unauthenticated(
                "The access token is not valid: it must have three parts of base64url, without blanks. Sign in again."
            )
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise Unauthenticated(
                    f"The access token must be signed with one of {', '.join(ALGORITHMS)}. Sign in again."
                )
            typ = str(header.get("typ", "JWT")).lower()
            if typ not in TYPES:
                raise Unauthenticated("The token is no access token: its typ must be at+jwt or JWT. Sign in again.")
            key = await self.keys.find(str(header.get("kid", "")))
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm_name],  # the key decides, so that a token cannot choose a weaker one
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise Unauthenticated(f"The access token is not valid: {error}. Sign in again.") from error
        return SignedToken(typ, dict(claims))
