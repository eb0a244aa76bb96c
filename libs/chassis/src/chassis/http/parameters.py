"""Refuses a query with parameters that a route does not know. A filter that is misspelt would show everything."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams
from starlette.routing import BaseRoute

from chassis.errors import FieldError, Unprocessable
from chassis.http.permissions import names_of

SHOWN_CHARACTERS_MAX: Final = 60
"""How much of a name that a client invented is repeated to it."""


class UnknownParameter(Unprocessable):
    """The query has a parameter that the route does not know."""

    slug, title = "unknown-parameter", "A parameter of the query is not known here"


class RepeatedParameter(Unprocessable):
    """The query has a parameter more than once."""

    slug, title = "repeated-parameter", "A parameter of the query is sent more than once"


def parameters_of(routes: Iterable[BaseRoute]) -> Mapping[str, frozenset[str]]:
    """Return the parameters that the query of each route of an API may have, by the route's method and path."""
    return {
        name: frozenset(one.alias for one in get_flat_params(route.dependant) if _is_of_query(one.field_info))
        for route in routes
        if isinstance(route, APIRoute)
        for name in names_of(route)
    }


def _is_of_query(field: object) -> bool:
    return getattr(field, "in_", None) is ParamTypes.query


def in_full(sent: QueryParams, known: Collection[str]) -> QueryParams:
    """Return a query with the names that the route knows: a filter by an id may leave out `_id`, as in `learner=`."""
    full = {name: f"{name}_id" for name in sent if name not in known and f"{name}_id" in known}
    return QueryParams([(full.get(name, name), value) for name, value in sent.multi_items()])


def check_query(sent: QueryParams, known: Collection[str]) -> None:
    """Raise UnknownParameter or RepeatedParameter if a query is not understood whole."""
    counted = Counter(name for name, _ in sent.multi_items())
    if unknown := sorted(counted.keys() - known):
        shown, meant = unknown[0][:SHOWN_CHARACTERS_MAX], _meant(unknown[0], known)
        advice = f"Perhaps {meant} is meant." if meant else "Leave it out."
        raise UnknownParameter(
            f"{shown!r} is not a parameter of this address. {advice} The address takes "
            f"{', '.join(sorted(known)) or 'no parameters'}.",
            errors=[FieldError(name[:SHOWN_CHARACTERS_MAX], "is not a parameter of this address") for name in unknown],
        )
    if repeated := sorted(name for name, count in counted.items() if count > 1):
        raise RepeatedParameter(
            f"Send {repeated[0]} once.", errors=[FieldError(name, "is sent more than once") for name in repeated]
        )


def _meant(name: str, known: Collection[str]) -> str:
    """Return the names that a client may have meant, at most two: `stat` may be `state` or `status`."""
    return " or ".join(get_close_matches(name.lower(), sorted(known), n=2))
