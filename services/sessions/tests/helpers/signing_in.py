"""A token provider that knows nothing of Lockstep, people who are invited, and the exchange of tokens."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from lockstep_local.issuer import AUDIENCE, ISSUER
from lockstep_testing.hostile_tokens import Signer
from sessions.app import exchange_of
from sessions.exchange.domain import ACCESS_TOKEN, GRANT, ID_TOKEN
from sessions.settings import SessionsSettings

from ..conftest import School

PROVIDER: Final = "https://login.example.org"
CLIENT: Final = "console"


@dataclass
class Provider:
    """The token provider. It signs whatever it is asked for."""

    signer: Signer
    jwks_path: Path

    def token(self, sub: str = "ada@login", **changes: object) -> str:
        """Return an ID token of an account, without organisation and roles."""
        return self.signer.token(**{"sub": sub, "org_id": None, "roles": None} | changes)

    def publish(self, *keys: tuple[str, ec.EllipticCurvePrivateKey]) -> None:
        """Publish these keys, and no others."""
        published = [{**ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid} for kid, key in keys]
        self.jwks_path.write_text(json.dumps({"keys": published}))


def pem(key: ec.EllipticCurvePrivateKey) -> str:
    """Return a private key in PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def made_provider(folder: Path) -> Provider:
    """Return a provider with a key of its own."""
    signer = Signer(PROVIDER, CLIENT, ec.generate_private_key(ec.SECP256R1()), "provider-1")
    provider = Provider(signer, folder / "provider.json")
    provider.publish((signer.key_id, signer.key))
    return provider


@asynccontextmanager
async def exchanging(school: School, provider: Provider, **changes: Any) -> AsyncIterator[None]:
    """Switch the exchange of the school's API on, with the key of the platform's issuer."""
    settings = SessionsSettings(
        **{
            "environment": "local",
            "jwt_issuer": ISSUER,
            "jwt_audience": AUDIENCE,
            "exchange_issuer": PROVIDER,
            "exchange_audience": CLIENT,
            "exchange_jwks_url": provider.jwks_path.as_uri(),
            "token_signing_key": pem(school.api.issuer.key),
        }
        | changes
    )
    exchange = exchange_of(settings)
    assert exchange is not None
    school.api.app.state.exchange = exchange
    try:
        yield
    finally:
        school.api.app.state.exchange = None
        await exchange.provider.keys.close()


async def invite(school: School, *who: str, **body: object) -> dict[str, str]:
    """Invite people by username, and return their secrets."""
    ids = {str(school.people[name]): name for name in who}
    made = await school.ok("admin", "POST", "/v1/accounts/invitations", {"person_ids": list(ids)} | body)
    return {ids[one["person_id"]]: one["secret"] for one in made["invitations"]}


async def open_link(school: School, secret: str, token: str, token_type: str = ID_TOKEN) -> httpx.Response:
    """Open an invitation with a token of the provider."""
    body = {"secret": secret, "subject_token": token, "subject_token_type": token_type}
    return await school.api.client.post("/v1/accounts/open", json=body)


async def link(school: School, provider: Provider, who: str, sub: str) -> None:
    """Invite a person and open the invitation with an account."""
    secrets = await invite(school, who)
    answer = await open_link(school, secrets[who], provider.token(sub))
    assert answer.status_code == 200, answer.text


async def exchange(school: School, token: str, /, **form: str) -> httpx.Response:
    """Ask for a token of the platform. An empty field is left out."""
    fields = {"grant_type": GRANT, "subject_token": token, "subject_token_type": ID_TOKEN} | form
    return await school.api.client.post("/v1/token", data={name: value for name, value in fields.items() if value})


async def token_of(school: School, token: str, /, **form: str) -> dict[str, Any]:
    """Exchange a token of the provider, and return the claims of ours, unverified."""
    answer = await exchange(school, token, **form)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert {name: answer.json()[name] for name in ("issued_token_type", "token_type")} == {
        "issued_token_type": ACCESS_TOKEN,
        "token_type": "Bearer",
    }
    return {
        "token": answer.json()["access_token"],
        **jwt.decode(answer.json()["access_token"], options={"verify_signature": False}),
    }


def refused_as(answer: httpx.Response, code: str, slug: str) -> dict[str, Any]:
    """Assert that an exchange was refused with this code of OAuth 2.0 and this problem, and return the body."""
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["error"], body["type"]) == (400, code, f"urn:lockstep:problem:{slug}"), body
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert body["error_description"].isascii()
    assert body["detail"]
    return body
