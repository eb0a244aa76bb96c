"""The few routes that need no token of the platform, and that nothing beside them is reached without one."""

import time
from uuid import UUID, uuid4

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lockstep_local import issuer
from sessions.exchange.domain import claims_of
from sessions.exchange.signing import TokenSigner

from .conftest import ORG, PERSON, Gateway


def test_a_calendar_is_read_without_a_token_and_nothing_beside_it(gateway: Gateway) -> None:
    answer = gateway.client.get("/v1/me/calendar.ics?secret=abc")
    assert answer.json()["path"] == "/v1/me/calendar.ics?secret=abc"
    for path in (
        "/v1/me",
        "/v1/me/calendar",
        "/v1/me/calendar.icsx",
        "/v1/me/calendar.ics/x",
        "/v1/me/calendar.ics%2fx",
    ):
        assert gateway.client.get(path).status_code in {400, 401}, path
    for path in ("/v1/me/calendar.ics/../sessions", "/v1/me/calendar.ics/..%2fsessions"):
        request = httpx.Request("GET", gateway.client.base_url, extensions={"target": path.encode()})
        assert gateway.client.send(request).status_code in {400, 401}, path


def test_call_providers_deliver_without_a_token_and_reach_nothing_beside_it(gateway: Gateway) -> None:
    answer = gateway.client.post("/v1/call-events/abc", json={}, headers={"webhook-signature": "v1,abc"})
    assert (answer.json()["path"], answer.json()["headers"]["webhook-signature"]) == ("/v1/call-events/abc", "v1,abc")
    for path in ("/v1/call-events", "/v1/call-eventsx/abc", "/v1/organisation/call-hook"):
        assert gateway.client.post(path, json={}).status_code == 401, path
    for path in ("/v1/call-events/../sessions", "/v1/call-events/..%2fsessions", "/v1/call-events/%2e%2e/sessions"):
        request = httpx.Request("POST", gateway.client.base_url, extensions={"target": path.encode()})
        assert gateway.client.send(request).status_code in {400, 401}, path


def test_somebody_who_signs_in_needs_no_token_of_the_platform_and_reaches_nothing_beside_it(gateway: Gateway) -> None:
    for method, path in (("POST", "/v1/token"), ("POST", "/v1/accounts/open"), ("GET", "/v1/token/keys")):
        answer = gateway.client.request(method, path)
        assert (answer.status_code, answer.json()["path"]) == (200, path)
    for path in (
        *("/v1/tokens", "/v1/token/", "/v1/token/x", "/v1/token/keys/x", "/v1/accounts", "/v1/accounts/invitations"),
        *("/v1/accounts/open/x", "/v1/accounts/openx", f"/v1/accounts/{PERSON}/unlink", "/v1/accounts/open%2fx"),
    ):
        assert gateway.client.post(path, json={}).status_code in {400, 401}, path
    for path in ("/v1/token/../sessions", "/v1/accounts/open/../invitations", "/v1/accounts/open/..%2finvitations"):
        request = httpx.Request("POST", gateway.client.base_url, extensions={"target": path.encode()})
        assert gateway.client.send(request).status_code in {400, 401}, path


def test_a_token_of_the_exchange_passes_and_the_providers_own_token_does_not(gateway: Gateway) -> None:
    signer = TokenSigner(gateway.issuer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    now = int(time.time())
    claims = claims_of(
        issuer=issuer.ISSUER,
        audience=issuer.AUDIENCE,
        person_id=UUID(PERSON),
        org_id=UUID(ORG),
        role="coach",
        token_id=uuid4(),
        issued_at=now,
        expires_at=now + 600,
    )
    for changes, status in (({}, 200), ({"iss": "https://login.example.org"}, 401), ({"aud": "console"}, 401)):
        token = signer.sign({**claims, **changes}, kid=gateway.issuer.key_id)
        answer = gateway.client.get("/v1/sessions", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == status
