"""Every service refuses every hostile token by itself, even without a gateway in front of it."""

from collections.abc import AsyncIterator

import pytest
from lockstep_local.issuer import AUDIENCE, ISSUER, Issuer
from lockstep_local.programs import SERVICES
from lockstep_testing.api import Api, api_of
from lockstep_testing.databases import Databases
from lockstep_testing.hostile_tokens import Signer, hostile_headers, hostile_tokens

ROUTES = {
    "sessions": "/v1/sessions",
    "attendance": "/v1/attendance/registers/0192f0c1-0000-7000-8000-000000000003/history",
    "payouts": "/v1/payouts/rates",
    "reports": "/v1/reports/effects",
}
"""A route of each service that an admin may read. Its register does not exist."""
TYPES = {401: "unauthenticated", 403: "forbidden"}


@pytest.fixture(params=SERVICES)
async def served(
    request: pytest.FixtureRequest, databases: Databases, issuer: Issuer
) -> AsyncIterator[tuple[Api, str]]:
    """The API of each service in turn, and a route of it."""
    async with databases.fresh(request.param) as database, api_of(request.param, database, issuer) as api:
        yield api, ROUTES[request.param]


async def test_every_service_refuses_every_hostile_token(served: tuple[Api, str]) -> None:
    api, route = served
    signer = Signer(ISSUER, AUDIENCE, api.issuer.key, api.issuer.key_id)
    good = await api.client.get(route, headers={"Authorization": f"Bearer {signer.token()}"})
    assert good.status_code == 200 or good.json()["type"].endswith(":register-not-found"), good.text
    attempts = [(one.name, one.status, [("Authorization", f"Bearer {one.token}")]) for one in hostile_tokens(signer)]
    attempts += [(one.name, 401, one.headers) for one in hostile_headers(signer)]
    wrong = []
    for name, status, headers in attempts:
        sent = [(header.encode(), value.encode()) for header, value in headers]
        answer = await api.client.get(route, headers=sent)
        body = answer.json()
        if (answer.status_code, body.get("type")) != (status, f"urn:lockstep:problem:{TYPES[status]}"):
            wrong.append(f"{name}: {answer.status_code} {answer.text}")
        elif status == 401 and answer.headers.get("www-authenticate") != "Bearer":
            wrong.append(f"{name}: WWW-Authenticate is missing")
    assert not wrong, "\n".join(wrong)
    assert (await api.client.get(route, params={"access_token": signer.token()})).status_code == 401
