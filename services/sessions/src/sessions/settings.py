"""The configuration of the sessions service: environment variables that begin with SESSIONS_."""

import base64
from typing import ClassVar, Final, Self

from chassis.operations.log_settings import LOCAL_LOG_NAME, LogSettings, key_bytes
from chassis.operations.settings import MissingSettingError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from sessions.exchange.signing import TokenSigner, WrongSigningKeyError

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

    exchange_issuer: str | None = Field(
        default=None,
        description="The token provider whose tokens the exchange takes: its exact `iss`. With this the exchange is "
        "on, and needs the other three settings (docs/run.md).",
    )
    exchange_audience: str | None = Field(
        default=None, description="The `aud` that the provider's tokens must have: the client id of your front end."
    )
    exchange_jwks_url: str | None = Field(
        default=None, description="The URL of the provider's public keys: https://host/path, or file:///path locally."
    )
    exchange_links_by_email: bool = Field(
        default=False,
        description="Whether a verified e-mail address links an account to the only person who has it.",
    )
    token_signing_key: SecretStr | None = Field(
        default=None,
        description="The P-256 key in PEM that signs the platform's tokens. Other keys may follow it, which are "
        "published beside it. Only the API needs it, if the exchange is on.",
    )
    token_lifetime_seconds: int = Field(
        default=600, ge=60, le=3600, description="How long a token of the exchange is valid at most."
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

    @model_validator(mode="after")
    def _refuse_half_an_exchange(self) -> Self:
        named = ("exchange_issuer", "exchange_audience", "exchange_jwks_url")
        missing = [name for name in named if not getattr(self, name)]
        if len(missing) == len(named):
            if self.exchange_links_by_email:
                raise ValueError("exchange_links_by_email: the exchange is off; set exchange_issuer, or leave this out")
            return self
        if missing:
            raise ValueError(f"{', '.join(missing)}: the exchange needs {', '.join(named)}; set all, or none")
        if self.exchange_issuer == self.jwt_issuer:
            raise ValueError(
                "exchange_issuer, jwt_issuer: they must differ; jwt_issuer is the name of the platform's own tokens, "
                "which gateway and services trust, and exchange_issuer is your provider"
            )
        if self.environment == "production" and not str(self.exchange_jwks_url).startswith("https://"):
            raise ValueError("exchange_jwks_url: production must read the provider's keys over https://")
        return self

    def token_signer(self) -> TokenSigner | None:
        """Return what signs the platform's tokens, or None if the exchange is off. Raises MissingSettingError.

        Its message has nothing of the key.
        """
        if self.exchange_issuer is None:
            return None
        setting = "SESSIONS_TOKEN_SIGNING_KEY or SESSIONS_TOKEN_SIGNING_KEY_FILE"
        make = "`openssl ecparam -name prime256v1 -genkey -noout`"
        if self.token_signing_key is None:
            raise MissingSettingError(
                f"token_signing_key: the exchange is on and signs tokens. Make a key with {make}, and set {setting}"
            )
        try:
            return TokenSigner(self.token_signing_key.get_secret_value())
        except WrongSigningKeyError as error:
            raise MissingSettingError(f"token_signing_key: {error}. Make one with {make}, and set {setting}") from error

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
