"""Import classes and their members."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.classes.create_and_change import add_members, change_classes, create_classes
from sessions.catalogue.classes.domain import NewClass
from sessions.imports.checks.bookings import RowBooking
from sessions.imports.checks.catalogue import ExistingPerson
from sessions.imports.checks.classes import CheckedClass, checked_class, class_of
from sessions.imports.checks.report import Keyed, Outcome, with_spellings, wrong
from sessions.imports.kinds.existing_catalogue import people_by_username
from sessions.imports.kinds.importer import Asked, CheckedRows, Importer
from sessions.imports.kinds.known_classes import KnownClasses, known_classes_of
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.directory import CLASSES, ClassRow, class_row
from sessions.imports.sheets.mistakes import Mistake
from sessions.spellings import folded

_MEMBERS: Final = (("members", "|"), ("users", "|"), ("users", ","))
"""The columns that hold members, each with the character between two members."""


class ClassesImporter(Importer[ClassRow]):
    """Imports classes: the column name, and optionally description, members and external_id, or Chamilo's columns.

    Rows of the same class add up, because some files have a row for each member.
    """

    rows_add_up = True
    layouts = CLASSES
    key_columns: ClassVar = ("name",)
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
        org_id = self.asked.org_id
        usernames = {username for row in rows for username in row.members}
        people = await people_by_username(db, org_id=org_id, usernames=usernames, lock=lock)
        forms = await folded(db, [row.name for row in rows])
        known = await known_classes_of(
            db,
            rows,
            forms,
            org_id=org_id,
            # An earlier step may have created a class that exists, and then its members are changed in both modes.
            lock=lock and (self.asked.import_mode == "upsert" or self.of_file is not None),
            of_file=self.of_file,
            is_written=self.earlier is None,
        )
        checked = [self._checked(row, form, known, people) for row, form in zip(rows, forms, strict=True)]
        return _CheckedClasses(self.asked, checked)

    def _checked(
        self, row: ClassRow, form: str, known: KnownClasses, people: Mapping[str, ExistingPerson]
    ) -> CheckedClass:
        """Return what becomes of the class in a row. `known` is changed to what this row leaves."""
        so_far = known.so_far
        try:
            meant = class_of(row, form, so_far, by_name=known.by_name, by_external_id=known.by_external_id)
        except Mistake as mistake:
            return CheckedClass(row, wrong(row, mistake))
        finally:
            so_far.first_lines.setdefault(form, row.line)
        checked = checked_class(row, meant, import_mode=self.asked.import_mode, people=people)
        if checked.outcome.result != "error":
            so_far.add(meant, form)
        spellings = [(row.name, meant.key), *_spellings(row, people)]
        return replace(checked, outcome=with_spellings(checked.outcome, spellings))


def _spellings(row: ClassRow, people: Mapping[str, ExistingPerson]) -> Iterator[tuple[str, str]]:
    """Give the usernames in a row, each as it is written and as it is in the database."""
    return ((name, people[name].username) for name in row.members if name in people)


@dataclass(frozen=True, slots=True)
class _CheckedClasses:
    asked: Asked
    checked: Sequence[CheckedClass]

    @property
    def outcomes(self) -> list[Outcome]:
        return [one.outcome for one in self.checked]

    @property
    def bookings(self) -> list[RowBooking]:
        return [
            RowBooking(one.row.line, one.class_id, learners=len(one.joining))
            for one in self.checked
            if one.class_id is not None and one.joining
        ]

    async def write(self, db: AsyncConnection) -> list[Outcome]:
        org_id, now = self.asked.org_id, self.asked.now
        correct = [(one, one.class_id) for one in self.checked if one.class_id and one.outcome.result != "error"]
        ids = {class_id: class_id for _, class_id in correct}
        ids |= {class_id: self.asked.new_id() for one, class_id in correct if one.outcome.result == "create"}
        new = [
            NewClass(ids[class_id], one.row.name, one.row.description, one.row.external_id)
            for one, class_id in correct
            if one.outcome.result == "create"
        ]
        await create_classes(db, org_id=org_id, classes=new, now=now)
        # The last row of a class that exists has what all its rows leave.
        after = {class_id: one.after for one, class_id in correct if one.after and one.outcome.result == "update"}
        changed = [NewClass(one.id, one.key, one.description, one.external_id) for one in after.values()]
        await change_classes(db, org_id=org_id, classes=changed)
        joining = [(ids[class_id], person_id) for one, class_id in correct for person_id in one.joining]
        await add_members(db, org_id=org_id, members=joining, now=now)
        written = {one.row.line: ids[class_id] for one, class_id in correct}
        return [outcome._replace(id=written.get(outcome.line, outcome.id)) for outcome in self.outcomes]
