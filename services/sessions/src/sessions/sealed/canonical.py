"""The canonical bytes of documents, and the digests by which records refer to texts."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson


def canonical(document: Any) -> bytes:
    """Return the canonical bytes of a JSON document (RFC 8785).

    The document may contain only objects with ASCII keys, lists, texts, integers of at most 53 bits, booleans and null.
    Records have nothing else. For these values, sorted keys and orjson's spelling are the canonical form.
    Raises TypeError for an integer beyond 53 bits and for half of a surrogate pair.
    """
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)


def text_salt(salt: bytes, name: str) -> bytes:
    """Return the salt of one of the texts that are sealed together.

    Each text has its own salt, so a person who sees one text and its salt learns nothing about the others' digests.
    """
    return hashlib.sha256(salt + name.encode()).digest()


def text_digest(salt: bytes, name: str, text: Any) -> bytes:
    """Return the digest by which a record refers to a text: SHA-256 of the text's salt and its canonical bytes."""
    return _digest(text_salt(salt, name), text)


def _digest(salt: bytes, document: Any) -> bytes:
    return hashlib.sha256(salt + canonical(document)).digest()


def instant(value: datetime | None) -> str | None:
    """Return an instant in the form that records use: UTC, with microseconds."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
