"""No value in any field, parameter, cursor or cell makes a service fail: it takes the value, or says what is wrong.

It says so in words, without the names of libraries, types and functions, and points to what was sent.
"""

import json
import random
import re
from collections.abc import AsyncIterator, Mapping
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
BROKEN_RULE: Final = 422
ORG, PERSON = uuid4(), uuid4()
INTERNALS: Final = re.compile(
    r"Input should|Field required|Extra inputs|should have|should match|valid (string|list|integer|boolean|dictionary)|"
    r"Value error|after validation|unable to|type=|literal\[|union_tag|function-|functools|datetime\.|<function|"
    r"validator|pydantic|asyncpg|sqlalchemy|Traceback|\^\[|\]\+\$",
)
"""Words of libraries, which tell a client nothing."""


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
    return None if answer.is_success else unclear(attempt, answer.json())


def unclear(attempt: Attempt, problem: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the words or the pointers of a refusal, or None."""
    texts = [problem["detail"], *(f"{one['pointer']}: {one['detail']}" for one in problem.get("errors", []))]
    if found := next((text for text in texts if INTERNALS.search(text)), None):
        return f"words of a library: {found!r} {attempt}"
    if attempt.content is None or attempt.media_type != "application/json" or problem["status"] != BROKEN_RULE:
        return None  # a body that cannot be read has no places
    for one in problem.get("errors", []):
        if one["pointer"].startswith("/") and not is_sent(json.loads(attempt.content), one["pointer"]):
            return f"a pointer to nothing that was sent: {one} {attempt}"
    return None


def is_sent(body: Any, pointer: str) -> bool:
    """Return whether a body has what a pointer names, or an object from which its last part is missing."""
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.removeprefix("/").split("/")]
    for part in way:
        if isinstance(body, list) and part.isdecimal() and int(part) < len(body):
            body = body[int(part)]
        elif isinstance(body, dict) and part in body:
            body = body[part]
        else:
            return False
    return isinstance(body, dict) or (isinstance(body, list) and last.isdecimal() and int(last) < len(body))
