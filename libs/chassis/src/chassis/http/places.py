"""Places that many share, so that nobody takes all of them.

This module knows no request and reads no clock.
"""

import asyncio
from collections import deque
from collections.abc import Hashable
from typing import Final

WAITING_MAX: Final = 500
"""How many requests of one holder wait at a time. More are refused at once."""


class NoPlaceError(Exception):
    """No place became free in time. `holder_has_its_share` says whether the holder itself has as many as it may."""

    def __init__(self, *, holder_has_its_share: bool) -> None:
        """Take whether the holder's own places are the reason, or else those of all others."""
        super().__init__("no place")
        self.holder_has_its_share = holder_has_its_share


class Places:
    """Places of which one holder takes at most `each`, and all holders together at most `total` (None: any number).

    A place that becomes free goes to the waiting holder that has the fewest. Holders with equally many take turns.
    Within a holder, the first to ask is the first to get one. Only holders that have or want a place are remembered.
    """

    def __init__(self, *, each: int, total: int | None = None) -> None:
        """Take both limits."""
        self.each = each
        self._total = total
        self._all_taken = 0
        self._taken: dict[Hashable, int] = {}
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}

    def taken(self, holder: Hashable) -> int:
        """Return how many places a holder has."""
        return self._taken.get(holder, 0)

    def waiting(self, holder: Hashable) -> int:
        """Return how many requests of a holder wait."""
        return len(self._waiting.get(holder, ()))

    def try_take(self, holder: Hashable) -> bool:
        """Take a place if one is free now, and return whether there was one. `leave` gives it back."""
        if not self._may_take(holder):
            return False
        self._take(holder)
        return True

    async def take(self, holder: Hashable, *, within_seconds: float) -> None:
        """Take a place, and wait for one if necessary. `leave` gives it back. Raises NoPlaceError."""
        # a place is free for this holder only if none of its requests waits already: see _hand_on
        if self.try_take(holder):
            return
        queue = self._waiting.setdefault(holder, deque())
        if len(queue) >= WAITING_MAX:
            raise NoPlaceError(holder_has_its_share=True)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            async with asyncio.timeout(within_seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # the place came at the moment of the cancellation
                self.leave(holder)
            else:
                self._forget(holder, turn)
            if isinstance(error, TimeoutError):
                raise NoPlaceError(holder_has_its_share=self.taken(holder) >= self.each) from None
            raise

    def leave(self, holder: Hashable) -> None:
        """Give a place back."""
        left = self._taken[holder] - 1
        if left:
            self._taken[holder] = left
        else:
            del self._taken[holder]
        self._all_taken -= 1
        self._hand_on()

    def _may_take(self, holder: Hashable) -> bool:
        return self.taken(holder) < self.each and (self._total is None or self._all_taken < self._total)

    def _take(self, holder: Hashable) -> None:
        self._taken[holder] = self.taken(holder) + 1
        self._all_taken += 1

    def _hand_on(self) -> None:
        """Give what is free to those who wait. Afterwards nobody waits who may take a place."""
        while entitled := [holder for holder in self._waiting if self._may_take(holder)]:
            holder = min(entitled, key=self.taken)  # the first of several
            turn = self._waiting[holder][0]
            self._forget(holder, turn)
            if (queue := self._waiting.pop(holder, None)) is not None:
                self._waiting[holder] = queue  # now the last
            if not turn.done():
                self._take(holder)
                turn.set_result(None)

    def _forget(self, holder: Hashable, turn: asyncio.Future[None]) -> None:
        queue = self._waiting.get(holder)
        if queue is None or turn not in queue:
            return  # its turn came after its request was cancelled
        queue.remove(turn)
        if not queue:
            del self._waiting[holder]
