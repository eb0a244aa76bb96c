"""The signed webhook of a call provider: its key, its secret, its deliveries and their signatures.

Source: Standard Webhooks 1.0 (symmetric signatures, v1).
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sessions.calls.errors import TimestampOff, Unsigned, WronglySigned
from sessions.delivery.domain import PresenceAction

SECRET_BYTES: Final = 32
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what a secret begins with
TOLERANCE: Final = timedelta(minutes=5)
"""How far a delivery's timestamp may be off, either way. So a recorded delivery cannot be replayed later."""

_ID_BYTES: Final = 16
_KEY_TEXT: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""The base64url text of organisation and hook."""
_TIMESTAMP: Final = re.compile(r"[0-9]{1,11}")


class HookKey(NamedTuple):
    """The organisation and hook that a URL means. It is not a secret, because deliveries are signed."""

    org_id: UUID
    hook_id: UUID

    def text(self) -> str:
        """Return the key as it is written in the URL."""
        return base64.urlsafe_b64encode(self.org_id.bytes + self.hook_id.bytes).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class CallEvent:
    """A provider's report, with an id of its own, that somebody joined or left a call at an instant."""

    webhook_id: str
    session_id: UUID
    person_id: UUID
    action: PresenceAction
    at: datetime


class Signed(NamedTuple):
    """The headers of a delivery."""

    webhook_id: str
    timestamp: str
    signatures: str


def read_key(text: str) -> HookKey | None:
    """Return the key in a URL, or None if the text does not have the form of a key."""
    if not _KEY_TEXT.fullmatch(text):
        return None
    decoded = base64.urlsafe_b64decode(text + "=")
    key = HookKey(UUID(bytes=decoded[:_ID_BYTES]), UUID(bytes=decoded[_ID_BYTES:]))
    return (
        key if key.text() == text else None
    )  # the last character has spare bits: of texts that decode alike one is a key


def new_secret() -> bytes:
    """Return a new random secret."""
    return secrets.token_bytes(SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """Return a secret in the form that libraries of Standard Webhooks take."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def signature(secret: bytes, *, webhook_id: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a delivery, with its version."""
    content = f"{webhook_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()


def check_signature(secret: bytes, signed: Signed, body: bytes, *, now: datetime) -> None:
    """Raise SignatureRefused unless the delivery is signed with the secret and its timestamp is within TOLERANCE.

    A header may have several signatures, separated by spaces, while the provider changes its secret.
    """
    if not signed.webhook_id or not _TIMESTAMP.fullmatch(signed.timestamp):
        raise Unsigned
    expected = signature(secret, webhook_id=signed.webhook_id, timestamp=signed.timestamp, body=body).encode()
    if not any([hmac.compare_digest(expected, one.encode()) for one in signed.signatures.split(" ")]):  # noqa: C419
        raise WronglySigned
    if abs(now - _sent_at(signed.timestamp)) > TOLERANCE:
        raise TimestampOff(tolerance=TOLERANCE)


def _sent_at(timestamp: str) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(timestamp))
