"""No spelling of a path, no method and no header reaches a route that the caller may not call."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
import uvicorn
from lockstep_local import ports
from lockstep_testing.api import made_app
from lockstep_testing.databases import Databases
from lockstep_testing.hostile_paths import HARMLESS_HEADERS, HOSTILE_HEADS, HOSTILE_PATHS, REFUSED, ROUTE
from lockstep_testing.wire import Answer, ask, request

from .conftest import ORG, PERSON, Echo, Gateway

BY_THE_GATEWAY = {400: "bad-request", 401: "unauthenticated", 404: "not-found", 431: "headers-too-large"}


class Served(NamedTuple):
    """A real service behind the gateway, and their ports."""

    gateway: Gateway
    gateway_port: int
    service_port: int

    def learner(self) -> list[tuple[str, str]]:
        """Return the headers of somebody who may call no route of the service."""
        return [("authorization", f"Bearer {self.gateway.issuer.token(org_id=ORG, sub=PERSON, roles=['learner'])}")]


@pytest.fixture(scope="module")
def served(start_gateway: Callable[..., Gateway], databases: Databases) -> Iterator[Served]:
    """Payouts as it is deployed, behind the gateway as it is deployed."""
    port = ports.find_free()
    gateway = start_gateway({"LOCKSTEP_PAYOUTS_PORT": str(port)})
    database = asyncio.run(databases.create("payouts"))
    app = made_app("payouts", database, gateway.issuer)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, http="httptools", log_config=None, server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "payouts does not start"
        time.sleep(0.02)  # uvicorn sets a flag and calls nobody
    yield Served(gateway, int(gateway.environment["LOCKSTEP_GATEWAY_PORT"]), port)
    server.should_exit = True
    thread.join(20)
    asyncio.run(databases.drop(database))


def kind(answer: Answer) -> str:
    """Return the type of a problem document, or nothing."""
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    return (
        str(json.loads(answer.body)["type"]).removeprefix("urn:lockstep:problem:") if is_problem and answer.body else ""
    )


def test_every_spelling_of_a_path_gets_its_right_answer_from_the_gateway_and_from_a_service(served: Served) -> None:
    wrong = []
    for one in HOSTILE_PATHS:
        for where, port, status in (
            ("the gateway", served.gateway_port, one.at_gateway),
            ("the service", served.service_port, one.at_service),
        ):
            answer = ask(port, request(one.method, one.target, served.learner()))
            if answer.status != status:
                wrong.append(f"{one.method} {one.target[:80]!r} at {where}: {answer.status} {answer.body[:200]}")
    assert not wrong, "\n".join(wrong)


def test_without_a_token_no_spelling_of_a_path_gets_past_the_gateway(served: Served) -> None:
    wrong = []
    for one in HOSTILE_PATHS:
        answer = ask(served.gateway_port, request(one.method, one.target))
        allowed = {**BY_THE_GATEWAY, 405: "gateway"}
        if one.method != "HEAD" and allowed.get(answer.status) != kind(answer):
            wrong.append(f"{one.method} {one.target[:80]!r}: {answer.status} {answer.body[:200]}")
    assert not wrong, "\n".join(wrong)


def test_a_service_sees_paths_in_one_form_and_only_those_that_the_gateway_routes(gateway: Gateway) -> None:
    while not Echo.begun.empty():
        Echo.begun.get()
    port, headers = int(gateway.environment["LOCKSTEP_GATEWAY_PORT"]), [("authorization", f"Bearer {gateway.token()}")]
    for one in HOSTILE_PATHS:
        if one.method in ("GET", "POST"):
            ask(port, request(one.method, one.target, headers))
    seen = set()
    while not Echo.begun.empty():
        seen.add(Echo.begun.get().split("?")[0])
    assert ROUTE.decode() in seen
    assert {path for path in seen if not path.startswith("/v1/payouts")} <= {"/openapi.json", "/readyz"}
    doubtful = ("//", "/.", "\\", "%2f", "%2e", "%5c", "%00")
    assert not [path for path in seen if any(one in path.lower() for one in doubtful)]


def test_no_header_changes_who_calls_or_what_is_called(served: Served) -> None:
    wrong = []
    for name, value in HARMLESS_HEADERS:
        for where, port in (("the gateway", served.gateway_port), ("the service", served.service_port)):
            answer = ask(port, request("GET", ROUTE, [*served.learner(), (name, value)]))
            if (answer.status, kind(answer)) != (REFUSED, "forbidden"):
                wrong.append(f"{name}: {value[:40]} at {where}: {answer.status} {answer.body[:200]}")
    assert not wrong, "\n".join(wrong)


def test_a_head_that_is_no_valid_http_is_refused_and_two_readers_never_differ_about_it(served: Served) -> None:
    wrong = []
    for one in HOSTILE_HEADS:
        for where, port in (("the gateway", served.gateway_port), ("the service", served.service_port)):
            answer = ask(port, request("GET", ROUTE, served.learner(), end=one.lines))
            allowed = {one.at_gateway} if where == "the gateway" else {400, REFUSED}
            if answer.status not in allowed:
                wrong.append(f"{one.name} at {where}: {answer.status} {answer.body[:200]}")
    assert not wrong, "\n".join(wrong)


def test_lines_that_hide_another_header_hide_none_from_a_service(gateway: Gateway) -> None:
    port, headers = int(gateway.environment["LOCKSTEP_GATEWAY_PORT"]), [("authorization", f"Bearer {gateway.token()}")]
    for one in HOSTILE_HEADS:
        if b"x-roles" in one.lines:
            answer = ask(port, request("GET", ROUTE, headers, end=one.lines))
            seen: dict[str, Any] = json.loads(answer.body)["headers"]
            assert "x-roles" not in seen, one.name
            assert not any(character in value for value in seen.values() for character in "\r\n"), one.name
