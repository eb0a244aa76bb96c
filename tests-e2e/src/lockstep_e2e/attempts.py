"""Requests that must be refused: who sends them, their content, and the session that they are about."""

import base64
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from lockstep_local.issuer import ALGORITHM, AUDIENCE

from lockstep_e2e.academy import RECAP, Academy, found_academy
from lockstep_e2e.platform import Caller

GOOD: dict[str, Any] = {"minutes": 60, "recap": RECAP}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request about a session. `body` is sent as JSON, except bytes. `path` is below /v1."""

    session_id: UUID
    headers: dict[str, str]
    body: Any = field(default_factory=lambda: GOOD)
    path: str = ""

    @property
    def url(self) -> str:
        """Return the address. The default is the completion of the session."""
        return f"/v1/{self.path}" if self.path else f"/v1/sessions/{self.session_id}/complete"


Arrange = Callable[[Academy], Awaitable[Attempt]]


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of bad input: how it is arranged and what the answer is. `says` is a part of the detail."""

    name: str
    arrange: Arrange
    status: int
    slug: str
    says: str
    pointer: str | None = None


def claims_of(academy: Academy, **changes: object) -> dict[str, object]:
    """Return the claims of the coach's token, with changes."""
    now = int(time.time())
    claims: dict[str, object] = {
        "iss": academy.platform.stack.issuer.name,
        "aud": AUDIENCE,
        "sub": str(academy.coach.person_id),
        "org_id": str(academy.coach.org_id),
        "roles": ["coach"],
        "iat": now,
        "nbf": now,
        "exp": now + 600,
    }
    return claims | changes


def signed(academy: Academy, **changes: object) -> dict[str, str]:
    """Return the header with a token that the platform's own issuer signed, with changed claims."""
    issuer = academy.platform.stack.issuer
    token = jwt.encode(claims_of(academy, **changes), issuer.key, ALGORITHM, headers={"kid": issuer.key_id})
    return {"Authorization": f"Bearer {token}"}


def with_header(header: Callable[[Academy], dict[str, str]]) -> Arrange:
    """Let a caller with this header complete a session that could be completed."""

    async def arrange(academy: Academy) -> Attempt:
        return Attempt(await academy.schedule(), header(academy))

    return arrange


def by_caller(caller: Callable[[Academy], Caller]) -> Arrange:
    """Let this caller complete a session that could be completed."""
    return with_header(lambda academy: academy.platform.authorization(caller(academy)))


def with_body(body: Any) -> Arrange:
    """Let the coach complete a session that could be completed, with this body."""

    async def arrange(academy: Academy) -> Attempt:
        return Attempt(await academy.schedule(), academy.platform.authorization(academy.coach), body)

    return arrange


def of_session(**schedule: Any) -> Arrange:
    """Let the coach complete a session that is scheduled like this."""

    async def arrange(academy: Academy) -> Attempt:
        session_id = await academy.schedule(**schedule)
        return Attempt(session_id, academy.platform.authorization(academy.coach))

    return arrange


def posted(path: str, body: Any, caller: Callable[[Academy], Caller]) -> Arrange:
    """Let a caller post something else. {session} in the path is a session that could be completed."""

    async def arrange(academy: Academy) -> Attempt:
        session_id = await academy.schedule()
        headers = academy.platform.authorization(caller(academy))
        return Attempt(session_id, headers, body, path.format(session=session_id))

    return arrange


def unsigned(academy: Academy) -> dict[str, str]:
    """Return the header with a token that has alg=none."""
    parts = ({"alg": "none", "typ": "JWT"}, claims_of(academy))
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return {"Authorization": f"Bearer {'.'.join(encoded)}."}


def signed_by_a_stranger(academy: Academy) -> dict[str, str]:
    """Return the header with a token that names the issuer's key but is signed with another."""
    headers = {"kid": academy.platform.stack.issuer.key_id}
    token = jwt.encode(claims_of(academy), ec.generate_private_key(ec.SECP256R1()), ALGORITHM, headers=headers)
    return {"Authorization": f"Bearer {token}"}


async def from_another_organisation(academy: Academy) -> Attempt:
    """Let a person with the same id and every role complete it, with a token of another organisation."""
    stranger = (await found_academy(academy.platform)).admin
    everything = Caller(stranger.org_id, academy.coach.person_id, ("admin", "coach", "support"))
    return Attempt(await academy.schedule(), academy.platform.authorization(everything))


async def somebody_in_the_call(academy: Academy) -> Attempt:
    """Let the coach complete an online session while a learner is in the call."""
    session_id = await academy.schedule(mode="online")
    await academy.platform.post(academy.coach, f"/v1/sessions/{session_id}/start")
    for person in (academy.coach, academy.learners[0]):
        await academy.platform.post(person, f"/v1/sessions/{session_id}/presence", {"action": "join"})
    return Attempt(session_id, academy.platform.authorization(academy.coach))


async def reused_key(academy: Academy) -> Attempt:
    """Let the coach use one Idempotency-Key for two different requests."""
    session_id, key = await academy.schedule(), {"Idempotency-Key": str(uuid4())}
    await academy.platform.post(academy.coach, f"/v1/sessions/{session_id}/start", headers=key)
    return Attempt(session_id, academy.platform.authorization(academy.coach) | key)
