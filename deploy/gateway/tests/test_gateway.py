"""What the gateway passes on, what it removes, and what it answers itself."""

import base64
import hmac
import json
import socket
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from lockstep_local import issuer, ports
from lockstep_local.waiting import eventually

from .conftest import ORG, PERSON, Echo, Gateway

ROUTED = {
    "sessions": (
        *("organisation", "policy", "people", "courses", "categories", "classes", "rooms", "batches"),
        *("sessions", "imports", "me", "log", "accounts", "accounts/invitations", "token", "token/keys"),
    ),
    "attendance": ("attendance/registers",),
    "payouts": ("payouts/rates", "payouts/coaches", "payouts/unrated"),
    "reports": ("reports/effects", "reports/insight-inputs"),
}


def assert_problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """Assert that it is a problem document of this status and type, with a title and a detail. Return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"urn:lockstep:problem:{slug}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_a_valid_token_reaches_the_service_and_travels_with_the_request(gateway: Gateway) -> None:
    token = gateway.token()
    answer = gateway.client.get("/v1/sessions/1?limit=2", headers=bearer(token))
    assert answer.status_code == 200
    assert answer.json()["path"] == "/v1/sessions/1?limit=2"
    assert answer.json()["headers"]["authorization"] == f"Bearer {token}"
    assert uuid.UUID(answer.headers["x-request-id"]) == uuid.UUID(answer.json()["headers"]["x-request-id"])


def test_every_documented_path_is_routed_to_its_service(start_gateway: Callable[..., Gateway]) -> None:
    closed = {service: ports.find_free() for service in ROUTED}
    settings = {f"LOCKSTEP_{service.upper()}_PORT": str(port) for service, port in closed.items()}
    gateway = start_gateway(settings)
    for service, resources in ROUTED.items():
        for resource in resources:
            answer = gateway.client.get(f"/v1/{resource}", headers=bearer(gateway.token()))
            assert_problem(answer, 503, "unavailable")
        stats = httpx.get(
            f"http://127.0.0.1:{gateway.environment['LOCKSTEP_GATEWAY_ADMIN_PORT']}/stats",
            params={"filter": f"^cluster.{service}.upstream_rq_total$|^cluster.{service}.upstream_rq_503$"},
        )
        assert f"cluster.{service}.upstream_rq_503: {len(resources)}" in stats.text


def test_identity_headers_of_a_client_never_reach_a_service(gateway: Gateway) -> None:
    forged = {
        "x-org-id": "another",
        "x-person-id": "another",
        "x-roles": "admin",
        "x-forwarded-user": "root",
        "x-forwarded-email": "root@example.org",
        "x-user-id": "1",
        "x-auth-request-user": "root",
        "x-jwt-payload": "e30",
        "x-envoy-original-path": "/admin",
        "x-envoy-upstream-rq-timeout-ms": "1",
        "x-real-ip": "10.0.0.1",
        "remote-user": "root",
        "x_org_id": "another",
    }
    answer = gateway.client.get("/v1/sessions", headers=forged | bearer(gateway.token()) | {"x-kept": "yes"})
    assert answer.status_code == 200
    seen = answer.json()["headers"]
    assert seen["x-kept"] == "yes"
    assert not set(forged) & set(seen)


@pytest.mark.parametrize("headers", [{}, {"authorization": "Basic eDp5"}, {"authorization": "Bearer rubbish"}])
def test_without_a_token_the_answer_is_a_problem(gateway: Gateway, headers: dict[str, str]) -> None:
    answer = gateway.client.get("/v1/sessions", headers=headers)
    assert_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def claims(**changes: object) -> dict[str, object]:
    now = int(time.time())
    base: dict[str, object] = {
        "iss": issuer.ISSUER,
        "aud": issuer.AUDIENCE,
        "sub": PERSON,
        "org_id": ORG,
        "roles": ["admin"],
    }
    base |= {"iat": now, "nbf": now, "exp": now + 60}
    return {name: value for name, value in (base | changes).items() if value is not None}


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def by_hand(header: dict[str, str], sign: Callable[[bytes], bytes]) -> str:
    """Return a token that the JWT library rightly refuses to make."""
    signed = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims()).encode())}"
    return f"{signed}.{encoded(sign(signed.encode()))}"


def test_forged_and_foreign_tokens_are_refused(gateway: Gateway) -> None:
    signer = gateway.issuer
    stranger = ec.generate_private_key(ec.SECP256R1())
    header = {"kid": signer.key_id}
    refused = {
        "unsigned": by_hand({"alg": "none", "typ": "JWT"}, lambda _: b""),
        "another audience": jwt.encode(claims(aud="another"), signer.key, "ES256", header),
        "no audience": jwt.encode(claims(aud=None), signer.key, "ES256", header),
        "another issuer": jwt.encode(claims(iss="https://evil.example"), signer.key, "ES256", header),
        "expired": jwt.encode(claims(exp=int(time.time()) - 60), signer.key, "ES256", header),
        "no expiry": jwt.encode(claims(exp=None), signer.key, "ES256", header),
        "not yet valid": jwt.encode(claims(nbf=int(time.time()) + 60), signer.key, "ES256", header),
        "another key": jwt.encode(claims(), stranger, "ES256", header),
        "the public key as a secret": by_hand(
            {"alg": "HS256", **header},
            lambda text: hmac.digest(signer.jwks_path.read_bytes(), text, "sha256"),
        ),
    }
    for why, token in refused.items():
        answer = gateway.client.get("/v1/sessions", headers=bearer(token))
        assert answer.status_code == 401, why
        assert_problem(answer, 401, "unauthenticated")
    assert gateway.client.get("/v1/sessions?access_token=" + gateway.token()).status_code == 401


def test_an_unknown_address_is_a_problem(gateway: Gateway) -> None:
    assert_problem(gateway.client.get("/nothing"), 404, "not-found")
    assert_problem(gateway.client.get("/v1/nothing", headers=bearer(gateway.token())), 404, "not-found")
    assert_problem(gateway.client.get("/v1/sessionsandmore", headers=bearer(gateway.token())), 404, "not-found")


def test_addresses_that_dodge_the_token_check_are_refused(gateway: Gateway) -> None:
    port = int(gateway.environment["LOCKSTEP_GATEWAY_PORT"])
    for path in ("/docs/../v1/sessions", "//v1/sessions", "/v1%2fsessions", "/x/..%2fv1/sessions", "/%76%31/sessions"):
        connection = httpx.Client()
        request = httpx.Request("GET", f"http://127.0.0.1:{port}/", extensions={"target": path.encode()})
        answer = connection.send(request)
        connection.close()
        assert answer.status_code in {400, 401, 404}, path
        assert answer.headers["content-type"] == "application/problem+json", path


def test_a_body_above_one_mebibyte_is_a_problem_and_one_below_passes(gateway: Gateway) -> None:
    headers = bearer(gateway.token())
    passed = gateway.client.post("/v1/sessions", content=b"x" * 1_000_000, headers=headers)
    assert passed.json()["bytes"] == 1_000_000
    refused = gateway.client.post("/v1/sessions", content=b"x" * 2_000_000, headers=headers)
    assert_problem(refused, 413, "too-large")


def test_imports_of_64_mebibytes_pass(gateway: Gateway) -> None:
    size = 64 * 1_048_576
    passed = gateway.client.post("/v1/imports/people", content=b"x" * size, headers=bearer(gateway.token()))
    assert passed.json()["bytes"] == size


def begin_post(gateway: Gateway, path: str) -> socket.socket:
    """Send the headers of a request of ten bytes, and only five bytes of its body."""
    connection = socket.create_connection(("127.0.0.1", int(gateway.environment["LOCKSTEP_GATEWAY_PORT"])), timeout=15)
    headers = f"authorization: Bearer {gateway.token()}\r\ncontent-length: 10\r\nconnection: close\r\n"
    connection.sendall(f"POST {path} HTTP/1.1\r\nhost: lockstep\r\n{headers}\r\nhello".encode())
    return connection


def read_all(connection: socket.socket) -> bytes:
    """Return everything that arrives until the gateway closes the connection."""
    with connection.makefile("rb") as answer:
        return answer.read()


def test_imports_go_on_to_the_service_as_they_come_and_other_bodies_when_they_are_whole(gateway: Gateway) -> None:
    while not Echo.begun.empty():
        Echo.begun.get()
    connections = {path: begin_post(gateway, path) for path in ("/v1/sessions/whole", "/v1/imports/piecemeal")}
    assert Echo.begun.get(timeout=15) == "/v1/imports/piecemeal"
    assert Echo.begun.empty()
    for path, connection in connections.items():
        connection.sendall(b"world")
        assert b'"bytes": 10' in read_all(connection), path
        connection.close()


def _hurry(configuration: dict[str, Any]) -> None:
    text = json.dumps(configuration).replace('"max_stream_duration": "60s"', '"max_stream_duration": "0.3s"')
    configuration.update(json.loads(text))


def test_a_body_that_takes_too_long_to_arrive_is_a_problem_but_imports_have_more_time(
    start_gateway: Callable[..., Gateway],
) -> None:
    gateway = start_gateway(alter=_hurry)
    slow_import, slow = begin_post(gateway, "/v1/imports/people"), begin_post(gateway, "/v1/sessions")
    answer = read_all(slow)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"urn:lockstep:problem:timeout" in answer
    slow_import.sendall(b"world")
    assert b'"bytes": 10' in read_all(slow_import)
    slow.close()
    slow_import.close()


async def test_health_needs_no_token(gateway: Gateway) -> None:
    assert gateway.client.get("/healthz").text == "ok\n"

    async def is_ready() -> bool:
        return gateway.client.get("/readyz").status_code == 200

    await eventually(is_ready, "the readiness of the gateway")


def test_only_the_origins_in_the_settings_may_call_from_a_browser(gateway: Gateway) -> None:
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    allowed = gateway.client.options("/v1/sessions", headers={"origin": "https://app.example.org"} | asked)
    assert allowed.headers["access-control-allow-origin"] == "https://app.example.org"
    assert "idempotency-key" in allowed.headers["access-control-allow-headers"]
    foreign = gateway.client.options("/v1/sessions", headers={"origin": "https://evil.example"} | asked)
    assert "access-control-allow-origin" not in foreign.headers


def test_the_api_page_lists_the_four_services_and_loads_nothing_from_elsewhere(gateway: Gateway) -> None:
    page = gateway.client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "https://" not in page.text
    for service in ROUTED:
        assert service in page.text
        assert gateway.client.get(f"/docs/{service}/openapi.json").json()["path"] == "/openapi.json"


def test_every_answer_says_that_nobody_keeps_it_or_guesses_its_type(start_gateway: Callable[..., Gateway]) -> None:
    gateway = start_gateway({"LOCKSTEP_HSTS_SECONDS": "31536000"})
    for answer in (
        gateway.client.get("/v1/sessions/1", headers=bearer(gateway.token())),
        gateway.client.get("/v1/sessions/1"),
        gateway.client.get("/docs"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_a_service_may_say_itself_who_keeps_an_answer_and_http_alone_has_no_hsts(gateway: Gateway) -> None:
    answer = gateway.client.get("/v1/me/calendar.ics?key=x")
    assert answer.headers["cache-control"] == "private, max-age=60"
    assert "strict-transport-security" not in answer.headers
