"""Import people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.people.change import change_people, roles_needed
from sessions.catalogue.people.create import create_people
from sessions.catalogue.people.domain import NewPerson
from sessions.imports.checks.bookings import RowBooking
from sessions.imports.checks.catalogue import ExistingPerson, changed_person, is_other_role, person_outcome
from sessions.imports.checks.matching import Found, spelling
from sessions.imports.checks.report import Keyed, Outcome, with_spellings, wrong
from sessions.imports.kinds.existing_catalogue import people_by_external_id, people_by_username
from sessions.imports.kinds.importer import Asked, CheckedRows, Importer, external_ids_of
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.directory import PEOPLE, PersonRow, person_row


class PeopleImporter(Importer[PersonRow]):
    """Imports people: the columns username, name and role, and optional ones, or Chamilo's columns."""

    layouts = PEOPLE
    key_columns: ClassVar = ("username", "UserName")
    name_columns: ClassVar = ("name", "LastName", "username", "UserName")

    def parse(self, row: Row) -> PersonRow:
        """Return the person in a row, or raise Mistake."""
        return person_row(row)

    def keyed(self, row: PersonRow) -> Keyed:
        """Return the username."""
        return Keyed(row.line, row.name, row.username, row.external_id)

    async def check(self, db: AsyncConnection, rows: Sequence[PersonRow], *, lock: bool) -> CheckedRows:
        """Return what becomes of people."""
        org_id, import_mode = self.asked.org_id, self.asked.import_mode
        is_changed = import_mode == "upsert"
        by_username = await people_by_username(
            db, org_id=org_id, usernames=[row.username for row in rows], lock=lock, is_changed=is_changed
        )
        by_external_id = await people_by_external_id(
            db, org_id=org_id, external_ids=external_ids_of(rows), lock=lock and is_changed
        )
        matched = await self.match(db, rows, by_username, by_external_id, noun="person")
        found = matched.found
        roles = {
            person.id: row.role
            for row in rows
            if row.line in found and (person := found[row.line].existing) is not None and is_other_role(row, person)
        }
        needed = await roles_needed(db, org_id=org_id, roles=roles) if is_changed else {}
        outcomes = [
            wrong(row, matched.faults[row.line])
            if row.line in matched.faults
            else with_spellings(
                person_outcome(row, found[row.line], import_mode=import_mode, needed=needed),
                [spelling(row, found[row.line])],
            )
            for row in rows
        ]
        return _CheckedPeople(self.asked, rows, found, outcomes)


@dataclass(frozen=True, slots=True)
class _CheckedPeople:
    asked: Asked
    rows: Sequence[PersonRow]
    found: Mapping[int, Found[ExistingPerson]]
    outcomes: list[Outcome]
    bookings: Sequence[RowBooking] = ()

    async def write(self, db: AsyncConnection) -> list[Outcome]:
        created: list[NewPerson] = []
        changed: list[ExistingPerson] = []
        ids: dict[int, UUID] = {}
        for row, outcome in zip(self.rows, self.outcomes, strict=True):
            if outcome.result == "create":
                ids[row.line] = self.asked.new_id()
                created.append(
                    NewPerson(
                        ids[row.line],
                        row.username,
                        row.name,
                        row.email,
                        row.role,
                        row.language,
                        row.zone,
                        row.external_id,
                    )
                )
            elif outcome.result == "update":
                changed.append(changed_person(row, self.found[row.line]))
        await create_people(db, org_id=self.asked.org_id, people=created, now=self.asked.now)
        await change_people(db, org_id=self.asked.org_id, people=changed)
        return [outcome._replace(id=ids.get(outcome.line, outcome.id)) for outcome in self.outcomes]
