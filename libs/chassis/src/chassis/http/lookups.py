"""Look-ups: a list that is asked for the things with these ids or names, many at a time."""

import csv
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator

from chassis.database.keyset import PAGE_LIMIT_MAX
from chassis.ids import to_id

LOOKED_UP_MAX: Final = PAGE_LIMIT_MAX
"""How many things one request looks up. Their page has all of them, whatever its limit."""


def texts_in(asked: str | None) -> tuple[str, ...] | None:
    """Return the texts of a look-up, each once, or None if nothing is looked up.

    They are written as a row of CSV, because a name may have a comma. Raises ValueError for an empty text, and for more
    than LOOKED_UP_MAX.
    """
    if asked is None:
        return None
    try:
        (cells,) = csv.reader([asked], strict=True, skipinitialspace=True)
    except (csv.Error, ValueError):
        raise ValueError(
            "cannot be read: write a row of CSV, with quotation marks around a name that has a comma"
        ) from None
    found = dict.fromkeys(cell.strip() for cell in cells)
    if not found or "" in found:
        raise ValueError("has an empty place: write the values with one comma between each two")
    if len(found) > LOOKED_UP_MAX:
        raise ValueError(f"has {len(found)} values: look up at most {LOOKED_UP_MAX} at a time")
    return tuple(found)


def ids_in(asked: str | None) -> tuple[UUID, ...] | None:
    """Return the ids of a look-up, as `texts_in` does. Raises ValueError for a text that is no id, too."""
    texts = texts_in(asked)
    return None if texts is None else tuple(to_id(one) for one in texts)


def checked(read: Callable[[str | None], object]) -> AfterValidator:
    """Return the validator of a parameter that looks up many things. `read` raises ValueError for a wrong one."""

    def check(asked: str | None) -> str | None:
        """Return what was asked. Raises what `read` raises."""
        read(asked)
        return asked

    return AfterValidator(check)


def lookup(what: str, *, example: str) -> Any:
    """Return the description of such a parameter."""
    limits = f"At most {LOOKED_UP_MAX}, with commas between them."
    return Query(description=f"{what} {limits} The answer leaves out those that you may not see.", examples=[example])
