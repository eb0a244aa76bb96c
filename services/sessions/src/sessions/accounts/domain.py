"""The secret of an invitation, and what an account and an invitation are. No I/O."""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

SECRET_BYTES: Final = 32
INVITED_MAX: Final = 5_000
"""How many people one request invites."""
VALID_DAYS_DEFAULT: Final = 14
VALID_DAYS_MAX: Final = 60

AccountState = Literal["linked", "invited", "unlinked", "lapsed", "not_invited"]
InvitationState = Literal["open", "expired", "used", "replaced", "withdrawn", "linked", "erased"]
UnlinkReason = Literal["left", "wrong_person", "other_account", "compromised", "other"]
"""Why an account is unlinked. It is kept, so it names nobody."""
NotInvited = Literal["linked", "erased"]
"""Why somebody was not invited."""

_ID_BYTES: Final = 16
_KEY_TEXT: Final = re.compile(r"[A-Za-z0-9_-]{86}")
"""The base64url text of organisation, invitation and secret."""


class InvitationKey(NamedTuple):
    """An invitation, and the secret that opens it."""

    org_id: UUID
    invitation_id: UUID
    secret: bytes

    def text(self) -> str:
        """Return the key as it is written in a link."""
        return _encoded(self.org_id.bytes + self.invitation_id.bytes + self.secret)

    def secret_hash(self) -> bytes:
        """Return the hash that is stored. Nobody can guess 32 random bytes from their SHA-256."""
        return hashlib.sha256(self.secret).digest()

    def opens(self, stored_hash: bytes | None) -> bool:
        """Return whether this key has the stored hash. A wrong key and a missing hash take the same time."""
        return hmac.compare_digest(self.secret_hash(), stored_hash or bytes(hashlib.sha256().digest_size))


def new_key(*, org_id: UUID, invitation_id: UUID) -> InvitationKey:
    """Return a key with a new random secret."""
    return InvitationKey(org_id, invitation_id, secrets.token_bytes(SECRET_BYTES))


def read_key(text: str) -> InvitationKey | None:
    """Return the key in a link, or None if the text does not have the form of a key."""
    if not _KEY_TEXT.fullmatch(text):
        return None
    decoded = base64.urlsafe_b64decode(text + "==")
    if _encoded(decoded) != text:  # the last character has spare bits, so sixteen texts decode alike: only one is a key
        return None
    return InvitationKey(
        UUID(bytes=decoded[:_ID_BYTES]), UUID(bytes=decoded[_ID_BYTES : 2 * _ID_BYTES]), decoded[2 * _ID_BYTES :]
    )


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


class Invited(NamedTuple):
    """A person who was invited, with the secret of the link. The secret is stored nowhere."""

    invitation_id: UUID
    person_id: UUID
    secret: str
    expires_at: datetime


class Skipped(NamedTuple):
    """A person who was not invited, and why."""

    person_id: UUID
    reason: NotInvited


class Subject(NamedTuple):
    """An account of the provider, as a verified token names it."""

    issuer: str
    subject: str


class AccountRow(NamedTuple):
    """A person of the organisation, and how they sign in."""

    person_id: UUID
    name: str
    username: str
    role: str
    state: AccountState
    invited_at: datetime | None
    expires_at: datetime | None
    linked_at: datetime | None
    last_signed_in_at: datetime | None


class AccountHistory(NamedTuple):
    """A person with all accounts that were ever linked, and all invitations, the newest first."""

    person: AccountRow
    accounts: list[Any]
    invitations: list[Any]
