"""The organisation that is measured. It is made through the gateway by CSV imports, as an academy does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import httpx
from lockstep_local.issuer import Issuer

from lockstep_bench.failure import BenchError

COACHES: Final = 40
LEARNERS: Final = 400
COURSES: Final = 10
LEARNERS_PER_SESSION: Final = 3
MINUTES: Final = 45
LOGGED_WITHIN: Final = timedelta(hours=60)
RATE_AMOUNT_MINOR: Final = 4_000
ROWS_PER_FILE: Final = 500
TIMEOUT_SECONDS: Final = 60.0
RECAP: Final = (
    "We repeated linear equations, solved six word problems together and checked each result by substitution. "
    "All three learners can do it alone now; next time we begin with two unknowns."
)


@dataclass(frozen=True, slots=True)
class Session:
    """A session that its coach can complete."""

    session_id: str
    coach_id: str


@dataclass(frozen=True, slots=True)
class Academy:
    """The organisation, its sessions, and an access token for each coach."""

    org_id: str
    sessions: Sequence[Session]
    tokens: Mapping[str, str]


async def found_academy(gateway_url: str, issuer: Issuer, *, sessions: int) -> Academy:
    """Create an organisation with people, courses, a rate, and in-person sessions that ended an hour ago.

    `sessions` is the number of sessions. Every learner has accepted, so that only the completion is left to do. Raises
    BenchError if the platform refuses a request.
    """
    org_id = str(uuid4())
    token = issuer.token(org_id=org_id, sub=uuid4(), roles=["admin"])
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        base_url=gateway_url, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False
    ) as client:
        await _send(client, "PUT", "/v1/organisation", json={"name": "Benchmark academy", "zone": "UTC"})
        since = (datetime.now(UTC) - timedelta(days=30)).isoformat()
        rate = {"scope": "org", "unit": "hour", "amount_minor": RATE_AMOUNT_MINOR, "currency": "EUR"}
        await _send(client, "POST", "/v1/payouts/rates", json={**rate, "effective_from": since})
        coach_ids = await _import(client, "people", _people("coach", COACHES))
        await _import(client, "people", _people("learner", LEARNERS))
        await _import(client, "courses", ["code;title;category", *(f"C{n};Course {n};Maths" for n in range(COURSES))])
        rows = _sessions(sessions, datetime.now(UTC) - timedelta(hours=1))
        made: list[Session] = []
        for start in range(0, sessions, ROWS_PER_FILE):
            part = [SESSIONS_HEADER, *rows[start : start + ROWS_PER_FILE]]
            ids = await _import(client, "sessions", part, zone="UTC", mode="in_person", acceptance="accepted")
            made += [Session(one, coach_ids[(start + place) % COACHES]) for place, one in enumerate(ids)]
    tokens = {coach_id: issuer.token(org_id=org_id, sub=coach_id, roles=["coach"]) for coach_id in coach_ids}
    return Academy(org_id, made, tokens)


SESSIONS_HEADER: Final = "SessionName;Coach;DateStart;DateEnd;Users;Courses;SessionCategory"


def _people(role: str, count: int) -> list[str]:
    return ["username;name;role", *(f"{role}-{n};{role.title()} {n};{role}" for n in range(count))]


def _sessions(count: int, ended: datetime) -> list[str]:
    """Return the lines of the file. Coaches and learners take turns, so that neighbouring sessions share none of them.

    A coach has one session at a time. All sessions are late enough that they can still be logged.
    """
    length = min(timedelta(minutes=MINUTES), LOGGED_WITHIN / (count // COACHES + 1))
    times = [ended - length * (n // COACHES) for n in range(count)]
    return [
        f"Session {n};coach-{n % COACHES};{times[n] - length:%Y-%m-%d %H:%M:%S};{times[n]:%Y-%m-%d %H:%M:%S};"
        + "|".join(f"learner-{(n * LEARNERS_PER_SESSION + seat) % LEARNERS}" for seat in range(LEARNERS_PER_SESSION))
        + f";C{n % COURSES};Maths"
        for n in range(count)
    ]


async def _import(client: httpx.AsyncClient, kind: str, lines: Sequence[str], **params: str) -> list[str]:
    """Import a file and return the ids of its rows in the order of the file."""
    answer = await _send(
        client,
        "POST",
        f"/v1/imports/{kind}",
        content="\n".join(lines).encode(),
        headers={"Content-Type": "text/csv; charset=utf-8"},
        params=params,
    )
    return [str(row["id"]) for row in sorted(answer["results"], key=lambda row: int(row["line"]))]


async def _send(client: httpx.AsyncClient, method: str, path: str, **request: Any) -> Any:
    answer = await client.request(method, path, **request)
    if not answer.is_success:
        raise BenchError(f"{method} {path} was refused with {answer.status_code}: {answer.text[:500]}")
    return answer.json()
