"""What the gateway answers when there is too much, or when a service is slow or away."""

import json
from collections.abc import Callable
from typing import Any

import httpx
from lockstep_local import ports
from lockstep_local.waiting import eventually

from .conftest import Gateway
from .test_gateway import assert_problem, bearer


def test_too_many_requests_are_a_problem_that_says_when_to_come_back(start_gateway: Callable[..., Gateway]) -> None:
    gateway = start_gateway({"LOCKSTEP_RATE_LIMIT_PER_SECOND": "1", "LOCKSTEP_RATE_LIMIT_BURST": "2"})
    answers = [gateway.client.get("/v1/sessions", headers=bearer(gateway.token())) for _ in range(6)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert_problem(refused[0], 429, "too-many-requests")
    assert refused[0].headers["retry-after"] == "1"


def _shorten(configuration: dict[str, Any]) -> None:
    text = json.dumps(configuration).replace('"timeout": "30s"', '"timeout": "0.3s"')
    configuration.update(json.loads(text))


def test_a_service_that_is_too_slow_is_a_problem(start_gateway: Callable[..., Gateway]) -> None:
    gateway = start_gateway(alter=_shorten)
    answer = gateway.client.post("/v1/sessions/slow", headers=bearer(gateway.token()))
    body = assert_problem(answer, 504, "timeout")
    assert "Idempotency-Key" in body["detail"]


async def test_a_service_that_is_away_is_a_problem_and_shows_in_readiness(
    start_gateway: Callable[..., Gateway],
) -> None:
    gateway = start_gateway({"LOCKSTEP_PAYOUTS_PORT": str(ports.find_free())})
    assert_problem(gateway.client.get("/v1/payouts/rates", headers=bearer(gateway.token())), 503, "unavailable")
    assert gateway.client.get("/healthz").status_code == 200

    async def unready() -> httpx.Response | None:
        answer = gateway.client.get("/readyz")
        return None if answer.status_code == 200 else answer

    assert_problem(await eventually(unready, "the gateway's answer that a service is away"), 503, "unavailable")
