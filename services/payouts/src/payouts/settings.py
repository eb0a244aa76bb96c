"""Settings of the payouts service, from environment variables with the prefix PAYOUTS_."""

from typing import ClassVar

from chassis.operations.log_settings import LogSettings
from pydantic_settings import SettingsConfigDict


class PayoutsSettings(LogSettings):
    """The settings of the chassis, with the prefix of this service."""

    model_config = SettingsConfigDict(env_prefix="PAYOUTS_", frozen=True, extra="forbid")

    service: ClassVar[str] = "payouts"
