"""The tables, as the migrations make them. Constraints carry the invariants; a test compares both."""

from sessions.tables import batches, corrections, directory, ending, imports, log, records, sessions  # noqa: F401 - each adds to the metadata
from sessions.tables.base import metadata

__all__ = ["metadata"]
