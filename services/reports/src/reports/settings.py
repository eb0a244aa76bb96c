"""Configuration of the reports service, from environment variables with the prefix REPORTS_."""

from typing import ClassVar

from chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class ReportsSettings(ServiceSettings):
    """The chassis' settings under this service's prefix."""

    model_config = SettingsConfigDict(env_prefix="REPORTS_", frozen=True, extra="forbid")

    service: ClassVar[str] = "reports"
