"""What one caller and one organisation may send. More is refused, and nobody else notices it."""

import time
from collections.abc import Callable
from uuid import UUID, uuid4

import httpx
import pytest
from lockstep_gateway.configuration import render
from lockstep_gateway.errors import SettingError

from .conftest import Gateway
from .test_gateway import assert_problem, bearer

CALLER_BURST = 3
ORGANISATION_BURST = 5
SETTINGS = {
    "LOCKSTEP_CALLER_PER_SECOND": "1",
    "LOCKSTEP_CALLER_BURST": str(CALLER_BURST),
    "LOCKSTEP_ORGANISATION_PER_SECOND": "2",
    "LOCKSTEP_ORGANISATION_BURST": str(ORGANISATION_BURST),
}


@pytest.fixture(scope="module")
def gateway(start_gateway: Callable[..., Gateway]) -> Gateway:
    """A gateway whose limits a test reaches quickly. Each test has organisations of its own."""
    return start_gateway(SETTINGS)


def person(gateway: Gateway, org_id: UUID) -> dict[str, str]:
    """Return the headers of a new person of an organisation."""
    return bearer(gateway.issuer.token(org_id=org_id, sub=uuid4(), roles=["admin"]))


def send(gateway: Gateway, headers: dict[str, str], count: int) -> list[httpx.Response]:
    return [gateway.client.get("/v1/sessions", headers=headers) for _ in range(count)]


def statuses(answers: list[httpx.Response]) -> list[int]:
    return [answer.status_code for answer in answers]


def test_a_caller_who_sends_too_much_reads_the_limit_and_when_to_come_back(gateway: Gateway) -> None:
    answers = send(gateway, person(gateway, uuid4()), CALLER_BURST + 1)
    assert statuses(answers) == [200] * CALLER_BURST + [429]
    detail = assert_problem(answers[-1], 429, "too-many-requests")["detail"]
    assert detail.startswith("You may send 1 request per second, and 3 at once")
    assert "Wait one second" in detail
    assert answers[-1].headers["retry-after"] == "1"


def test_the_callers_of_an_organisation_share_its_limit(gateway: Gateway) -> None:
    org_id = uuid4()
    assert statuses(send(gateway, person(gateway, org_id), CALLER_BURST)) == [200] * CALLER_BURST
    assert statuses(send(gateway, person(gateway, org_id), 2)) == [200] * 2
    refused = send(gateway, person(gateway, org_id), 1)[0]
    detail = assert_problem(refused, 429, "too-many-requests")["detail"]
    assert detail.startswith("All people of your organisation together may send 2 requests per second, and 5 at once")
    assert refused.headers["retry-after"] == "1"


def test_a_caller_takes_nothing_from_another_of_the_same_organisation(gateway: Gateway) -> None:
    org_id = uuid4()
    greedy = statuses(send(gateway, person(gateway, org_id), 20))
    assert greedy.count(429) > greedy.count(200)
    assert statuses(send(gateway, person(gateway, org_id), 2)) == [200] * 2


def test_an_organisation_takes_nothing_from_another(gateway: Gateway) -> None:
    greedy, other = uuid4(), uuid4()
    for _ in range(4):
        send(gateway, person(gateway, greedy), CALLER_BURST)
    assert statuses(send(gateway, person(gateway, other), CALLER_BURST)) == [200] * CALLER_BURST


def test_the_same_person_id_in_two_organisations_is_two_callers(gateway: Gateway) -> None:
    sub = uuid4()
    for _ in range(2):
        headers = bearer(gateway.issuer.token(org_id=uuid4(), sub=sub, roles=["coach"]))
        assert statuses(send(gateway, headers, CALLER_BURST)) == [200] * CALLER_BURST


def test_what_a_caller_was_refused_takes_nothing_from_the_limit_of_all(start_gateway: Callable[..., Gateway]) -> None:
    few = {"LOCKSTEP_RATE_LIMIT_PER_SECOND": "1", "LOCKSTEP_RATE_LIMIT_BURST": str(2 * CALLER_BURST)}
    gateway = start_gateway(SETTINGS | few)
    send(gateway, person(gateway, uuid4()), 20)
    assert statuses(send(gateway, bearer("rubbish"), 20)) == [401] * 20
    assert statuses(send(gateway, person(gateway, uuid4()), CALLER_BURST)) == [200] * CALLER_BURST


def test_a_bucket_lets_pass_its_burst_and_what_came_since_and_no_more(start_gateway: Callable[..., Gateway]) -> None:
    rate, burst = 50, 10
    gateway = start_gateway({"LOCKSTEP_CALLER_PER_SECOND": str(rate), "LOCKSTEP_CALLER_BURST": str(burst)})
    headers = person(gateway, uuid4())
    began = time.monotonic()
    passed = 0
    while time.monotonic() - began < 1:
        passed += statuses(send(gateway, headers, 1)).count(200)
    seconds = time.monotonic() - began
    assert burst < passed <= burst + rate * seconds + 1


def test_every_refusal_is_counted_by_its_limit_and_names_nobody(gateway: Gateway) -> None:
    org_id = uuid4()
    send(gateway, person(gateway, org_id), CALLER_BURST + 1)
    admin = f"http://127.0.0.1:{gateway.environment['LOCKSTEP_GATEWAY_ADMIN_PORT']}"
    stats = httpx.get(f"{admin}/stats/prometheus", params={"filter": "http_local_rate_limit"}).text
    assert 'envoy_http_local_rate_limit_rate_limited{envoy_local_http_ratelimit_prefix="caller"}' in stats
    assert 'envoy_http_local_rate_limit_rate_limited{envoy_local_http_ratelimit_prefix="organisation"}' in stats
    assert str(org_id) not in stats


@pytest.mark.parametrize("wrong", ["0", "many", "-1", "1.5", "1000001"])
def test_a_limit_that_is_no_number_is_refused_by_name(gateway: Gateway, wrong: str) -> None:
    with pytest.raises(SettingError, match=r"LOCKSTEP_CALLER_BURST: .* is no number of requests"):
        render(gateway.environment | {"LOCKSTEP_CALLER_BURST": wrong})
