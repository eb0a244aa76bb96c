"""Turns: an organisation that keeps a process busy lets the requests of others go first.

An API process does one thing at a time. If many requests of one organisation run together, each request of another one
waits for them at every step of its own. So few requests of an organisation run together while others use the process.
Who did more than its share of the work lately has one at a time, and begins it when nobody else's is running.

This module knows no request.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Final

from chassis.http.places import Places

TOGETHER_MAX: Final = 2
"""How many requests of one organisation run together while others use the process: one works, and the next is ready."""

TURN_SECONDS: Final = 0.1
"""How long a request counts as running, and how long one waits for others. A request that takes longer waits for
something, such as the row of a session, and needs no processor meanwhile."""

LATELY_SECONDS: Final = 1.0
"""Work counts for this time at least, and for twice as long at most."""


class Turns:
    """Who works now, and how much of the work everybody did lately."""

    def __init__(self, *, share_percent: int) -> None:
        """Take how much of the work one holder may do before others go first. With 100 nobody needs a turn."""
        self.together = Places(each=TOGETHER_MAX)
        self._single = Places(each=1)
        self._share = share_percent / 100
        self._running: Counter[Hashable] = Counter()
        self._ended = asyncio.Event()
        self._seconds: dict[Hashable, float] = {}
        self._seconds_before: dict[Hashable, float] = {}
        self._counted_since = 0.0

    async def begin(self, holder: Hashable, *, within_seconds: float) -> Callable[[], None]:
        """Wait for the holder's turn, and return the function that ends it. Raises NoPlaceError."""
        places: list[Places] = []
        try:
            if self._share < 1 and self._part(holder) < 1:  # somebody else works too
                await self._take(self.together, holder, places, within_seconds)
                if self._share < self._part(holder) < 1:
                    await self._take(self._single, holder, places, within_seconds)
                    await self._let_others_pass(holder)
        except BaseException:
            _leave(places, holder)
            raise
        return self._run(holder, places)

    async def _take(self, place: Places, holder: Hashable, places: list[Places], within_seconds: float) -> None:
        await place.take(holder, within_seconds=within_seconds)
        places.append(place)

    async def _let_others_pass(self, holder: Hashable) -> None:
        """Wait until nobody else's request is running, but not longer than a turn. So nobody waits without end."""
        try:
            async with asyncio.timeout(TURN_SECONDS):
                while self._running.keys() - {holder}:
                    self._ended.clear()
                    await self._ended.wait()
        except TimeoutError:
            return

    def _run(self, holder: Hashable, places: Sequence[Places]) -> Callable[[], None]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._running[holder] += 1
        is_over = False

        def end() -> None:
            nonlocal is_over
            if is_over:  # its time was up before the request ended
                return
            is_over = True
            timer.cancel()
            self._running[holder] -= 1
            if not self._running[holder]:
                del self._running[holder]
            self._forget()
            self._seconds[holder] = self._seconds.get(holder, 0.0) + loop.time() - began
            _leave(places, holder)
            self._ended.set()

        timer = loop.call_later(TURN_SECONDS, end)
        return end

    def _part(self, holder: Hashable) -> float:
        """Return which part of the latest work a holder did: from 0 to 1, which is all of it."""
        self._forget()
        counted = (self._seconds, self._seconds_before)
        total = sum(sum(one.values()) for one in counted)
        return sum(one.get(holder, 0.0) for one in counted) / total if total else 1.0

    def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        passed = now - self._counted_since
        if passed >= LATELY_SECONDS:
            self._seconds_before = self._seconds if passed < 2 * LATELY_SECONDS else {}
            self._seconds, self._counted_since = {}, now


def _leave(places: Sequence[Places], holder: Hashable) -> None:
    for place in places:
        place.leave(holder)
