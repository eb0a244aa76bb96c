"""Write the coaches, courses and roster of a session as an event has them, in place of what the database has."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, get_args
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.messaging.recovering import Outcome
from contracts.sessions import CoachShare, CourseCoaches, Participant, Period
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.recovery.placeholders import ensure, ensure_people
from sessions.words import AnsweredBy

_DROP_COACHES = Statement("DELETE FROM session_coaches WHERE org_id = :org_id AND session_id = :session_id")
_INSERT_COACHES = Insert(
    "session_coaches", "position smallint, person_id uuid, share_basis_points integer", shared="org_id, session_id"
)
_DROP_COURSE_PEOPLE = Statement("""
    DELETE FROM session_course_people WHERE org_id = :org_id AND session_id = :session_id
    RETURNING course_id, person_id, part
""")
_DROP_COURSES = Statement("DELETE FROM session_courses WHERE org_id = :org_id AND session_id = :session_id")
_INSERT_COURSES = Insert("session_courses", "position smallint, course_id uuid", shared="org_id, session_id")
_INSERT_COURSE_PEOPLE = Insert(
    "session_course_people", "course_id uuid, person_id uuid, part text", shared="org_id, session_id"
)
_INSERT_CLASSES = Insert(
    "session_classes", "class_id uuid", shared="org_id, session_id, added_at", then="ON CONFLICT DO NOTHING"
)
# No row of a roster is ever deleted. An enrolment that the event does not have ends.
_END_OTHERS = Statement("""
    UPDATE roster SET removed_at = greatest(CAST(:at AS timestamptz), added_at)
    WHERE org_id = :org_id AND session_id = :session_id AND removed_at IS NULL
      AND NOT EXISTS (
          SELECT FROM unnest(CAST(:person_ids AS uuid[]), CAST(:added_at AS timestamptz[]))
               AS open (person_id, added_at)
          WHERE open.person_id = roster.person_id AND coalesce(open.added_at, roster.added_at) = roster.added_at
      )
""")
_ENROL = Insert(
    "roster",
    "person_id uuid, added_at timestamptz, removed_at timestamptz, acceptance text, answered_by text",
    shared="org_id, session_id",
    then="ON CONFLICT (session_id, person_id, added_at) DO UPDATE "
    "SET removed_at = excluded.removed_at, acceptance = excluded.acceptance, answered_by = excluded.answered_by",
)
# Who was there during the whole session is on the roster already, or since its beginning.
_ENROL_WHOLE = Statement("""
    WITH wanted AS (
        SELECT * FROM unnest(CAST(:person_ids AS uuid[]), CAST(:acceptances AS text[]), CAST(:answered_by AS text[]))
                      AS new (person_id, acceptance, answered_by)
    ), answered AS (
        UPDATE roster SET acceptance = wanted.acceptance, answered_by = wanted.answered_by FROM wanted
        WHERE roster.org_id = :org_id AND roster.session_id = :session_id AND roster.person_id = wanted.person_id
          AND roster.removed_at IS NULL
        RETURNING roster.person_id
    )
    INSERT INTO roster (org_id, session_id, person_id, added_at, acceptance, answered_by)
    SELECT :org_id, :session_id, person_id, :at, acceptance, answered_by FROM wanted
    WHERE person_id NOT IN (SELECT person_id FROM answered)
    ON CONFLICT (session_id, person_id, added_at)
    DO UPDATE SET removed_at = NULL, acceptance = excluded.acceptance, answered_by = excluded.answered_by
""")
_COUNT = Statement("""
    UPDATE sessions SET learner_count = counted.learners,
        seats_max = CASE WHEN seats_max < counted.learners THEN NULL ELSE seats_max END
    FROM (SELECT CAST(count(*) AS integer) AS learners FROM roster
          WHERE org_id = :org_id AND session_id = :session_id AND removed_at IS NULL) AS counted
    WHERE org_id = :org_id AND id = :session_id
""")
_ACCEPTANCES: Final = frozenset({"invited", "accepted", "declined"})
_ACCEPTED_BY: Final = frozenset(get_args(AnsweredBy))


async def write_coaches(
    db: AsyncConnection,
    outcome: Outcome,
    coaches: Sequence[CoachShare],
    *,
    org_id: UUID,
    session_id: UUID,
    at: datetime,
) -> None:
    """Write the coaches and their shares."""
    ids = [coach.person_id for coach in coaches]
    await ensure_people(db, outcome, org_id=org_id, ids=ids, role="coach", at=at)
    await _DROP_COACHES.execute(db, {"org_id": org_id, "session_id": session_id})
    rows = [(position, coach.person_id, coach.share_basis_points) for position, coach in enumerate(coaches)]
    await _INSERT_COACHES.rows(db, rows, org_id=org_id, session_id=session_id)


async def write_courses(
    db: AsyncConnection,
    outcome: Outcome,
    course_ids: Sequence[UUID],
    *,
    course_coaches: Sequence[CourseCoaches] | None,
    org_id: UUID,
    session_id: UUID,
    at: datetime,
) -> None:
    """Write the courses, and their coaches. Courses that stay keep their learners; without coaches, also those."""
    of_session: dict[str, Any] = {"org_id": org_id, "session_id": session_id}
    await ensure(db, outcome, "course", org_id=org_id, ids=course_ids, at=at)
    kept = [
        (row.course_id, row.person_id, row.part)
        for row in await _DROP_COURSE_PEOPLE.all(db, of_session)
        if row.course_id in course_ids and (row.part == "learner" or course_coaches is None)
    ]
    new = [(one.course_id, person_id, "coach") for one in course_coaches or () for person_id in one.person_ids]
    await ensure_people(db, outcome, org_id=org_id, ids=[person_id for _, person_id, _ in new], role="coach", at=at)
    await _DROP_COURSES.execute(db, of_session)
    await _INSERT_COURSES.rows(db, list(enumerate(course_ids)), **of_session)
    await _INSERT_COURSE_PEOPLE.rows(db, sorted({*kept, *new}), **of_session)


async def write_classes(
    db: AsyncConnection, outcome: Outcome, class_ids: Sequence[UUID], *, org_id: UUID, session_id: UUID, at: datetime
) -> None:
    """Note the classes that were enrolled."""
    await ensure(db, outcome, "class", org_id=org_id, ids=class_ids, at=at)
    rows = [(class_id,) for class_id in class_ids]
    await _INSERT_CLASSES.rows(db, rows, org_id=org_id, session_id=session_id, added_at=at)


async def write_roster(
    db: AsyncConnection,
    outcome: Outcome,
    roster: Sequence[Participant],
    *,
    org_id: UUID,
    session_id: UUID,
    since: datetime,
    at: datetime,
) -> None:
    """Write the roster. A learner without periods was on it during the whole session, which began at `since`."""
    ids = [one.person_id for one in roster]
    await ensure_people(db, outcome, org_id=org_id, ids=ids, role="learner", at=at)
    of_session: dict[str, Any] = {"org_id": org_id, "session_id": session_id}
    whole = [one for one in roster if not one.periods]
    rows = [
        (one.person_id, period.enrolled_at, period.removed_at, _acceptance(one), _accepted_by(one))
        for one in roster
        for period in _by_removal(one.periods)
    ]
    open_rows = [(person_id, added_at) for person_id, added_at, removed_at, *_ in rows if removed_at is None]
    still_open: list[tuple[UUID, datetime | None]] = [*open_rows, *((one.person_id, None) for one in whole)]
    columns = {"person_ids": [one for one, _ in still_open], "added_at": [one for _, one in still_open]}
    await _END_OTHERS.execute(db, {**of_session, **columns, "at": at})
    await _ENROL.rows(db, rows, **of_session)
    answers = {
        "person_ids": [one.person_id for one in whole],
        "acceptances": [_acceptance(one) for one in whole],
        "answered_by": [_accepted_by(one) for one in whole],
    }
    await _ENROL_WHOLE.execute(db, {**of_session, **answers, "at": since})
    await _COUNT.execute(db, of_session)


def _by_removal(periods: Sequence[Period]) -> list[Period]:
    """Return the open period last, because a learner has one at a time."""
    return sorted(periods, key=lambda period: (period.removed_at is None, period.enrolled_at))


def _acceptance(one: Participant) -> str:
    return one.acceptance if one.acceptance in _ACCEPTANCES else "invited"


def _accepted_by(one: Participant) -> str | None:
    return one.accepted_by if one.accepted_by in _ACCEPTED_BY else None
