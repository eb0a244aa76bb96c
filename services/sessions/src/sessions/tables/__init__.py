"""The tables, as the migrations make them. Constraints hold the invariants. A test compares tables and migrations."""

from sessions.tables import batches, corrections, directory, ending, imports, log, records, sessions  # noqa: F401 - each adds to the metadata
from sessions.tables.base import metadata

__all__ = ["metadata"]
