"""Settings of the attendance service, from environment variables with the prefix ATTENDANCE_."""

from typing import ClassVar

from chassis.operations.log_settings import LogSettings
from pydantic_settings import SettingsConfigDict


class AttendanceSettings(LogSettings):
    """The settings of the chassis, with the prefix of this service."""

    model_config = SettingsConfigDict(env_prefix="ATTENDANCE_", frozen=True, extra="forbid")

    service: ClassVar[str] = "attendance"
