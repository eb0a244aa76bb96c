"""The reports API process."""

from chassis.http.app import create_api
from chassis.operations.settings import ServiceSettings
from fastapi import FastAPI

from reports.routes import router


def create_app(settings: ServiceSettings) -> FastAPI:
    """Return the reports API."""
    return create_api(
        settings,
        title="Reports",
        description="The effects of completed sessions, and versioned insight inputs. All of it is made from events.",
        routers=[router],
    )
