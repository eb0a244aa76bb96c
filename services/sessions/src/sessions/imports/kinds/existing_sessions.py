"""Read the sessions that a file names, with everything that it may set, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.names import CoursePart
from sessions.imports.checks.sessions import ExistingSession
from sessions.session.domain import Session
from sessions.session.read_many import read_sessions

# Names are looked up one by one. A plan that was made while the table was small would read all sessions of the
# organisation.
_FIND: Final = """
    SELECT found.id FROM unnest(CAST(:names AS text[])) AS wanted (name)
    CROSS JOIN LATERAL (
        SELECT s.id FROM sessions s WHERE s.org_id = :org_id AND s.name = wanted.name LIMIT 1 {lock}
    ) AS found
"""
_FIND_BY_NAME = Statement(_FIND.format(lock=""))
# Sessions are locked in the order of their names, so that two imports of the same sessions cannot deadlock.
_LOCK_BY_NAME = Statement(_FIND.format(lock="FOR UPDATE"))
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


async def sessions_by_name(
    db: AsyncConnection, *, org_id: UUID, names: Collection[str], lock: bool
) -> dict[str, Session]:
    """Return the sessions that exist, by name. With `lock`, they are locked until the transaction ends."""
    session_ids = await (_LOCK_BY_NAME if lock else _FIND_BY_NAME).scalars(
        db, {"org_id": org_id, "names": sorted(names)}
    )
    if not session_ids:
        return {}
    return {one.name: one for one in await read_sessions(db, org_id=org_id, session_ids=session_ids)}


async def session_by_id(db: AsyncConnection, *, org_id: UUID, session_id: UUID, lock: bool) -> Session | None:
    """Return a session if it exists. With `lock`, it is locked until the transaction ends."""
    if lock:
        await _LOCK_ONE.execute(db, {"org_id": org_id, "session_id": session_id})
    return next(iter(await read_sessions(db, org_id=org_id, session_ids=[session_id])), None)


async def existing_sessions(
    db: AsyncConnection, *, org_id: UUID, names: Collection[str], lock: bool
) -> dict[str, ExistingSession]:
    """Return the sessions that exist, by name, with everything that a file may set."""
    found = await sessions_by_name(db, org_id=org_id, names=names, lock=lock)
    if not found:
        return {}
    scope = {"org_id": org_id, "session_ids": [session.session_id for session in found.values()]}
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
        )
        for name, session in found.items()
    }
