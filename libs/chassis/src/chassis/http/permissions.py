"""Asks the table of routes and roles (`contracts.permissions`) before anything else is done for a request."""

from collections.abc import Awaitable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Final, Protocol, get_args
from uuid import UUID

from contracts.permissions import WITHOUT_TOKEN, Rule
from contracts.roles import ADMIN_INCLUDES, Role
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.routing import BaseRoute

from chassis.errors import Forbidden, ScopeMissing

_ORDER: Final = get_args(Role)


class SeparateDuties(Protocol):
    """A query of a service: the duties that an organisation separates at an instant, as far as the service knows."""

    def __call__(self, db: AsyncConnection, /, *, org_id: UUID, now: datetime) -> Awaitable[frozenset[str]]:
        """Return the roles that an admin does not include. The transaction is one of this organisation."""
        ...


def rules_of(routes: Iterable[BaseRoute], permissions: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return the rules of an API's routes, by method and path. Raises LookupError for a route that has none."""
    named = {name for route in routes if isinstance(route, APIRoute) for name in names_of(route)}
    if lacking := sorted(named - permissions.keys() - WITHOUT_TOKEN):
        raise LookupError(f"No rule says who may call {', '.join(lacking)}. Add one to contracts.permissions.")
    return {name: permissions[name] for name in named & permissions.keys()}


def names_of(route: APIRoute) -> Iterable[str]:
    """Return the methods and path of a route, as in "GET /v1/sessions". A route that is no part of the API has none."""
    return (f"{method} {route.path}" for method in route.methods or ()) if route.include_in_schema else ()


def reaches_all(rule: Rule, roles: frozenset[str], scopes: Collection[str] = ()) -> bool:
    """Return whether a caller with these roles and scopes reaches everything of their organisation.

    Raises Forbidden, and ScopeMissing for a service whose token lacks the scope of the route.
    """
    reach = rule.reach(roles, scopes)
    if reach is not None:
        return reach == "all"
    if rule.scope is not None and rule.lacks_scope(roles, scopes):
        raise ScopeMissing(rule.scope)
    allowed = [role for role in _ORDER if role in rule.all or role in rule.own]
    separate = "" if "admin" not in roles or ADMIN_INCLUDES.isdisjoint(allowed) else _SEPARATE
    raise Forbidden(f"Only people with the role {' or '.join(allowed)} may do this.{separate} Ask one of them.")


_SEPARATE: Final = " The policy of your organisation separates this duty from those of admins (separate_duties)."
