"""Stops a consumer when more Kafka records fail than bad data can explain, because then the code is wrong.

The number of failures in a row is kept in the database, so that a restart does not reset it.
"""

from collections import deque
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Statement

FAILURES_IN_A_ROW_MAX: Final = 20
WINDOW_RECORDS: Final = 2_000
WINDOW_FAILURES_MAX: Final = WINDOW_RECORDS // 100

_READ = Statement("SELECT in_a_row FROM breaker WHERE consumer = :consumer")
_WRITE = Statement("""
    INSERT INTO breaker (consumer, in_a_row) VALUES (:consumer, :in_a_row)
    ON CONFLICT (consumer) DO UPDATE SET in_a_row = excluded.in_a_row
""")


class ConsumerHaltedError(Exception):
    """Too many Kafka records fail to be bad data. An operator must look before anything else is parked."""


class Breaker:
    """Counts failures in a row, and failures within the latest WINDOW_RECORDS, and refuses too many of either."""

    def __init__(self, consumer: str) -> None:
        """Take the consumer's name."""
        self._consumer = consumer
        self._in_a_row: int | None = None
        self._window: deque[bool] = deque(maxlen=WINDOW_RECORDS)

    async def judge(self, db: AsyncConnection, outcomes: list[bool]) -> None:
        """Take the outcomes of a batch in order (True: failed), inside the batch's transaction.

        Raises ConsumerHaltedError when too many failed. Then the caller must roll back, so that nothing is parked.
        """
        if self._in_a_row is None:
            self._in_a_row = await _READ.scalar(db, {"consumer": self._consumer}) or 0
        in_a_row, window = self._in_a_row, self._window.copy()
        for failed in outcomes:
            in_a_row = in_a_row + 1 if failed else 0
            window.append(failed)
            if failed and in_a_row > FAILURES_IN_A_ROW_MAX:
                raise ConsumerHaltedError(f"{in_a_row} Kafka records in a row failed")
            if failed and sum(window) > WINDOW_FAILURES_MAX:
                raise ConsumerHaltedError(f"{sum(window)} of the latest {len(window)} Kafka records failed")
        if in_a_row != self._in_a_row:
            await _WRITE.execute(db, {"consumer": self._consumer, "in_a_row": in_a_row})
        self._pending = (in_a_row, window)

    def committed(self) -> None:
        """Adopt the counts of the latest `judge`. Call this after its transaction has committed."""
        self._in_a_row, self._window = self._pending
