"""Settings from the environment. They say where the process runs, and production refuses unsafe ones."""

from pathlib import Path
from typing import Any, ClassVar, Final, Literal, Self
from urllib.parse import parse_qs, quote, unquote, urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from chassis.operations.kafka_access import KafkaAccess, KafkaAccessError
from chassis.operations.secret_files import SUFFIX, SecretFiles

KNOWN_PASSWORD = "lockstep"  # noqa: S105 - every role had it up to release 0.2.0; refused in production below
LOCAL_ISSUER = "https://issuer.lockstep.local"
DATABASE_URLS: Final = ("database_url", "worker_database_url", "owner_database_url")


class MissingSettingError(Exception):
    """A process needs a setting that other kinds of processes do not need. The message names it."""


class ServiceSettings(BaseSettings):
    """The settings that every service takes from its environment. A service subclasses it with its name and prefix.

    A process gets only the secrets that its kind needs: an API `database_url`, a worker and the commands
    `worker_database_url` and Kafka's password, `migrate` `owner_database_url`. Beside each URL there may be a password,
    which is then not in the URL. Every secret may be in a file.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,  # the input contains the passwords, and errors go to log files
    )

    service: ClassVar[str]

    # `...` is no default: it spares type checkers an argument that comes from the environment
    environment: Literal["local", "production"] = Field(default=...)
    database_url: SecretStr | None = None
    database_password: SecretStr | None = None
    worker_database_url: SecretStr | None = None
    worker_database_password: SecretStr | None = None
    owner_database_url: SecretStr | None = None
    owner_database_password: SecretStr | None = None
    database_pool_size: int = Field(
        default=10,
        ge=1,
        le=100,
        description="The most connections of a process to its database. An API leaves one of them to itself.",
    )
    organisation_share_percent: int = Field(
        default=50,
        ge=1,
        le=100,
        description="How many percent of an API process's connections, uploads and work one organisation may take. One "
        "of each is always allowed. With 100 nobody waits for a turn.",
    )
    inbox_retention_days: int = Field(
        default=60,
        ge=1,
        le=3650,
        description="How long the worker remembers that it handled an event. Kafka must not deliver it again later.",
    )
    idempotency_key_hours: int = Field(
        default=24,
        ge=1,
        le=24 * 30,
        description="How long the answer of a request is stored under its Idempotency-Key.",
    )
    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    kafka_user: str | None = Field(
        default=None,
        description="The principal of the worker and of the commands. Without it Kafka is used without authentication.",
    )
    kafka_password: SecretStr | None = None
    kafka_ca_file: Path | None = Field(
        default=None,
        description="The PEM file of the authority that signed Kafka's certificate; by default those of the machine.",
    )
    api_host: str = Field(default="127.0.0.1", description="The address at which the API listens.")
    api_port: int = Field(default=8000, ge=0, le=65535)
    worker_host: str = Field(
        default="127.0.0.1", description="The address at which the worker answers about its health and its metrics."
    )
    worker_port: int = Field(default=9000, ge=0, le=65535)
    jwt_issuer: str = LOCAL_ISSUER
    jwt_audience: str = "lockstep"
    jwks_url: str | None = Field(
        default=None, description="The URL of the issuer's public keys: file:///path or https://host/path. For APIs."
    )
    jwks_max_age_seconds: int = Field(
        default=300,
        ge=10,
        le=3600,
        description="How long keys are trusted after they were read. A key that the issuer withdrew ends by then, also "
        "when the issuer does not answer. They are read again five times as often.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nobody keeps settings in such files
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, SecretFiles(settings_cls)

    def needed(self, name: Literal["database_url", "worker_database_url", "owner_database_url", "jwks_url"]) -> str:
        """Return a setting that only some kinds of processes need, or raise MissingSettingError.

        The URL of a database has its password in it, wherever that is set.
        """
        value: SecretStr | str | None = getattr(self, name)
        if value is None:
            also = "" if name == "jwks_url" else f" or {self._variable(name)}{SUFFIX}"
            raise MissingSettingError(f"{name}: this process needs it. Set {self._variable(name)}{also}")
        if isinstance(value, str):
            return value
        password: SecretStr | None = getattr(self, _password_of(name))
        return value.get_secret_value() if password is None else _with_password(value, password)

    @classmethod
    def _variable(cls, name: str) -> str:
        """Return the environment variable of a setting."""
        return f"{cls.model_config.get('env_prefix', '')}{name}".upper()

    def kafka(self) -> KafkaAccess:
        """Return how the worker and the commands reach Kafka. The API does not call it, and needs none of its settings.

        Raises KafkaAccessError, which says what to set.
        """
        if self.kafka_user is None and self.environment == "production":
            raise KafkaAccessError(
                "kafka_user: production must not use Kafka without authentication; set kafka_user, kafka_ca_file, and "
                "kafka_password or kafka_password_file"
            )
        return KafkaAccess(self.kafka_bootstrap_servers, self.kafka_user, self.kafka_password, self.kafka_ca_file)

    @model_validator(mode="before")
    @classmethod
    def _ask_where_it_runs(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse to guess it: a production that takes itself for a local stack would allow what is unsafe."""
        if values.get("environment") is None:
            raise ValueError(
                f"environment: this process must know where it runs. Set {cls._variable('environment')} to production, "
                "or to local on a machine of development"
            )
        return values

    @model_validator(mode="after")
    def _refuse_two_passwords(self) -> Self:
        for name in DATABASE_URLS:
            url: SecretStr | None = getattr(self, name)
            password = _password_of(name)
            if url is None or getattr(self, password) is None:
                continue
            if any(_passwords(url.get_secret_value())):
                raise ValueError(f"{name}, {password}: a password is in both. Leave it out of the URL")
            if not urlsplit(url.get_secret_value()).username:
                raise ValueError(
                    f"{name}: it names no role for {password}. Write it as postgresql+asyncpg://role@host/…"
                )
        return self

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> Self:
        if self.environment != "production":
            return self
        unsafe = [
            name
            for name in DATABASE_URLS
            if getattr(self, name) is not None and KNOWN_PASSWORD in _passwords(self.needed(name))
        ]
        if unsafe:
            raise ValueError(
                f"{', '.join(unsafe)}: the password is one that everybody can read; set another one in production"
            )
        if self.jwks_url is None:  # not an API
            return self
        if self.jwt_issuer == LOCAL_ISSUER or self.jwt_issuer.startswith("http://"):
            raise ValueError("jwt_issuer: the local issuer is not allowed in production; name your OIDC issuer")
        if not self.jwks_url.startswith("https://"):
            raise ValueError("jwks_url: production must read the issuer's keys over https://")
        return self


def _passwords(url: str) -> list[str]:
    """Return all passwords in a database URL, from its user part and its query."""
    parts = urlsplit(url)
    return [unquote(parts.password or ""), *parse_qs(parts.query).get("password", [])]


def _password_of(name: str) -> str:
    """Return the setting of the password that belongs to the setting of a URL."""
    return f"{name.removesuffix('_url')}_password"


def _with_password(url: SecretStr, password: SecretStr) -> str:
    """Return a URL that names a role and has no password, with this one."""
    parts = urlsplit(url.get_secret_value())
    role, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{role}:{quote(password.get_secret_value(), safe='')}@{place}").geturl()
