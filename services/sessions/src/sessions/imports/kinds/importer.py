"""What all kinds of imports have in common: rows are parsed, compared with the database, and written."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.bookings import RowBooking
from sessions.imports.checks.matching import Earlier, Existing, Matched, SomeExisting, SomeRow, match
from sessions.imports.checks.report import ImportedAcceptance, ImportMode, Keyed, Outcome, Repeat, parse_rows, repeated
from sessions.imports.kinds.earlier_rows import EarlierRows
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.columns import Layouts
from sessions.imports.sheets.date_orders import NO_ORDERS, DateOrders
from sessions.imports.sheets.mistakes import RowError
from sessions.session.events import Author
from sessions.spellings import folded
from sessions.words import Mode


class SessionNamed(NamedTuple):
    """The session that a file of enrolments is for."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who imports, and how. Zone and mode are the defaults for rows that do not give them, and acceptance is the answer
    of learners whom the file adds.

    `date_orders` say for each separator whether the day or the month comes first.
    """

    author: Author
    import_mode: ImportMode
    zone: str
    mode: Mode
    acceptance: ImportedAcceptance
    session: SessionNamed | None
    now: datetime
    new_id: NewId
    date_orders: DateOrders = NO_ORDERS
    file_name: str | None = None

    @property
    def org_id(self) -> UUID:
        """Return the organisation of the person who imports."""
        return self.author.org_id


class CheckedRows(Protocol):
    """Rows that were checked and can be written: what becomes of each, and the function that writes them."""

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """Return what becomes of each row."""
        ...

    @property
    def bookings(self) -> Sequence[RowBooking]:
        """Return what the correct rows would book: times of coaches and rooms, and seats."""
        ...

    async def write(self, db: AsyncConnection) -> Sequence[Outcome]:
        """Write the rows, and return the outcomes with the ids of what was created.

        Raises NameTaken or DoubleBooked if a concurrent request was quicker. Then everything has to be checked again.
        """
        ...


Parsed = TypeVar("Parsed")


class Importer(ABC, Generic[Parsed]):
    """One kind of imports."""

    layouts: ClassVar[Layouts]
    key_columns: ClassVar[tuple[str, ...]]
    """The columns that may hold the key of a row. The first that a file has is named in the error of a repeated row."""
    name_columns: ClassVar[tuple[str, ...]]
    """The columns that hold the name of a row, for rows that cannot be parsed."""
    date_columns: ClassVar[tuple[str, ...]] = ()
    """The columns that have dates."""
    rows_per_step: ClassVar[int] = 500
    """How many rows the worker checks, or writes, in one transaction."""
    is_changed_singly: ClassVar[bool] = False
    """Whether existing sessions are changed one by one, each with an event, and not in one statement."""

    rows_add_up: ClassVar[bool] = False
    """Whether several rows of a file may have the same key."""

    def __init__(self, asked: Asked, earlier: EarlierRows | None, of_file: EarlierRows | None) -> None:
        """Make an importer. `earlier` are rows before these that were checked and are not written yet, if any.

        `of_file` are all rows of a large file that were checked so far, whether they are written or not.
        """
        self.asked = asked
        self.earlier = earlier
        self.of_file = of_file
        self.key_column = self.key_columns[0]

    async def weights(self, db: AsyncConnection, rows: Sequence[Row]) -> list[int]:  # noqa: ARG002
        """Return how much there is to write for each row: 1, or a count if there may be thousands."""
        return [1] * len(rows)

    @abstractmethod
    def parse(self, row: Row) -> Parsed:
        """Return a row in the form of this kind, or raise Mistake."""

    @abstractmethod
    def keyed(self, row: Parsed) -> Keyed:
        """Return what makes a row unique in its file."""

    @abstractmethod
    async def check(self, db: AsyncConnection, rows: Sequence[Parsed], *, lock: bool) -> CheckedRows:
        """Return what becomes of rows. With `lock`, what the result depends on is locked until the transaction ends."""

    async def match(
        self,
        db: AsyncConnection,
        rows: Sequence[SomeRow],
        by_key: Mapping[str, SomeExisting],
        by_external_id: Mapping[str, SomeExisting],
        *,
        noun: str,
    ) -> Matched[SomeExisting]:
        """Return what rows mean of what exists, by their keys and their ids of another system."""
        earlier = Earlier({}, {})
        if self.earlier is not None:
            existing: list[Existing] = [*by_key.values(), *by_external_id.values()]
            earlier = await self.earlier.meaning(
                db, ids={one.id for one in existing}, external_ids=external_ids_of(rows)
            )
        return match(rows, by_key, by_external_id, noun=noun, column=self.key_column, earlier=earlier)

    def name_of(self, row: Row) -> str:
        """Return the name of a row that cannot be parsed, as the report shows it."""
        return row.label(self.name_columns)


def external_ids_of(rows: Sequence[SomeRow]) -> set[str]:
    """Return the ids of another system that rows give."""
    return {row.external_id for row in rows if row.external_id is not None}


@dataclass(frozen=True, slots=True)
class Examined:
    """Rows of a file: the refused ones, those that say the same as earlier ones, and the others as they were checked.

    `keys` are those of all rows that could be parsed, by line.
    """

    refused: Sequence[Outcome]
    same: Sequence[Repeat]
    checked: CheckedRows
    keys: Mapping[int, Keyed]

    @property
    def outcomes(self) -> list[Outcome]:
        """Return what becomes of every row, in the order of lines."""
        return self.after(self.checked.outcomes)

    async def write(self, db: AsyncConnection) -> list[Outcome]:
        """Write the checked rows, and return what became of every row, in the order of lines. Raises as they do."""
        return self.after(await self.checked.write(db))

    def after(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Return all outcomes in the order of lines, after these of the checked rows."""
        ids = {outcome.line: outcome.id for outcome in outcomes}
        same = [repeat.unchanged(ids.get(repeat.first.line)) for repeat in self.same]
        return sorted([*self.refused, *same, *outcomes], key=lambda outcome: outcome.line)


async def examine(
    db: AsyncConnection,
    importer: Importer[Parsed],
    rows: Sequence[Row],
    errors: Sequence[RowError],
    *,
    lock: bool,
) -> Examined:
    """Parse rows of a file, find repeated ones, and check the others. `errors` are rows that could not be read."""
    in_file = rows[0].cells.keys() if rows else ()
    importer.key_column = next((one for one in importer.key_columns if one in in_file), importer.key_column)
    parsed, refused = parse_rows(rows, errors, importer.parse, importer.name_of)
    digests = {row.line: row.digest(without=importer.key_columns) for row in rows}
    keyed = [key._replace(digest=digests[key.line]) for key in map(importer.keyed, parsed)]
    forms = await folded(db, [row.key for row in keyed])
    known = {} if importer.earlier is None else await importer.earlier.first_rows(db, forms)
    again = {} if importer.rows_add_up else repeated(keyed, forms, earlier=known)
    kept = [row for row, key in zip(parsed, keyed, strict=True) if key.line not in again]
    checked = await importer.check(db, kept, lock=lock)
    wrong = {outcome.line for outcome in checked.outcomes if outcome.result == "error"}
    same = [repeat for repeat in again.values() if repeat.says_the_same(wrong)]
    refused += [repeat.refused(importer.key_column) for repeat in again.values() if not repeat.says_the_same(wrong)]
    return Examined(refused, same, checked, {key.line: key for key in keyed})
