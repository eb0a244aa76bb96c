"""Pages of lists. A cursor has the sort values of the last row, where the next page begins. Clients cannot read it.

A list has one `Keyset`, which names those values. They are also parameters of the statement that reads a page:

    EARNINGS: Final = Keyset(before=datetime, before_id=UUID)

    rows = await _PAGE.all(db, {**scope, **EARNINGS.parameters(cursor), "limit": limit + 1})
    return EARNINGS.page(rows, limit=limit, key=lambda row: (row.credited_at, row.id))
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Any, Final, Generic, NamedTuple, TypeVar, get_args
from uuid import UUID

import orjson
from contracts.instants import to_instant

from chassis.errors import FieldError, Unprocessable
from chassis.ids import to_id

PAGE_LIMIT_DEFAULT: Final = 50
PAGE_LIMIT_MAX: Final = 200
CURSOR_CHARACTERS_MAX: Final = 1_000
INTEGERS: Final = range(-(2**63), 2**63)
"""What a column of integers takes. A client may have written anything into a cursor."""

_ASKED: Final = "Send next_cursor of the previous page unchanged, or leave cursor out to start at the first page."

Row = TypeVar("Row")
Item = TypeVar("Item")


class InvalidCursor(Unprocessable):
    """The cursor does not come from this list."""

    slug, title = "invalid-cursor", "The cursor does not belong to this list"

    def __init__(self, detail: str = _ASKED) -> None:
        """Take what to do, where it is more than that."""
        super().__init__(detail, errors=[FieldError("cursor", "not a cursor of this list")])


class Slice(NamedTuple, Generic[Row]):
    """The rows of one page, and the cursor of the next page; None on the last page."""

    items: Sequence[Row]
    next_cursor: str | None

    def map(self, convert: Callable[[Row], Item]) -> "Slice[Item]":
        """Return the page with every row converted."""
        return Slice([convert(item) for item in self.items], self.next_cursor)


class Keyset:
    """The sort values by which a list is divided into pages, in order: their names, and their types.

    A type is str, int, datetime or UUID, or one of them `| None` where the last row may lack the value.
    """

    def __init__(self, **parts: Any) -> None:
        """Take the type of each value by its name, which is also its name as a parameter of the statement."""
        self._parts = parts

    def parameters(self, cursor: str | None) -> dict[str, Any]:
        """Return the values in a cursor by name. On the first page all are None. Raises InvalidCursor."""
        if cursor is None:
            return dict.fromkeys(self._parts)
        try:
            if len(cursor) > CURSOR_CHARACTERS_MAX:
                raise ValueError("too long")
            values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if not isinstance(values, list):
                raise TypeError("not a list")
            return {name: _read(value, kind) for value, (name, kind) in zip(values, self._parts.items(), strict=True)}
        except (ValueError, TypeError, OverflowError, binascii.Error) as error:
            raise InvalidCursor from error

    def cursor(self, *values: Any) -> str:
        """Return the cursor for the sort values of the last row of a page."""
        return base64.urlsafe_b64encode(orjson.dumps([_written(value) for value in values])).decode().rstrip("=")

    def page(self, rows: Sequence[Row], *, limit: int, key: Callable[[Row], tuple[Any, ...]]) -> Slice[Row]:
        """Return the page in rows of which one more than `limit` was read. `key` returns the sort values of a row."""
        if len(rows) <= limit:
            return Slice(rows, None)
        return Slice(rows[:limit], self.cursor(*key(rows[limit - 1])))


def _written(value: Any) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, UUID) else value  # asyncpg's own kind of UUID is unknown to orjson


def _read(value: object, kind: Any) -> Any:
    """Return a value of the type that was asked for. Raises ValueError or TypeError if there is another one."""
    if isinstance(kind, UnionType):
        if value is None:
            return None
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    if kind is int:
        if type(value) is not int or value not in INTEGERS:  # type(): a bool is an int, but no sort value
            raise TypeError("not an integer of a column")
        return value
    if not isinstance(value, str) or "\0" in value:
        raise TypeError("not a text")
    if kind is datetime:
        return to_instant(value)
    return to_id(value) if kind is UUID else value
