"""An issuer that signs anything a test asks for, and the clock by which tokens are judged."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
from chassis.errors import Unauthenticated
from chassis.http.auth import TokenVerifier
from chassis.http.issuer_keys import IssuerKeys
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from lockstep_testing.hostile_tokens import base64url

ISSUER = "https://issuer.example.org"
AUDIENCE = "lockstep"
MAX_AGE_SECONDS = 300
PERSON, ORG = uuid4(), uuid4()

EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)
ED_KEY = ed25519.Ed25519PrivateKey.generate()


@dataclass
class Keys:
    """An issuer's JWKS file and a verifier that reads it."""

    path: Path
    verifier: TokenVerifier = field(init=False)

    def __post_init__(self) -> None:
        self.publish(
            ("ec", ECAlgorithm.to_jwk(EC_KEY.public_key(), as_dict=True)),
            ("rsa", RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True)),
            ("ed", OKPAlgorithm.to_jwk(ED_KEY.public_key(), as_dict=True)),
            ("oct", {"kty": "oct", "k": base64url(b"a secret that nobody should publish, but some do")}),
        )
        self.verifier = verifier_of(self.path.as_uri())

    def publish(self, *keys: tuple[str, dict[str, Any]]) -> None:
        """Write these keys, and no others, into the file."""
        self.path.write_text(json.dumps({"keys": [{**key, "kid": kid} for kid, key in keys]}))

    async def refusal(self, token: str) -> str:
        """Return the reason for which the token is refused."""
        with pytest.raises(Unauthenticated) as refused:
            await self.verifier.verify(token)
        assert refused.value.headers == {"WWW-Authenticate": "Bearer"}
        return refused.value.detail


def verifier_of(jwks_url: str) -> TokenVerifier:
    """Return a verifier of the tokens of this issuer."""
    keys = IssuerKeys(jwks_url, max_age_seconds=MAX_AGE_SECONDS)
    return TokenVerifier(issuer=ISSUER, audience=AUDIENCE, keys=keys)


class Clock:
    """The clock by which tokens and keys are judged, some seconds ahead."""

    def __init__(self) -> None:
        self.ahead_seconds = 0.0

    def time(self) -> float:
        return time.time() + self.ahead_seconds

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead_seconds


def claims(**changes: object) -> dict[str, object]:
    """Return the claims of a good token with some changes. None leaves a claim out."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(PERSON),
        "org_id": str(ORG),
        "roles": ["coach"],
        "iat": now,
        "nbf": now,
        "exp": now + 600,
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def token(*, key: Any = EC_KEY, algorithm: str = "ES256", kid: str = "ec", **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers={"kid": kid})
