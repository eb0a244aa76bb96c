"""No value in any field, parameter, cursor or cell makes a service fail: it takes the value, or says what is wrong."""

import random
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from lockstep_local.issuer import Issuer
from lockstep_local.programs import SERVICES
from lockstep_testing.api import Api, api_of
from lockstep_testing.databases import Databases
from lockstep_testing.hostile import Attempt, Requests
from lockstep_testing.organisation import ROLES, made_in
from lockstep_testing.properties import EXAMPLES_FACTOR

ATTEMPTS_MAX: Final = 3_000 * EXAMPLES_FACTOR
"""How many requests a service gets; of more, a random part is sent. A request takes some milliseconds."""
ORG, PERSON = uuid4(), uuid4()


@pytest.fixture(params=SERVICES)
async def api(request: pytest.FixtureRequest, databases: Databases, issuer: Issuer) -> AsyncIterator[Api]:
    """The API of each service in turn, on a fresh database."""
    async with databases.fresh(request.param) as database, api_of(request.param, database, issuer) as served:
        yield served


async def test_no_value_makes_a_service_fail(api: Api) -> None:
    known: dict[str, Any] = {"session_id": uuid4(), "person_id": PERSON, "coach_id": PERSON, "subject_id": PERSON}
    if "/v1/sessions" in api.app.openapi()["paths"]:
        known |= await made_in(api, org_id=ORG, person_id=PERSON)
    attempts = list(Requests(api.app.openapi(), {name: str(value) for name, value in known.items()}).attempts())
    assert attempts
    if len(attempts) > ATTEMPTS_MAX:
        chosen = set(random.Random(len(attempts)).sample(range(len(attempts)), ATTEMPTS_MAX))
        attempts = [attempt for number, attempt in enumerate(attempts) if number in chosen]
    wrong = [one for attempt in attempts if (one := await fault(api, attempt, known["person_id"]))]
    assert not wrong, f"{len(wrong)} of {len(attempts)}:\n" + "\n".join(wrong[:20])


async def fault(api: Api, attempt: Attempt, person_id: UUID) -> str | None:
    """Send a request as a coach who may do everything. Return what is wrong with its answer, or None."""
    headers = api.headers(ORG, person_id, ROLES)
    if attempt.content is not None:
        headers["Content-Type"] = attempt.media_type
    answer = await api.client.request(attempt.method, attempt.url, content=attempt.content, headers=headers)
    if answer.status_code >= 500:
        return f"{answer.status_code} {attempt}"
    if attempt.is_refused and answer.is_success:
        return f"{answer.status_code}, and must be refused: {attempt}"
    if not answer.is_success and answer.headers.get("content-type") != "application/problem+json":
        return f"no problem document: {answer.status_code} {attempt}"
    return None
