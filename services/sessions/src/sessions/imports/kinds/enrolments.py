"""Import enrolments: add learners to sessions, or remove them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.bookings import RowBooking
from sessions.imports.checks.enrolments import CheckedRoster, checked_roster
from sessions.imports.checks.report import Keyed, Outcome, key_of, with_spellings
from sessions.imports.kinds.course_runs import LESSON_WEIGHT, followed, lessons_to_come, lock_with_runs
from sessions.imports.kinds.existing_catalogue import people_by_username
from sessions.imports.kinds.existing_sessions import session_by_id, sessions_by_name
from sessions.imports.kinds.importer import Asked, CheckedRows, Importer
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.columns import Layouts
from sessions.imports.sheets.enrolments import ENROLMENTS, SESSION_ENROLMENTS, EnrolmentRow, enrolment_row
from sessions.session.domain import Session
from sessions.session.edits.write_roster import write_roster
from sessions.session.lock import instant_of
from sessions.session.seats import edit_roster
from sessions.spellings import folded


class EnrolmentsImporter(Importer[EnrolmentRow]):
    """Imports enrolments: the columns SessionName and Username, and optionally Action and Acceptance."""

    layouts = ENROLMENTS
    key_columns: ClassVar = ("Username", "SessionName")
    name_columns: ClassVar = ("Username",)
    is_changed_singly = True

    async def weights(self, db: AsyncConnection, rows: Sequence[Row]) -> list[int]:
        """Return 1 for each row, and more if a course run has lessons, which follow the row."""
        named = self.asked.session
        of_row = [row.cells.get("SessionName", "").strip() if named is None else named.name for row in rows]
        following = await lessons_to_come(db, org_id=self.asked.org_id, names=set(of_row) - {""})
        # The lessons of a run are changed once for all of its rows.
        first = {name: place for place, name in reversed(list(enumerate(of_row)))}
        return [
            1 + following.get(name, 0) * (LESSON_WEIGHT if first[name] == place else 1)
            for place, name in enumerate(of_row)
        ]

    def parse(self, row: Row) -> EnrolmentRow:
        """Return the change of a roster in a row, or raise Mistake."""
        return enrolment_row(row, session=None if self.asked.session is None else self.asked.session.name)

    def keyed(self, row: EnrolmentRow) -> Keyed:
        """Return the username and the session together."""
        return Keyed(row.line, row.name, key_of(row.name, row.session))

    async def check(self, db: AsyncConnection, rows: Sequence[EnrolmentRow], *, lock: bool) -> CheckedRows:
        """Return what becomes of enrolments. Those of one session are checked together."""
        org_id, named = self.asked.org_id, self.asked.session
        if lock and named is None:
            await lock_with_runs(db, org_id=org_id, names={row.session for row in rows}, now=self.asked.now)
        elif lock and named is not None:
            await lock_with_runs(db, org_id=org_id, session_ids=[named.id], now=self.asked.now)
        sessions = await self._sessions(db, {row.session for row in rows}, lock=lock)
        people = await people_by_username(db, org_id=org_id, usernames={row.name for row in rows}, lock=lock)
        session_ids = [session.session_id for session in sessions.values()]
        learners = {} if self.earlier is None else await self.earlier.learners(db, session_ids)
        of_session: defaultdict[UUID, list[EnrolmentRow]] = defaultdict(list)
        for row in rows:
            if row.session in sessions:
                of_session[sessions[row.session].session_id].append(row)
        checked = [
            _SessionEnrolments(
                sessions[of_one[0].session],
                checked_roster(
                    of_one,
                    sessions[of_one[0].session],
                    people=people,
                    earlier=learners.get(session_id, 0),
                    import_mode=self.asked.import_mode,
                ),
            )
            for session_id, of_one in of_session.items()
        ]
        outcomes = {outcome.line: outcome for one in checked for outcome in one.roster.outcomes}
        for row in rows:
            detail = self._not_found(row.session)
            outcomes.setdefault(row.line, Outcome(row.line, "error", row.name, None, "SessionName", detail))
        for row in rows:
            spelt = [(row.name, people[row.name].username)] if row.name in people else []
            spelt += [(row.session, sessions[row.session].name)] if row.session in sessions else []
            outcomes[row.line] = with_spellings(outcomes[row.line], spelt)
        return _CheckedEnrolments(self.asked, checked, [outcomes[row.line] for row in rows])

    async def _sessions(self, db: AsyncConnection, names: set[str], *, lock: bool) -> dict[str, Session]:
        org_id, named = self.asked.org_id, self.asked.session
        if named is None:
            return await sessions_by_name(db, org_id=org_id, names=names, lock=lock)
        session = await session_by_id(db, org_id=org_id, session_id=named.id, lock=lock)
        if session is None:
            return {}
        own, *forms = await folded(db, [named.name, *names])
        return {name: session for name, form in zip(names, forms, strict=True) if form == own}

    def _not_found(self, session: str) -> str:
        named = self.asked.session
        if named is None or session == named.name:
            return f"there is no session {session!r}; import the sessions first"
        return (
            f"{session!r} is not {named.name!r}, the session of this request; send it in a request without session_id"
        )


class SessionEnrolmentsImporter(EnrolmentsImporter):
    """Imports enrolments of the session that the request names. The column Username is enough."""

    layouts: ClassVar[Layouts] = SESSION_ENROLMENTS


@dataclass(frozen=True, slots=True)
class _SessionEnrolments:
    session: Session
    roster: CheckedRoster


@dataclass(frozen=True, slots=True)
class _CheckedEnrolments:
    asked: Asked
    checked: Sequence[_SessionEnrolments]
    outcomes: list[Outcome]

    @property
    def bookings(self) -> list[RowBooking]:
        return [
            RowBooking(line, one.session.session_id, learners=learners)
            for one in self.checked
            for line, learners in one.roster.learners.items()
        ]

    async def write(self, db: AsyncConnection) -> list[Outcome]:
        asked = self.asked
        session_ids = [one.session.session_id for one in self.checked]
        now = await instant_of(db, org_id=asked.org_id, session_ids=session_ids)
        wrong: dict[int, Outcome] = {}
        # Runs come last. So their lessons follow as the file leaves them.
        for session, roster in sorted(
            ((one.session, one.roster) for one in self.checked), key=lambda one: one[0].is_run
        ):
            edit = edit_roster(session.roster, add=roster.add, remove=roster.remove, seats_max=session.seats_max)
            savepoint = await db.begin_nested() if session.is_run else None
            after = await write_roster(db, session, edit, author=asked.author, now=now, event_id=asked.new_id())
            if savepoint is None:
                continue
            fault = await followed(db, session, after, author=asked.author, now=now, new_id=asked.new_id)
            if fault is None:
                await savepoint.commit()
                continue
            await savepoint.rollback()
            wrong |= {
                one.line: one._replace(result="error", column="SessionName", detail=fault)
                for one in roster.outcomes
                if one.result in ("create", "update")
            }
        return [wrong.get(one.line, one) for one in self.outcomes]
