"""Settings of the reports service, from environment variables with the prefix REPORTS_."""

from typing import ClassVar

from chassis.operations.log_settings import LogSettings
from pydantic_settings import SettingsConfigDict


class ReportsSettings(LogSettings):
    """The settings of the chassis, with the prefix of this service."""

    model_config = SettingsConfigDict(env_prefix="REPORTS_", frozen=True, extra="forbid")

    service: ClassVar[str] = "reports"
