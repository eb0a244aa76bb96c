"""The payouts API process."""

from chassis.database.organisations import separate_duties
from chassis.http.app import create_api
from chassis.operations.settings import ServiceSettings
from fastapi import FastAPI

from payouts.ledger.routes import router as ledger_router
from payouts.pricing.routes import router as pricing_router
from payouts.rates.routes import router as rates_router


def create_app(settings: ServiceSettings) -> FastAPI:
    """Return the payouts API."""
    return create_api(
        settings,
        title="Payouts",
        description="Rates of coaches, what coaches earned by completed sessions, and what the organisation owes them.",
        routers=[rates_router, ledger_router, pricing_router],
        separate_duties=separate_duties,
    )
