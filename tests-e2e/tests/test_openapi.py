"""How the services describe themselves at the gateway."""

import pytest
from lockstep_e2e.openapi import undescribed
from lockstep_e2e.platform import Platform


@pytest.mark.parametrize("service", ["sessions", "attendance", "payouts", "reports"])
async def test_every_field_has_words_and_an_example_and_every_endpoint_its_errors(
    platform: Platform, service: str
) -> None:
    answer = await platform.client.get(f"/docs/{service}/openapi.json")
    assert undescribed(answer.json()) == []


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
