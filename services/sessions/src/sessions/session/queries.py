"""Read one session with everything that decisions need, and what the caller sees of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.organisation.queries import policy_of
from sessions.session.domain import PLANNED, Coach, CourseCoach, MovedPlan, Session, Visit
from sessions.session.errors import NotForThisReader, SessionNotFound, SessionNotOpen
from sessions.session.schedule import WINDOW_FIELDS, Windows
from sessions.session.seats import Enrolment
from sessions.session.visibility import Need, Part, Sight, opens_at, sight

# Everything that decisions need is read in one round trip.
_KEPT: Final = (
    "version",
    "state",
    "batch_id",
    "started_at",
    "cancelled_at",
    "cancel_reason",
    "completed_at",
    "notice",
    "occurrence",
    "voided_at",
    "successor_of",
    "run_id",
    "planned_by_coach",
)
"""The columns that a session has beside its plan, and that are taken as they are."""
COLUMNS: Final = f"""
    s.id, s.own_fields, s.moved_from, s.moved_until, s.moved_at,
    {", ".join(f"s.{name}" for name in (*PLANNED, *_KEPT))},
    policy.version AS policy_version, policy.minimum_minutes, policy.maximum_minutes, policy.step_minutes,
    policy.recap_minimum_characters, policy.acceptance_required, policy.empty_call_required,
    policy.log_within_hours, policy.start_early_minutes, policy.rounding, policy.recap_sections_required,
    policy.attendance_default, policy.reminder_hours, policy.amendment_second_person, policy.amendment_approvers,
    policy.void_allowed, policy.presence_present_basis_points, policy.presence_late_minutes,
    policy.earning_hold_days, policy.unpaid, policy.void_second_person, policy.fellow_names,
    policy.erasure_second_person, policy.separate_duties, policy.invitations, policy.coaches_plan
"""
# The policy of the session's time applies, not that of the request's time. See domain.policy.PolicyVersion.
FROM: Final = """
    FROM sessions s
    LEFT JOIN LATERAL policy_of(s.org_id, s.starts_at, s.started_at) AS policy ON true
"""
LAST_AT: Final = "greatest(s.created_at, s.changed_at, s.started_at, s.cancelled_at, s.completed_at)"
"""When the session was changed last."""
SESSION: Final = f"""
    SELECT {COLUMNS},
           ARRAY(SELECT c.person_id FROM session_coaches c WHERE c.session_id = s.id ORDER BY c.position) AS coach_ids,
           ARRAY(SELECT c.share_basis_points FROM session_coaches c WHERE c.session_id = s.id
                 ORDER BY c.position) AS shares,
           ARRAY(SELECT c.course_id FROM session_courses c WHERE c.session_id = s.id
                 ORDER BY c.position) AS course_ids,
           ARRAY(SELECT r.person_id FROM roster r WHERE r.session_id = s.id
                 ORDER BY r.person_id, r.added_at) AS learner_ids,
           ARRAY(SELECT r.acceptance FROM roster r WHERE r.session_id = s.id
                 ORDER BY r.person_id, r.added_at) AS acceptances,
           ARRAY(SELECT r.answered_by FROM roster r WHERE r.session_id = s.id
                 ORDER BY r.person_id, r.added_at) AS answered_by,
           ARRAY(SELECT r.added_at FROM roster r WHERE r.session_id = s.id
                 ORDER BY r.person_id, r.added_at) AS enrolled_at,
           ARRAY(SELECT r.removed_at FROM roster r WHERE r.session_id = s.id
                 ORDER BY r.person_id, r.added_at) AS removed_at,
           ARRAY(SELECT p.person_id FROM call_presence p WHERE p.session_id = s.id
                 ORDER BY p.person_id, p.joined_at) AS caller_ids,
           ARRAY(SELECT p.joined_at FROM call_presence p WHERE p.session_id = s.id
                 ORDER BY p.person_id, p.joined_at) AS joined_at,
           ARRAY(SELECT p.left_at FROM call_presence p WHERE p.session_id = s.id
                 ORDER BY p.person_id, p.joined_at) AS left_at,
           ARRAY(SELECT k.class_id FROM session_classes k WHERE k.session_id = s.id ORDER BY k.class_id) AS class_ids,
           ARRAY(SELECT o.course_id FROM session_course_people o WHERE o.session_id = s.id AND o.part = 'coach'
                 ORDER BY o.course_id, o.person_id) AS coached_ids,
           ARRAY(SELECT o.person_id FROM session_course_people o WHERE o.session_id = s.id AND o.part = 'coach'
                 ORDER BY o.course_id, o.person_id) AS course_coach_ids,
           (SELECT seen.version FROM sessions seen WHERE seen.org_id = s.org_id AND seen.id = s.id) AS seen_version,
           {LAST_AT} AS last_at
    {FROM}
    WHERE s.org_id = :org_id AND s.id = :session_id
"""  # noqa: S608 - names of this module
"""One session with everything that decisions need. See `session_of`.

If it is read and locked in one statement, and another transaction changed it meanwhile, the columns of sessions are as
they are now and everything else is as it was before. Then `seen_version` differs from `version`.
"""
_READ = Statement(SESSION)
_OTHER_PARTS = Statement("""
    SELECT EXISTS (
        SELECT FROM session_course_people
        WHERE org_id = :org_id AND session_id = :session_id AND person_id = :person_id AND part = 'coach'
    ) AS coach, EXISTS (
        SELECT FROM guardians g
        JOIN roster r ON r.org_id = g.org_id AND r.person_id = g.learner_id AND r.removed_at IS NULL
        WHERE g.org_id = :org_id AND g.guardian_id = :person_id AND r.session_id = :session_id
    ) AS guardian
""")
_LEARNERS_OF = Statement("SELECT learner_id FROM guardians WHERE org_id = :org_id AND guardian_id = :guardian_id")
_COURSES = Statement("""
    SELECT c.id, c.code, c.title,
           ARRAY(SELECT p.person_id FROM session_course_people p
                 WHERE p.session_id = x.session_id AND p.course_id = x.course_id AND p.part = 'coach'
                 ORDER BY p.person_id) AS coach_ids,
           ARRAY(SELECT p.person_id FROM session_course_people p
                 WHERE p.session_id = x.session_id AND p.course_id = x.course_id AND p.part = 'learner'
                 ORDER BY p.person_id) AS learner_ids
    FROM session_courses x JOIN courses c ON c.org_id = x.org_id AND c.id = x.course_id
    WHERE x.org_id = :org_id AND x.session_id = :session_id
    ORDER BY x.position
""")


class CourseOfSession(NamedTuple):
    """A course of a session, the course's own coaches, and the learners who take part in this course only."""

    course_id: UUID
    code: str
    title: str
    coach_ids: Sequence[UUID]
    learner_ids: Sequence[UUID]


def lesson_count_of(table: str) -> str:
    """Return the expression for the lessons of a row of sessions under this name, if it is a course run.

    Lessons that were cancelled or voided do not count.
    """
    return f"""(
        SELECT count(*) FROM sessions lesson
        WHERE lesson.org_id = {table}.org_id AND lesson.run_id = {table}.id AND lesson.state <> 'cancelled'
          AND lesson.voided_at IS NULL
    )"""  # noqa: S608 - the name of a table in a statement of this service


async def read_session(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> Session:
    """Return a session with its coaches, courses, roster, presence and policy, or raise SessionNotFound."""
    row = await _READ.one_or_none(db, {"org_id": org_id, "session_id": session_id})
    if row is None:
        raise SessionNotFound(session_id)
    return session_of(row, org_id)


def session_of(row: Any, org_id: UUID) -> Session:
    """Return the session in a row of SESSION."""
    return made_session(
        row,
        org_id,
        coaches=tuple(map(Coach, row.coach_ids, row.shares)),
        course_ids=tuple(row.course_ids),
        enrolments=tuple(
            map(Enrolment, row.learner_ids, row.acceptances, row.enrolled_at, row.removed_at, row.answered_by)
        ),
        visits=tuple(map(Visit, row.caller_ids, row.joined_at, row.left_at)),
        class_ids=tuple(row.class_ids),
        course_coaches=tuple(map(CourseCoach, row.coached_ids, row.course_coach_ids)),
    )


def made_session(
    row: Any,
    org_id: UUID,
    *,
    coaches: tuple[Coach, ...],
    course_ids: tuple[UUID, ...],
    enrolments: tuple[Enrolment, ...],
    visits: tuple[Visit, ...],
    class_ids: tuple[UUID, ...],
    course_coaches: tuple[CourseCoach, ...],
) -> Session:
    """Return a session of a row with the columns COLUMNS, and of its parts."""
    return Session(
        **{name: row[name] for name in (*PLANNED, *_KEPT)},
        session_id=row.id,
        org_id=org_id,
        coaches=coaches,
        course_ids=course_ids,
        roster=tuple(one.seat for one in enrolments if one.removed_at is None),
        in_call=frozenset(one.person_id for one in visits if one.left_at is None),
        enrolments=enrolments,
        visits=visits,
        class_ids=class_ids,
        course_coaches=course_coaches,
        policy=policy_of(row),
        own_fields=frozenset(row.own_fields),
        moved_plan=None if row.moved_at is None else MovedPlan(row.moved_from, row.moved_until, row.moved_at),
    )


def windows_of(row: Row[*tuple[Any, ...]]) -> Windows:
    """Return the windows in a row's columns."""
    return Windows(**{name: getattr(row, name) for name in WINDOW_FIELDS})


async def parts_of(db: AsyncConnection, session: Session, *, person_id: UUID, sees_all: bool) -> frozenset[Part]:
    """Return a person's parts in a session: staff, coach (also of one of its courses), learner, or none.

    A guardian has the parts of their learners.
    """
    parts: set[Part] = set()
    if sees_all:
        parts.add("staff")
    if session.is_coach(person_id):
        parts.add("coach")
    if session.seat(person_id) is not None:
        parts.add("learner")
    if not parts:
        scope = {"org_id": session.org_id, "session_id": session.session_id, "person_id": person_id}
        other = await _OTHER_PARTS.one(db, scope)
        parts.update(("coach",) if other.coach else ())
        parts.update(("learner",) if other.guardian else ())
    return frozenset(parts)


async def visible_session(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    person_id: UUID,
    sees_all: bool,
    now: datetime,
    need: Need = "read",
) -> tuple[Session, Sight]:
    """Return a session that a person with these roles may read now, and what they see of it.

    Raises what check_sight raises, for `need`.
    """
    session = await read_session(db, org_id=org_id, session_id=session_id)
    return session, await check_sight(db, session, person_id=person_id, sees_all=sees_all, need=need, now=now)


async def check_sight(
    db: AsyncConnection, session: Session, *, person_id: UUID, sees_all: bool, need: Need, now: datetime
) -> Sight:
    """Return what a person sees of a session now, if this is what a verb needs. Every verb asks this.

    Raises SessionNotFound if they may not know of it, and SessionNotOpen if they may, but not do this now.
    """
    parts = await parts_of(db, session, person_id=person_id, sees_all=sees_all)
    seen = sight(parts, windows=session.windows, visibility=session.visibility, now=now)
    if not parts or not (need == "part" or seen.allows("listed")):
        raise SessionNotFound(session.session_id)
    if not seen.allows(need):
        raise SessionNotOpen(opens_at(parts, windows=session.windows, now=now), zone=session.zone)
    return seen


async def seats_seen(
    db: AsyncConnection, session: Session, *, person_id: UUID, sees_all: bool
) -> frozenset[UUID] | None:
    """Return the learners whose seat a person sees: themselves, and those whose guardian they are. None: all of them.

    The coaches of a session and of its courses see all, and so does staff.
    """
    parts = await parts_of(db, session, person_id=person_id, sees_all=sees_all)
    if not parts.isdisjoint(("staff", "coach")):
        return None
    return frozenset({person_id, *await guarded_by(db, org_id=session.org_id, guardian_id=person_id)})


async def guarded_by(db: AsyncConnection, *, org_id: UUID, guardian_id: UUID) -> list[UUID]:
    """Return the learners whose guardian a person is."""
    return await _LEARNERS_OF.scalars(db, {"org_id": org_id, "guardian_id": guardian_id})


async def courses_of(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> list[CourseOfSession]:
    """Return the courses of a session, in order, each with its own coaches and learners."""
    rows = await _COURSES.all(db, {"org_id": org_id, "session_id": session_id})
    return [CourseOfSession(row.id, row.code, row.title, row.coach_ids, row.learner_ids) for row in rows]


async def watched_session(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    person_id: UUID,
    sees_all: bool,
    now: datetime,
) -> Session:
    """Return a session that a person is responsible for: as its coach or co-coach, or because they see all.

    Raises what visible_session raises, and NotTheCoach if the person sees the session but is not responsible for it.
    """
    session, _ = await visible_session(
        db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=sees_all, now=now
    )
    if not sees_all and not session.is_coach(person_id):
        raise NotForThisReader
    return session
