"""The row lock under which something is done with a request for help: that of its session."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.help.domain import HelpRequest
from sessions.help.queries import check_responsible, read_help
from sessions.session.domain import Session
from sessions.session.lock import lock_session


class LockedHelp(NamedTuple):
    """A request as it is under the lock, its session, and the instant of what happens to both now."""

    request: HelpRequest
    session: Session
    at: datetime


async def lock_help(db: AsyncConnection, *, org_id: UUID, help_id: UUID, person_id: UUID, sees_all: bool) -> LockedHelp:
    """Lock the session of a request, for staff and its coaches, and return both. Raises HelpNotFound.

    Whatever ends a session takes this lock. So its state, and that of the request, hold until the transaction ends.
    """
    known = await read_help(db, org_id=org_id, help_id=help_id)
    session, at = await lock_session(db, org_id=org_id, session_id=known.session_id)
    check_responsible(session, help_id, person_id=person_id, sees_all=sees_all)
    # the lock may have waited, so the request is read once more
    return LockedHelp(await read_help(db, org_id=org_id, help_id=help_id), session, at)
