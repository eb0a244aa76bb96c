"""A fresh attendance database per test, and its API. The other fixtures are those of chassis.testing."""

from collections.abc import AsyncIterator

import pytest
from attendance.app import create_app
from attendance.settings import AttendanceSettings
from chassis.testing import Api, Databases, ServiceDatabase, serve, settings_for
from lockstep_local.issuer import Issuer


@pytest.fixture
async def database(databases: Databases) -> ServiceDatabase:
    """A fresh database with the newest schema."""
    return await databases.create("attendance")


@pytest.fixture
async def api(database: ServiceDatabase, issuer: Issuer) -> AsyncIterator[Api]:
    """The service's API on that database."""
    async with serve(create_app(settings_for(AttendanceSettings, database, issuer)), issuer) as served:
        yield served
