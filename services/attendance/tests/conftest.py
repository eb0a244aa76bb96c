"""A fresh attendance database per test, and its API. The other fixtures come from lockstep_testing."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from attendance.app import create_app
from attendance.settings import AttendanceSettings
from lockstep_local.issuer import Issuer
from lockstep_testing.api import Api, app_for, serve, settings_for
from lockstep_testing.databases import Databases, ServiceDatabase

from .helpers.lessons import Lesson, lesson_with_texts


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[ServiceDatabase]:
    """A fresh database with the newest schema."""
    async with databases.fresh("attendance") as made:
        yield made


@pytest.fixture
async def api(database: ServiceDatabase, issuer: Issuer) -> AsyncIterator[Api]:
    """The service's API on that database."""
    async with serve(app_for(create_app, settings_for(AttendanceSettings, database, issuer)), issuer) as served:
        yield served


@pytest.fixture
async def lesson(api: Api, handle: Callable[..., Awaitable[None]], events: Callable[..., Any]) -> Lesson:
    """A locked register with remarks about two learners, and a rejected amendment about one of them."""
    return await lesson_with_texts(api, handle, events)
