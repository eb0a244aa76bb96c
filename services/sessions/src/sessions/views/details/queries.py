"""Read one session with the names of everything that it refers to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.corrections.queries import read_standing
from sessions.corrections.standing import Standing
from sessions.session.domain import Session
from sessions.session.queries import CourseOfSession, courses_of, seats_seen, visible_session
from sessions.session.visibility import Sight

_NAMES = Statement("""
    SELECT id, name FROM people WHERE org_id = :org_id AND id = ANY (CAST(:person_ids AS uuid[])) ORDER BY id
""")
_LABELS = Statement("""
    SELECT (SELECT name FROM categories WHERE org_id = :org_id AND id = :category_id) AS category,
           (SELECT name FROM rooms WHERE org_id = :org_id AND id = :room_id) AS room,
           (SELECT name FROM batches WHERE org_id = :org_id AND id = :batch_id) AS batch,
           (SELECT name FROM sessions WHERE org_id = :org_id AND id = :run_id) AS run, lessons.*,
           ARRAY(SELECT class_id FROM session_classes WHERE session_id = :session_id AND org_id = :org_id
                 ORDER BY class_id) AS class_ids,
           (SELECT id FROM sessions
            WHERE org_id = :org_id AND successor_of = :session_id AND state <> 'cancelled' AND voided_at IS NULL
            LIMIT 1) AS successor_id,
           ARRAY(SELECT c.name FROM session_classes x JOIN classes c ON c.org_id = x.org_id AND c.id = x.class_id
                 WHERE x.session_id = :session_id AND x.org_id = :org_id ORDER BY x.class_id) AS class_names
    FROM (
        SELECT count(*) FILTER (WHERE state IN ('scheduled', 'in_progress')) AS planned,
               count(*) FILTER (WHERE state = 'completed' AND voided_at IS NULL) AS completed,
               count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
               min(starts_at) FILTER (WHERE state = 'scheduled' AND starts_at > :now) AS next_starts_at
        FROM sessions WHERE org_id = :org_id AND run_id = :session_id
    ) AS lessons
""")


class Lessons(NamedTuple):
    """How many lessons a course run has, in which state, and when the next one begins. Voided ones do not count."""

    planned: int
    completed: int
    cancelled: int
    next_starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class Detail:
    """A session as a person sees it, with the names of its people, category, room, batch, courses and classes.

    `only` are the learners whose seats the person sees; None: all of them. `standing` is how its completion stands, or
    stood at the asked instant. It is None if there was no completion. `run` is the name of the course run of a lesson,
    and only a course run has `lessons`.
    """

    session: Session
    only: frozenset[UUID] | None
    sight: Sight
    names: Sequence[tuple[UUID, str]]
    category: str | None
    room: str | None
    batch: str | None
    run: str | None
    lessons: Lessons | None
    class_ids: Sequence[UUID]
    successor_id: UUID | None
    class_names: Sequence[str]
    courses: Sequence[CourseOfSession]
    standing: Standing | None


async def session_detail(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    person_id: UUID,
    sees_all: bool,
    as_of: datetime | None,
    now: datetime,
) -> Detail:
    """Return a session that a person may read, with names, or raise what visible_session raises.

    Its completion is shown as it stood at `as_of`, and everything else as it is now.
    """
    session, seen = await visible_session(
        db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=sees_all, now=now
    )
    scope = {"org_id": org_id, "session_id": session_id}
    only = await seats_seen(db, session, person_id=person_id, sees_all=sees_all)
    courses = await courses_of(db, org_id=org_id, session_id=session_id)
    if only is not None:
        courses = [
            one._replace(learner_ids=[learner for learner in one.learner_ids if learner in only]) for one in courses
        ]
    named = {name: getattr(session, name) for name in ("category_id", "room_id", "batch_id", "run_id")}
    labels = await _LABELS.one(db, {**scope, **named, "now": now})
    person_ids = {coach.person_id for coach in session.coaches} | _named(session, only)
    person_ids |= {person_id for course in courses for person_id in course.coach_ids}
    names = await _NAMES.all(db, {"org_id": org_id, "person_ids": list(person_ids)})
    return Detail(
        session,
        only,
        seen,
        [(row.id, row.name) for row in names],
        labels.category,
        labels.room,
        labels.batch,
        labels.run,
        Lessons(*(labels[name] for name in Lessons._fields)) if session.is_run else None,
        labels.class_ids,
        labels.successor_id,
        labels.class_names,
        courses,
        await _standing(db, session, as_of=as_of),
    )


def _named(session: Session, only: frozenset[UUID] | None) -> set[UUID]:
    """Return the learners whose names a person sees, who sees the seats of `only`.

    Where the policy says so, they see the names of those who accepted, and never what the others answered.
    """
    shows = session.policy.fellow_names
    return {
        seat.person_id
        for seat in session.roster
        if only is None or seat.person_id in only or (shows and seat.acceptance == "accepted")
    }


async def _standing(db: AsyncConnection, session: Session, *, as_of: datetime | None) -> Standing | None:
    if session.state != "completed":
        return None
    standing = await read_standing(db, org_id=session.org_id, session_id=session.session_id)
    return standing if standing is None or as_of is None else standing.as_of(as_of)
