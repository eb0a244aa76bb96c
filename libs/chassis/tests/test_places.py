"""Places that many share: nobody gets more than the share, nobody waits for nothing, and everybody gets a turn."""

import asyncio
from collections import Counter

import pytest
from chassis.http import places
from chassis.http.places import NoPlaceError, Places
from hypothesis import given
from hypothesis import strategies as st
from lockstep_local.waiting import HANGING_SECONDS

HOLDERS = "abc"
STEPS = st.lists(st.tuples(st.sampled_from(["ask", "leave", "give up"]), st.sampled_from(HOLDERS)), max_size=40)


class Crowd:
    """Holders that ask for places, give them back and give up waiting."""

    def __init__(self, shared: Places) -> None:
        self.places = shared
        self.asked: dict[str, list[asyncio.Task[None]]] = {holder: [] for holder in HOLDERS}

    async def step(self, what: str, holder: str) -> None:
        """Do one step, and let everybody go on who can."""
        asked = self.asked[holder]
        having = [task for task in asked if task.done()]
        waiting = [task for task in asked if not task.done()]
        if what == "ask":
            asked.append(asyncio.create_task(self.places.take(holder, within_seconds=HANGING_SECONDS)))
        elif what == "leave" and having:
            asked.remove(having[0])
            self.places.leave(holder)
        elif what == "give up" and waiting:
            asked.remove(waiting[-1])
            waiting[-1].cancel()
        for _ in range(4):  # a task begins, is cancelled, cleans up, and lets the next one go on
            await asyncio.sleep(0)

    def having(self) -> Counter[str]:
        """Return how many places each holder has."""
        return Counter({holder: sum(task.done() for task in asked) for holder, asked in self.asked.items()})

    def waiting(self, holder: str) -> int:
        return sum(not task.done() for task in self.asked[holder])

    async def go_home(self) -> None:
        """Let all who wait give up, and all who have a place leave it."""
        for _ in range(sum(map(len, self.asked.values()))):
            for holder in HOLDERS:
                await self.step("give up", holder)
                await self.step("leave", holder)


@given(steps=STEPS, each=st.integers(1, 3), total=st.integers(1, 6))
def test_no_holder_has_more_than_its_share_and_nobody_waits_while_a_place_is_free(
    steps: list[tuple[str, str]], each: int, total: int
) -> None:
    async def run() -> None:
        shared = Places(each=each, total=total)
        crowd = Crowd(shared)
        for step in steps:
            await crowd.step(*step)
            having = crowd.having()
            assert all(having[holder] == shared.taken(holder) <= each for holder in HOLDERS)
            assert having.total() <= total
            for holder in HOLDERS:
                assert crowd.waiting(holder) == shared.waiting(holder)
                if crowd.waiting(holder):
                    assert having[holder] == each or having.total() == total
        await crowd.go_home()
        assert vars(shared) == vars(Places(each=each, total=total)), "nobody is remembered who has and wants nothing"

    asyncio.run(run())


@given(steps=STEPS, each=st.integers(1, 3))
def test_what_one_holder_does_never_changes_what_another_gets(steps: list[tuple[str, str]], each: int) -> None:
    async def outcomes(of: str, among: str) -> list[int]:
        crowd, seen = Crowd(Places(each=each, total=each * len(HOLDERS))), []
        for what, holder in steps:
            if holder in among:
                await crowd.step(what, holder)
            if holder == of:
                seen.append(crowd.having()[of])
        await crowd.go_home()
        return seen

    for holder in HOLDERS:
        assert asyncio.run(outcomes(holder, among=holder)) == asyncio.run(outcomes(holder, among=HOLDERS))


async def test_a_free_place_goes_to_who_has_fewest_and_equals_take_turns() -> None:
    shared, served = Places(each=1, total=1), ""
    await shared.take("x", within_seconds=1)

    async def ask(holder: str) -> None:
        nonlocal served
        await shared.take(holder, within_seconds=HANGING_SECONDS)
        served += holder
        shared.leave(holder)

    async with asyncio.TaskGroup() as group:
        for holder in "aaaabbc":
            group.create_task(ask(holder))
        await asyncio.sleep(0)
        shared.leave("x")
    assert served == "abcabaa"


async def test_who_waited_too_long_hears_whether_the_own_share_was_the_reason() -> None:
    shared = Places(each=2, total=3)
    for holder in "aab":
        await shared.take(holder, within_seconds=1)
    for holder, own in (("a", True), ("b", False), ("c", False)):
        with pytest.raises(NoPlaceError) as refused:
            await shared.take(holder, within_seconds=0.01)
        assert refused.value.holder_has_its_share is own
    shared.leave("b")
    assert shared.try_take("c")


async def test_a_holder_whose_queue_is_full_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "WAITING_MAX", 1)
    shared = Places(each=1)
    await shared.take("a", within_seconds=1)
    waiting = asyncio.create_task(shared.take("a", within_seconds=HANGING_SECONDS))
    await asyncio.sleep(0)
    with pytest.raises(NoPlaceError):
        await shared.take("a", within_seconds=HANGING_SECONDS)
    shared.leave("a")
    await waiting


async def test_a_place_that_comes_while_its_request_is_cancelled_goes_to_the_next() -> None:
    shared = Places(each=1)
    await shared.take("a", within_seconds=1)
    first, second = (asyncio.create_task(shared.take("a", within_seconds=HANGING_SECONDS)) for _ in range(2))
    await asyncio.sleep(0)
    shared.leave("a")
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await asyncio.wait_for(second, HANGING_SECONDS)
    shared.leave("a")
    assert shared.taken("a") == 0
