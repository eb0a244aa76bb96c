"""What schemathesis does here beside reading the documents: who calls, ids that exist, and what an error looks like.

The process of schemathesis loads this module (tests-e2e/fuzz.toml names it), with values in its environment.
"""

import json
import os
import random
from typing import Any, Final
from uuid import UUID

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response

from lockstep_e2e import fuzz_values

PROBLEM_FIELDS: Final = {"type": str, "title": str, "status": int, "detail": str}
ERRORS_FROM: Final = 400
INVENTED_OF: Final = 8
"""One id of this number stays the invented one."""

_callers: Final[list[str]] = json.loads(os.environ[fuzz_values.CALLERS])
_known: Final[dict[str, str]] = json.loads(os.environ[fuzz_values.KNOWN])
_coverage_percent: Final = int(os.environ[fuzz_values.COVERAGE_PERCENT])


@schemathesis.hook
def filter_case(context: HookContext, case: Case[Any]) -> bool:
    """Leave out the coverage requests that a short run has no time for, the same ones in each run."""
    phase = case.meta.phase.name.value if case.meta else ""
    return phase != "coverage" or _random_of(case).uniform(0, 100) < _coverage_percent


@schemathesis.hook
def map_path_parameters(context: HookContext, path_parameters: dict[str, Any] | None) -> dict[str, Any]:
    """Put an id that exists into most paths, because an invented one gets 404 and no more."""
    return {name: _id_of(name, value) for name, value in (path_parameters or {}).items()}


OF_OAUTH: Final = ("/v1/token", 400)
"""RFC 6749, 5.2 wants this error as application/json. It has the members of a problem document too."""


@schemathesis.hook
def map_body(context: HookContext, body: Any) -> Any:
    """Put ids that exist into most bodies."""
    return {name: _id_of(name, value) for name, value in body.items()} if isinstance(body, dict) else body


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Let one of the callers send the request, the same one each time that this request is sent."""
    case.headers["Authorization"] = _random_of(case).choice(_callers)


@schemathesis.check
def errors_are_problem_documents(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Fail for an error without a problem document of RFC 9457."""
    if response.status_code < ERRORS_FROM or case.method == "HEAD":
        return
    media_type = response.headers.get("content-type", ["none"])[0]
    expected = "application/json" if (case.path, response.status_code) == OF_OAUTH else "application/problem+json"
    assert media_type == expected, f"an error of the media type {media_type}"
    document = json.loads(response.content)
    wrong = [name for name, expected in PROBLEM_FIELDS.items() if not isinstance(document.get(name), expected)]
    assert not wrong, f"a problem document without {wrong}: {document}"
    assert document["status"] == response.status_code, f"a problem document of another status: {document}"


def _random_of(case: Case[Any]) -> random.Random:
    """Return random numbers that are the same for the same request."""
    return random.Random(f"{case.method} {case.path} {case.path_parameters} {case.query} {case.body!r}")


def _id_of(name: str, value: Any) -> Any:
    """Return the known id of a field for most values that are an id, and the value itself for all others."""
    try:
        number = UUID(value).int
    except (ValueError, TypeError, AttributeError):
        return value
    return _known.get(name, value) if number % INVENTED_OF else value
