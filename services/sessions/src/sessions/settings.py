"""The configuration of the sessions service: environment variables that begin with SESSIONS_."""

import base64
from typing import ClassVar, Final, Self

from chassis.operations.log_settings import LOCAL_LOG_NAME, LogSettings, key_bytes
from chassis.operations.settings import MissingSettingError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

LOCAL_PUBLIC_URL: Final = "http://127.0.0.1:8080"
LOCAL_LOG_SIGNING_KEY: Final = "bG9ja3N0ZXA6IG5vdCBmb3IgcHJvZHVjdGlvbiB1c2U="


class SessionsSettings(LogSettings):
    """The settings of the sessions service, besides those that every service has."""

    model_config = SettingsConfigDict(env_prefix="SESSIONS_")

    service: ClassVar[str] = "sessions"

    log_signing_key: SecretStr | None = Field(
        default=None,
        description="The seed of the Ed25519 key that signs checkpoints: 32 random bytes in base64. Only workers need "
        "it, and the command `log-key`, which changes it.",
    )
    public_url: str = Field(
        default=LOCAL_PUBLIC_URL,
        pattern=r"^https?://[^/?#\s]+$",
        description="The address by which people reach the gateway, for example https://api.example.org. Links in "
        "answers begin with it.",
    )

    @field_validator("log_signing_key")
    @classmethod
    def _is_a_seed(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and key_bytes(value.get_secret_value()) is None:
            raise ValueError("must be 32 bytes in base64; make one with `openssl rand -base64 32`")
        return value

    @model_validator(mode="after")
    def _refuse_local_values_in_production(self) -> Self:
        if self.environment != "production":
            return self
        if self._has_local_log_key():
            raise ValueError(
                "log_signing_key: the local key is not allowed in production, because everybody knows it; make another "
                "with `openssl rand -base64 32` and keep it"
            )
        if self.log_name == LOCAL_LOG_NAME:
            raise ValueError(
                "log_name: the local name is not allowed in production; choose a name of your own, "
                "for example log.example.org/sessions"
            )
        if not self.public_url.startswith("https://"):
            raise ValueError(
                "public_url: production needs the https address by which people reach the gateway, for example "
                "https://api.example.org"
            )
        return self

    def _has_local_log_key(self) -> bool:
        local = _signer(LOCAL_LOG_SIGNING_KEY).public_key().public_bytes_raw()
        signing, public = self.log_signing_key, self.log_public_key
        return (signing is not None and signing.get_secret_value() == LOCAL_LOG_SIGNING_KEY) or (
            public is not None and key_bytes(public) == local
        )

    def log_signer(self) -> Ed25519PrivateKey:
        """Return the key that signs checkpoints. Raises MissingSettingError."""
        if self.log_signing_key is not None:
            return _signer(self.log_signing_key.get_secret_value())
        if self.environment == "production":
            raise MissingSettingError(
                "log_signing_key: this process signs checkpoints. Set SESSIONS_LOG_SIGNING_KEY or "
                "SESSIONS_LOG_SIGNING_KEY_FILE"
            )
        return _signer(LOCAL_LOG_SIGNING_KEY)

    def log_verifier(self) -> Ed25519PublicKey:
        """Return the known key of the logs: the given one, or else that of the seed. Raises MissingSettingError."""
        if self.log_public_key is None and self.log_signing_key is not None:
            return self.log_signer().public_key()
        return super().log_verifier()


def _signer(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))
