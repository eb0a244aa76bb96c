"""Dates such as 01/12/2026: the day or the month is first. Dates of the same file decide which."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from sessions.imports.sheets.cells import Row

Order = Literal["day_first", "month_first"]
MONTHS: Final = 12

MAY_BE_DATE: Final = re.compile(rb"\d[-/.] ?\d{1,2}[-/.] ?\d{4}")
"""What a file has somewhere if it has such dates. To look for it is quicker than to read the rows."""
_DATE: Final = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?\d{4}(?!\d)", re.ASCII)
_WORDS: Final[Mapping[Order, str]] = {"day_first": "the day first", "month_first": "the month first"}


class Shown(NamedTuple):
    """A date of the file that can only be read in one order, and its line."""

    line: int
    value: str


class DateOrder(NamedTuple):
    """How dates with a separator are read. `shown` decides it; without it, the sender did.

    If dates with the separator contradict each other, `against` is one that can only be read in the other order.
    """

    separator: str
    order: Order
    shown: Shown | None = None
    against: Shown | None = None

    @property
    def hint(self) -> str:
        """Return what the sender of the file should know."""
        if self.against is not None:
            return f"Dates with {self.separator!r} were not read, because {self.contradiction}."
        why = "date_order says" if self.shown is None else f"in {self.shown.value!r} (line {self.shown.line})"
        return f"Dates with {self.separator!r} were read with {_WORDS[self.order]}, as {why}."

    @property
    def contradiction(self) -> str:
        """Return which two dates contradict each other."""
        assert self.shown is not None
        assert self.against is not None
        other: Order = "month_first" if self.order == "day_first" else "day_first"
        return (
            f"{self.shown.value!r} (line {self.shown.line}) has {_WORDS[self.order]}, and {self.against.value!r} (line "
            f"{self.against.line}) {_WORDS[other]}"
        )


@dataclass(frozen=True, slots=True)
class DateOrders:
    """How the dates of a file are read: what the sender says, or what the file shows, by separator."""

    found: tuple[DateOrder, ...] = ()

    def of(self, separator: str) -> DateOrder | None:
        """Return how dates with a separator are read, or None if nothing says it."""
        return next((one for one in self.found if one.separator == separator), None)

    def document(self) -> list[Any]:
        """Return the orders as JSON."""
        return [
            [one.separator, one.order, one.shown and list(one.shown), one.against and list(one.against)]
            for one in self.found
        ]

    @classmethod
    def from_document(cls, document: Iterable[Any]) -> "DateOrders":
        """Return the orders of a document: the inverse of `document`."""
        return cls(
            tuple(
                DateOrder(separator, order, shown and Shown(*shown), against and Shown(*against))
                for separator, order, shown, against in document
            )
        )


NO_ORDERS: Final = DateOrders()


class OrderFinder:
    """Finds how the dates of a file are to be read, from rows that come piece by piece."""

    def __init__(self, asked: Order | None) -> None:
        """Take the order that the sender asks for, if any."""
        self._asked = asked
        self._seen: dict[str, dict[Order, Shown]] = {}

    def feed(self, rows: Iterable[Row], columns: Iterable[str]) -> None:
        """Look at the dates in some columns of rows."""
        columns = tuple(columns)
        for row in rows:
            for column in columns:
                if found := _DATE.match(row.cells.get(column, "").strip()):
                    seen = self._seen.setdefault(found[2], {})
                    day, month = int(found[1]) > MONTHS, int(found[3]) > MONTHS
                    if day != month:
                        order: Order = "day_first" if day else "month_first"
                        seen.setdefault(order, Shown(row.line, row.cells[column].strip()))

    def result(self) -> DateOrders:
        """Return how dates are read, for each separator for which something says it."""
        return DateOrders(tuple(self._orders()))

    def _orders(self) -> Iterator[DateOrder]:
        for separator, shown in self._seen.items():
            if self._asked is not None:
                yield DateOrder(separator, self._asked)
            elif shown:
                (order, first), *others = shown.items()
                yield DateOrder(separator, order, first, others[0][1] if others else None)
