"""The attendance API process."""

from chassis.database.organisations import separate_duties
from chassis.http.app import create_api
from chassis.operations.settings import ServiceSettings
from fastapi import FastAPI

from attendance.corrections.routes import router as corrections_router
from attendance.registers.routes import router as registers_router


def create_app(settings: ServiceSettings) -> FastAPI:
    """Return the attendance API."""
    return create_api(
        settings,
        title="Attendance",
        description="Registers of sessions. Coaches mark who was there. When a session is completed its register "
        "becomes official, and from then on amendments correct it.",
        routers=[registers_router, corrections_router],
        separate_duties=separate_duties,
    )
