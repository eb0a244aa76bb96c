"""Below which id a shard of the outbox is empty for good, so that no look at it walks over rows that were deleted.

Deleted rows stay in table and index until vacuum removes them, which an old snapshot held open anywhere in the
database prevents for as long as it lasts. A probe that begins at the lowest live id does not see them.

An id is drawn before its transaction commits, so that a lower id may become visible after a higher one was published.
A floor therefore rises only to ids of which every transaction that may have drawn one has ended: each had its
transaction id before it drew an id, because whoever emits has locked or written the aggregate's row before (see
chassis.outbox), and ids are drawn in order (identity, cache 1).
"""

from collections.abc import Sequence


class Floors:
    """The floors of one relay. Kept in memory: a relay that starts anew begins at zero, which is always right."""

    def __init__(self, shards: int) -> None:
        """Take how many shards there are."""
        self._floors = [0] * shards
        self._newest_id = 0
        self._settled_id = 0
        self._settling: tuple[int, int] | None = None

    def of_each_shard(self) -> list[int]:
        """Return each shard's floor: it has, and will have, no row with that id or a lower one."""
        return list(self._floors)

    def seen(self, row_id: int) -> None:
        """Take the id of a row that was visible."""
        self._newest_id = max(self._newest_id, row_id)

    def probed(self, oldest_ids: Sequence[int | None], *, oldest_running: int, next_transaction: int) -> None:
        """Take what one snapshot showed: each shard's oldest row behind its floor, and which transactions ran.

        All transactions below `oldest_running` had ended, none from `next_transaction` on had begun.
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
        """Take a row that was found without a floor. One below it came by a way that keeps none of the rules above."""
        self._floors[shard] = min(self._floors[shard], row_id - 1)

    def forget(self) -> None:
        """Begin anew: after a fault nothing is known for sure."""
        self._floors = [0] * len(self._floors)
        self._newest_id = self._settled_id = 0
        self._settling = None
