"""A copy of the school's database."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from lockstep_local.issuer import Issuer
from lockstep_testing.databases import Databases

from ..conftest import School
from ..helpers.recovering import Copy, copied


@pytest.fixture
async def copy(school: School, databases: Databases, issuer: Issuer) -> AsyncIterator[Copy]:
    """Take a copy of the school's database, on which nothing is done before the recovery."""
    taken: list[Any] = []

    async def take() -> School:
        taken.append(copied(school, databases, issuer))
        made: School = await taken[-1].__aenter__()
        return made

    yield take
    for one in taken:
        await one.__aexit__(None, None, None)
