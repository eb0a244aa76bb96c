"""Reading sessions: one with everything in it, and lists of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from chassis.auth import Principal
from chassis.keyset import InvalidCursor, decode_cursor, encode_cursor
from chassis.statement import Statement
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Row,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    tuple_,
    union,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.domain.policy import DEFAULT_POLICY, Policy
from sessions.domain.sessions import Coach, Seat, Session, State
from sessions.errors import NotAParticipant, SessionNotFound
from sessions.tables import INSTANT, categories, people, roster, session_coaches, session_courses, sessions

READERS_OF_ALL = ("admin", "support", "auditor", "service")
"""Roles that read every session of their organisation; everybody else reads those that they take part in."""

# One round trip for all that is decided on. Called after the row lock, as a statement of its own: the statement that
# waits for the lock still sees the other tables as they were before the wait.
_READ = Statement("""
    SELECT s.version, s.state, s.name, s.description, s.batch_id, s.category_id, s.mode, s.starts_at, s.ends_at,
           s.zone, s.started_at, s.cancelled_at, s.cancel_reason, s.completed_at,
           ARRAY(SELECT c.person_id FROM session_coaches c WHERE c.session_id = s.id ORDER BY c.position) AS coach_ids,
           ARRAY(SELECT c.share_basis_points FROM session_coaches c WHERE c.session_id = s.id
                 ORDER BY c.position) AS shares,
           ARRAY(SELECT c.course_id FROM session_courses c WHERE c.session_id = s.id
                 ORDER BY c.position) AS course_ids,
           ARRAY(SELECT r.person_id FROM roster r WHERE r.session_id = s.id AND r.removed_at IS NULL
                 ORDER BY r.person_id) AS learner_ids,
           ARRAY(SELECT r.acceptance FROM roster r WHERE r.session_id = s.id AND r.removed_at IS NULL
                 ORDER BY r.person_id) AS acceptances,
           ARRAY(SELECT p.person_id FROM call_presence p WHERE p.session_id = s.id AND p.left_at IS NULL) AS in_call,
           policy.version AS policy_version, policy.minimum_minutes, policy.maximum_minutes, policy.step_minutes,
           policy.recap_minimum_characters, policy.acceptance_required, policy.empty_call_required,
           policy.log_within_hours, policy.start_early_minutes
    FROM sessions s
    LEFT JOIN LATERAL (
        SELECT * FROM policies WHERE policies.org_id = s.org_id ORDER BY policies.version DESC LIMIT 1
    ) AS policy ON true
    WHERE s.org_id = :org_id AND s.id = :session_id
""")

_NAMES = Statement("""
    SELECT id, name FROM people WHERE org_id = :org_id AND id = ANY (CAST(:person_ids AS uuid[])) ORDER BY id
""")
_CATEGORY = Statement("SELECT name FROM categories WHERE org_id = :org_id AND id = :category_id")


async def read_session(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> Session:
    """Return a session with its coaches, courses, roster, presence and policy, or raise SessionNotFound."""
    row = await _READ.one_or_none(db, {"org_id": org_id, "session_id": session_id})
    if row is None:
        raise SessionNotFound(f"There is no session {session_id} in your organisation.")
    return Session(
        session_id=session_id,
        org_id=org_id,
        version=row.version,
        state=row.state,
        name=row.name,
        description=row.description,
        batch_id=row.batch_id,
        category_id=row.category_id,
        mode=row.mode,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        started_at=row.started_at,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        completed_at=row.completed_at,
        coaches=tuple(map(Coach, row.coach_ids, row.shares)),
        course_ids=tuple(row.course_ids),
        roster=tuple(map(Seat, row.learner_ids, row.acceptances)),
        in_call=frozenset(row.in_call),
        policy=policy_of(row),
    )


def policy_of(row: Row[*tuple[Any, ...]]) -> Policy:
    """Return the policy in a row's columns; where the organisation has none they are null and the default applies."""
    if row.policy_version is None:
        return DEFAULT_POLICY
    return Policy(
        version=row.policy_version,
        minimum_minutes=row.minimum_minutes,
        maximum_minutes=row.maximum_minutes,
        step_minutes=row.step_minutes,
        recap_minimum_characters=row.recap_minimum_characters,
        acceptance_required=row.acceptance_required,
        empty_call_required=row.empty_call_required,
        log_within_hours=row.log_within_hours,
        start_early_minutes=row.start_early_minutes,
    )


async def visible_session(db: AsyncConnection, *, caller: Principal, session_id: UUID) -> Session:
    """Return a session that the caller may read, or raise SessionNotFound or NotAParticipant."""
    session = await read_session(db, org_id=caller.org_id, session_id=session_id)
    is_part = session.is_coach(caller.person_id) or session.seat(caller.person_id) is not None
    if not (is_part or caller.has(*READERS_OF_ALL)):
        raise NotAParticipant("You can read the sessions that you coach or take part in.")
    return session


@dataclass(frozen=True, slots=True)
class Detail:
    """A session with the names of its people and of its category."""

    session: Session
    names: Sequence[tuple[UUID, str]]
    category: str | None


async def session_detail(db: AsyncConnection, *, caller: Principal, session_id: UUID) -> Detail:
    """Return a session that the caller may read, with names, or raise as visible_session does."""
    session = await visible_session(db, caller=caller, session_id=session_id)
    person_ids = [coach.person_id for coach in session.coaches] + [seat.person_id for seat in session.roster]
    names = await _NAMES.all(db, {"org_id": caller.org_id, "person_ids": person_ids})
    category = None
    if session.category_id is not None:
        scope = {"org_id": caller.org_id, "category_id": session.category_id}
        category = await _CATEGORY.scalar(db, scope)
    return Detail(session, [(row.id, row.name) for row in names], category)


# Sessions without a schedule stand last. The expression is the index's, to the letter.
_START = literal_column("coalesce(sessions.starts_at, 'infinity'::timestamptz)", INSTANT)
_UNSCHEDULED = "unscheduled"
_CURSOR_START: BindParameter[datetime] = bindparam("cursor_start", type_=INSTANT)

_SUMMARY = (
    select(
        sessions.c.id,
        sessions.c.version,
        sessions.c.name,
        sessions.c.state,
        sessions.c.mode,
        sessions.c.starts_at,
        sessions.c.ends_at,
        sessions.c.zone,
        sessions.c.completed_at,
        categories.c.name.label("category"),
        session_coaches.c.person_id.label("coach_id"),
        people.c.name.label("coach_name"),
        select(func.count())
        .where(session_courses.c.session_id == sessions.c.id)
        .scalar_subquery()
        .label("course_count"),
        select(func.count())
        .where(roster.c.session_id == sessions.c.id, roster.c.removed_at.is_(None))
        .scalar_subquery()
        .label("learner_count"),
    )
    .join_from(
        sessions,
        session_coaches,
        and_(session_coaches.c.session_id == sessions.c.id, session_coaches.c.position == 0),
    )
    .join(people, and_(people.c.org_id == sessions.c.org_id, people.c.id == session_coaches.c.person_id))
    .outerjoin(categories, and_(categories.c.org_id == sessions.c.org_id, categories.c.id == sessions.c.category_id))
    .order_by(_START, sessions.c.id)
)


async def list_sessions(
    db: AsyncConnection,
    *,
    caller: Principal,
    state: State | None,
    coach: UUID | None,
    starts_from: datetime | None,
    starts_to: datetime | None,
    q: str | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Row[*tuple[Any, ...]]], str | None]:
    """Return a page of the sessions that the caller may read, by start, and the cursor of the next page.

    `coach` is the session's coach or a co-coach; `starts_from` is inclusive, `starts_to` exclusive; `q` is part of the
    name in any case.
    """
    conditions: list[ColumnElement[bool]] = [sessions.c.org_id == caller.org_id]
    if not caller.has(*READERS_OF_ALL):
        conditions.append(sessions.c.id.in_(_of_person(caller.org_id, caller.person_id)))
    if state is not None:
        conditions.append(sessions.c.state == state)
    if coach is not None:
        conditions.append(_coached_by(coach))
    if starts_from is not None:
        conditions.append(sessions.c.starts_at >= starts_from)
    if starts_to is not None:
        conditions.append(sessions.c.starts_at < starts_to)
    if q:
        conditions.append(sessions.c.name.icontains(q, autoescape=True))
    if cursor is not None:
        start, session_id = _read_cursor(cursor)
        after = literal_column("'infinity'::timestamptz", INSTANT) if start is None else bindparam(None, start, INSTANT)
        conditions.append(
            tuple_(_START, sessions.c.id) > tuple_(after, bindparam(None, session_id, sessions.c.id.type))
        )
    rows = list((await db.execute(_SUMMARY.where(*conditions).limit(limit + 1))).all())
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    start_text = _UNSCHEDULED if last.starts_at is None else last.starts_at.astimezone(UTC).isoformat()
    return rows[:limit], encode_cursor(start_text, str(last.id))


def _coached_by(person_id: UUID) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            session_coaches.c.session_id == sessions.c.id,
            session_coaches.c.org_id == sessions.c.org_id,
            session_coaches.c.person_id == person_id,
        )
        .correlate(sessions)
    )


def _of_person(org_id: UUID, person_id: UUID) -> CompoundSelect[tuple[UUID]]:
    """Return the ids of the sessions that a person coaches or takes part in.

    A union, each part by its own index: with two EXISTS the planner walks over all sessions of the organisation.
    """
    coached = select(session_coaches.c.session_id).where(
        session_coaches.c.org_id == org_id, session_coaches.c.person_id == person_id
    )
    attended = select(roster.c.session_id).where(
        roster.c.org_id == org_id, roster.c.person_id == person_id, roster.c.removed_at.is_(None)
    )
    return union(coached, attended)


def _read_cursor(cursor: str) -> tuple[datetime | None, UUID]:
    start, session_id = decode_cursor(cursor, parts=2)
    try:
        return None if start == _UNSCHEDULED else datetime.fromisoformat(str(start)).astimezone(UTC), UUID(
            str(session_id)
        )
    except (ValueError, OverflowError) as error:
        raise InvalidCursor("Use next_cursor of the previous page unchanged.") from error
