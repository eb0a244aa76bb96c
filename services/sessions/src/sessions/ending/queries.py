"""Read what a person who ends a session has to know before."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.ending.readiness import Readiness, readiness
from sessions.ending.taking_part import NOTHING_REPORTED, Reported
from sessions.session.domain import Session
from sessions.session.queries import watched_session

_NAMES = Statement("SELECT id, name FROM people WHERE org_id = :org_id AND id = ANY (CAST(:person_ids AS uuid[]))")


class Ending(NamedTuple):
    """A session that is to be ended, whether it may be, and the names of the people whom that waits for."""

    session: Session
    readiness: Readiness
    names: Mapping[UUID, str]


async def read_ending(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    person_id: UUID,
    sees_all: bool,
    is_admin: bool,
    is_support: bool,
    now: datetime,
) -> Ending:
    """Return whether a person may end a session, for its coaches and staff. Raises what watched_session raises."""
    session = await watched_session(
        db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=sees_all, now=now
    )
    return await ending_of(db, session, by=person_id, is_admin=is_admin, is_support=is_support, now=now)


async def ending_of(
    db: AsyncConnection,
    session: Session,
    *,
    by: UUID,
    is_admin: bool,
    is_support: bool,
    now: datetime,
    reported: Reported = NOTHING_REPORTED,
) -> Ending:
    """Return whether a person may end a session that was read. `reported` is as in `readiness`."""
    found = readiness(session, by=by, is_admin=is_admin, is_support=is_support, now=now, reported=reported)
    awaited = [*found.unanswered, *found.in_call]
    rows = await _NAMES.all(db, {"org_id": session.org_id, "person_ids": awaited}) if awaited else []
    return Ending(session, found, {row.id: row.name for row in rows})
