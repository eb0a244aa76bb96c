"""Settings of the payouts service, from environment variables with the prefix PAYOUTS_."""

from typing import ClassVar

from chassis.operations.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class PayoutsSettings(ServiceSettings):
    """The settings of the chassis, with the prefix of this service."""

    model_config = SettingsConfigDict(env_prefix="PAYOUTS_", frozen=True, extra="forbid")

    service: ClassVar[str] = "payouts"
