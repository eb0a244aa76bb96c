"""A Kafka topic with one partition in memory, and a consumer of it that behaves as aiokafka's does.

It is for tests that need thousands of rebalances and restores. Tests with real Kafka stand beside them.
"""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition

from probing.harness import Raw
from probing.offline import consumed


class Log:
    """The records of a partition. Compaction and retention make offsets disappear, but move none."""

    def __init__(self, topic: str) -> None:
        self.partition = TopicPartition(topic, 0)
        self.records: dict[int, Raw] = {}
        self.end = self.begin = 0

    def append(self, *records: Raw) -> None:
        """Write records at the end."""
        for record in records:
            self.records[self.end] = record
            self.end += 1

    def delete_before(self, offset: int) -> None:
        """Let the log begin at this offset."""
        self.begin = min(offset, self.end)
        self.records = {at: record for at, record in self.records.items() if at >= self.begin}

    def make_again(self) -> None:
        """Delete the topic and create it again."""
        self.records, self.end, self.begin = {}, 0, 0


class LogConsumer:
    """A consumer of one log, at a position of its own. Its first position is what Kafka's committed offsets say."""

    def __init__(self, log: Log, *, committed: int = 0) -> None:
        self.log, self.position = log, committed
        self._subscription: Any = SimpleNamespace(
            subscription=SimpleNamespace(assignment=SimpleNamespace(state_value=self._state_value))
        )

    def _state_value(self, _: TopicPartition) -> Any:
        return SimpleNamespace(has_valid_position=True, position=self.position)

    def assignment(self) -> set[TopicPartition]:
        """Return the one partition."""
        return {self.log.partition}

    def seek(self, _: TopicPartition, offset: int) -> None:
        """Go to an offset, which need not exist."""
        self.position = offset

    async def beginning_offsets(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        """Return where the log begins."""
        return dict.fromkeys(partitions, self.log.begin)

    async def end_offsets(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        """Return the offset of the next record."""
        return dict.fromkeys(partitions, self.log.end)

    def fetch(self, most: int) -> list[ConsumerRecord]:
        """Return the next records. A position outside of the log becomes its beginning (`earliest`)."""
        if not self.log.begin <= self.position <= self.log.end:
            self.position = self.log.begin
        offsets = [offset for offset in sorted(self.log.records) if offset >= self.position][:most]
        if offsets:
            self.position = offsets[-1] + 1
        return [consumed(self.log.partition.topic, offset, self.log.records[offset]) for offset in offsets]
