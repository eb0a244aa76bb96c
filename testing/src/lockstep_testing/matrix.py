"""The routes of a service, the requests that call them, and what an organisation has there: for permissions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Final, NamedTuple, TypedDict, Unpack
from uuid import UUID, uuid4

import httpx
import orjson
from contracts.attendance import AttendanceLocked
from contracts.envelope import Event
from contracts.payouts import EarningsCredited
from contracts.permissions import PERMISSIONS, WITHOUT_TOKEN, Rule
from contracts.roles import ADMIN_INCLUDES
from contracts.sessions import OrganisationChanged, SeparateDuties, SessionCompleted, SessionStateChanged
from sqlalchemy.ext.asyncio import create_async_engine

from lockstep_testing.api import Api
from lockstep_testing.databases import ServiceDatabase
from lockstep_testing.hostile import Attempt, Requests

ORG, ADMIN = uuid4(), uuid4()

BODIES: Final[dict[str, dict[str, Any]]] = {
    "POST /v1/sessions/{session_id}/amendments": {"field": "minutes", "minutes": 45, "reason": "A typing error."},
    "POST /v1/sessions/{session_id}/complete": {"minutes": 45, "recap": "We repeated linear equations. " * 6},
    "POST /v1/sessions/{session_id}/help": {
        "minutes": 45,
        "recap": "We repeated linear equations. " * 6,
        "reason": "The time was over.",
    },
    "POST /v1/help/{help_id}/complete": {"reason": "The time of the coach was over."},
}
"""Bodies whose fields depend on each other. All others follow from the OpenAPI document."""

QUERIES: Final = {"GET /v1/people": "ids={person_id}"}
"""Queries without which a route shows nothing to people who are not staff."""


class Sender(TypedDict, total=False):
    """Who sends a request: with scopes, of another organisation, as a person who is known, or without a token."""

    scopes: Sequence[str]
    org: UUID
    person: UUID | None
    token: bool


class Cell(NamedTuple):
    """A route, the request that calls it, and its rule."""

    route: str
    attempt: Attempt
    rule: Rule


class Matrix:
    """The routes of one service, and the requests for what an organisation has in it."""

    def __init__(self, api: Api, known: dict[str, Any], service: str, database: ServiceDatabase) -> None:
        """Take the API of a service with its database, and ids that exist by the name of their field."""
        self.service, self._database = service, database
        self._coach_id: UUID = known["person_id"]
        self._queries = {route: query.format_map(known) for route, query in QUERIES.items()}
        self._api, self._requests = api, Requests(api.app.openapi(), {name: str(one) for name, one in known.items()})

    def cells(self) -> Iterator[Cell]:
        """Return the routes, those that end or delete something last."""
        found = [(route, attempt) for route, attempt in self._requests.good() if route not in WITHOUT_TOKEN]
        found.sort(key=lambda one: (one[0].startswith("DELETE"), one[0].endswith(("/complete", "/void", "/cancel"))))
        for route, attempt in found:
            content = orjson.dumps(BODIES[route]) if route in BODIES else attempt.content
            url = f"{attempt.url}?{self._queries[route]}" if route in self._queries else attempt.url
            yield Cell(route, attempt._replace(content=content, url=url), PERMISSIONS[route])

    def parameters(self, route: str) -> Collection[str]:
        """Return the names of the parameters that the query of a route may have."""
        known: Mapping[str, Collection[str]] = self._api.app.state.parameters
        return known[route]

    async def complete_session(self) -> None:
        """Let the coach start and complete the session, if this is the service that does so. Then it has a record."""
        for wanted in ("POST /v1/sessions/{session_id}/start", "POST /v1/sessions/{session_id}/complete"):
            for route, attempt, _ in self.cells():
                if route == wanted:
                    status, body = await self.call(attempt, "coach", person=self._coach_id)
                    assert status in (200, 201), body

    @contextmanager
    def without_parts(self, route: str) -> Iterator[None]:
        """Let a route show everything to everybody who may call it, as if its handler did not ask for a part."""
        rules = self._api.app.state.rules
        rule = rules[route]
        rules[route] = rule._replace(all=rule.all | rule.own, own=frozenset())
        try:
            yield
        finally:
            rules[route] = rule

    async def call(self, attempt: Attempt, *roles: str, **sender: Unpack[Sender]) -> tuple[int, Any]:
        """Send a request as somebody, by default a stranger. Return the status and the body."""
        answer = await self.answer(attempt, *roles, **sender)
        is_json = "json" in answer.headers.get("content-type", "")
        if is_json and answer.content:
            return answer.status_code, answer.json()
        return answer.status_code, answer.text.splitlines()[1:]  # a file has its columns in the first line

    async def answer(
        self, attempt: Attempt, *roles: str, more: Mapping[str, str] | None = None, **sender: Unpack[Sender]
    ) -> httpx.Response:
        """Send a request as somebody, by default a stranger, with more headers. Return the answer."""
        headers: dict[str, str] = {}
        if sender.get("token", True):
            org, person = sender.get("org", ORG), sender.get("person") or uuid4()
            headers |= self._api.headers(org, person, roles, sender.get("scopes", ()))
        if attempt.content is not None:
            headers["Content-Type"] = attempt.media_type
        headers |= more or {}
        return await self._api.client.request(attempt.method, attempt.url, content=attempt.content, headers=headers)

    async def separate_duties(self) -> None:
        """Separate all duties of the organisation: by its policy in sessions, by the event of that in the others."""
        if self.service != "sessions":
            await apply_all(self.service, self._database.worker_url, (separated(),))
            return
        headers = self._api.headers(ORG, ADMIN, ["admin"])
        for duty in ADMIN_INCLUDES:
            person = {"username": duty, "name": duty.title(), "role": duty}
            (await self._api.client.post("/v1/people", json=person, headers=headers)).raise_for_status()
        policy = {"separate_duties": sorted(ADMIN_INCLUDES)}
        (await self._api.client.put("/v1/policy", json=policy, headers=headers)).raise_for_status()


def separated() -> OrganisationChanged:
    """Return the event of an organisation that separates all duties."""
    return OrganisationChanged(
        event_id=uuid4(),
        org_id=ORG,
        occurred_at=datetime.now(UTC),
        key=f"organisation:{ORG}",
        sequence=1,
        correlation_id=uuid4(),
        zone="UTC",
        policy_version=1,
        separate_duties=(SeparateDuties(duties=tuple(sorted(ADMIN_INCLUDES))),),
    )


async def add_learner(api: Api, session_id: str) -> None:
    """Add a learner to a session, because one without learners cannot be completed."""
    headers = api.headers(ORG, ADMIN, ["admin"])
    learner = {"username": "ada", "name": "Ada Lovelace", "role": "learner"}
    made = (await api.client.post("/v1/people", json=learner, headers=headers)).json()
    roster = {"add": [{"person_id": made["person_id"], "acceptance": "accepted"}]}
    answer = await api.client.post(f"/v1/sessions/{session_id}/roster", json=roster, headers=headers)
    assert answer.is_success, answer.text


async def set_rate(api: Api) -> None:
    """Set a rate for all sessions, so that the coach of a completed one earns something."""
    rate = {"scope": "org", "unit": "hour", "amount_minor": 6_000, "currency": "EUR"}
    body = {**rate, "effective_from": "2026-01-01T00:00:00Z"}
    answer = await api.client.post("/v1/payouts/rates", json=body, headers=api.headers(ORG, ADMIN, ["admin"]))
    assert answer.is_success, answer.text


def happened(events: Any, session_id: UUID, *, coach: UUID, learner: UUID) -> tuple[Event, ...]:
    """Return the events of a session that was planned and completed."""
    people = {"org_id": ORG, "coaches": [coach], "roster": [learner]}
    mark = {"person_id": learner, "code": "present", "counts_as_present": True, "weight_basis_points": 10_000}
    earning = {"earning_id": uuid4(), "coach_id": coach, "share_basis_points": 10_000, "currency": "EUR"}
    return (
        events(SessionStateChanged, session_id, sequence=1, **people),
        events(SessionCompleted, session_id, sequence=2, **people),
        events(
            AttendanceLocked,
            session_id,
            sequence=1,
            org_id=ORG,
            locked_at="2026-11-02T09:00:00Z",
            register_version=1,
            late_marks=0,
            marks=[{**mark, "billable": True, "minutes": 45, "source": "coach"}],
        ),
        events(
            EarningsCredited,
            session_id,
            sequence=1,
            org_id=ORG,
            pricing_revision=1,
            credited_at="2026-11-02T09:00:00Z",
            earnings=[{**earning, "amount_minor": 4_500, "rate_id": uuid4()}],
        ),
    )


async def apply_all(service: str, worker_url: str, handled: tuple[Event, ...]) -> None:
    """Let a service handle those of the events that it handles."""
    handlers = import_module(f"{service}.worker").HANDLERS
    engine = create_async_engine(worker_url)
    async with engine.begin() as db:
        for event in handled:
            if type(event) in handlers:
                await handlers[type(event)](db, [event])
    await engine.dispose()
