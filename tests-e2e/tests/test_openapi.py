"""How the services describe themselves at the gateway."""

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any, Final

import pytest
from lockstep_e2e.openapi import unclear_names, unclear_summaries, undescribed
from lockstep_e2e.platform import Platform

SERVICES: Final = ["sessions", "attendance", "payouts", "reports"]


@pytest.mark.parametrize("service", SERVICES)
async def test_every_field_has_words_and_an_example_and_every_endpoint_its_errors(
    platform: Platform, service: str
) -> None:
    answer = await platform.client.get(f"/docs/{service}/openapi.json")
    assert answer.is_success, answer.text
    assert undescribed(answer.json()) == []


OF_OAUTH: Final = "post /v1/token: 400"
"""RFC 6749, 5.2 wants this error as application/json. It has the members of a problem document too."""


@pytest.mark.parametrize("service", SERVICES)
def test_every_error_is_documented_as_a_problem_document(service: str) -> None:
    documented = {
        f"{method} {path}: {status}": sorted(answer["content"])
        for path, operations in _printed(service)["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if status[0] in "45"
    }
    assert documented.pop(OF_OAUTH, ["application/json"]) == ["application/json"]
    assert {answer: found for answer, found in documented.items() if found != ["application/problem+json"]} == {}


def test_what_is_not_described_is_named() -> None:
    operation = {"responses": {}, "parameters": [{"in": "query", "name": "q"}]}
    document = {
        "components": {"schemas": {"Thing": {"properties": {"name": {"type": "string"}}}}},
        "paths": {"/things": {"get": operation}},
    }
    assert undescribed(document) == [
        "Thing.name: no description",
        "Thing.name: no example",
        "get /things: no description",
        "get /things: no errors",
        "get /things: q has no description",
    ]


@pytest.mark.parametrize("service", ["attendance", "payouts", "reports"])
def test_every_path_is_under_its_service_so_that_the_gateway_routes_a_prefix(service: str) -> None:
    """The sessions service keeps its nouns at the top, because it is the one that others build on."""
    assert [path for path in _printed(service)["paths"] if not path.startswith(f"/v1/{service}/")] == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_endpoint_has_a_summary_of_its_own_in_sentence_case(service: str) -> None:
    assert unclear_summaries(_printed(service)) == []


def test_an_unclear_summary_is_named() -> None:
    document = {
        "paths": {
            "/things": {"get": {"summary": "List Things"}, "post": {"summary": "Create a thing"}},
            "/things/csv": {"get": {"summary": "List things as CSV"}, "post": {"summary": "Create a thing"}},
            "/things/{id}": {"get": {}, "delete": {"summary": "delete a thing"}},
        },
    }
    assert unclear_summaries(document) == [
        "get /things: 'List Things' is not in sentence case",
        "post /things: 'Create a thing' is the summary of another endpoint too",
        "post /things/csv: 'Create a thing' is the summary of another endpoint too",
        "get /things/{id}: '' is not in sentence case",
        "delete /things/{id}: 'delete a thing' is not in sentence case",
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_every_endpoint_has_the_short_name_of_its_function_and_every_component_a_plain_one(service: str) -> None:
    assert unclear_names(_printed(service)) == []


def test_an_unclear_name_is_named() -> None:
    schemas = ["Thing", "Page_Thing_", "shop__things__schemas__Thing", "Body_upload_things_post", "Thing-Input"]
    document = {
        "components": {"schemas": dict.fromkeys(schemas)},
        "paths": {
            "/things": {
                "get": {"operationId": "list_things"},
                "put": {"operationId": "list_things"},
                "post": {"operationId": "create_thing_v1_things_post"},
            },
        },
    }
    assert unclear_names(document) == [
        "post /things: 'create_thing_v1_things_post' is not short",
        "'list_things' is the operation id of 2 endpoints",
        "shop__things__schemas__Thing: mangled, give the class another name",
        "Body_upload_things_post: mangled, give the class another name",
        "Thing-Input: mangled, give the class another name",
    ]


@cache
def _printed(service: str) -> Any:
    """Return the OpenAPI document that `python -m <service> openapi` prints. The addresses are never connected to."""
    nowhere = {
        "ENVIRONMENT": "local",
        "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/nothing",
        "WORKER_DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/nothing",
        "OWNER_DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/nothing",
        "JWKS_URL": "http://127.0.0.1:1/jwks.json",
    }
    settings = {f"{service.upper()}_{name}": value for name, value in nowhere.items()}
    printed = subprocess.run(
        [sys.executable, "-m", service, "openapi"], env={**os.environ, **settings}, capture_output=True, check=True
    )
    return json.loads(printed.stdout)
