"""Write people."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.errors import EntryNameTaken
from sessions.catalogue.people.domain import NewPerson

# Two requests that write the same usernames write them in one order, so that they cannot deadlock.
_INSERT = Insert(
    "people",
    "id uuid, username text, name text, email text, role text",
    shared="org_id, created_at",
    then="ORDER BY new.username ON CONFLICT (org_id, username) DO NOTHING RETURNING id",
)


async def create_people(db: AsyncConnection, *, org_id: UUID, people: Sequence[NewPerson], now: datetime) -> None:
    """Write people. Raises NameTaken if a username is in use."""
    rows = [(one.person_id, one.username, one.name, one.email, one.role) for one in people]
    written = {row.id for row in await _INSERT.rows(db, rows, org_id=org_id, created_at=now)}
    taken = [person.username for person in people if person.person_id not in written]
    if taken:
        raise EntryNameTaken("person", "username", taken[0])
