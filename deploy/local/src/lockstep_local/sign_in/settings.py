"""Settings of the sign-in, from the environment. It refuses to run anywhere else than on a machine of development."""

from pathlib import Path
from typing import Final, Literal, Self
from urllib.parse import urlsplit

from chassis.operations.secret_files import SecretFiles
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from lockstep_local.issuer import PATH
from lockstep_local.ports import LOOPBACK

LOOPBACK_NAMES: Final = (LOOPBACK, "localhost")
"""The hosts by which browsers on this machine reach the gateway."""
CONSOLE_DEVELOPMENT_PORT: Final = 5173
"""Where `make console` shows the console (console/vite.config.ts)."""


class SignInSettings(BaseSettings):
    """Where the sign-in runs, its key, and how it reads the people of the sessions service."""

    model_config = SettingsConfigDict(
        env_prefix="LOCKSTEP_ISSUER_",
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    # `...` is no default: it spares type checkers an argument that comes from the environment
    environment: Literal["local", "production"] = Field(default=...)
    url: str = Field(default=..., description="The issuer's name: the gateway's address on this machine, and /issuer.")
    folder: Path = Field(default=..., description="The folder with the key, which is made if it is missing.")
    publish: Path | None = Field(default=None, description="A file to which the public key is copied at the start.")
    host: str = LOOPBACK
    port: int = Field(default=8000, ge=0, le=65535)
    database_url: str = Field(default=..., description="The sessions database: postgresql://role@host:port/sessions")
    database_password: SecretStr = Field(default=...)

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

    @model_validator(mode="after")
    def _refuse_everything_but_development(self) -> Self:
        if self.environment == "production":
            raise ValueError(
                "environment: this sign-in asks nobody for a password, so production must not run it. Name your OIDC "
                "issuer in the settings of the gateway and the services"
            )
        parts = urlsplit(self.url)
        if parts.scheme != "http" or parts.hostname not in LOOPBACK_NAMES or parts.path != PATH:
            raise ValueError(
                f"url: the sign-in is for browsers on its own machine; name the gateway there, "
                f"for example http://{LOOPBACK}:8080{PATH}"
            )
        return self

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins to which alone the sign-in returns: of the gateway, and of the console's development server."""
        port = urlsplit(self.url).port
        ends = ("" if port is None else f":{port}", f":{CONSOLE_DEVELOPMENT_PORT}")
        return tuple(f"http://{name}{end}" for end in ends for name in LOOPBACK_NAMES)
