"""Asks the table of routes and roles (`contracts.permissions`) before anything else is done for a request."""

from collections.abc import Iterable, Mapping
from typing import Final, get_args

from contracts.permissions import SECRET_ADDRESSES, Rule
from contracts.roles import Role
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from chassis.errors import Forbidden

_ORDER: Final = get_args(Role)


def rules_of(routes: Iterable[BaseRoute], permissions: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return the rules of an API's routes, by method and path. Raises LookupError for a route that has none."""
    named = {name for route in routes if isinstance(route, APIRoute) for name in _names(route)}
    if lacking := sorted(named - permissions.keys() - SECRET_ADDRESSES):
        raise LookupError(f"No rule says who may call {', '.join(lacking)}. Add one to contracts.permissions.")
    return {name: permissions[name] for name in named & permissions.keys()}


def _names(route: APIRoute) -> Iterable[str]:
    return (f"{method} {route.path}" for method in route.methods or ()) if route.include_in_schema else ()


def reaches_all(rule: Rule, roles: frozenset[str]) -> bool:
    """Return whether a caller with these roles reaches everything of their organisation. Raises Forbidden."""
    reach = rule.reach(roles)
    if reach is None:
        allowed = " or ".join(role for role in _ORDER if role in rule.all or role in rule.own)
        raise Forbidden(f"Only people with the role {allowed} may do this. Ask one of them.")
    return reach == "all"
