"""The results for enrolments in a file. All rows of one session are checked together, because they share its seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sessions.catalogue.domain import ROSTER_MAX
from sessions.imports.checks.catalogue import ExistingPerson
from sessions.imports.checks.report import ImportMode, Outcome
from sessions.imports.sheets.enrolments import EnrolmentRow
from sessions.imports.sheets.mistakes import Mistake
from sessions.session.domain import Session, check_open
from sessions.session.errors import AlreadyCancelled, AlreadyCompleted, TooManyEnrolments
from sessions.session.seats import Answer, check_enrolments, enrolled_together, written_by_admin
from sessions.words import Acceptance


@dataclass(frozen=True, slots=True)
class CheckedRoster:
    """The results for a session's rows, the learners whom they add and remove, and each line's change in learners."""

    outcomes: tuple[Outcome, ...]
    add: Mapping[UUID, Answer]
    remove: tuple[UUID, ...]
    learners: Mapping[int, int]


def checked_roster(
    rows: Sequence[EnrolmentRow],
    session: Session,
    *,
    people: Mapping[str, ExistingPerson],
    earlier: int,
    import_mode: ImportMode,
) -> CheckedRoster:
    """Return the results for the rows of a session, in order of lines.

    Removals are counted first, to make room. Then learners are added as long as there are seats. `earlier` is the
    number of learners by which rows before these change the roster.
    """
    checking = _Checking(session, people, import_mode, len(session.roster) + earlier)
    outcomes = {row.line: checking.removed(row) for row in rows if row.action == "remove"}
    outcomes |= {row.line: checking.added(row) for row in rows if row.action == "add"}
    in_order = tuple(outcomes[row.line] for row in rows)
    return CheckedRoster(in_order, checking.add, tuple(checking.remove), checking.learners)


class _Checking:
    """The rows of one session while they are checked."""

    def __init__(
        self, session: Session, people: Mapping[str, ExistingPerson], import_mode: ImportMode, learners: int
    ) -> None:
        self._session = session
        self._people = people
        self._import_mode = import_mode
        self._count = learners
        self._enrolments = len(session.enrolments)
        self._enrolled = enrolled_together(session.policy.invitations, planned_by_coach=session.planned_by_coach)
        self._answers: dict[UUID, Acceptance] = {seat.person_id: seat.acceptance for seat in session.roster}
        self.add: dict[UUID, Answer] = {}
        self.remove: list[UUID] = []
        self.learners: dict[int, int] = {}

    def removed(self, row: EnrolmentRow) -> Outcome:
        person = self._people.get(row.name)
        if person is None:
            return _error(row, "Username", f"there is no person {row.name!r}; import people first")
        if person.id not in self._answers:
            return Outcome(row.line, "unchanged", row.name, self._session.session_id, None, "is not on the roster")
        if fault := self._fault():
            return _error(row, fault.column, fault.detail)
        self.remove.append(person.id)
        self.learners[row.line] = -1
        self._count -= 1
        return Outcome(row.line, "update", row.name, self._session.session_id, None, "removes the learner")

    def added(self, row: EnrolmentRow) -> Outcome:
        person = self._people.get(row.name)
        if person is None:
            return _error(row, "Username", f"there is no person {row.name!r}; import people first")
        answer = self._answers.get(person.id)
        if answer is not None:
            return self._answered(row, person.id, answer)
        if person.role != "learner":
            return _error(row, "Username", f"{row.name!r} is a {person.role}, not a learner")
        if fault := self._fault():
            return _error(row, fault.column, fault.detail)
        if full := self._full(row.session):
            return _error(row, "Username", full)
        self._enrolments += 1
        self.add[person.id] = self._enrolled if row.acceptance is None else written_by_admin(row.acceptance)
        self.learners[row.line] = 1
        self._count += 1
        return Outcome(row.line, "create", row.name, self._session.session_id)

    def _answered(self, row: EnrolmentRow, person_id: UUID, answer: Acceptance) -> Outcome:
        if row.acceptance is None or row.acceptance == answer:
            return Outcome(row.line, "unchanged", row.name, self._session.session_id)
        if fault := self._fault():
            return _error(row, fault.column, fault.detail)
        if self._import_mode == "create":
            detail = f"is already on the roster, as {answer}; send the file with import_mode=upsert to change it"
            return _error(row, "Acceptance", detail)
        self.add[person_id] = written_by_admin(row.acceptance)
        return Outcome(row.line, "update", row.name, self._session.session_id, None, "changes Acceptance")

    def _full(self, session: str) -> str | None:
        seats = self._session.seats_max or ROSTER_MAX
        if self._count >= seats:
            return f"all {seats} seats of {session!r} are taken; raise Seats or leave the row out"
        try:
            check_enrolments(self._enrolments + 1)
        except TooManyEnrolments as error:
            return error.detail
        return None

    def _fault(self) -> Mistake | None:
        try:
            check_open(self._session)
        except (AlreadyCompleted, AlreadyCancelled) as error:
            return Mistake("SessionName", f"{error.detail} Leave the row out.")
        return None


def _error(row: EnrolmentRow, column: str | None, detail: str) -> Outcome:
    return Outcome(row.line, "error", row.name, None, column, detail)
