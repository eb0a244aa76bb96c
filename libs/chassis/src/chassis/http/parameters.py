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
from chassis.http.permissions import names

SHOWN_CHARACTERS_MAX: Final = 60
"""How much of a name that a client invented is repeated to it."""


class UnknownParameter(Unprocessable):
    """The query has a parameter that the route does not know."""

    slug, title = "unknown-parameter", "A parameter of the query is not known here"


class RepeatedParameter(Unprocessable):
    """The query has a parameter twice."""

    slug, title = "repeated-parameter", "A parameter of the query is sent twice"


def parameters_of(routes: Iterable[BaseRoute]) -> Mapping[str, frozenset[str]]:
    """Return the parameters that the query of each route of an API may have, by the route's method and path."""
    return {
        name: frozenset(one.alias for one in get_flat_params(route.dependant) if _is_of_query(one.field_info))
        for route in routes
        if isinstance(route, APIRoute)
        for name in names(route)
    }


def _is_of_query(field: object) -> bool:
    return getattr(field, "in_", None) is ParamTypes.query


def check_query(sent: QueryParams, known: Collection[str]) -> None:
    """Raise UnknownParameter or RepeatedParameter if a query is not understood whole."""
    counted = Counter(name for name, _ in sent.multi_items())
    if unknown := [FieldError(name[:SHOWN_CHARACTERS_MAX], _advice(name, known)) for name in counted.keys() - known]:
        unknown.sort()
        raise UnknownParameter(f"{unknown[0].pointer or 'A parameter'}: {unknown[0].detail}.", errors=unknown)
    if repeated := [FieldError(name, "it is sent twice") for name, count in sorted(counted.items()) if count > 1]:
        raise RepeatedParameter(f"Send {repeated[0].pointer} once.", errors=repeated)


def _advice(name: str, known: Collection[str]) -> str:
    if not known:
        return "this address takes no parameters; leave it out"
    close = get_close_matches(name.lower(), known, n=1)
    meant = f"perhaps {close[0]} is meant" if close else "leave it out"
    return f"no parameter of this address, which takes {', '.join(sorted(known))}; {meant}"
