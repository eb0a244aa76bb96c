"""Import courses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.courses.create_and_change import change_courses, create_courses
from sessions.catalogue.courses.domain import NewCourse
from sessions.imports.checks.bookings import RowBooking
from sessions.imports.checks.catalogue import ExistingCourse, changed_course, course_outcome
from sessions.imports.checks.matching import Found, spelling
from sessions.imports.checks.report import Keyed, Outcome, with_spellings, wrong
from sessions.imports.kinds.existing_catalogue import categories_as_meant, courses_by_code, courses_by_external_id
from sessions.imports.kinds.importer import Asked, CheckedRows, Importer, external_ids_of
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.directory import COURSES, CourseRow, course_row


class CoursesImporter(Importer[CourseRow]):
    """Imports courses: the columns code and title, and optionally category and external_id, or Chamilo's columns."""

    layouts = COURSES
    key_columns: ClassVar = ("code",)
    name_columns: ClassVar = ("title", "code")

    def parse(self, row: Row) -> CourseRow:
        """Return the course in a row, or raise Mistake."""
        return course_row(row)

    def keyed(self, row: CourseRow) -> Keyed:
        """Return the code."""
        return Keyed(row.line, row.name, row.code, row.external_id)

    async def check(self, db: AsyncConnection, rows: Sequence[CourseRow], *, lock: bool) -> CheckedRows:
        """Return what becomes of courses."""
        codes = [row.code for row in rows]
        lock = lock and self.asked.import_mode == "upsert"
        by_code = await courses_by_code(db, org_id=self.asked.org_id, codes=codes, lock=lock)
        by_external_id = await courses_by_external_id(
            db, org_id=self.asked.org_id, external_ids=external_ids_of(rows), lock=lock
        )
        matched = await self.match(db, rows, by_code, by_external_id, noun="course")
        known = await categories_as_meant(db, org_id=self.asked.org_id, names=[row.category for row in rows])
        spelt = {row.line: [(row.category, known[row.category])] for row in rows if row.category is not None}
        rows = [replace(row, category=known.get(row.category)) for row in rows]
        outcomes = [
            wrong(row, matched.faults[row.line])
            if row.line in matched.faults
            else with_spellings(
                course_outcome(row, matched.found[row.line], import_mode=self.asked.import_mode),
                [spelling(row, matched.found[row.line]), *spelt.get(row.line, ())],
            )
            for row in rows
        ]
        return _CheckedCourses(self.asked, rows, matched.found, outcomes)


@dataclass(frozen=True, slots=True)
class _CheckedCourses:
    asked: Asked
    rows: Sequence[CourseRow]
    found: Mapping[int, Found[ExistingCourse]]
    outcomes: list[Outcome]
    bookings: Sequence[RowBooking] = ()

    async def write(self, db: AsyncConnection) -> list[Outcome]:
        created: list[NewCourse] = []
        changed: list[ExistingCourse] = []
        ids: dict[int, UUID] = {}
        for row, outcome in zip(self.rows, self.outcomes, strict=True):
            if outcome.result == "create":
                ids[row.line] = self.asked.new_id()
                created.append(NewCourse(ids[row.line], row.code, row.name, row.category, row.external_id))
            elif outcome.result == "update":
                changed.append(changed_course(row, self.found[row.line]))
        org_id, new_id = self.asked.org_id, self.asked.new_id
        await create_courses(db, org_id=org_id, courses=created, now=self.asked.now, new_id=new_id)
        await change_courses(db, org_id=org_id, courses=changed, new_id=new_id)
        return [outcome._replace(id=ids.get(outcome.line, outcome.id)) for outcome in self.outcomes]
