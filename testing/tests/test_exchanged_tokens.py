"""A token that the exchange of the sessions service signs is one that every service trusts."""

import time
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lockstep_local.issuer import AUDIENCE, ISSUER, Issuer
from lockstep_local.programs import SERVICES
from lockstep_testing.api import api_of
from lockstep_testing.databases import Databases
from sessions.exchange.domain import claims_of
from sessions.exchange.signing import TokenSigner

from .test_hostile_tokens import ROUTES


def exchanged(issuer: Issuer) -> str:
    """Return a token as the exchange makes it, with the key of the platform's issuer."""
    signer = TokenSigner(issuer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    now = int(time.time())
    claims = claims_of(
        issuer=ISSUER,
        audience=AUDIENCE,
        person_id=uuid4(),
        org_id=uuid4(),
        role="admin",
        token_id=uuid4(),
        issued_at=now,
        expires_at=now + 600,
    )
    return signer.sign(claims, kid=issuer.key_id)


@pytest.mark.parametrize("service", SERVICES)
async def test_every_service_trusts_a_token_of_the_exchange(databases: Databases, issuer: Issuer, service: str) -> None:
    async with databases.fresh(service) as database, api_of(service, database, issuer) as api:
        headers = {"Authorization": f"Bearer {exchanged(issuer)}"}
        answer = await api.client.get(ROUTES[service], headers=headers)
    assert answer.status_code == 200 or answer.json()["type"].endswith(":register-not-found"), answer.text
