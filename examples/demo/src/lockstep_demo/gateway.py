"""Call the API through the gateway as a client should: real tokens, idempotency keys, patience with limits."""

import asyncio
import random
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import httpx
from lockstep_local.issuer import Issuer

from lockstep_demo.failure import DemoError

ATTEMPTS_MAX: Final = 12
BACKOFF_SECONDS_MIN: Final = 0.1
BACKOFF_SECONDS_MAX: Final = 5.0
REQUEST_TIMEOUT_SECONDS: Final = 30.0
CONNECTIONS_MAX: Final = 32
AGAIN: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
STILL_ANSWERING: Final = "urn:lockstep:problem:idempotency-key-in-progress"


class Person(NamedTuple):
    """A caller: their id and role."""

    person_id: str
    role: str


@dataclass(slots=True)
class Gateway:
    """The gateway, used by people of one organisation. `retries` counts the requests that were sent again."""

    client: httpx.AsyncClient
    issuer: Issuer
    org_id: str
    retries: int = 0
    _tokens: dict[Person, str] = field(default_factory=dict)

    async def get(self, person: Person, path: str, params: Mapping[str, str] | None = None) -> Any:
        """Return the JSON that a GET answers."""
        return (await self.send(person, "GET", path, params=params)).json()

    async def post(self, person: Person, path: str, body: object = None, *, if_match: str | None = None) -> Any:
        """Return the JSON that a POST answers. It takes effect once, even if it is sent several times."""
        headers = {"If-Match": if_match} if if_match is not None else {}
        return (await self.send(person, "POST", path, json=body, headers=headers)).json()

    async def send(
        self,
        person: Person,
        method: str,
        path: str,
        *,
        accept: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> httpx.Response:
        """Return the answer of a request. It is sent again while the platform is busy or away.

        All attempts of a POST have one Idempotency-Key, so it takes effect once. Raises DemoError for an error that
        is not in `accept`, and if the platform stays away.
        """
        sent = {"Authorization": f"Bearer {self._token(person)}", **(headers or {})}
        if method == "POST":
            sent["Idempotency-Key"] = str(uuid.uuid4())
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                answer = await self.client.request(method, path, headers=sent, **request)
            except httpx.TransportError as error:
                trouble, wait = f"{type(error).__name__}: {error}".rstrip(": "), None
            else:
                if not _is_temporary(answer):
                    return _checked(answer, method, path, accept)
                trouble, wait = _trouble(answer), answer.headers.get("Retry-After")
            if attempt < ATTEMPTS_MAX:
                self.retries += 1
                await asyncio.sleep(pause_seconds(attempt, wait))
        raise DemoError(f"{method} {path} failed {ATTEMPTS_MAX} times. Look at make status. The last error: {trouble}")

    def _token(self, person: Person) -> str:
        if person not in self._tokens:
            token = self.issuer.token(org_id=self.org_id, sub=person.person_id, roles=[person.role])
            self._tokens[person] = token
        return self._tokens[person]


def connect(url: str) -> httpx.AsyncClient:
    """Return a client for the gateway at this address."""
    limits = httpx.Limits(max_connections=CONNECTIONS_MAX, max_keepalive_connections=CONNECTIONS_MAX)
    return httpx.AsyncClient(base_url=url, timeout=REQUEST_TIMEOUT_SECONDS, limits=limits, trust_env=False)


def _is_temporary(answer: httpx.Response) -> bool:
    if answer.status_code in AGAIN:
        return True
    return answer.status_code == HTTPStatus.CONFLICT and _problem(answer).get("type") == STILL_ANSWERING


def _checked(answer: httpx.Response, method: str, path: str, accept: Collection[int]) -> httpx.Response:
    if answer.is_success or answer.status_code in accept:
        return answer
    raise DemoError(f"{method} {path} was refused: {_trouble(answer)}")


def _trouble(answer: httpx.Response) -> str:
    """Return the text of a problem document, for a person."""
    problem = _problem(answer)
    places = "".join(f"\n  {one.get('pointer')}: {one.get('detail')}" for one in problem.get("errors", []))
    return f"{answer.status_code} {problem.get('title', answer.reason_phrase)}. {problem.get('detail', '')}{places}"


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def pause_seconds(attempt: int, retry_after: str | None) -> float:
    """Return the seconds to wait: what the platform asks for, else a doubling, random time that spreads clients out."""
    if retry_after is not None and retry_after.isdecimal():
        return min(float(retry_after), BACKOFF_SECONDS_MAX)
    longest = min(BACKOFF_SECONDS_MAX, BACKOFF_SECONDS_MIN * 2 ** (attempt - 1))
    return random.uniform(longest / 2, longest)  # noqa: S311 - it is no secret
