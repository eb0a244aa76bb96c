"""Read the sessions that a file names, with everything that it may set, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.names import CoursePart
from sessions.imports.checks.sessions import ExistingSession
from sessions.session.domain import Session
from sessions.session.read_many import read_sessions
from sessions.spellings import Finder

_FIND = Finder("sessions", "name", "t.id")
_LOCK = Finder("sessions", "name", "t.id", lock="FOR UPDATE")
_FIND_EXACTLY = Finder("sessions", "external_id", "t.id", is_exact=True)
_LOCK_EXACTLY = Finder("sessions", "external_id", "t.id", lock="FOR UPDATE", is_exact=True)
_LOCK_ONE = Statement("SELECT id FROM sessions WHERE org_id = :org_id AND id = :session_id FOR UPDATE")
_CATEGORIES = Statement("""
    SELECT s.id, k.name FROM sessions s JOIN categories k ON k.org_id = s.org_id AND k.id = s.category_id
    WHERE s.org_id = :org_id AND s.id = ANY (CAST(:session_ids AS uuid[]))
""")
_CLASSES = Statement("""
    SELECT session_id, class_id FROM session_classes
    WHERE org_id = :org_id AND session_id = ANY (CAST(:session_ids AS uuid[]))
""")
_COURSE_PEOPLE = Statement("""
    SELECT session_id, course_id, person_id, part FROM session_course_people
    WHERE org_id = :org_id AND session_id = ANY (CAST(:session_ids AS uuid[]))
""")
_WITH_LESSONS = Statement("""
    SELECT run_id FROM sessions WHERE org_id = :org_id AND run_id = ANY (CAST(:run_ids AS uuid[]))
    UNION
    SELECT run_id FROM batches WHERE org_id = :org_id AND run_id = ANY (CAST(:run_ids AS uuid[]))
""")


async def sessions_by_name(
    db: AsyncConnection, *, org_id: UUID, names: Collection[str], lock: bool
) -> dict[str, Session]:
    """Return the sessions that exist, by the given names. With `lock`, they are locked until the transaction ends."""
    return await _sessions(db, await (_LOCK if lock else _FIND).find(db, org_id=org_id, names=names), org_id=org_id)


async def _sessions(db: AsyncConnection, rows: Mapping[str, Any], *, org_id: UUID) -> dict[str, Session]:
    if not rows:
        return {}
    read = await read_sessions(db, org_id=org_id, session_ids={row.id for row in rows.values()})
    sessions = {one.session_id: one for one in read}
    return {name: sessions[row.id] for name, row in rows.items()}


async def session_by_id(db: AsyncConnection, *, org_id: UUID, session_id: UUID, lock: bool) -> Session | None:
    """Return a session if it exists. With `lock`, it is locked until the transaction ends."""
    if lock:
        await _LOCK_ONE.execute(db, {"org_id": org_id, "session_id": session_id})
    return next(iter(await read_sessions(db, org_id=org_id, session_ids=[session_id])), None)


async def existing_sessions(
    db: AsyncConnection, *, org_id: UUID, names: Collection[str], lock: bool
) -> dict[str, ExistingSession]:
    """Return the sessions that exist, by name, with everything that a file may set."""
    return await _whole(db, await sessions_by_name(db, org_id=org_id, names=names, lock=lock), org_id=org_id)


async def sessions_by_external_id(
    db: AsyncConnection, *, org_id: UUID, external_ids: Collection[str], lock: bool
) -> dict[str, ExistingSession]:
    """Return the sessions that exist, by their ids in another system, with everything that a file may set."""
    rows = await (_LOCK_EXACTLY if lock else _FIND_EXACTLY).find(db, org_id=org_id, names=external_ids)
    return await _whole(db, await _sessions(db, rows, org_id=org_id), org_id=org_id)


async def _whole(db: AsyncConnection, found: Mapping[str, Session], *, org_id: UUID) -> dict[str, ExistingSession]:
    if not found:
        return {}
    scope = {"org_id": org_id, "session_ids": [session.session_id for session in found.values()]}
    having = await _with_lessons(db, org_id=org_id, sessions=found.values())
    categories = {row.id: row.name for row in await _CATEGORIES.all(db, scope)}
    class_ids: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for session_id, class_id in await _CLASSES.all(db, scope):
        class_ids[session_id].add(class_id)
    people: defaultdict[UUID, set[CoursePart]] = defaultdict(set)
    for session_id, *part in await _COURSE_PEOPLE.all(db, scope):
        people[session_id].add(CoursePart(*part))
    return {
        name: ExistingSession(
            session,
            categories.get(session.session_id),
            frozenset(class_ids[session.session_id]),
            frozenset(people[session.session_id]),
            has_lessons=session.session_id in having,
        )
        for name, session in found.items()
    }


async def _with_lessons(db: AsyncConnection, *, org_id: UUID, sessions: Iterable[Session]) -> set[UUID]:
    """Return the course runs among some sessions inside which something was ever planned."""
    run_ids = [one.session_id for one in sessions if one.is_run]
    if not run_ids:
        return set()
    return set(await _WITH_LESSONS.scalars(db, {"org_id": org_id, "run_ids": run_ids}))
