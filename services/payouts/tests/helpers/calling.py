"""Requests of an admin, or of somebody else, to the API of payouts."""

from typing import Any
from uuid import UUID, uuid4

import httpx
from lockstep_testing.api import Api

ORG, OTHER_ORG, ADMIN, COACH, CO_COACH = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()
RATE = {
    "scope": "org",
    "unit": "hour",
    "amount_minor": 6_000,
    "currency": "EUR",
    "effective_from": "2020-01-01T00:00:00Z",
}


async def post(
    api: Api, path: str, body: dict[str, Any], *, role: str = "admin", org: UUID = ORG, **headers: str
) -> httpx.Response:
    """Post as an admin, or as somebody else."""
    sent = api.headers(org, ADMIN, [role]) | {name.replace("_", "-"): value for name, value in headers.items()}
    return await api.client.post(path, json=body, headers=sent)


async def get(api: Api, path: str, *, person: UUID = ADMIN, role: str = "admin", org: UUID = ORG) -> httpx.Response:
    """Read as an admin, or as somebody else."""
    return await api.client.get(path, headers=api.headers(org, person, [role]))
