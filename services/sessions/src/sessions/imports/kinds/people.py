"""Import people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.people.change import change_people, roles_needed
from sessions.catalogue.people.create import create_people
from sessions.catalogue.people.domain import NewPerson
from sessions.imports.checks.bookings import RowBooking
from sessions.imports.checks.catalogue import ExistingPerson, changed_person, is_other_role, person_outcome
from sessions.imports.checks.report import Keyed, Outcome
from sessions.imports.kinds.existing_catalogue import people_by_username
from sessions.imports.kinds.importer import Asked, CheckedRows, Importer
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.directory import PEOPLE, PersonRow, person_row


class PeopleImporter(Importer[PersonRow]):
    """Imports people: the columns username, name and role, and optionally email, or Chamilo's columns."""

    layouts = PEOPLE
    key_column = "username"
    name_columns: ClassVar = ("name", "LastName", "username", "UserName")

    def parse(self, row: Row) -> PersonRow:
        """Return the person in a row, or raise Mistake."""
        return person_row(row)

    def keyed(self, row: PersonRow) -> Keyed:
        """Return the username."""
        return Keyed(row.line, row.name, row.username)

    async def check(self, db: AsyncConnection, rows: Sequence[PersonRow], *, lock: bool) -> CheckedRows:
        """Return what becomes of people."""
        org_id, import_mode = self.asked.org_id, self.asked.import_mode
        is_changed = import_mode == "upsert"
        existing = await people_by_username(
            db, org_id=org_id, usernames=[row.username for row in rows], lock=lock, is_changed=is_changed
        )
        roles = {
            person.id: row.role
            for row in rows
            if (person := existing.get(row.username)) is not None and is_other_role(row, person)
        }
        needed = await roles_needed(db, org_id=org_id, roles=roles) if is_changed else {}
        outcomes = [
            person_outcome(row, existing.get(row.username), import_mode=import_mode, needed=needed) for row in rows
        ]
        return _CheckedPeople(self.asked, rows, existing, outcomes)


@dataclass(frozen=True, slots=True)
class _CheckedPeople:
    asked: Asked
    rows: Sequence[PersonRow]
    existing: dict[str, ExistingPerson]
    outcomes: list[Outcome]
    bookings: Sequence[RowBooking] = ()

    async def write(self, db: AsyncConnection) -> list[Outcome]:
        created: list[NewPerson] = []
        changed: list[ExistingPerson] = []
        ids: dict[int, UUID] = {}
        for row, outcome in zip(self.rows, self.outcomes, strict=True):
            if outcome.result == "create":
                ids[row.line] = self.asked.new_id()
                created.append(NewPerson(ids[row.line], row.username, row.name, row.email, row.role))
            elif outcome.result == "update":
                changed.append(changed_person(row, self.existing[row.username]))
        await create_people(db, org_id=self.asked.org_id, people=created, now=self.asked.now)
        values = [(person.id, person.name, person.email, person.role) for person in changed]
        await change_people(db, org_id=self.asked.org_id, people=values)
        return [outcome._replace(id=ids.get(outcome.line, outcome.id)) for outcome in self.outcomes]
