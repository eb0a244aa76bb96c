"""The sessions service's configuration: environment variables that begin with SESSIONS_."""

from typing import ClassVar

from chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class SessionsSettings(ServiceSettings):
    """Nothing but what every service is told."""

    model_config = SettingsConfigDict(env_prefix="SESSIONS_")

    service: ClassVar[str] = "sessions"
