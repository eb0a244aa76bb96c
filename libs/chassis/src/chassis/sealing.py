"""Sealing of personal texts under keys that can be destroyed (docs/adr/0012).

Each text has a key of its own, which is stored apart from it. Without the key nobody can read the text. So a text is
erased by destroying its key, also where a row that never changes refers to it.
"""

import secrets
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_NONCE: Final = bytes(12)
"""A constant nonce is safe, because a key never seals a second text."""


def new_key() -> bytes:
    """Return a random key. Use it for one text only."""
    return secrets.token_bytes(KEY_BYTES)


def seal(plain: bytes, *, text_id: UUID, key: bytes) -> bytes:
    """Return a text encrypted and bound to its id (AES-256-GCM)."""
    return AESGCM(key).encrypt(_NONCE, plain, text_id.bytes)


def unseal(ciphertext: bytes, *, text_id: UUID, key: bytes) -> bytes:
    """Return what was sealed. Raises cryptography's InvalidTag if ciphertext, id and key do not belong together."""
    return AESGCM(key).decrypt(_NONCE, ciphertext, text_id.bytes)
