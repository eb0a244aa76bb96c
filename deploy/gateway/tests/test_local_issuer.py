"""The sign-in of development is behind the gateway where its address is set, and nowhere else."""

from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from lockstep_gateway.configuration import render
from lockstep_gateway.errors import SettingError

from .conftest import Gateway, gateway_settings

NAME = "http://127.0.0.1:8080/issuer"
PATHS = ("/issuer/.well-known/openid-configuration", "/issuer/authorize", "/issuer/token", "/issuer", "/issuer/")


def test_without_the_setting_there_is_no_route_to_a_sign_in(gateway: Gateway) -> None:
    for path in PATHS:
        answer = gateway.client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:lockstep:problem:not-found")


def test_with_the_setting_the_sign_in_is_reached_without_a_token_and_by_no_other_origin(
    start_gateway: Callable[..., Gateway], upstream: ThreadingHTTPServer
) -> None:
    address = f"127.0.0.1:{upstream.server_address[1]}"
    gateway = start_gateway({"LOCKSTEP_LOCAL_ISSUER_ADDRESS": address, "LOCKSTEP_JWT_ISSUER": NAME})
    for path in PATHS:
        answer = gateway.client.get(f"{path}?long", headers={"x-org-id": "invented"})
        assert (answer.status_code, answer.json()["path"]) == (200, f"{path}?long")
        assert "x-org-id" not in answer.json()["headers"]
        assert (answer.headers["cache-control"], answer.headers.get("content-encoding")) == ("no-store", None)
    # a page of an origin that may call the API must not sign in
    answers = [
        gateway.client.request(method, path, headers={"origin": "https://app.example.org"} | asked)
        for path in ("/v1/sessions", "/issuer/authorize")
        for method, asked in (("GET", {}), ("OPTIONS", {"access-control-request-method": "POST"}))
    ]
    allowed = ["access-control-allow-origin" in answer.headers for answer in answers]
    assert allowed == [True, True, False, False]
    assert gateway.client.get("/issuers").status_code == 404
    assert gateway.client.get("/v1/sessions").status_code == 401


@pytest.mark.parametrize(
    ("name", "address", "message"),
    [
        ("https://login.example.org", "127.0.0.1:8000", "asks for no password.*Remove the setting"),
        ("https://127.0.0.1:8080/issuer", "127.0.0.1:8000", "Remove the setting"),
        ("http://127.0.0.1.example.org/issuer", "127.0.0.1:8000", "Remove the setting"),
        (NAME, "127.0.0.1", "is no host:port"),
        (NAME, "issuer:http", "is no host:port"),
    ],
)
def test_the_setting_is_refused_beside_an_issuer_of_production(
    tmp_path: Path, name: str, address: str, message: str
) -> None:
    settings = gateway_settings(tmp_path, 1) | {"LOCKSTEP_JWT_ISSUER": name, "LOCKSTEP_LOCAL_ISSUER_ADDRESS": address}
    with pytest.raises(SettingError, match=message):
        render(settings)
