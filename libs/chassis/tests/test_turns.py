"""Turns: an organisation that keeps a process busy lets the requests of others go first. Nobody waits without end."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from chassis.http import turns
from chassis.http.places import NoPlaceError
from chassis.http.turns import Turns
from lockstep_local.waiting import HANGING_SECONDS

GREEDY, OTHER = "greedy", "other"


class Office:
    """Organisations that send requests to a process."""

    def __init__(self, *, share_percent: int = 50) -> None:
        self.turns = Turns(share_percent=share_percent)
        self._begun: list[asyncio.Task[Callable[[], None]]] = []

    async def send(self, holder: str, count: int = 1) -> list[asyncio.Task[Callable[[], None]]]:
        """Send requests, and return them when all run that may."""
        sent = [asyncio.create_task(self.turns.begin(holder, within_seconds=HANGING_SECONDS)) for _ in range(count)]
        self._begun += sent
        await settled()
        return sent

    async def work(self, holder: str, seconds: float) -> None:
        """Let a request of an organisation run for some time."""
        (request,) = await self.send(holder)
        end = await request
        await asyncio.sleep(seconds)
        end()

    async def go_home(self) -> None:
        for task in self._begun:
            task.cancel()
        for end in await asyncio.gather(*self._begun, return_exceptions=True):
            if not isinstance(end, BaseException):
                end()


@pytest.fixture
async def office(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.setattr(turns, "LATELY_SECONDS", HANGING_SECONDS)  # nothing is forgotten during a test
    monkeypatch.setattr(turns, "TURN_SECONDS", HANGING_SECONDS)
    entered = Office()
    yield entered
    await entered.go_home()


async def settled() -> None:
    for _ in range(5):  # a task begins, takes its places, and begins to run
        await asyncio.sleep(0)


def running(sent: list[asyncio.Task[Callable[[], None]]]) -> int:
    return sum(task.done() for task in sent)


async def test_an_organisation_that_has_the_process_for_itself_needs_no_turn(office: Office) -> None:
    await office.work(GREEDY, 0.01)
    assert running(await office.send(GREEDY, 20)) == 20


async def test_while_others_use_the_process_two_requests_of_an_organisation_run_together(office: Office) -> None:
    await office.work(GREEDY, 0.01)
    await office.work("a third one", 0.02)
    requests = await office.send(OTHER, 5)
    assert running(requests) == turns.TOGETHER_MAX
    for already_ended in range(3):
        (await requests[already_ended])()
        await settled()
        assert running(requests) == min(5, turns.TOGETHER_MAX + already_ended + 1)


async def test_one_that_did_most_of_the_work_has_one_request_at_a_time_when_nobody_else_is_running(
    office: Office,
) -> None:
    await office.work(OTHER, 0.01)
    await office.work(GREEDY, 0.05)
    (others,) = await office.send(OTHER)
    requests = await office.send(GREEDY, 3)
    assert running([others]) == 1
    assert running(requests) == 0
    (await others)()
    await settled()
    assert running(requests) == 1
    assert running(await office.send(OTHER, 2)) == 2, "others do not wait for it"


async def test_one_that_lets_others_pass_waits_no_longer_than_a_turn(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.work(OTHER, 0.01)
    await office.work(GREEDY, 0.05)
    (others,) = await office.send(OTHER)
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.02)
    (request,) = await office.send(GREEDY)
    await asyncio.wait_for(request, HANGING_SECONDS)
    assert running([others]) == 1


async def test_a_request_that_waits_for_something_else_does_not_hold_up_its_organisation(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.work(OTHER, 0.01)
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.02)
    requests = await office.send(GREEDY, 9)
    ends = await asyncio.wait_for(asyncio.gather(*requests), HANGING_SECONDS)
    for end in ends:
        end()  # its turn is over already
    assert office.turns.together.taken(GREEDY) == 0


async def test_work_is_forgotten_after_a_while(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.work(OTHER, 0.01)
    await office.work(GREEDY, 0.05)
    monkeypatch.setattr(turns, "LATELY_SECONDS", 0.01)
    await asyncio.sleep(0.03)
    assert running(await office.send(GREEDY, 9)) == 9


async def test_with_a_share_of_all_nobody_waits_for_a_turn(office: Office) -> None:
    trusting = Office(share_percent=100)
    await trusting.work(OTHER, 0.01)
    await trusting.work(GREEDY, 0.05)
    assert running(await trusting.send(GREEDY, 9)) == 9
    await trusting.go_home()


async def test_who_gives_up_or_is_refused_leaves_its_place(office: Office) -> None:
    await office.work(OTHER, 0.01)
    await office.work(GREEDY, 0.05)
    (others,) = await office.send(OTHER)
    waiting = await office.send(GREEDY, 4)
    with pytest.raises(NoPlaceError):
        await office.turns.begin(GREEDY, within_seconds=0.01)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    assert office.turns.together.taken(GREEDY) == 0
    (await others)()
    assert running(await office.send(GREEDY)) == 1
