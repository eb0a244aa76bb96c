"""The settings by which a service verifies the transparency log."""

import base64
import binascii
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field, field_validator

from chassis.operations.settings import MissingSettingError, ServiceSettings

LOCAL_LOG_NAME: Final = "lockstep.local/sessions"
LOCAL_LOG_PUBLIC_KEY: Final = "PMkgO/FITcAr1e8dQBCXacEE5QWZHCO6fV8/zc0jOFs="
"""The public half of the key of local logs, whose seed everybody knows."""

KEY_BYTES: Final = 32


class LogSettings(ServiceSettings):
    """The name of the logs and a key of theirs, besides what every service has. The command `audit` needs them."""

    log_name: str = Field(
        default=LOCAL_LOG_NAME,
        pattern=r"^[!-*,-~]+$",
        max_length=200,
        description="The name of the transparency logs. Each log adds its organisation's id. It is a URL without a "
        "scheme, for example log.example.org/sessions, without spaces and without '+'. It is the same for all "
        "services. Never change it, because every checkpoint contains it.",
    )
    log_public_key: str | None = Field(
        default=None,
        description="A public key of the logs: 32 bytes in base64, as `python -m sessions log-key` prints it. The "
        "first key is best, and stays right when the key is changed. `audit` and the API of sessions need it.",
    )

    @field_validator("log_public_key")
    @classmethod
    def _is_a_key(cls, value: str | None) -> str | None:
        if value is not None and key_bytes(value) is None:
            raise ValueError("must be 32 bytes in base64, as `python -m sessions log-key` prints them")
        return value

    def log_verifier(self) -> Ed25519PublicKey:
        """Return the known key of the logs. Raises MissingSettingError."""
        key = self.log_public_key
        if self.environment == "production" and key in (None, LOCAL_LOG_PUBLIC_KEY):
            raise MissingSettingError(
                f"log_public_key: this process verifies the log. Set {self.service.upper()}_LOG_PUBLIC_KEY to what "
                "`python -m sessions log-key` prints where the signing key is"
            )
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(key or LOCAL_LOG_PUBLIC_KEY))


def key_bytes(value: str) -> bytes | None:
    """Return the bytes of a key in base64, or None if it is none."""
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error:
        return None
    return key if len(key) == KEY_BYTES else None
