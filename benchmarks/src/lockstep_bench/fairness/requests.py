"""The HTTP requests of the two organisations."""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson
from lockstep_local.ports import LOOPBACK

from lockstep_bench.academy import Academy

ADMINS: Final = 20
"""More callers than one caller's limit stops: the limit of the organisation is what holds them."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that sends requests: its admins' tokens and its sessions. It can be sent to another process."""

    tokens: Sequence[str]
    session_ids: Sequence[str]

    @classmethod
    def of(cls, academy: Academy, tokens: Sequence[str]) -> "Organisation":
        """Return the organisation of an academy."""
        return cls(tokens, [session.session_id for session in academy.sessions])


def everyday(organisation: Organisation, seed: str) -> Iterator[bytes]:
    """Yield what an office does: it reads sessions and lists, and adds a category now and then."""
    for number in itertools.count():
        token = organisation.tokens[number % len(organisation.tokens)]
        session_id = organisation.session_ids[number % len(organisation.session_ids)]
        match number % 4:
            case 0 | 2:
                yield request("GET", f"/v1/sessions/{session_id}", token)
            case 1:
                yield request("GET", "/v1/sessions?limit=20", token)
            case _:
                yield request("POST", "/v1/categories", token, {"name": f"Category {seed} {number}"})


def greedy(organisation: Organisation, seed: str) -> Iterator[bytes]:
    """Yield what takes most: changes of one and the same session, searches, long lists, reads and writes."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret about it
    first = organisation.session_ids[0]
    for number in itertools.count():
        token = organisation.tokens[number % len(organisation.tokens)]
        match chance.randrange(5):
            case 0:
                yield request("PATCH", f"/v1/sessions/{first}", token, {"description": f"Change {number}"})
            case 1:
                yield request("GET", "/v1/sessions?q=session&limit=100", token)
            case 2:
                yield request("GET", "/v1/sessions?limit=100", token)
            case 3:
                yield request("GET", f"/v1/sessions/{chance.choice(organisation.session_ids)}", token)
            case _:
                yield request("POST", "/v1/categories", token, {"name": f"Greedy {seed} {number}"})


def request(method: str, path: str, token: str, body: Mapping[str, object] | None = None) -> bytes:
    """Return the bytes of a request."""
    content = b"" if body is None else orjson.dumps(body)
    kind = "" if body is None else f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return (
        f"{method} {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\nAuthorization: Bearer {token}\r\n{kind}\r\n".encode()
        + content
    )
