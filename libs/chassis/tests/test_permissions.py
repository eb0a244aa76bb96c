"""Who may call a route: the table of routes and roles is asked before anything else."""

import pytest
from chassis.errors import Forbidden, ScopeMissing
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


def test_a_duty_that_is_separated_is_of_those_alone_who_have_the_role_themselves() -> None:
    assert held_roles({"admin"}, separate={"finance"}) == {"admin", "support"}
    assert held_roles({"admin", "finance"}, separate={"finance", "root"}) == {"admin", "support", "finance"}
    assert held_roles({"support"}, separate={"support"}) == {"support"}


def test_an_admin_without_a_separated_duty_learns_why() -> None:
    rule = Rule(all=frozenset({"finance"}), own=frozenset())
    assert reaches_all(rule, held_roles({"admin"}))
    with pytest.raises(Forbidden, match=r"role finance may.*separate_duties"):
        reaches_all(rule, held_roles({"admin"}, separate={"finance"}))
    with pytest.raises(Forbidden) as refused:
        reaches_all(rule, frozenset({"coach"}))
    assert "separate_duties" not in refused.value.detail


def test_a_scope_limits_the_role_service_and_no_other() -> None:
    rule = Rule(all=frozenset({"admin", "service"}), own=frozenset({"coach"}), scope="sessions:read")
    assert reaches_all(rule, frozenset({"service"}), {"sessions:read"})
    assert reaches_all(rule, frozenset({"admin", "service"}))
    assert not reaches_all(rule, frozenset({"coach", "service"}))
    with pytest.raises(ScopeMissing, match="sessions:read") as refused:
        reaches_all(rule, frozenset({"service"}), {"log:read"})
    assert refused.value.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="sessions:read"'


def test_a_route_without_a_rule_stops_the_api() -> None:
    router = APIRouter()

    @router.get("/secrets/{name}")
    async def read_secret(name: str) -> str:
        return name

    with pytest.raises(LookupError, match=r"GET /secrets/\{name\}.*contracts.permissions"):
        rules_of(router.routes, {})
    assert rules_of(router.routes, {"GET /secrets/{name}": RULE}) == {"GET /secrets/{name}": RULE}
