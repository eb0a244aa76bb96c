"""The API process."""

from chassis.http import create_api
from chassis.settings import ServiceSettings
from fastapi import FastAPI

from sessions.routes import completions, directory, imports, sessions


def create_app(settings: ServiceSettings) -> FastAPI:
    """Return the sessions API."""
    return create_api(
        settings,
        title="Lockstep sessions",
        description="Scheduling, delivering and ending sessions; people, courses and the organisation's policy.",
        routers=[completions.router, sessions.router, directory.router, imports.router],
    )
