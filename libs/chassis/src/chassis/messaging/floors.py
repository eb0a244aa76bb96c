"""Floors: the id below which a shard of the outbox is empty for good. A look into a shard can begin there.

Without a floor, each look walks over deleted rows. They stay in table and index until vacuum removes them, and an old
snapshot that is open anywhere in the database prevents that for as long as it lasts.

An id is drawn before its transaction commits, so a lower id can become visible after a higher one was published. A
floor therefore rises to an id only when every transaction that can have drawn an id up to it has ended. This can be
known, because ids are drawn in order (identity, cache 1), and each transaction has its transaction id before it draws
an outbox id: it has locked or written the row of the aggregate first (see chassis.messaging.outbox).
"""

from collections.abc import Sequence


class Floors:
    """The floors of one relay, in memory. A new relay starts at zero, which is always correct."""

    def __init__(self, shards: int) -> None:
        """Take the number of shards."""
        self._floors = [0] * shards
        self._newest_id = 0
        self._settled_id = 0
        self._settling: tuple[int, int] | None = None

    def of_each_shard(self) -> list[int]:
        """Return each shard's floor. The shard has no row with this id or a lower one, and never will."""
        return list(self._floors)

    def seen(self, row_id: int) -> None:
        """Take the id of a row that was visible."""
        self._newest_id = max(self._newest_id, row_id)

    def probed(self, oldest_ids: Sequence[int | None], *, oldest_running: int, next_transaction: int) -> None:
        """Take what one snapshot showed: the id of each shard's oldest row above its floor, and which transactions ran.

        All transactions below `oldest_running` had ended, and none from `next_transaction` on had begun.
        """
        if self._settling is not None and oldest_running >= self._settling[1]:
            self._settled_id, self._settling = self._settling[0], None
        for shard, oldest_id in enumerate(oldest_ids):
            empty_to = self._settled_id if oldest_id is None else min(self._settled_id, oldest_id - 1)
            self._floors[shard] = max(self._floors[shard], empty_to)
            if oldest_id is not None:
                self.seen(oldest_id)
        if self._settling is None and self._newest_id > self._settled_id:
            self._settling = (self._newest_id, next_transaction)

    def found(self, shard: int, row_id: int) -> None:
        """Take a row that was found without using a floor, and lower the floor if the row is below it.

        Such a row was written in a way that breaks the rules above.
        """
        self._floors[shard] = min(self._floors[shard], row_id - 1)

    def forget(self) -> None:
        """Start again at zero, because nothing is certain after a fault."""
        self._floors = [0] * len(self._floors)
        self._newest_id = self._settled_id = 0
        self._settling = None
