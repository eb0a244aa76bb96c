"""The keys of the platform's own tokens: the first one signs, and all are published. No I/O."""

import hashlib
import re
from base64 import urlsafe_b64encode
from typing import Any, Final

import jwt
import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, EllipticCurvePublicKey
from jwt.algorithms import ECAlgorithm

ALGORITHM: Final = "ES256"
_BLOCK: Final = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


class WrongSigningKeyError(ValueError):
    """The text of the keys is not usable. The message says what to do, and has nothing of the keys."""


class TokenSigner:
    """Signs tokens with ES256, and says which keys verify them."""

    def __init__(self, keys_pem: str) -> None:
        """Take one or more keys in PEM: a private one that signs, then others that are published beside it.

        The others are private or public: the next key, before it signs, or the last one, until its tokens have ended.
        Raises WrongSigningKeyError.
        """
        blocks = [one[0] for one in _BLOCK.finditer(keys_pem)]
        if not blocks:
            raise WrongSigningKeyError("it has no key in PEM")
        self._key: Final = _private(blocks[0])
        self.public: Final = self._key.public_key()
        self._published: Final = [self.public, *(_public(one) for one in blocks[1:])]

    def sign(self, claims: dict[str, Any], *, kid: str) -> str:
        """Return a token with these claims. `kid` is the id under which verifiers know the key."""
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": kid, "typ": "at+jwt"})

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Return the public keys as a JWK Set (RFC 7517). Each id is the thumbprint of the key (RFC 7638)."""
        return {"keys": [_jwk(one) for one in self._published]}


def _private(pem: str) -> EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:  # a public key, another form, or one under a password
        raise WrongSigningKeyError("its first key is no private key in PEM without a password") from error
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise WrongSigningKeyError("its first key is not of the curve P-256")
    return key


def _public(pem: str) -> EllipticCurvePublicKey:
    if "PRIVATE" in pem:
        return _private(pem).public_key()
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except ValueError as error:
        raise WrongSigningKeyError("one of its keys is no key in PEM") from error
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise WrongSigningKeyError("one of its keys is not of the curve P-256")
    return key


def _jwk(key: EllipticCurvePublicKey) -> dict[str, str]:
    public = ECAlgorithm.to_jwk(key, as_dict=True)
    parts = {name: str(public[name]) for name in ("crv", "kty", "x", "y")}
    digest = hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).digest()
    return {**parts, "kid": urlsafe_b64encode(digest).decode().rstrip("="), "use": "sig", "alg": ALGORITHM}
