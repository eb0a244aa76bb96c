"""The effects of the completions, as reports shows them: counts, sums, and which effects are missing."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from lockstep_demo.day import SESSIONS_AT_ONCE, Completed
from lockstep_demo.gateway import Gateway, Person

POLL_SECONDS: Final = 0.25
EFFECTS: Final = {
    "attendance_locked": "its register is not locked",
    "earnings_credited": "its earnings are not credited",
    "insight_inputs_refreshed": "its insight inputs are not refreshed",
}


class Latency(NamedTuple):
    """Milliseconds from completion to effect: half were faster than `p50`, and 99 in 100 than `p99`."""

    p50: float
    p99: float


class Summary(NamedTuple):
    """Completions and effects, counted by reports. `latencies` are by effect, and `all` is to a session's last one."""

    completed: int
    locked: int
    credited: int
    refreshed: int
    earnings: Mapping[str, int]
    latencies: Mapping[str, Latency]

    def is_whole(self, expected: int) -> bool:
        """Say whether every expected completion has every effect."""
        return {self.completed, self.locked, self.credited, self.refreshed} == {expected}


class Lack(NamedTuple):
    """A completed session and its missing effects, in words."""

    session_id: str
    name: str
    lacks: tuple[str, ...]


def read_summary(body: Mapping[str, Any]) -> Summary:
    """Return the summary from an answer of the reports service."""
    return Summary(
        completed=body["completed"],
        locked=body["attendance_locked"],
        credited=body["earnings_credited"],
        refreshed=body["insight_inputs_refreshed"],
        earnings={amount["currency"]: amount["amount_minor"] for amount in body["earnings"]},
        latencies={
            name: Latency(found["p50"], found["p99"])
            for name, found in body["latency_ms"].items()
            if found["p50"] is not None
        },
    )


async def wait_for_effects(
    gateway: Gateway, admin: Person, completed: Sequence[Completed], *, timeout_seconds: float
) -> Summary:
    """Return the summary as soon as every effect is visible, or the last one at the timeout."""
    since = min(completion.completed_at for completion in completed)
    deadline = time.monotonic() + timeout_seconds
    while True:
        summary = read_summary(await gateway.get(admin, "/v1/reports/effects/summary", {"since": since}))
        if summary.is_whole(len(completed)) or time.monotonic() >= deadline:
            return summary
        await asyncio.sleep(POLL_SECONDS)


async def find_lacks(gateway: Gateway, admin: Person, completed: Sequence[Completed]) -> list[Lack]:
    """Return the completed sessions that lack an effect. Reports is asked about each session."""
    turn = asyncio.Semaphore(SESSIONS_AT_ONCE)

    async def ask(completion: Completed) -> Lack | None:
        path = f"/v1/reports/sessions/{completion.session_id}/effects"
        async with turn:
            answer = await gateway.send(admin, "GET", path, accept=[HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT])
        effects = answer.json()["effects"] if answer.is_success else {}
        lacks = tuple(words for effect, words in EFFECTS.items() if not effects.get(effect))
        return Lack(completion.session_id, completion.name, lacks) if lacks else None

    return [lack for lack in await asyncio.gather(*map(ask, completed)) if lack is not None]
