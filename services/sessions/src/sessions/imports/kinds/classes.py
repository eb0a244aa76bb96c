"""Import classes and their members."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from chassis.database.statement import Insert, Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.classes.create_and_change import add_members
from sessions.imports.checks.bookings import RowBooking
from sessions.imports.checks.catalogue import CheckedClass, ExistingClass, checked_class
from sessions.imports.checks.report import Keyed, Outcome
from sessions.imports.errors import ClassMadeMeanwhile
from sessions.imports.kinds.existing_catalogue import classes_by_name, people_by_username
from sessions.imports.kinds.importer import Asked, CheckedRows, Importer
from sessions.sheets.cells import Row
from sessions.sheets.directory import CLASSES, ClassRow, class_row

_INSERT = Insert(
    "classes",
    "id uuid, name text, description text",
    shared="org_id, version, created_at",
    then="ORDER BY new.name ON CONFLICT (org_id, name) DO NOTHING RETURNING id",
)
_UPDATE = Statement("""
    UPDATE classes SET description = new.description, version = classes.version + 1
    FROM unnest(CAST(:ids AS uuid[]), CAST(:descriptions AS text[])) AS new (id, description)
    WHERE classes.org_id = :org_id AND classes.id = new.id
""")
_MEMBERS: Final = (("members", "|"), ("users", "|"), ("users", ","))
"""The columns that hold members, each with the character between two members."""


class ClassesImporter(Importer[ClassRow]):
    """Imports classes: the column name, and optionally description and members, or Chamilo's columns."""

    layouts = CLASSES
    key_column = "name"
    name_columns: ClassVar = ("name",)

    async def weights(self, db: AsyncConnection, rows: Sequence[Row]) -> list[int]:  # noqa: ARG002
        """Return how many members each row has."""
        return [1 + sum(row.cells.get(cell, "").count(mark) for cell, mark in _MEMBERS) for row in rows]

    def parse(self, row: Row) -> ClassRow:
        """Return the class in a row, or raise Mistake."""
        return class_row(row)

    def keyed(self, row: ClassRow) -> Keyed:
        """Return the name."""
        return Keyed(row.line, row.name, row.name, repr(row.name))

    async def check(self, db: AsyncConnection, rows: Sequence[ClassRow], *, lock: bool) -> CheckedRows:
        """Return what becomes of classes."""
        org_id, mode = self.asked.org_id, self.asked.mode
        usernames = {username for row in rows for username in row.members}
        people = await people_by_username(db, org_id=org_id, usernames=usernames, lock=lock)
        existing = await classes_by_name(
            db, org_id=org_id, names=[row.name for row in rows], lock=lock and mode == "upsert"
        )
        checked = [checked_class(row, existing.get(row.name), mode=mode, people=people) for row in rows]
        return _CheckedClasses(self.asked, checked, existing)


@dataclass(frozen=True, slots=True)
class _CheckedClasses:
    asked: Asked
    checked: Sequence[CheckedClass]
    existing: dict[str, ExistingClass]
    bookings: Sequence[RowBooking] = ()

    @property
    def outcomes(self) -> list[Outcome]:
        return [one.outcome for one in self.checked]

    async def write(self, db: AsyncConnection) -> list[Outcome]:
        org_id, now = self.asked.org_id, self.asked.now
        created = [one for one in self.checked if one.outcome.result == "create"]
        changed = [one for one in self.checked if one.outcome.result == "update"]
        ids = {one.row.line: self.asked.new_id() for one in created}
        if created:
            await self._create(db, created, ids)
        if changed:
            columns = {
                "ids": [self.existing[one.row.name].id for one in changed],
                "descriptions": [self._description(one.row) for one in changed],
            }
            await _UPDATE.run(db, {"org_id": org_id, **columns})
        joining = [(ids[one.row.line], person_id) for one in created for person_id in one.joining]
        joining += [(self.existing[one.row.name].id, person_id) for one in changed for person_id in one.joining]
        await add_members(db, org_id=org_id, members=joining, now=now)
        return [outcome._replace(id=ids.get(outcome.line, outcome.id)) for outcome in self.outcomes]

    async def _create(self, db: AsyncConnection, created: Sequence[CheckedClass], ids: dict[int, UUID]) -> None:
        rows = [(ids[one.row.line], one.row.name, one.row.description) for one in created]
        org_id, now = self.asked.org_id, self.asked.now
        written = {row.id for row in await _INSERT.rows(db, rows, org_id=org_id, version=1, created_at=now)}
        taken = [name for class_id, name, _ in rows if class_id not in written]
        if taken:
            raise ClassMadeMeanwhile(taken[0])

    def _description(self, row: ClassRow) -> str:
        return row.description if "description" in row.given else self.existing[row.name].description
