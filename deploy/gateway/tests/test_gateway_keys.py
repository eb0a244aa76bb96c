"""The gateway learns of new and withdrawn keys of the token issuer while it runs."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from lockstep_gateway.configuration import render
from lockstep_gateway.errors import SettingError
from lockstep_local.waiting import eventually

from .conftest import Gateway
from .test_gateway import bearer, claims

KEYS = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("old", "new")}


def jwks(*names: str) -> bytes:
    """Return a document with these keys."""
    keys = [ECAlgorithm.to_jwk(KEYS[name].public_key(), as_dict=True) | {"kid": name} for name in names]
    return json.dumps({"keys": keys}).encode()


def token(name: str, **changes: Any) -> str:
    """Return a token that is signed with one of the keys."""
    return jwt.encode(claims(**changes), KEYS[name], "ES256", {"kid": name})


class JwksHandler(BaseHTTPRequestHandler):
    """Answers with the keys that are published at the moment, or with 500 if there are none."""

    published: ClassVar[bytes] = b""
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append(self.path)
        self.send_response(200 if self.published else 500)
        self.send_header("content-length", str(len(self.published)))
        self.end_headers()
        self.wfile.write(self.published)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write no log."""


@pytest.fixture
def jwks_url() -> Iterator[str]:
    """The URL of an issuer's keys."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), JwksHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/jwks"
    server.shutdown()
    server.server_close()
    thread.join()


async def eventually_answers(gateway: Gateway, sent: str, status: int) -> httpx.Response:
    """Wait until a request with this token gets this status, and return its answer."""

    async def answers() -> httpx.Response | None:
        answer = gateway.client.get("/v1/sessions", headers=bearer(sent))
        return answer if answer.status_code == status else None

    return await eventually(answers, f"the status {status}", timeout_seconds=15)


async def test_a_withdrawn_key_ends_although_its_token_was_accepted_before_and_a_new_one_counts(
    start_gateway: Callable[..., Gateway], jwks_url: str
) -> None:
    JwksHandler.published = jwks("old")
    gateway = start_gateway({"LOCKSTEP_JWKS_URL": jwks_url, "LOCKSTEP_JWKS_REFRESH_SECONDS": "1"})
    known = token("old")
    assert gateway.client.get("/v1/sessions", headers=bearer(known)).status_code == 200
    asked = len(JwksHandler.asked)
    for number in range(50):
        made_up = jwt.encode(claims(), KEYS["old"], "ES256", {"kid": f"made-up-{number}"})
        assert gateway.client.get("/v1/sessions", headers=bearer(made_up)).status_code == 401
    assert len(JwksHandler.asked) <= asked + 3, "only the clock makes the gateway ask"

    JwksHandler.published = jwks("new")

    await eventually_answers(gateway, known, 401)
    await eventually_answers(gateway, token("new"), 200)


def test_keys_are_read_again_each_minute_and_an_operator_cannot_wait_longer_than_five(gateway: Gateway) -> None:
    settings = gateway.environment | {"LOCKSTEP_JWKS_URL": "https://login.example.org/jwks"}
    assert '"cache_duration": "65s"' in json.dumps(render(settings))
    for wrong in ("0", "301", "1.5", "soon"):
        with pytest.raises(SettingError, match="LOCKSTEP_JWKS_REFRESH_SECONDS"):
            render(settings | {"LOCKSTEP_JWKS_REFRESH_SECONDS": wrong})
