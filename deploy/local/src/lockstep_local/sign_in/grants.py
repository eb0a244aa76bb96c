"""What was granted: codes that are used once, and families of refresh tokens. All of it is in memory.

When the process ends, everybody signs in again.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from lockstep_local.sign_in.people import Who
from lockstep_local.sign_in.requests import AuthorizationRequest

CODE_SECONDS: Final = 60
FAMILY_SECONDS: Final = 7 * 24 * 3600
"""How long a sign-in lasts. After that somebody chooses again who they are."""
SECRET_BYTES: Final = 32

_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class InvalidGrantError(Exception):
    """A code or a refresh token is not valid, or not any more. The message says why."""


@dataclass(slots=True)
class Family:
    """One sign-in: who it is, and the refresh token that is valid now, if the client asked for one."""

    id: str
    who: Who
    scope: str
    nonce: str
    began_at: float
    refresh_token: str | None = None


@dataclass(slots=True)
class _Code:
    request: AuthorizationRequest
    who: Who
    issued_at: float
    family_id: str | None = None
    is_used: bool = False


@dataclass(slots=True)
class Grants:
    """The codes and families of one process. `clock` returns the time in seconds of the epoch."""

    clock: Callable[[], float]
    _codes: dict[str, _Code] = field(default_factory=dict)
    _families: dict[str, Family] = field(default_factory=dict)
    _refresh_tokens: dict[str, str] = field(default_factory=dict)
    """The family of every refresh token, also of those that were replaced."""

    def code_for(self, request: AuthorizationRequest, who: Who) -> str:
        """Return a new code for somebody who was chosen on the page."""
        self._forget()
        code = secrets.token_urlsafe(SECRET_BYTES)
        self._codes[code] = _Code(request, who, self.clock())
        return code

    def redeem(self, code: str, *, redirect_uri: str, code_verifier: str) -> Family:
        """Return the new family of a code. Every attempt uses the code up. Raises InvalidGrantError."""
        self._forget()
        found = self._codes.get(code)
        if found is None:
            raise InvalidGrantError("The code is unknown or has expired. Sign in again.")
        if found.is_used:
            self.end(found.family_id)  # somebody else may have the code (RFC 6749, 4.1.2)
            raise InvalidGrantError("The code was used before. Sign in again.")
        found.is_used = True
        if found.issued_at + CODE_SECONDS <= self.clock():
            raise InvalidGrantError(f"The code has expired after {CODE_SECONDS} s. Sign in again.")
        if redirect_uri != found.request.redirect_uri:
            raise InvalidGrantError("redirect_uri is not the one for which the code was made.")
        if not _VERIFIER.fullmatch(code_verifier) or not hmac.compare_digest(
            challenge_of(code_verifier), found.request.code_challenge
        ):
            raise InvalidGrantError("code_verifier does not belong to the code_challenge of the code.")
        request = found.request
        family = Family(secrets.token_urlsafe(SECRET_BYTES), found.who, request.scope, request.nonce, self.clock())
        self._families[family.id] = family
        found.family_id = family.id
        if "offline_access" in family.scope.split():
            self._renew(family)
        return family

    def family_of(self, refresh_token: str) -> Family:
        """Return the family whose valid refresh token this is. One that was replaced ends its family.

        Raises InvalidGrantError.
        """
        self._forget()
        family = self._families.get(self._refresh_tokens.get(refresh_token, ""))
        if family is None:
            raise InvalidGrantError("The refresh token is unknown, or its sign-in has ended. Sign in again.")
        if family.refresh_token != refresh_token:
            self.end(family.id)
            raise InvalidGrantError("The refresh token was used before, so its sign-in has ended. Sign in again.")
        return family

    def rotate(self, refresh_token: str) -> Family:
        """Return the family of a refresh token, with a new one in its place. Raises InvalidGrantError."""
        family = self.family_of(refresh_token)
        self._renew(family)
        return family

    def end(self, family_id: str | None) -> None:
        """End a family, if it is there. Its refresh tokens are not valid any more."""
        self._families.pop(family_id or "", None)

    def _renew(self, family: Family) -> None:
        family.refresh_token = secrets.token_urlsafe(SECRET_BYTES)
        self._refresh_tokens[family.refresh_token] = family.id

    def _forget(self) -> None:
        """Forget what has expired."""
        now = self.clock()
        self._families = {name: one for name, one in self._families.items() if one.began_at + FAMILY_SECONDS > now}
        self._refresh_tokens = {token: name for token, name in self._refresh_tokens.items() if name in self._families}
        self._codes = {
            code: one
            for code, one in self._codes.items()
            if one.issued_at + CODE_SECONDS > now or one.family_id in self._families
        }


def challenge_of(code_verifier: str) -> str:
    """Return the S256 challenge of a code verifier (RFC 7636, 4.2)."""
    return urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
