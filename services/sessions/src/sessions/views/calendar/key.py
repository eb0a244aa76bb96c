"""The secret with which a calendar program reads a person's calendar without an access token."""

import base64
import hashlib
import hmac
import re
import secrets
from typing import Final, NamedTuple
from uuid import UUID

SECRET_BYTES: Final = 32
_ID_BYTES: Final = 16
_KEY_TEXT: Final = re.compile(r"[A-Za-z0-9_-]{86}")
"""The base64url text of organisation, person and secret."""


class CalendarKey(NamedTuple):
    """The person whose calendar it is, and the secret that allows reading it."""

    org_id: UUID
    person_id: UUID
    secret: bytes

    def text(self) -> str:
        """Return the key as it is written in the URL."""
        return _encoded(self.org_id.bytes + self.person_id.bytes + self.secret)

    def secret_hash(self) -> bytes:
        """Return the hash that is stored. Nobody can guess 32 random bytes from their SHA-256."""
        return hashlib.sha256(self.secret).digest()

    def opens(self, stored_hash: bytes | None) -> bool:
        """Return whether this key has the stored hash. A wrong key and a missing hash take the same time."""
        return hmac.compare_digest(self.secret_hash(), stored_hash or bytes(hashlib.sha256().digest_size))


def new_key(*, org_id: UUID, person_id: UUID) -> CalendarKey:
    """Return a key with a new random secret."""
    return CalendarKey(org_id, person_id, secrets.token_bytes(SECRET_BYTES))


def read_key(text: str) -> CalendarKey | None:
    """Return the key in a URL, or None if the text does not have the form of a key."""
    if not _KEY_TEXT.fullmatch(text):
        return None
    decoded = base64.urlsafe_b64decode(text + "==")
    if _encoded(decoded) != text:  # the last character has spare bits, so sixteen texts decode alike: only one is a key
        return None
    return CalendarKey(
        UUID(bytes=decoded[:_ID_BYTES]),
        UUID(bytes=decoded[_ID_BYTES : 2 * _ID_BYTES]),
        decoded[2 * _ID_BYTES :],
    )


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
