"""Import sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.categories.ensure import ensure_categories
from sessions.imports.checks.bookings import RowBooking
from sessions.imports.checks.lessons import FileRun, as_lesson
from sessions.imports.checks.matching import spelling
from sessions.imports.checks.names import Known, Stored
from sessions.imports.checks.report import Keyed, Outcome, with_spellings, wrong
from sessions.imports.checks.sessions import CheckedSession, checked_session
from sessions.imports.kinds.clashes import refuse_clashes, row_bookings
from sessions.imports.kinds.course_runs import LESSON_WEIGHT, file_runs, followed, lessons_to_come, lock_with_runs
from sessions.imports.kinds.existing_catalogue import (
    categories_as_meant,
    course_ids_by_code,
    known_classes,
    member_counts,
    names_as_stored,
    people_by_username,
    room_ids_by_name,
)
from sessions.imports.kinds.existing_sessions import existing_sessions, sessions_by_external_id
from sessions.imports.kinds.importer import Asked, CheckedRows, Importer, external_ids_of
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.session_columns import DATES
from sessions.imports.sheets.sessions import SESSIONS, SessionRow, session_row
from sessions.session.bookings import release
from sessions.session.differences import differences
from sessions.session.domain import Session, owning
from sessions.session.edits.write_change import write_change
from sessions.session.edits.write_courses import add_course_people
from sessions.session.edits.write_roster import write_roster
from sessions.session.insert import insert_sessions
from sessions.session.lessons.domain import COURSE_COACHES, FOLLOWED
from sessions.session.lock import instant_of
from sessions.session.membership import CoursePerson


class SessionsImporter(Importer[SessionRow]):
    """Imports sessions: Chamilo's columns, and some of our own."""

    layouts = SESSIONS
    key_columns: ClassVar = ("SessionName",)
    name_columns: ClassVar = ("SessionName",)
    date_columns = DATES
    rows_per_step = 250
    is_changed_singly = True

    async def weights(self, db: AsyncConnection, rows: Sequence[Row]) -> list[int]:
        """Return the largest number of learners that each row may have, with the members of its classes."""
        classes = [[name.strip() for name in row.cells.get("Classes", "").split("|")] for row in rows]
        names = {name for of_row in classes for name in of_row if name}
        members = await member_counts(db, org_id=self.asked.org_id, names=names)
        following: Mapping[str, int] = {}
        if self.asked.import_mode == "upsert":
            sessions = {row.cells.get("SessionName", "").strip() for row in rows}
            following = await lessons_to_come(db, org_id=self.asked.org_id, names=sessions - {""})
        return [
            1
            + LESSON_WEIGHT * following.get(row.cells.get("SessionName", "").strip(), 0)
            + row.cells.get("Users", "").count("|")
            + row.cells.get("Courses", "").count(",")
            + sum(members.get(name, 0) for name in of_row)
            for row, of_row in zip(rows, classes, strict=True)
        ]

    def parse(self, row: Row) -> SessionRow:
        """Return the session in a row, or raise Mistake."""
        return session_row(row, zone=self.asked.zone, mode=self.asked.mode, orders=self.asked.date_orders)

    def keyed(self, row: SessionRow) -> Keyed:
        """Return the session's name."""
        return Keyed(row.line, row.name, row.name, row.external_id)

    async def check(self, db: AsyncConnection, rows: Sequence[SessionRow], *, lock: bool) -> CheckedRows:
        """Return what becomes of sessions. Sessions that may be changed are locked first, as in every change."""
        asked, org_id = self.asked, self.asked.org_id
        is_locked = lock and asked.import_mode == "upsert"
        inside = {row.course_run for row in rows if row.course_run is not None}
        if lock:
            changing = rows if is_locked else ()
            await lock_with_runs(
                db,
                org_id=org_id,
                names={row.name for row in changing},
                external_ids=external_ids_of(changing),
                inside=inside,
                now=asked.now,
            )
        by_name = await existing_sessions(db, org_id=org_id, names=[row.name for row in rows], lock=is_locked)
        by_external_id = await sessions_by_external_id(
            db, org_id=org_id, external_ids=external_ids_of(rows), lock=is_locked
        )
        matched = await self.match(db, rows, by_name, by_external_id, noun="session")
        categories = await categories_as_meant(db, org_id=org_id, names=[row.category for row in rows])
        written = {row.line: row for row in rows}
        rows = [replace(row, category=categories.get(row.category)) for row in rows]
        usernames = {name for row in rows for name, _ in row.coaches}
        usernames |= {name for row in rows for name in row.roster}
        usernames |= {name for row in rows for course in row.courses for name in course.coaches}
        codes = {course.code for row in rows for course in row.courses}
        classes = {name for row in rows for name in row.classes}
        rooms = {row.room for row in rows if row.room is not None}
        known = Known(
            people=await people_by_username(db, org_id=org_id, usernames=usernames, lock=lock),
            courses=await course_ids_by_code(db, org_id=org_id, codes=codes, lock=lock),
            classes=await known_classes(db, org_id=org_id, names=classes, lock=lock),
            rooms=await room_ids_by_name(db, org_id=org_id, names=rooms, lock=lock),
        )
        checked = [
            CheckedSession(row=row, outcome=wrong(row, matched.faults[row.line]))
            if row.line in matched.faults
            else checked_session(
                row,
                matched.found[row.line],
                known,
                org_id=org_id,
                session_id=asked.new_id(),
                import_mode=asked.import_mode,
                acceptance=asked.acceptance,
            )
            for row in rows
        ]
        runs: Mapping[str, FileRun] = {}
        if inside:
            runs = await file_runs(db, checked, org_id=org_id, names=inside)
            checked = [
                one
                if one.row.course_run is None
                else as_lesson(one, runs.get(one.row.course_run), acceptance=asked.acceptance)
                for one in checked
            ]
        resources = {person.id: person.name for person in known.people.values()}
        resources |= {room_id: name for name, room_id in known.rooms.items()}
        checked = await refuse_clashes(db, checked, org_id=org_id, names=resources, earlier=self.earlier)
        stored = Stored(
            people={name: person.username for name, person in known.people.items()},
            courses=await names_as_stored(db, "courses", org_id=org_id, names=codes),
            classes=await names_as_stored(db, "classes", org_id=org_id, names=classes),
            rooms=await names_as_stored(db, "rooms", org_id=org_id, names=rooms),
            categories=categories,
        )
        for place, one in enumerate(checked):
            row = written[one.row.line]
            own = spelling(row, matched.found[row.line]) if row.line in matched.found else (row.name, row.name)
            spelt = stored.spellings(row, own)
            if row.course_run is not None and row.course_run in runs:
                spelt.append((row.course_run, runs[row.course_run].session.name))
            checked[place] = replace(one, outcome=with_spellings(one.outcome, spelt))
        return _CheckedSessions(asked, checked)


@dataclass(frozen=True, slots=True)
class _CheckedSessions:
    asked: Asked
    checked: Sequence[CheckedSession]

    @property
    def outcomes(self) -> list[Outcome]:
        return [one.outcome for one in self.checked]

    @property
    def bookings(self) -> list[RowBooking]:
        written = (one for one in self.checked if one.outcome.result in ("create", "update"))
        return [booking for one in written for booking in row_bookings(one)]

    async def write(self, db: AsyncConnection) -> list[Outcome]:
        org_id = self.asked.org_id
        created = [one for one in self.checked if one.outcome.result == "create"]
        changed = [one for one in self.checked if one.outcome.result == "update"]
        in_file = sorted((*created, *changed), key=lambda one: one.row.line)
        names = [one.row.category for one in in_file if one.is_other_category and one.row.category]
        categories = await ensure_categories(db, org_id=org_id, names=names, new_id=self.asked.new_id)
        # The old times are released before anything moves, because two sessions may exchange their times.
        await release(
            db, org_id=org_id, session_ids=[one.before.session_id for one in changed if one.is_moved and one.before]
        )
        ids = await self._create(db, created, categories)
        wrong: dict[int, Outcome] = {}
        if changed:
            session_ids = [one.before.session_id for one in changed if one.before]
            now = await instant_of(db, org_id=self.asked.org_id, session_ids=session_ids)
            # Runs come last. So their lessons follow as the file leaves them.
            for one in sorted(changed, key=lambda one: one.before is not None and one.before.is_run):
                if (refused := await self._change_with_lessons(db, one, categories, now=now)) is not None:
                    wrong[one.row.line] = refused
        return [
            wrong.get(outcome.line, outcome._replace(id=ids.get(outcome.line, outcome.id))) for outcome in self.outcomes
        ]

    async def _change_with_lessons(
        self, db: AsyncConnection, checked: CheckedSession, categories: dict[str, UUID], *, now: datetime
    ) -> Outcome | None:
        """Change a session, and the lessons of a course run. If these cannot follow, nothing is done and said why."""
        asked, before = self.asked, checked.before
        assert before is not None
        if not before.is_run:
            await self._change(db, checked, categories, now=now)
            return None
        savepoint = await db.begin_nested()
        after = await self._change(db, checked, categories, now=now)
        of_courses = bool(checked.course_people)
        fault = await followed(
            db, before, after, author=asked.author, now=now, new_id=asked.new_id, of_courses=of_courses
        )
        if fault is None:
            await savepoint.commit()
            return None
        await savepoint.rollback()
        return checked.outcome._replace(result="error", detail=fault)

    async def _create(
        self, db: AsyncConnection, checked: Sequence[CheckedSession], categories: dict[str, UUID]
    ) -> dict[int, UUID]:
        if not checked:
            return {}
        asked = self.asked
        sessions = {one.row.line: _with_category(one, categories) for one in checked}
        ids = {line: session.session_id for line, session in sessions.items()}
        enrolled = [(ids[one.row.line], class_id) for one in checked for class_id in one.class_ids]
        people = [CoursePerson(ids[one.row.line], *part) for one in checked for part in one.course_people]
        await insert_sessions(
            db,
            author=asked.author,
            sessions=list(sessions.values()),
            enrolled=enrolled,
            people=people,
            now=asked.now,
            new_id=asked.new_id,
        )
        return ids

    async def _change(
        self, db: AsyncConnection, checked: CheckedSession, categories: dict[str, UUID], *, now: datetime
    ) -> Session:
        """Change a session as requests do: checked version and checked event for each kind of change.

        The session itself is first, because it may get more seats. Then come its roster and its courses' people.
        """
        asked, before = self.asked, checked.before
        assert before is not None
        assert checked.edit is not None
        after = _with_category(checked, categories)
        fields = {change.field for change in differences(before, after)}
        session = before
        if fields:
            after = owning(after, self._own(after, fields, categories))
            session = await write_change(
                db, author=asked.author, before=before, after=after, now=now, event_id=asked.new_id()
            )
        session = await write_roster(
            db,
            session,
            checked.edit,
            class_ids=checked.class_ids,
            author=asked.author,
            now=now,
            event_id=asked.new_id(),
        )
        people = [CoursePerson(session.session_id, *part) for part in checked.course_people]
        if any(one.part == "coach" for one in people):
            session = owning(session, (COURSE_COACHES,))
        return await add_course_people(db, session, people, author=asked.author, now=now, event_id=asked.new_id())

    def _own(self, after: Session, fields: set[str], categories: dict[str, UUID]) -> set[str]:
        """Return which of the changed fields become a lesson's own: not those that its run gets by this file, too."""
        run = next((one for one in self.checked if one.before and one.before.session_id == after.run_id), None)
        if run is None or run.after is None:
            return fields
        changed = _with_category(run, categories)
        return {name for name in fields if name not in FOLLOWED or getattr(changed, name) != getattr(after, name)}


def _with_category(checked: CheckedSession, categories: dict[str, UUID]) -> Session:
    assert checked.after is not None
    if not checked.is_other_category:
        return checked.after
    return replace(
        checked.after, category_id=None if checked.row.category is None else categories[checked.row.category]
    )
