"""The attendance API process."""

from chassis.http import create_api
from chassis.settings import ServiceSettings
from fastapi import FastAPI

from attendance.routes import router


def create_app(settings: ServiceSettings) -> FastAPI:
    """Return the attendance API."""
    return create_api(
        settings,
        title="Attendance",
        description="Registers of sessions: marks with versions, and the official register of a completed session.",
        routers=[router],
    )
