"""Deliver the day: each session is started, joined, marked and completed, as its coach and learners would do it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from lockstep_demo.failure import DemoError
from lockstep_demo.gateway import Gateway, Person
from lockstep_demo.organisation import STEP_MINUTES, Delivery

SESSIONS_AT_ONCE: Final = 16
REGISTER_TIMEOUT_SECONDS: Final = 30.0
REGISTER_POLL_SECONDS: Final = 0.05
MARKS_PER_REQUEST_MAX: Final = 500

MARKS: Final = ("present",) * 6 + ("late",) + ("present",) * 4 + ("absent",) + ("present",) * 3 + ("excused",)
"""The marks, dealt out in turn: most learners are present, and every mark is used."""


class Completed(NamedTuple):
    """The platform's answer to a completion. `completed_at` is the platform's own instant, as text."""

    session_id: str
    name: str
    completed_at: str


@dataclass(frozen=True, slots=True)
class DayResult:
    """The completions of the day, and the reason for each session that could not be completed."""

    completed: tuple[Completed, ...]
    failures: tuple[tuple[str, str], ...]


async def deliver_all(gateway: Gateway, deliveries: Sequence[Delivery], advance: Callable[[], None]) -> DayResult:
    """Deliver every session, at most SESSIONS_AT_ONCE at a time. Call `advance` when one has ended."""
    turn = asyncio.Semaphore(SESSIONS_AT_ONCE)
    completed: list[Completed] = []
    failures: list[tuple[str, str]] = []

    async def deliver_in_turn(delivery: Delivery) -> None:
        async with turn:
            try:
                completed.append(await deliver(gateway, delivery))
            except DemoError as error:
                failures.append((delivery.session.name, str(error)))
            advance()

    async with asyncio.TaskGroup() as group:
        for delivery in deliveries:
            group.create_task(deliver_in_turn(delivery))
    return DayResult(tuple(completed), tuple(failures))


async def deliver(gateway: Gateway, delivery: Delivery) -> Completed:
    """Deliver one session from start to completion. Raises DemoError if the platform refuses something."""
    path = f"/v1/sessions/{delivery.session_id}"
    codes = mark_codes(delivery)
    await gateway.post(delivery.coach, f"{path}/start")
    if delivery.is_online:
        there = [learner for learner, code in zip(delivery.learners, codes, strict=True) if code in ("present", "late")]
        await _hold_call(gateway, path, delivery.coach, there)
    version = await _mark(gateway, delivery, codes)
    body = {**completion_body(delivery, codes), "attendance_version": version, "log_and_leave": delivery.is_online}
    answer = await gateway.post(delivery.coach, f"{path}/complete", body)
    return Completed(delivery.session_id, delivery.session.name, answer["completed_at"])


async def _hold_call(gateway: Gateway, path: str, coach: Person, learners: Sequence[Person]) -> None:
    """Let everybody join, and all learners leave. The coach leaves when the session is completed."""
    for person in (coach, *learners):
        await gateway.post(person, f"{path}/presence", {"action": "join"})
    for person in learners:
        await gateway.post(person, f"{path}/presence", {"action": "leave"})


async def _mark(gateway: Gateway, delivery: Delivery, codes: Sequence[str]) -> int:
    """Mark everybody in the register. Return the register's version, which the coach has seen."""
    register = await _register(gateway, delivery)
    version = int(register["version"])
    marks = [
        {"person_id": learner.person_id, "code": code} for learner, code in zip(delivery.learners, codes, strict=True)
    ]
    path = f"/v1/attendance/registers/{delivery.session_id}/marks"
    for first in range(0, len(marks), MARKS_PER_REQUEST_MAX):
        body = {"marks": marks[first : first + MARKS_PER_REQUEST_MAX]}
        version = int((await gateway.post(delivery.coach, path, body, if_match=f'"{version}"'))["version"])
    return version


async def _register(gateway: Gateway, delivery: Delivery) -> Any:
    """Return the session's register. It exists once the session's event has arrived, which is usual."""
    path = f"/v1/attendance/registers/{delivery.session_id}"
    try:
        async with asyncio.timeout(REGISTER_TIMEOUT_SECONDS):
            while True:
                answer = await gateway.send(delivery.coach, "GET", path, accept=[HTTPStatus.NOT_FOUND])
                if answer.is_success:
                    return answer.json()
                await asyncio.sleep(REGISTER_POLL_SECONDS)
    except TimeoutError:
        raise DemoError(
            f"attendance has no register {REGISTER_TIMEOUT_SECONDS:.0f} s after it was needed. "
            "Look at the logs: make logs NAME=attendance-worker and make logs NAME=sessions-worker"
        ) from None


def mark_codes(delivery: Delivery) -> list[str]:
    """Return a mark for each learner, in their order. At least one learner is there."""
    first = delivery.session.position
    codes = [MARKS[(first + place) % len(MARKS)] for place in range(len(delivery.learners))]
    if not {"present", "late"}.intersection(codes):
        codes[0] = "late"
    return codes


def completion_body(delivery: Delivery, codes: Sequence[str]) -> dict[str, Any]:
    """Return the coach's body: minutes as they are if they fit the step, else raw minutes to round up, and a recap.

    Every second recap is one text. The others have the three sections that the platform offers.
    """
    minutes = delivery.session.minutes
    field = "minutes" if minutes % STEP_MINUTES == 0 else "raw_minutes"
    there = sum(code in ("present", "late") for code in codes)
    sections = {
        "topics_covered": f"{delivery.topic}: we went through last week's exercises, then worked {minutes} minutes on "
        "the new unit, first together and then in small steps.",
        "learner_progress": f"{there} of {len(codes)} took part. Most finished the tasks without help; two points "
        "needed a second explanation with another example.",
        "next_steps": "Repeat the two points at the beginning of the next session, and bring one own example.",
    }
    is_in_sections = delivery.session.position % 2 == 0
    return {field: minutes, "recap": sections if is_in_sections else " ".join(sections.values())}
