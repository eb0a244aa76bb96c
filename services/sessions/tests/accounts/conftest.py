"""A token provider, and a school whose exchange is on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ..conftest import School
from ..helpers.signing_in import Provider, exchanging, made_provider


@pytest.fixture
async def provider(school: School, tmp_path: Path) -> AsyncIterator[Provider]:
    """The provider whose tokens the school exchanges."""
    made = made_provider(tmp_path)
    async with exchanging(school, made):
        yield made
