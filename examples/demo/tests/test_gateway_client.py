"""The demo's client: what it sends again, how often, and what it says to a person."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from lockstep_demo import gateway as module
from lockstep_demo.failure import DemoError
from lockstep_demo.gateway import ATTEMPTS_MAX, Gateway, Person
from lockstep_local.issuer import Issuer

COACH = Person("0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10", "coach")
ORG = "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d11"
Answer = httpx.Response | Exception


class Server:
    """Gives the prepared answers in order, then repeats the last one. Remembers the requests."""

    def __init__(self) -> None:
        """Start without answers."""
        self.answers: Iterator[Answer] = iter(())
        self.last: Answer = httpx.Response(200, json={})
        self.requests: list[httpx.Request] = []

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Give the next answer."""
        self.requests.append(request)
        self.last = next(self.answers, self.last)
        if isinstance(self.last, Exception):
            raise self.last
        return self.last


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def gateway(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    monkeypatch.setattr(module, "pause_seconds", lambda *_: 0.0)
    async with httpx.AsyncClient(transport=httpx.MockTransport(server.handle), base_url="http://gateway") as client:
        yield Gateway(client, Issuer.load_or_create(tmp_path / "issuer"), ORG)


def problem(status: int, slug: str, detail: str = "Because.") -> httpx.Response:
    return httpx.Response(
        status,
        json={
            "type": f"urn:lockstep:problem:{slug}",
            "title": "A title",
            "status": status,
            "detail": detail,
            "errors": [{"pointer": "/minutes", "detail": "at most 90"}],
        },
    )


@pytest.mark.parametrize(
    "trouble",
    [
        problem(503, "unavailable"),
        problem(429, "too-many-requests"),
        httpx.Response(502),
        httpx.Response(504, text="upstream timeout"),
        problem(409, "idempotency-key-in-progress"),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ],
)
async def test_what_is_temporary_is_sent_again_with_the_same_key(
    gateway: Gateway, server: Server, trouble: Answer
) -> None:
    server.answers = iter([trouble, trouble, httpx.Response(200, json={"done": True})])
    assert await gateway.post(COACH, "/v1/sessions/1/start") == {"done": True}
    assert len(server.requests) == 3
    assert len({request.headers["Idempotency-Key"] for request in server.requests}) == 1
    assert gateway.retries == 2


async def test_two_posts_have_two_keys_and_gets_have_none(gateway: Gateway, server: Server) -> None:
    await gateway.post(COACH, "/v1/x", {})
    await gateway.post(COACH, "/v1/x", {})
    await gateway.get(COACH, "/v1/x")
    first, second, read = server.requests
    assert first.headers["Idempotency-Key"] != second.headers["Idempotency-Key"]
    assert "Idempotency-Key" not in read.headers


async def test_a_refusal_is_told_at_once_with_the_offending_fields(gateway: Gateway, server: Server) -> None:
    server.answers = iter([problem(422, "minutes-too-many", "At most 90.")])
    with pytest.raises(DemoError) as refused:
        await gateway.post(COACH, "/v1/sessions/1/complete", {})
    assert str(refused.value) == (
        "POST /v1/sessions/1/complete was refused: 422 A title. At most 90.\n  /minutes: at most 90"
    )
    assert len(server.requests) == 1


async def test_a_conflict_of_the_session_is_not_sent_again(gateway: Gateway, server: Server) -> None:
    server.answers = iter([problem(409, "call-not-empty")])
    with pytest.raises(DemoError, match="409"):
        await gateway.post(COACH, "/v1/sessions/1/complete", {})
    assert len(server.requests) == 1


async def test_attempts_are_limited(gateway: Gateway, server: Server) -> None:
    server.answers = iter([httpx.ConnectError("refused")])
    with pytest.raises(DemoError, match=rf"failed {ATTEMPTS_MAX} times\..* The last error: ConnectError: refused"):
        await gateway.get(COACH, "/v1/x")
    assert len(server.requests) == ATTEMPTS_MAX


async def test_a_token_is_of_the_person_and_made_once(gateway: Gateway, server: Server) -> None:
    await gateway.get(COACH, "/v1/x")
    await gateway.get(COACH, "/v1/x")
    await gateway.get(COACH._replace(role="learner"), "/v1/x")
    tokens = [request.headers["Authorization"] for request in server.requests]
    assert tokens[0] == tokens[1] != tokens[2]


def test_pauses_grow_and_end_at_their_limit() -> None:
    pause = module.pause_seconds
    assert 0.05 <= pause(1, None) <= 0.1
    assert 2.5 <= pause(12, None) <= 5.0
    assert pause(1, "2") == 2.0
    assert pause(1, "3600") == 5.0
    assert pause(1, "Sat, 21 Nov 2026 20:00:00 GMT") <= 0.1
