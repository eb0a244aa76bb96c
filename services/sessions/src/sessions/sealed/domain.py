"""Sealing of personal texts under keys that can be destroyed, so that a text can be erased while proofs stay valid.

Each text has its own text key, which is stored apart from it. The text is sealed together with the salt of the digests
by which records refer to it. Without the text key nobody can read the text or guess it from its digest.
"""

import secrets
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sessions.sealed.canonical import canonical

TextKind = Literal["completion", "note", "correction"]
Texts = Mapping[str, Any]
"""Named texts: a string, or an object of strings."""

SALT_BYTES: Final = 32
KEY_BYTES: Final = 32
_NONCE: Final = bytes(12)
"""A constant nonce is safe, because a key never seals a second text."""


class Secret(NamedTuple):
    """The salt and text key with which a text is sealed. Use a secret only once."""

    salt: bytes
    key: bytes


class Opened(NamedTuple):
    """Unsealed texts, with the salt of their digests."""

    salt: bytes
    texts: Texts


def new_secret() -> Secret:
    """Return a random salt and key."""
    return Secret(secrets.token_bytes(SALT_BYTES), secrets.token_bytes(KEY_BYTES))


def seal(texts: Texts, *, text_id: UUID, secret: Secret) -> bytes:
    """Return the texts and the salt, encrypted and bound to the id (AES-256-GCM)."""
    return AESGCM(secret.key).encrypt(_NONCE, secret.salt + canonical(texts), text_id.bytes)


def unseal(ciphertext: bytes, *, text_id: UUID, key: bytes) -> Opened:
    """Return what was sealed. Raises cryptography's InvalidTag if ciphertext, id and key do not belong together."""
    plain = AESGCM(key).decrypt(_NONCE, ciphertext, text_id.bytes)
    return Opened(plain[:SALT_BYTES], orjson.loads(plain[SALT_BYTES:]))
