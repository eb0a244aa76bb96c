"""Every route with every role: who may not call it is refused, and who has no part in something does not find it."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Final, NamedTuple, get_args
from uuid import UUID, uuid4

import orjson
import pytest
from contracts.attendance import AttendanceLocked
from contracts.envelope import Event
from contracts.payouts import EarningsCredited
from contracts.permissions import PERMISSIONS, SCOPES, SECRET_ADDRESSES, Rule
from contracts.roles import ADMIN_INCLUDES, Role, held_roles
from contracts.sessions import OrganisationChanged, SeparateDuties, SessionCompleted, SessionStateChanged
from lockstep_local.issuer import Issuer
from lockstep_local.programs import SERVICES
from lockstep_testing.api import Api, api_of, made_app
from lockstep_testing.databases import Databases, ServiceDatabase
from lockstep_testing.hostile import Attempt, Requests
from lockstep_testing.organisation import made_in
from sqlalchemy.ext.asyncio import create_async_engine

ROLE_NAMES: Final[tuple[Role, ...]] = get_args(Role)
ORG, ADMIN = uuid4(), uuid4()
ABOUT_NOBODY_ELSE: Final = ("/v1/me/",)
"""Paths beneath which everybody has something of their own."""

NONE_YET: Final = frozenset(
    {
        "GET /v1/sessions/{session_id}/tracking",
        "GET /v1/sessions/{session_id}/amendments",
        "POST /v1/sessions/{session_id}/amendments/{amendment_id}/reject",
        "GET /v1/people/{person_id}/guardians",
        "GET /v1/attendance/registers/{session_id}/history",
        "GET /v1/attendance/registers/{session_id}/amendments",
        "POST /v1/attendance/registers/{session_id}/amendments/{amendment_id}/reject",
    }
)
"""Routes for which these tests make nothing that a person without a part could find. The services test their parts."""

BODIES: Final[dict[str, dict[str, Any]]] = {
    "POST /v1/sessions/{session_id}/amendments": {"field": "minutes", "minutes": 45, "reason": "A typing error."},
    "POST /v1/sessions/{session_id}/complete": {"minutes": 45, "recap": "We repeated linear equations. " * 6},
}
"""Bodies whose fields depend on each other. All others follow from the OpenAPI document."""


class Cell(NamedTuple):
    """A route, the request that calls it, and its rule."""

    route: str
    attempt: Attempt
    rule: Rule


class Matrix:
    """The routes of one service, and the requests for what an organisation has in it."""

    def __init__(self, api: Api, known: dict[str, Any], service: str, database: ServiceDatabase) -> None:
        """Take the API of a service with its database, and ids that exist by the name of their field."""
        self._service, self._database = service, database
        self._coach_id: UUID = known["person_id"]
        self._api, self._requests = api, Requests(api.app.openapi(), {name: str(one) for name, one in known.items()})

    def cells(self) -> Iterator[Cell]:
        """Return the routes, those that end or delete something last."""
        found = [(route, attempt) for route, attempt in self._requests.good() if route not in SECRET_ADDRESSES]
        found.sort(key=lambda one: (one[0].startswith("DELETE"), one[0].endswith(("/complete", "/void", "/cancel"))))
        for route, attempt in found:
            content = orjson.dumps(BODIES[route]) if route in BODIES else attempt.content
            yield Cell(route, attempt._replace(content=content), PERMISSIONS[route])

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

    async def call(
        self,
        attempt: Attempt,
        *roles: str,
        scopes: Sequence[str] = (),
        org: UUID = ORG,
        person: UUID | None = None,
        token: bool = True,
    ) -> tuple[int, Any]:
        """Send a request as somebody, by default a stranger. Return the status and the body."""
        headers = self._api.headers(org, person or uuid4(), roles, scopes) if token else {}
        if attempt.content is not None:
            headers["Content-Type"] = attempt.media_type
        answer = await self._api.client.request(attempt.method, attempt.url, content=attempt.content, headers=headers)
        is_json = "json" in answer.headers.get("content-type", "")
        if is_json and answer.content:
            return answer.status_code, answer.json()
        return answer.status_code, answer.text.splitlines()[1:]  # a file has its columns in the first line

    async def separate_duties(self) -> None:
        """Separate all duties of the organisation: by its policy in sessions, by the event of that in the others."""
        if self._service != "sessions":
            await apply_all(self._service, self._database.worker_url, (separated(),))
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


@pytest.fixture(params=SERVICES)
async def matrix(
    request: pytest.FixtureRequest, databases: Databases, issuer: Issuer, events: Any
) -> AsyncIterator[Matrix]:
    """The routes of each service in turn, on a fresh database with one session that has everything."""
    service = request.param
    async with databases.fresh(service) as database, api_of(service, database, issuer) as api:
        if service == "sessions":
            known = await made_in(api, org_id=ORG, person_id=ADMIN)
            await add_learner(api, known["session_id"])
            yield Matrix(api, known, service, database)
            return
        coach, learner, session_id = uuid4(), uuid4(), uuid4()
        if service == "payouts":
            await set_rate(api)
        handled: tuple[Event, ...] = happened(events, session_id, coach=coach, learner=learner)
        await apply_all(service, database.worker_url, handled)
        known = {
            "session_id": session_id,
            "person_id": learner,
            "coach_id": coach,
            "subject_id": learner,
            "subject_type": "learner",
            "code": "present",
        }
        yield Matrix(api, known, service, database)


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
    assert answer.status_code == 201, answer.text


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


async def test_a_role_that_a_route_does_not_name_is_refused_and_nobody_calls_without_a_token(matrix: Matrix) -> None:
    wrong = []
    for route, attempt, rule in matrix.cells():
        for roles in ((), *((role,) for role in ROLE_NAMES)):
            if rule.reach(held_roles(roles)) is None:
                status, body = await matrix.call(attempt, *roles)
                slug = "insufficient-scope" if rule.lacks_scope(roles, ()) else "forbidden"
                if (status, body["type"]) != (403, f"urn:lockstep:problem:{slug}"):
                    wrong.append(f"{route} as {roles}: {status} {body}")
        status, _ = await matrix.call(attempt, token=False)
        if status != 401:
            wrong.append(f"{route} without a token: {status}")
    assert not wrong, "\n".join(wrong)


async def test_a_role_that_a_route_names_may_call_it(matrix: Matrix) -> None:
    wrong = []
    for route, attempt, rule in matrix.cells():
        for role in ROLE_NAMES:
            if rule.reach(held_roles([role]), scopes_of(rule)) is not None and route.startswith("GET"):
                status, body = await matrix.call(attempt, role, scopes=scopes_of(rule))
                if status in (401, 403) and is_refusal(body):
                    wrong.append(f"{route} as {role}: {status} {body}")
    assert not wrong, "\n".join(wrong)


async def test_a_person_without_a_part_finds_nothing(matrix: Matrix) -> None:
    found = [line for cell in matrix.cells() for line in await found_without_a_part(matrix, cell)]
    assert not found, "\n".join(found)


async def found_without_a_part(matrix: Matrix, cell: Cell) -> list[str]:
    """Return a line for each role that finds something by a route although the person has no part in it."""
    if any(beneath in cell.route for beneath in ABOUT_NOBODY_ELSE):
        return []
    found = []
    for role in sorted(cell.rule.own - cell.rule.all):
        status, body = await matrix.call(cell.attempt, role, scopes=scopes_of(cell.rule))
        if not finds_nothing(status, body):
            found.append(f"{cell.route} as a {role} without a part: {status} {body}")
    return found


async def test_a_route_that_does_not_ask_for_a_part_would_be_found(matrix: Matrix) -> None:
    """Each route in turn shows everything to those who may see their own things only, and the matrix reports it."""
    asking = [
        cell
        for cell in matrix.cells()
        if cell.rule.own - cell.rule.all and not any(beneath in cell.route for beneath in ABOUT_NOBODY_ELSE)
    ]
    await matrix.complete_session()
    unnoticed = set()
    for cell in asking:
        with matrix.without_parts(cell.route):
            if not await found_without_a_part(matrix, cell):
                unnoticed.add(cell.route)
    assert unnoticed <= NONE_YET, "no test would notice that these ask for no part"


async def test_another_organisation_finds_nothing(matrix: Matrix) -> None:
    wrong = []
    for route, attempt, rule in matrix.cells():
        role = sorted(rule.all or rule.own)[0]
        if "{" not in route and not route.startswith("GET"):
            continue  # it makes something in the caller's own organisation
        if route.startswith(("GET /v1/me/", "GET /v1/log/", "GET /v1/policy", "GET /v1/organisation")):
            continue  # it shows what is the caller's own
        status, body = await matrix.call(attempt, role, org=uuid4())
        if not finds_nothing(status, body):
            wrong.append(f"{route} as {role} of another organisation: {status} {body}")
    assert not wrong, "\n".join(wrong)


async def test_while_duties_are_separated_an_admin_reaches_what_is_theirs_as_an_admin_and_nothing_else(
    matrix: Matrix,
) -> None:
    await matrix.separate_duties()
    wrong = []
    for route, attempt, rule in matrix.cells():
        if rule.reach(["admin"]) is None and rule.reach(held_roles(["admin"])) is not None:
            status, body = await matrix.call(attempt, "admin")
            if status != 403 or "separate_duties" not in body["detail"]:
                wrong.append(f"{route} as an admin: {status} {body}")
            status, body = await matrix.call(attempt, "admin", *ADMIN_INCLUDES)
            if status == 403 and is_refusal(body):
                wrong.append(f"{route} as an admin who has the role too: {status} {body}")
        elif rule.reach(["admin"]) is not None and route.startswith("GET"):
            status, body = await matrix.call(attempt, "admin")
            if status == 403:
                wrong.append(f"{route} as an admin: {status} {body}")
    assert not wrong, "\n".join(wrong)


async def test_a_service_reaches_a_route_by_the_scope_of_the_route_alone(matrix: Matrix) -> None:
    wrong = []
    for route, attempt, rule in matrix.cells():
        if rule.scope is None:
            continue
        status, body = await matrix.call(attempt, "service", scopes=sorted(SCOPES - {rule.scope}))
        if status != 403 or rule.scope not in body["detail"]:
            wrong.append(f"{route} without {rule.scope}: {status} {body}")
        status, body = await matrix.call(attempt, "service", scopes=["openid", rule.scope])
        if status == 403 and is_refusal(body):
            wrong.append(f"{route} with {rule.scope}: {status} {body}")
    assert not wrong, "\n".join(wrong)


def scopes_of(rule: Rule) -> list[str]:
    """Return the scopes that a service needs for a route."""
    return [] if rule.scope is None else [rule.scope]


def is_refusal(body: Any) -> bool:
    """Return whether a problem says that the table of permissions refuses the caller."""
    return str(body["type"]).endswith((":forbidden", ":insufficient-scope"))


def finds_nothing(status: int, body: Any) -> bool:
    """Return whether an answer shows nothing: 404 for one thing, nothing of many, and no content."""
    if status != 200:
        return status in (204, 404)
    if isinstance(body, str | list):
        return not body
    many = [body[name] for name in ("items", "balances", "completed") if name in body]
    return bool(many) and not any(many)


def test_a_route_names_a_scope_exactly_if_it_names_services() -> None:
    for route, rule in PERMISSIONS.items():
        assert (rule.scope is not None) == ("service" in rule.all | rule.own), route
    assert {rule.scope for rule in PERMISSIONS.values()} - {None} == SCOPES


def test_planning_the_catalogue_and_the_policy_are_for_admins_alone_whatever_is_separated() -> None:
    alone = {route for route, rule in PERMISSIONS.items() if rule.all | rule.own == {"admin"}}
    assert {"PUT /v1/policy", "PUT /v1/organisation", "POST /v1/sessions", "POST /v1/people"} <= alone
    separate = held_roles(["admin"], separate=ADMIN_INCLUDES)
    assert all(PERMISSIONS[route].reach(separate) == "all" for route in alone)


def test_every_rule_belongs_to_a_route(issuer: Issuer) -> None:
    known = set()
    for service in SERVICES:
        database = ServiceDatabase(service, *["postgresql+asyncpg://nowhere"] * 4)
        document = made_app(service, database, issuer).openapi()
        known |= {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert known == PERMISSIONS.keys() | SECRET_ADDRESSES
