"""The sign-in on a real sessions database, and a console that signs in."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from lockstep_local.issuer import Issuer
from lockstep_local.sign_in.app import create_app
from lockstep_local.sign_in.grants import challenge_of
from lockstep_local.sign_in.settings import SignInSettings
from lockstep_testing.databases import Databases, ServiceDatabase, password_of
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

GATEWAY = "http://127.0.0.1:8080"
NAME = f"{GATEWAY}/issuer"
VERIFIER = "v" * 43
REDIRECT = f"{GATEWAY}/signed-in"


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@dataclass
class Console:
    """A client as the console is: it signs in with the code flow and PKCE."""

    client: httpx.AsyncClient
    issuer: Issuer
    parameters: dict[str, str] = field(
        default_factory=lambda: {
            "client_id": "lockstep-console",
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": "openid offline_access",
            "state": "a state",
            "nonce": "a nonce",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
        }
    )

    async def page(self, **changes: str) -> str:
        """Return the HTML of the page."""
        answer = await self.client.get("/issuer/authorize", params=self.parameters | changes)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def choose(self, who: str) -> str:
        """Choose somebody by the value of their button, and return the code."""
        answer = await self.client.post("/issuer/authorize", data=self.parameters | {"who": who})
        assert answer.status_code == 303, answer.text
        back = httpx.URL(answer.headers["location"])
        assert (str(back.copy_with(query=None)), back.params["state"]) == (REDIRECT, "a state")
        assert back.params["iss"] == NAME
        return back.params["code"]

    async def ask(self, **form: str) -> httpx.Response:
        """Ask the token endpoint."""
        return await self.client.post("/issuer/token", data={"client_id": "lockstep-console"} | form)

    async def redeem(self, code: str, **changes: str) -> httpx.Response:
        """Ask for the tokens of a code."""
        form = {"code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
        return await self.ask(grant_type="authorization_code", **form | changes)

    async def refresh(self, refresh_token: str, **changes: str) -> httpx.Response:
        """Ask for new tokens."""
        return await self.ask(grant_type="refresh_token", refresh_token=refresh_token, **changes)

    async def sign_in(self, who: str) -> dict[str, Any]:
        """Sign in as somebody, and return the answer of the token endpoint."""
        answer = await self.redeem(await self.choose(who))
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    def claims(self, token: str, audience: str) -> dict[str, Any]:
        """Return the claims of a token that the issuer signed for this audience."""
        key = self.issuer.key.public_key()
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=["ES256"], audience=audience, issuer=NAME)
        return claims


def buttons(page: str) -> dict[str, str]:
    """Return what each button of the page says, by its value."""
    found = re.findall(r'name="who" value="([^"]*)"><span>(.*?)</span>', page)
    return {value: html.unescape(name) for value, name in found}


@dataclass
class Directory:
    """The people of the database, written past the service."""

    superuser: AsyncEngine

    async def organisation(self, name: str) -> UUID:
        """Add an organisation and return its id."""
        org_id = uuid4()
        await self._write("INSERT INTO organisations VALUES (:org_id, :name, 'UTC', now())", org_id=org_id, name=name)
        return org_id

    async def person(self, org_id: UUID, name: str, role: str, username: str | None = None) -> str:
        """Add a person, and return the value of their button."""
        person_id = uuid4()
        await self._write(
            """
            INSERT INTO people (org_id, id, username, name, role, created_at)
            VALUES (:org_id, :id, :username, :name, :role, now())
            """,
            org_id=org_id,
            id=person_id,
            username=username or f"user-{person_id}",
            name=name,
            role=role,
        )
        return f"{org_id}/{person_id}"

    async def change(self, who: str, assignment: str) -> None:
        """Change the row of a person."""
        await self._write(f"UPDATE people SET {assignment} WHERE id = :id", id=UUID(who.split("/")[1]))

    async def _write(self, statement: str, **values: object) -> None:
        async with self.superuser.begin() as db:
            await db.execute(text(statement), values)


@pytest.fixture
def clock() -> Clock:
    """The time by which codes and sign-ins expire."""
    return Clock()


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[ServiceDatabase]:
    """An empty database of sessions."""
    async with databases.fresh("sessions") as made:
        yield made


@pytest.fixture
def directory(superuser: AsyncEngine) -> Directory:
    """The people of the platform: nobody, until a test adds somebody."""
    return Directory(superuser)


def settings_on(database: ServiceDatabase, folder: Path, **changes: Any) -> SignInSettings:
    """Return the settings of a sign-in on a database."""
    address = urlsplit(database.worker_url)
    url = f"postgresql://sessions_worker@{address.hostname}:{address.port}{address.path}"
    password = SecretStr(password_of("sessions_worker"))
    values: dict[str, Any] = {
        "environment": "local",
        "url": NAME,
        "folder": folder,
        "database_url": url,
        "database_password": password,
    }
    return SignInSettings(**(values | changes))


@pytest.fixture
async def console(database: ServiceDatabase, tmp_path: Path, clock: Clock) -> AsyncIterator[Console]:
    """A console whose provider is the sign-in."""
    app = create_app(settings_on(database, tmp_path), clock=clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=GATEWAY) as client:
        yield Console(client, Issuer.load_or_create(tmp_path, NAME))
