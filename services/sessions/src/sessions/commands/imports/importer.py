"""What all kinds of imports have in common: rows are parsed, compared with what there is, and written."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, Literal, NamedTuple, Protocol, TypeVar
from uuid import UUID

from chassis.auth import Principal
from contracts.sessions import Mode
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.commands.events import NewId
from sessions.domain.imports.bookings import Claim
from sessions.domain.imports.report import ImportMode, Keyed, Outcome, parse_rows, repeated
from sessions.domain.sheets.cells import Row
from sessions.domain.sheets.columns import Kind as Layouts
from sessions.domain.sheets.mistakes import RowError
from sessions.queries.imports.jobs import EarlierRows


class SessionNamed(NamedTuple):
    """The session whose enrolments a file has."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who imports, and how. Zone, session_mode and acceptance are those of sessions whose rows give none."""

    caller: Principal
    mode: ImportMode
    zone: str
    session_mode: Mode
    acceptance: Literal["invited", "accepted"]
    session: SessionNamed | None
    now: datetime
    new_id: NewId


class Plan(Protocol):
    """What becomes of rows, and how that is done."""

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """Return what becomes of each row."""
        ...

    @property
    def claims(self) -> Sequence[Claim]:
        """Return what those rows would take that are not wrong."""
        ...

    async def write(self, db: AsyncConnection) -> Sequence[Outcome]:
        """Do it, and return the outcomes with the ids of what was created.

        Raises NameTaken or DoubleBooked where somebody else was quicker: then all of it is to be planned again.
        """
        ...


Parsed = TypeVar("Parsed")


class Importer(ABC, Generic[Parsed]):
    """One kind of imports."""

    layouts: ClassVar[Layouts]
    key_column: ClassVar[str]
    """The column that a repeated row is told by."""
    name_columns: ClassVar[tuple[str, ...]]
    """Where the name of a row that cannot be parsed stands."""
    rows_per_step: ClassVar[int] = 500
    """Rows that the worker checks, or writes, in one transaction."""
    is_changed_singly: ClassVar[bool] = False
    """Whether what exists is changed one after the other, each with an event, and not all of it at once."""

    def __init__(self, asked: Asked, earlier: EarlierRows | None) -> None:
        """Take who asks for what, and the rows before these that the database does not know yet, if there are any."""
        self.asked = asked
        self.earlier = earlier

    async def weights(self, db: AsyncConnection, rows: Sequence[Row]) -> list[int]:  # noqa: ARG002
        """Return how much each row makes to be written: 1, or what it is if it may be thousands."""
        return [1] * len(rows)

    @abstractmethod
    def parse(self, row: Row) -> Parsed:
        """Return a row as this kind has it, or raise Mistake."""

    @abstractmethod
    def keyed(self, row: Parsed) -> Keyed:
        """Return what makes a row unique in its file."""

    @abstractmethod
    async def plan(self, db: AsyncConnection, rows: Sequence[Parsed], *, lock: bool) -> Plan:
        """Return what becomes of rows; with `lock` nobody changes what that rests on until the transaction ends."""

    def name_of(self, row: Row) -> str:
        """Return what a row that cannot be parsed is called."""
        return next((name for column in self.name_columns if (name := row.cell(column))), "")


@dataclass(frozen=True, slots=True)
class Examined:
    """Rows of a file: those that are wrong by themselves or repeated, the plan of the others, and keys by line."""

    refused: Sequence[Outcome]
    plan: Plan
    keys: Mapping[int, str]

    @property
    def outcomes(self) -> list[Outcome]:
        """Return what becomes of every row, in order of lines."""
        return in_order([*self.refused, *self.plan.outcomes])


async def examine(
    db: AsyncConnection,
    importer: Importer[Parsed],
    rows: Sequence[Row],
    errors: Sequence[RowError],
    *,
    lock: bool,
) -> Examined:
    """Return what becomes of rows of a file."""
    parsed, refused = parse_rows(rows, errors, importer.parse, importer.name_of)
    keyed = [importer.keyed(row) for row in parsed]
    keys = [row.key for row in keyed]
    known = {} if importer.earlier is None else await importer.earlier.lines_of(db, keys)
    again = repeated(keyed, column=importer.key_column, earlier=known)
    kept = [row for row, key in zip(parsed, keyed, strict=True) if key.line not in again]
    plan = await importer.plan(db, kept, lock=lock)
    return Examined([*refused, *again.values()], plan, {key.line: key.key for key in keyed})


def in_order(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return outcomes in order of lines."""
    return sorted(outcomes, key=lambda outcome: outcome.line)
