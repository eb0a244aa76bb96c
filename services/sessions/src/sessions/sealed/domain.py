"""Sealing of personal texts under keys that can be destroyed, so that a text can be erased while proofs stay valid.

Each text has its own text key, which is stored apart from it. The text is sealed together with the salt of the digests
by which records refer to it. Without the text key nobody can read the text or guess it from its digest.
"""

import secrets
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

import orjson
from chassis import sealing

from sessions.sealed.canonical import canonical

TextKind = Literal["completion", "note", "correction", "help", "substitution"]
Texts = Mapping[str, Any]
"""Named texts: a string, or an object of strings."""

SALT_BYTES: Final = 32


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
    return Secret(secrets.token_bytes(SALT_BYTES), sealing.new_key())


def seal(texts: Texts, *, text_id: UUID, secret: Secret) -> bytes:
    """Return the texts and the salt, encrypted and bound to the id."""
    return sealing.seal(secret.salt + canonical(texts), text_id=text_id, key=secret.key)


def opened(plain: bytes) -> Opened:
    """Return what was sealed, as texts and their salt."""
    return Opened(plain[:SALT_BYTES], orjson.loads(plain[SALT_BYTES:]))
