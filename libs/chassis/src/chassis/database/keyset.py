"""Keyset cursors, which say where the next page of a list begins. Clients cannot read them."""

import base64
import binascii

import orjson

from chassis.errors import FieldError, Unprocessable

PAGE_LIMIT_DEFAULT = 50
PAGE_LIMIT_MAX = 200
CURSOR_CHARACTERS_MAX = 1_000

CursorPart = str | int | None


class InvalidCursor(Unprocessable):
    """The cursor does not come from this list."""

    slug, title = "invalid-cursor", "The cursor does not belong to this list"


def encode_cursor(*parts: CursorPart) -> str:
    """Return the cursor for the sort values of the last row of a page."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def decode_cursor(cursor: str, *, parts: int) -> tuple[CursorPart, ...]:
    """Return the sort values in a cursor, or raise InvalidCursor."""
    try:
        if len(cursor) > CURSOR_CHARACTERS_MAX:
            raise ValueError("too long")
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != parts:
            raise ValueError("other parts")
        if not all(map(_is_part, values)):
            raise ValueError("other types")
    except (ValueError, binascii.Error) as error:
        raise InvalidCursor(
            "Send next_cursor of the previous page unchanged, or leave cursor out to start at the first page.",
            errors=[FieldError("cursor", "not a cursor of this list")],
        ) from error
    return tuple(values)


def _is_part(value: object) -> bool:
    """Return whether PostgreSQL takes the value as a parameter. A client may have written anything into a cursor."""
    if isinstance(value, str):
        return "\0" not in value
    return value is None or (
        type(value) is int and -(2**63) <= value < 2**63
    )  # type(): a bool is an int, but no sort value
