"""The payouts API process."""

from chassis.http.app import create_api
from chassis.operations.settings import ServiceSettings
from fastapi import FastAPI

from payouts.routes import router


def create_app(settings: ServiceSettings) -> FastAPI:
    """Return the payouts API."""
    return create_api(
        settings,
        title="Payouts",
        description="Rates of coaches, what coaches earned by completed sessions, and what the organisation owes them.",
        routers=[router],
    )
