"""Lets a consumer read past a Kafka record that has a header name which is not UTF-8.

aiokafka 0.14 raises while it unpacks such a Kafka record. Those of the same fetch that it unpacked before are then
lost, because the next call moves the position past them. One foreign Kafka record would also stop its partition without
end. So a batch is unpacked completely before any of it is returned, and one that fails is unpacked again with escaped
names.
"""

import struct
from collections.abc import Iterator
from typing import Any, Final, SupportsIndex

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords

_LENGTH_AT: Final = 8
_LENGTH: Final = struct.Struct(">i")
_OVERHEAD: Final = _LENGTH_AT + _LENGTH.size


def install() -> None:
    """Let every consumer of this process unpack batches in this tolerant way."""
    fetcher.MemoryRecords = TolerantMemoryRecords


class TolerantMemoryRecords:
    """aiokafka's batches of one fetch. Each batch returns all of its Kafka records or none."""

    def __init__(self, fetched: bytes) -> None:
        """Take what a fetch returned for one partition."""
        self._fetched = fetched
        self._records = MemoryRecords(fetched)
        self._position = 0

    def has_next(self) -> bool:
        """Return whether there is another batch."""
        return bool(self._records.has_next())

    def size_in_bytes(self) -> int:
        """Return how many bytes were fetched."""
        return int(self._records.size_in_bytes())

    def next_batch(self) -> "_TolerantBatch":
        """Return the next batch."""
        end = self._position + _OVERHEAD + _LENGTH.unpack_from(self._fetched, self._position + _LENGTH_AT)[0]
        batch = _TolerantBatch(self._records.next_batch(), self._fetched[self._position : end])
        self._position = end
        return batch


class _TolerantBatch:
    """A batch that behaves like aiokafka's own, except for a Kafka record that aiokafka cannot unpack."""

    def __init__(self, batch: Any, content: bytes) -> None:
        self._batch = batch
        self._content = content

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        try:
            return iter(list(self._batch))
        except (CorruptRecordException, UnicodeDecodeError):
            return iter(list(_escaped(self._content)))


def _escaped(content: bytes) -> Any:
    """Return aiokafka's pure Python reader of a batch. It reads from bytes whose decoding cannot fail."""
    batch = _DefaultRecordBatchPy(content)
    batch._maybe_uncompress()
    batch._buffer = _EscapingBytes(batch._buffer)
    return batch


class _EscapingBytes(bytearray):
    """Bytes whose slices always decode to text, whatever they contain."""

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        part = super().__getitem__(index)
        return _EscapingBytes(part) if isinstance(part, bytearray) else part

    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:  # noqa: ARG002 - never strict
        return super().decode(encoding, "backslashreplace")
