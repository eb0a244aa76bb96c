"""Identifiers are UUIDv7, so that new rows come at the end of an index.

An id is new, or it is derived from the event that causes what it names.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Final
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

NewId = Callable[[], UUID]
"""A function that makes ids. It is an argument, so that tests can repeat a run with the same ids."""

_TIME_MASK: Final = 0xFFFF_FFFF_FFFF << 80
_VERSION: Final = 0x7 << 76
_VERSION_MASK: Final = 0xF << 76
_VARIANT: Final = 0b10 << 62
_VARIANT_MASK: Final = 0b11 << 62
ID_FORM: Final = "an id is a UUID in the form 0193b2a4-0000-7000-8000-000000000001"
_CANONICAL: Final = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def to_id(value: object) -> UUID:
    """Return the id of a text in the form of RFC 9562, or of a UUID. Raises ValueError for everything else.

    `UUID` also takes braces, urn:uuid: and a text without hyphens. One id would then have many addresses.
    """
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str) or not _CANONICAL.fullmatch(value):
        raise ValueError(ID_FORM)
    return UUID(value)


def new_id() -> UUID:
    """Return a new UUIDv7."""
    return uuid7()


def derived_id(kind: str, *, cause: UUID, subject: object, revision: int = 0) -> UUID:
    """Return the id of something that an event causes. The same arguments always give the same id.

    So an event that is handled again, for example after its database was restored, causes the same ids. `kind` is the
    type of the event or row that gets the id, `cause` the id of the causing event, `subject` what it is about, and
    `revision` distinguishes several of one kind, cause and subject.

    The id has the form of a UUIDv7 (RFC 9562) with the time of the cause, and a hash in place of the random bits. So
    ids sort by that time, and the inbox is pruned by it.
    """
    named = orjson.dumps([kind, str(cause), str(subject), revision])
    bits = int.from_bytes(sha256(named).digest()[:16]) & ~(_TIME_MASK | _VERSION_MASK | _VARIANT_MASK)
    return UUID(int=cause.int & _TIME_MASK | _VERSION | _VARIANT | bits)
