"""What the health endpoints of API and worker share: readiness of the database, and metrics."""

import asyncio
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.database.engine import is_transient

READY_TIMEOUT_SECONDS: Final = 2
METRICS_CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

_PROBE = text("SELECT 1")


async def database_fault(engine: AsyncEngine) -> str | None:
    """Return why the database does not answer, or None when it does."""
    try:
        async with asyncio.timeout(READY_TIMEOUT_SECONDS), engine.connect() as db:
            await db.execute(_PROBE)
    except Exception as error:
        if not is_transient(error):
            raise
        return f"the database does not answer: {type(error).__name__}"
    return None


def metrics() -> bytes:
    """Return this process's metrics in Prometheus' text format."""
    return generate_latest()
