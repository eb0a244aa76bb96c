"""Clients that schedule and complete sessions through the gateway, and repeat each request until it is answered."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
from lockstep_local.issuer import Issuer

CLIENTS: Final = 12
COACHES: Final = 12
SESSION_LENGTH: Final = timedelta(minutes=5)
"""So short that a coach's hundreds of sessions in a run fit into the days in which they can be logged."""

LEARNERS: Final = 40
ROSTER_MAX: Final = 5
PAUSE_SECONDS: Final = 0.15
REQUEST_TIMEOUT_SECONDS: Final = 8.0
RETRY_PAUSE_SECONDS: Final = 0.3
GIVE_UP_SECONDS: Final = 120.0
"""No fault lasts so long. A request that still fails then is a finding."""

PASSING_STATUSES: Final = frozenset({409, 429, 502, 503, 504})
MINUTES: Final = 45
AMENDED_MINUTES: Final = 30
AMENDED_SHARE: Final = 0.2
"""The share of the sessions whose minutes are amended after their completion."""

RECAP: Final = (
    "We worked through last week's exercises together, found where the signs went wrong, and solved six new equations "
    "without help. Next time: two unknowns, and the worksheet on page forty."
)


FORGOTTEN_STATUSES: Final = frozenset({404, 409})
"""What a service answers if its database was restored since the first request for a session. 404: what an earlier
request made was not published before. 409: this request had its effect before, or what it repeats has another id."""


class LoadError(Exception):
    """A request failed, and none of our faults explains it."""


class UnansweredError(Exception):
    """A request, or a process, was not ready in the time in which every fault ends. That breaks a promise."""


class ForgottenError(Exception):
    """The database of sessions was restored in the middle of a session, and no longer has all of it."""

    def __init__(self, status: int) -> None:
        """Take the status of the answer."""
        super().__init__(status)
        self.status = status


@dataclass
class Load:
    """One organisation's requests, and the completions that were acknowledged."""

    url: str
    issuer: Issuer
    seed: int
    org_id: UUID = field(default_factory=uuid4)
    completed: set[str] = field(default_factory=set)
    """Sessions whose completion was acknowledged with 200."""

    amended: set[str] = field(default_factory=set)
    """Sessions whose minutes were amended, which was acknowledged too."""

    unknown: set[str] = field(default_factory=set)
    """Sessions that a restored database did not know."""

    forgotten: int = 0
    """How many times a client gave a session up, because the database was restored meanwhile."""

    restored: int = 0
    """How many times the database of sessions was restored."""

    retried: int = 0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Prepare the admin and empty lists of people."""
        self._random = random.Random(self.seed)
        self._admin = uuid4()
        self._coaches: list[str] = []
        self._learners: list[str] = []
        self._tokens: dict[tuple[str, str], str] = {}
        self._ended: defaultdict[str, datetime] = defaultdict(partial(datetime.now, UTC))

    def _headers(self, person_id: object, role: str) -> dict[str, str]:
        known = (str(person_id), role)
        if known not in self._tokens:
            self._tokens[known] = self.issuer.token(org_id=self.org_id, sub=str(person_id), roles=[role])
        return {"Authorization": f"Bearer {self._tokens[known]}"}

    async def call(
        self,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        *,
        by: object,
        role: str,
        body: Any = None,
        restored: int | None = None,
    ) -> dict[str, Any]:
        """Send a request, always with the same Idempotency-Key, until it has a final answer. Return the answer.

        `restored` is how many times the database had been restored when the session was begun. Raises ForgottenError
        if it was restored since then, and answers that it does not know what earlier requests made.
        """
        headers = {**self._headers(by, role), "Idempotency-Key": str(uuid4())}
        begun = time.monotonic()
        while True:
            try:
                answer = await client.request(method, path, headers=headers, json=body)
                if answer.is_success:
                    return dict(answer.json())
                problem = answer.text[:300]
                if restored not in (None, self.restored) and answer.status_code in FORGOTTEN_STATUSES:
                    raise ForgottenError(answer.status_code)
                passing = answer.status_code in PASSING_STATUSES and "already" not in problem
                if not passing:
                    raise LoadError(f"{method} {path}: {answer.status_code} {problem}")
            except httpx.TransportError as error:
                problem = repr(error)
            if time.monotonic() - begun > GIVE_UP_SECONDS:
                raise UnansweredError(f"{method} {path}: no answer in {GIVE_UP_SECONDS:.0f} s, last {problem}")
            self.retried += 1
            await asyncio.sleep(RETRY_PAUSE_SECONDS)

    def client(self) -> httpx.AsyncClient:
        """Return a client for the gateway."""
        return httpx.AsyncClient(base_url=self.url, timeout=REQUEST_TIMEOUT_SECONDS)

    async def prepare(self) -> None:
        """Create the organisation, its people and a rate, before any fault."""
        async with self.client() as client:
            await self.call(
                client, "PUT", "/v1/organisation", by=self._admin, role="admin", body={"name": "Chaos", "zone": "UTC"}
            )
            for role, count, people in (("coach", COACHES, self._coaches), ("learner", LEARNERS, self._learners)):
                for number in range(count):
                    person = {"username": f"{role}-{number}", "name": f"{role} {number}", "role": role}
                    made = await self.call(client, "POST", "/v1/people", by=self._admin, role="admin", body=person)
                    people.append(made["person_id"])
            rate = {
                "scope": "org",
                "unit": "hour",
                "amount_minor": 4_000,
                "currency": "EUR",
                "effective_from": "2020-01-01T00:00:00Z",
            }
            await self.call(client, "POST", "/v1/payouts/rates", by=self._admin, role="admin", body=rate)

    async def run(self) -> None:
        """Complete sessions with several clients until `stopping` is set. Raises LoadError and UnansweredError."""
        try:
            async with asyncio.TaskGroup() as clients:
                for _ in range(CLIENTS):
                    clients.create_task(self._work())
        except ExceptionGroup as errors:
            why = "; ".join(map(str, errors.exceptions))
            is_unanswered = errors.split(UnansweredError)[1] is None
            raise (UnansweredError(why) if is_unanswered else LoadError(why)) from errors

    async def _work(self) -> None:
        async with self.client() as client:
            while not self.stopping.is_set():
                try:
                    await self._one_session(client)
                except ForgottenError:
                    self.forgotten += 1
                await asyncio.sleep(PAUSE_SECONDS * self._random.random())

    async def _one_session(self, client: httpx.AsyncClient) -> None:
        """Schedule a session, fill its roster, start and complete it: events of one partition key, close together."""
        restored = self.restored
        coach = self._random.choice(self._coaches)
        learners = self._random.sample(self._learners, self._random.randint(2, ROSTER_MAX))
        self._ended[coach] -= SESSION_LENGTH  # one before the other, so nobody is booked twice
        ended = self._ended[coach]
        session = await self.call(
            client,
            "POST",
            "/v1/sessions",
            by=self._admin,
            role="admin",
            body={
                "name": f"Session {uuid4()}",
                "mode": "in_person",
                "zone": "UTC",
                "coaches": [{"person_id": coach}],
                "starts_at": (ended - SESSION_LENGTH).isoformat(),
                "ends_at": ended.isoformat(),
                "roster": [{"person_id": learners[0], "acceptance": "accepted"}],
            },
            restored=restored,
        )
        session_id = session["session_id"]
        try:
            await self._deliver(client, session_id, coach, learners[1:], restored)
        except ForgottenError as error:
            if error.status == 404:
                self.unknown.add(session_id)
            raise
        self.completed.add(session_id)
        if self._random.random() < AMENDED_SHARE:
            await self._amend(client, f"/v1/sessions/{session_id}/amendments", by=coach, restored=restored)
            self.amended.add(session_id)

    async def _deliver(
        self, client: httpx.AsyncClient, session_id: str, coach: str, learners: Sequence[str], restored: int
    ) -> None:
        path = f"/v1/sessions/{session_id}"
        added: Mapping[str, Any] = {"add": [{"person_id": one, "acceptance": "accepted"} for one in learners]}
        ended: Mapping[str, Any] = {"minutes": MINUTES, "recap": RECAP}
        await self.call(client, "POST", f"{path}/roster", by=self._admin, role="admin", body=added, restored=restored)
        await self.call(client, "POST", f"{path}/start", by=coach, role="coach", restored=restored)
        await self.call(client, "POST", f"{path}/complete", by=coach, role="coach", body=ended, restored=restored)

    async def _amend(self, client: httpx.AsyncClient, path: str, *, by: str, restored: int) -> None:
        """Let the coach propose other minutes, and an admin approve them."""
        amendment = {"field": "minutes", "minutes": AMENDED_MINUTES, "reason": "The call broke off."}
        proposed = await self.call(client, "POST", path, by=by, role="coach", body=amendment, restored=restored)
        path = f"{path}/{proposed['amendment_id']}/approve"
        await self.call(client, "POST", path, by=self._admin, role="admin", restored=restored)
