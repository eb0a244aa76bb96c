"""Who may call a route: the table of routes and roles is asked before anything else."""

import pytest
from chassis.errors import Forbidden
from chassis.http.permissions import reaches_all, rules_of
from contracts.permissions import Rule
from contracts.roles import held_roles
from fastapi import APIRouter

RULE = Rule(all=frozenset({"admin", "support"}), own=frozenset({"coach"}))


@pytest.mark.parametrize(
    ("roles", "sees_all"),
    [({"support"}, True), ({"coach"}, False), ({"coach", "support"}, True), ({"coach", "learner"}, False)],
)
def test_the_role_that_reaches_furthest_counts(roles: set[str], sees_all: bool) -> None:
    assert reaches_all(RULE, frozenset(roles)) == sees_all


@pytest.mark.parametrize("roles", [set(), {"learner"}, {"finance", "auditor"}])
def test_a_role_that_is_missing_is_forbidden_and_named(roles: set[str]) -> None:
    with pytest.raises(Forbidden, match="role admin or coach or support may"):
        reaches_all(RULE, frozenset(roles))


def test_an_admin_is_support_and_finance_too_and_unknown_roles_are_none() -> None:
    assert held_roles({"admin", "root"}) == {"admin", "support", "finance"}
    assert held_roles({"support", "Admin"}) == {"support"}


def test_a_route_without_a_rule_stops_the_api() -> None:
    router = APIRouter()

    @router.get("/secrets/{name}")
    async def read_secret(name: str) -> str:
        return name

    with pytest.raises(LookupError, match=r"GET /secrets/\{name\}.*contracts.permissions"):
        rules_of(router.routes, {})
    assert rules_of(router.routes, {"GET /secrets/{name}": RULE}) == {"GET /secrets/{name}": RULE}
