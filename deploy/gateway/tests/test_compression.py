"""Answers are compressed for clients that take it, and ETags go on working."""

import pytest

from .conftest import ETAG, Gateway
from .test_gateway import bearer


def read(gateway: Gateway, path: str, encoding: str, **headers: str) -> tuple[str | None, int, str | None]:
    """Return how an answer is encoded, how many bytes came, and its ETag. Its content must be whole."""
    sent = {**bearer(gateway.token()), "accept-encoding": encoding, **headers}
    with gateway.client.stream("GET", path, headers=sent) as answer:
        size = sum(len(part) for part in answer.iter_raw())
    assert answer.status_code == 200
    return answer.headers.get("content-encoding"), size, answer.headers.get("etag")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br", "br"), ("gzip;q=1, br;q=0.5", "gzip")],
)
def test_a_long_answer_is_compressed_as_the_client_takes_it(gateway: Gateway, accepted: str, encoding: str) -> None:
    found, size, tag = read(gateway, "/v1/sessions?long", accepted)
    assert (found, tag) == (encoding, f"W/{ETAG}")
    assert size < 2_000


def test_an_answer_is_sent_as_it_is_if_it_is_short_or_the_client_takes_no_encoding(gateway: Gateway) -> None:
    for path, accepted in (("/v1/sessions?long", "identity"), ("/healthz", "br")):
        found, _, _ = read(gateway, path, accepted)
        assert found is None, path
    assert read(gateway, "/v1/sessions?long", "identity")[2] == ETAG


def test_a_compressed_answer_says_that_it_depends_on_what_the_client_takes(gateway: Gateway) -> None:
    answer = gateway.client.get("/v1/sessions?long", headers={**bearer(gateway.token()), "accept-encoding": "gzip"})
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.content.rstrip().endswith(b"}")


@pytest.mark.parametrize(
    "path", ["/v1/me/calendar", "/v1/organisation/call-hook", "/v1/token", "/v1/accounts/invitations"]
)
def test_an_answer_with_a_secret_is_never_compressed(gateway: Gateway, path: str) -> None:
    assert read(gateway, f"{path}?long", "br, gzip")[0] is None


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_weak_etag_of_a_compressed_answer_gets_304_and_is_taken_by_if_match(gateway: Gateway, method: str) -> None:
    accepting = {**bearer(gateway.token()), "accept-encoding": "br"}
    tag = gateway.client.get("/v1/sessions?long", headers=accepting).headers["etag"]
    again = gateway.client.request(method, "/v1/sessions?long", headers={**accepting, "if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"].removeprefix("W/") == ETAG
    changed = gateway.client.post("/v1/sessions", headers={**accepting, "if-match": tag})
    assert changed.json()["headers"]["if-match"] == tag
