"""Every route with every role: who may not call it is refused, and who has no part in something does not find it."""

from collections.abc import AsyncIterator
from typing import Any, Final, get_args
from uuid import uuid4

import pytest
from contracts.envelope import Event
from contracts.permissions import PERMISSIONS, SCOPES, WITHOUT_TOKEN, Rule
from contracts.roles import ADMIN_INCLUDES, Role, held_roles
from lockstep_local.issuer import Issuer
from lockstep_local.programs import SERVICES
from lockstep_testing.api import api_of, made_app
from lockstep_testing.databases import Databases, ServiceDatabase
from lockstep_testing.matrix import ADMIN, ORG, Cell, Matrix, add_learner, apply_all, happened, set_rate
from lockstep_testing.organisation import made_in

ROLE_NAMES: Final[tuple[Role, ...]] = get_args(Role)
ABOUT_NOBODY_ELSE: Final = ("/v1/me",)
"""Paths at and beneath which everybody has something of their own."""

NONE_YET: Final = frozenset(
    {
        "GET /v1/amendments",
        "GET /v1/batches/{batch_id}/sessions",
        # a link that was removed is answered without content, as nothing is
        "DELETE /v1/batches/{batch_id}/links/{link_id}",
        "DELETE /v1/sessions/{session_id}/links/{link_id}",
        "GET /v1/sessions/{session_id}/tracking",
        "GET /v1/sessions/{session_id}/amendments",
        "POST /v1/sessions/{session_id}/amendments/{amendment_id}/reject",
        "GET /v1/people/{person_id}/guardians",
        "GET /v1/help",
        "GET /v1/help/{help_id}",
        "POST /v1/help/{help_id}/close",
        "GET /v1/attendance/registers/{session_id}/history",
        "GET /v1/attendance/registers/{session_id}/amendments",
        "POST /v1/attendance/registers/{session_id}/amendments/{amendment_id}/reject",
    }
)
"""Routes for which these tests make nothing that a person without a part could find. The services test their parts."""


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


async def test_a_parameter_that_a_route_does_not_know_is_refused_by_its_name(matrix: Matrix) -> None:
    wrong = []
    for route, attempt, rule in matrix.cells():
        role = next(role for role in ROLE_NAMES if rule.reach(held_roles([role]), scopes_of(rule)) is not None)
        url = f"{attempt.url}{'&' if '?' in attempt.url else '?'}colour=blue"
        status, body = await matrix.call(attempt._replace(url=url), role, scopes=scopes_of(rule))
        if status != 422 or [error["pointer"] for error in body["errors"]] != ["colour"]:
            wrong.append(f"{route} as {role}: {status} {body}")
    assert not wrong, "\n".join(wrong)


async def test_a_filter_by_an_id_is_understood_without_the_word_id_on_every_route(matrix: Matrix) -> None:
    wrong = []
    for route, attempt, rule in matrix.cells():
        role = next(role for role in ROLE_NAMES if rule.reach(held_roles([role]), scopes_of(rule)) is not None)
        for name in sorted(one for one in matrix.parameters(route) if one.endswith("_id")):
            url = f"{attempt.url.partition('?')[0]}?{name.removesuffix('_id')}=x"
            status, body = await matrix.call(attempt._replace(url=url), role, scopes=scopes_of(rule))
            if status != 422 or [error["pointer"] for error in body["errors"]] != [name]:
                wrong.append(f"{route} as {role}: {status} {body}")
    assert not wrong, "\n".join(wrong)


async def test_a_person_without_a_part_finds_nothing(matrix: Matrix) -> None:
    found = [line for cell in matrix.cells() for line in await found_without_a_part(matrix, cell)]
    assert not found, "\n".join(found)


def makes_something(route: str) -> bool:
    """Return whether a route names nothing that exists, and is there to make something."""
    return "{" not in route and not route.startswith("GET")


def is_about_nobody_else(route: str) -> bool:
    """Return whether a route shows a person nothing that others have a part in. What coaches make is their own."""
    return makes_something(route) or any(beneath in route for beneath in ABOUT_NOBODY_ELSE)


async def found_without_a_part(matrix: Matrix, cell: Cell) -> list[str]:
    """Return a line for each role that finds something by a route although the person has no part in it."""
    if is_about_nobody_else(cell.route):
        return []
    found = []
    for role in sorted(cell.rule.own - cell.rule.all):
        status, body = await matrix.call(cell.attempt, role, scopes=scopes_of(cell.rule))
        if not finds_nothing(status, body):
            found.append(f"{cell.route} as a {role} without a part: {status} {body}")
    return found


async def test_a_route_that_does_not_ask_for_a_part_would_be_found(matrix: Matrix) -> None:
    """Each route in turn shows everything to those who may see their own things only, and the matrix reports it."""
    asking = [cell for cell in matrix.cells() if cell.rule.own - cell.rule.all and not is_about_nobody_else(cell.route)]
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
        if makes_something(route):
            continue  # in the caller's own organisation
        if route.startswith(("GET /v1/me", "GET /v1/log/", "GET /v1/policy", "GET /v1/organisation")):
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


def test_the_catalogue_and_the_policy_are_for_admins_alone_whatever_is_separated() -> None:
    alone = {route for route, rule in PERMISSIONS.items() if rule.all | rule.own == {"admin"}}
    assert {"PUT /v1/policy", "PUT /v1/organisation", "POST /v1/sessions/{session_id}/copy", "POST /v1/people"} <= alone
    separate = held_roles(["admin"], separate=ADMIN_INCLUDES)
    assert all(PERMISSIONS[route].reach(separate) == "all" for route in alone)


def test_every_rule_belongs_to_a_route(issuer: Issuer) -> None:
    known = set()
    for service in SERVICES:
        database = ServiceDatabase(service, *["postgresql+asyncpg://nowhere"] * 4)
        document = made_app(service, database, issuer).openapi()
        known |= {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert known == PERMISSIONS.keys() | WITHOUT_TOKEN
