"""The reports API process."""

from chassis.database.organisations import separate_duties
from chassis.http.app import create_api
from chassis.operations.settings import ServiceSettings
from fastapi import FastAPI

from reports.effects.routes import router as effects_router
from reports.inputs.routes import router as inputs_router


def create_app(settings: ServiceSettings) -> FastAPI:
    """Return the reports API."""
    return create_api(
        settings,
        title="Reports",
        description="The effects of completed sessions, and versioned insight inputs. All of it is made from events.",
        routers=[effects_router, inputs_router],
        separate_duties=separate_duties,
    )
