"""Identifiers are UUIDv7, so that new rows come at the end of an index."""

from collections.abc import Callable
from uuid import UUID

from uuid_utils.compat import uuid7

NewId = Callable[[], UUID]
"""A function that makes ids. It is an argument, so that tests can repeat a run with the same ids."""


def new_id() -> UUID:
    """Return a new UUIDv7."""
    return uuid7()
