"""What a client asks of the sign-in: the parameters of an authorization request, and what is wrong with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

CLIENT_ID: Final = "lockstep-console"
REDIRECT_PATH: Final = "/signed-in"
SCOPES: Final = ("openid", "offline_access")
PARAMETER_CHARACTERS_MAX: Final = 1_024

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""The SHA-256 of a verifier in base64url (RFC 7636, 4.2)."""


class WrongRequestError(Exception):
    """An authorization request is wrong. `faults` has a sentence for each thing that is."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Take the sentences."""
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that may be answered: by a code, at an address of the gateway."""

    redirect_uri: str
    scope: str
    state: str
    nonce: str
    code_challenge: str
    is_silent: bool
    """Whether the client wants no page (`prompt=none`). Nobody stays signed in here, so that is refused."""

    @property
    def parameters(self) -> dict[str, str]:
        """The request as it came, for the form of the page."""
        return {
            "client_id": CLIENT_ID,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": self.scope,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": self.code_challenge,
            "code_challenge_method": "S256",
        }


def single(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return parameters by name. Raises WrongRequestError for one that comes twice (RFC 6749, 3.1) or is too long."""
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    long = sorted({name for name, value in pairs if len(value) > PARAMETER_CHARACTERS_MAX})
    faults = [f"{name[:50]} is there more than once. Send it once." for name in twice]
    faults += [f"{name[:50]} is longer than {PARAMETER_CHARACTERS_MAX:,} characters. Shorten it." for name in long]
    if faults:
        raise WrongRequestError(faults)
    return dict(pairs)


def parse(parameters: dict[str, str], *, origins: Sequence[str]) -> AuthorizationRequest:
    """Return the request in these parameters. Raises WrongRequestError, which names everything that is wrong."""
    redirects = [origin + REDIRECT_PATH for origin in origins]
    scopes = parameters.get("scope", "").split()
    faults = [
        *_unless(parameters, "client_id", (CLIENT_ID,)),
        *_unless(parameters, "redirect_uri", redirects),
        *_unless(parameters, "response_type", ("code",)),
        *_unless(parameters, "response_mode", ("query",), default="query"),
        *_unless(parameters, "code_challenge_method", ("S256",)),
        *(f"{name} is missing. Send a random value." for name in ("state", "nonce") if not parameters.get(name)),
    ]
    if not _CHALLENGE.fullmatch(parameters.get("code_challenge", "")):
        faults.append("code_challenge must be the SHA-256 of the code verifier in base64url: 43 characters.")
    if "openid" not in scopes or not set(scopes) <= set(SCOPES):
        faults.append(f"scope is {parameters.get('scope', '')!r}. It must be openid, or openid offline_access.")
    faults += [
        f"{name} is not supported. Send the parameters in the address."
        for name in ("request", "request_uri")
        if name in parameters
    ]
    if faults:
        raise WrongRequestError(faults)
    return AuthorizationRequest(
        redirect_uri=parameters["redirect_uri"],
        scope=" ".join(scope for scope in SCOPES if scope in scopes),
        state=parameters["state"],
        nonce=parameters["nonce"],
        code_challenge=parameters["code_challenge"],
        is_silent="none" in parameters.get("prompt", "").split(),
    )


def _unless(parameters: dict[str, str], name: str, allowed: Sequence[str], *, default: str = "") -> list[str]:
    """Return a sentence unless the parameter has one of the values."""
    value = parameters.get(name, default)
    if value in allowed:
        return []
    found = f"is {value!r}" if value else "is missing"
    return [f"{name} {found}. It must be {' or '.join(allowed)}."]
