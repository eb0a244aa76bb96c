"""Import sessions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.commands.bookings import release
from sessions.commands.categories import ensure_categories
from sessions.commands.changing import write_change
from sessions.commands.courses import CoursePerson, add_course_people, insert_course_people
from sessions.commands.imports.clashes import claims_of, refuse_clashes
from sessions.commands.imports.importer import Asked, Importer, Plan
from sessions.commands.new_sessions import insert_classes, insert_sessions
from sessions.commands.roster import write_roster
from sessions.domain.history import differences
from sessions.domain.imports.bookings import Claim
from sessions.domain.imports.names import Known
from sessions.domain.imports.report import Keyed, Outcome
from sessions.domain.imports.sessions import SessionPlan, plan_session
from sessions.domain.sessions import Session
from sessions.domain.sheets.cells import Row
from sessions.domain.sheets.sessions import SESSIONS, SessionRow, session_row
from sessions.queries.imports.catalogue import (
    course_ids_by_code,
    known_classes,
    member_counts,
    people_by_username,
    room_ids_by_name,
)
from sessions.queries.imports.sessions import existing_sessions


class SessionsImporter(Importer[SessionRow]):
    """Imports sessions: Chamilo's columns, and some of our own."""

    layouts = SESSIONS
    key_column = "SessionName"
    name_columns: ClassVar = ("SessionName",)
    rows_per_step = 250
    is_changed_singly = True

    async def weights(self, db: AsyncConnection, rows: Sequence[Row]) -> list[int]:
        """Return the largest number of learners that each row may have, with the members of its classes."""
        classes = [[name.strip() for name in row.cells.get("Classes", "").split("|")] for row in rows]
        names = {name for of_row in classes for name in of_row if name}
        members = await member_counts(db, org_id=self.asked.caller.org_id, names=names)
        return [
            1
            + row.cells.get("Users", "").count("|")
            + row.cells.get("Courses", "").count(",")
            + sum(members.get(name, 0) for name in of_row)
            for row, of_row in zip(rows, classes, strict=True)
        ]

    def parse(self, row: Row) -> SessionRow:
        """Return the session in a row, or raise Mistake."""
        return session_row(row, zone=self.asked.zone, mode=self.asked.session_mode)

    def keyed(self, row: SessionRow) -> Keyed:
        """Return the session's name."""
        return Keyed(row.line, row.name, row.name, repr(row.name))

    async def plan(self, db: AsyncConnection, rows: Sequence[SessionRow], *, lock: bool) -> Plan:
        """Return what becomes of sessions. Sessions that may be changed are locked first, as in every change."""
        asked, org_id = self.asked, self.asked.caller.org_id
        existing = await existing_sessions(
            db, org_id=org_id, names=[row.name for row in rows], lock=lock and asked.mode == "upsert"
        )
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
        plans = [
            plan_session(
                row,
                existing.get(row.name),
                known,
                org_id=org_id,
                session_id=asked.new_id(),
                mode=asked.mode,
                acceptance=asked.acceptance,
            )
            for row in rows
        ]
        names = {person.id: person.name for person in known.people.values()}
        names |= {room_id: name for name, room_id in known.rooms.items()}
        plans = await refuse_clashes(db, plans, org_id=org_id, names=names, earlier=self.earlier)
        return _Plan(asked, plans)


@dataclass(frozen=True, slots=True)
class _Plan:
    asked: Asked
    plans: Sequence[SessionPlan]

    @property
    def outcomes(self) -> list[Outcome]:
        return [plan.outcome for plan in self.plans]

    @property
    def claims(self) -> list[Claim]:
        written = (plan for plan in self.plans if plan.outcome.result in ("create", "update"))
        return [claim for plan in written for claim in claims_of(plan)]

    async def write(self, db: AsyncConnection) -> list[Outcome]:
        org_id = self.asked.caller.org_id
        created = [plan for plan in self.plans if plan.outcome.result == "create"]
        changed = [plan for plan in self.plans if plan.outcome.result == "update"]
        names = {plan.row.category for plan in (*created, *changed) if plan.is_other_category and plan.row.category}
        categories = await ensure_categories(db, org_id=org_id, names=names, new_id=self.asked.new_id)
        # The old times are released before anything moves, because two sessions may exchange their times.
        await release(
            db, org_id=org_id, session_ids=[plan.before.session_id for plan in changed if plan.is_moved and plan.before]
        )
        ids = await self._create(db, created, categories)
        for plan in changed:
            await self._change(db, plan, categories)
        return [outcome._replace(id=ids.get(outcome.line, outcome.id)) for outcome in self.outcomes]

    async def _create(
        self, db: AsyncConnection, plans: Sequence[SessionPlan], categories: dict[str, UUID]
    ) -> dict[int, UUID]:
        if not plans:
            return {}
        asked, org_id = self.asked, self.asked.caller.org_id
        sessions = {plan.row.line: _with_category(plan, categories) for plan in plans}
        await insert_sessions(
            db, caller=asked.caller, sessions=list(sessions.values()), now=asked.now, new_id=asked.new_id
        )
        ids = {line: session.session_id for line, session in sessions.items()}
        enrolled = [(ids[plan.row.line], class_id) for plan in plans for class_id in plan.class_ids]
        await insert_classes(db, org_id=org_id, enrolled=enrolled, now=asked.now)
        people = [CoursePerson(ids[plan.row.line], *part) for plan in plans for part in plan.course_people]
        await insert_course_people(db, org_id=org_id, people=people)
        return ids

    async def _change(self, db: AsyncConnection, plan: SessionPlan, categories: dict[str, UUID]) -> None:
        """Change a session as requests do: one version and one event for each kind of change.

        The session itself is first, because it may get more seats. Then come its roster and its courses' people.
        """
        asked, before = self.asked, plan.before
        assert before is not None
        assert plan.edit is not None
        after = _with_category(plan, categories)
        fields = {change.field for change in differences(before, after)}
        session = before
        if fields:
            if before.batch_id is not None:
                after = replace(after, own_fields=before.own_fields | fields)
            session = await write_change(
                db, caller=asked.caller, before=before, after=after, now=asked.now, event_id=asked.new_id()
            )
        session = await write_roster(
            db,
            session,
            plan.edit,
            class_ids=plan.class_ids,
            caller=asked.caller,
            now=asked.now,
            event_id=asked.new_id(),
        )
        people = [CoursePerson(session.session_id, *part) for part in plan.course_people]
        await add_course_people(db, session, people, caller=asked.caller, now=asked.now, event_id=asked.new_id())


def _with_category(plan: SessionPlan, categories: dict[str, UUID]) -> Session:
    assert plan.after is not None
    if not plan.is_other_category:
        return plan.after
    return replace(plan.after, category_id=None if plan.row.category is None else categories[plan.row.category])
