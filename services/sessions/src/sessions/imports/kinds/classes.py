"""Import classes and their members."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.classes.create_and_change import add_members, change_classes, create_classes
from sessions.catalogue.classes.domain import NewClass
from sessions.imports.checks.bookings import RowBooking
from sessions.imports.checks.catalogue import (
    CheckedClass,
    ExistingClass,
    ExistingPerson,
    changed_class,
    checked_class,
)
from sessions.imports.checks.matching import Found, Matched, spelling
from sessions.imports.checks.report import Keyed, Outcome, with_spellings, wrong
from sessions.imports.kinds.existing_catalogue import classes_by_external_id, classes_by_name, people_by_username
from sessions.imports.kinds.importer import Asked, CheckedRows, Importer, external_ids_of
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.directory import CLASSES, ClassRow, class_row

_MEMBERS: Final = (("members", "|"), ("users", "|"), ("users", ","))
"""The columns that hold members, each with the character between two members."""


class ClassesImporter(Importer[ClassRow]):
    """Imports classes: the column name, and optionally description, members and external_id, or Chamilo's columns."""

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
        return Keyed(row.line, row.name, row.name, row.external_id)

    async def check(self, db: AsyncConnection, rows: Sequence[ClassRow], *, lock: bool) -> CheckedRows:
        """Return what becomes of classes."""
        org_id, import_mode = self.asked.org_id, self.asked.import_mode
        usernames = {username for row in rows for username in row.members}
        people = await people_by_username(db, org_id=org_id, usernames=usernames, lock=lock)
        lock = lock and import_mode == "upsert"
        by_name = await classes_by_name(db, org_id=org_id, names=[row.name for row in rows], lock=lock)
        by_external_id = await classes_by_external_id(db, org_id=org_id, external_ids=external_ids_of(rows), lock=lock)
        matched = await self.match(db, rows, by_name, by_external_id, noun="class")
        checked = [
            CheckedClass(row, wrong(row, matched.faults[row.line]))
            if row.line in matched.faults
            else checked_class(row, matched.found[row.line], import_mode=import_mode, people=people)
            for row in rows
        ]
        checked = [
            replace(one, outcome=with_spellings(one.outcome, _spellings(one.row, matched, people))) for one in checked
        ]
        return _CheckedClasses(self.asked, checked, matched.found)


def _spellings(
    row: ClassRow, matched: Matched[ExistingClass], people: Mapping[str, ExistingPerson]
) -> Iterator[tuple[str, str]]:
    """Give the names in a row, each as it is written and as it is in the database."""
    if row.line in matched.found:
        yield spelling(row, matched.found[row.line])
    yield from ((name, people[name].username) for name in row.members if name in people)


@dataclass(frozen=True, slots=True)
class _CheckedClasses:
    asked: Asked
    checked: Sequence[CheckedClass]
    found: Mapping[int, Found[ExistingClass]]
    bookings: Sequence[RowBooking] = ()

    @property
    def outcomes(self) -> list[Outcome]:
        return [one.outcome for one in self.checked]

    async def write(self, db: AsyncConnection) -> list[Outcome]:
        org_id, now = self.asked.org_id, self.asked.now
        created = [one for one in self.checked if one.outcome.result == "create"]
        changed = [one for one in self.checked if one.outcome.result == "update"]
        ids = {one.row.line: self.asked.new_id() for one in created}
        new = [NewClass(ids[one.row.line], one.row.name, one.row.description, one.row.external_id) for one in created]
        await create_classes(db, org_id=org_id, classes=new, now=now)
        after = [changed_class(one.row, self.found[one.row.line]) for one in changed]
        await change_classes(
            db, org_id=org_id, classes=[NewClass(one.id, one.key, one.description, one.external_id) for one in after]
        )
        joining = [(ids[one.row.line], person_id) for one in created for person_id in one.joining]
        joining += [
            (known.id, person_id) for known, one in zip(after, changed, strict=True) for person_id in one.joining
        ]
        await add_members(db, org_id=org_id, members=joining, now=now)
        return [outcome._replace(id=ids.get(outcome.line, outcome.id)) for outcome in self.outcomes]
