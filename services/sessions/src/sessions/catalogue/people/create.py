"""Write people."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.people.domain import NewPerson
from sessions.catalogue.queries import PEOPLE
from sessions.catalogue.write import create_entries

# Two requests that write the same usernames write them in one order, so that they cannot deadlock.
_INSERT = Insert(
    "people",
    "id uuid, username text, name text, email text, role text, language text, zone text, external_id text",
    shared="org_id, created_at",
    then="ORDER BY folded(new.username) ON CONFLICT (org_id, folded_username) DO NOTHING RETURNING id",
)


async def create_people(db: AsyncConnection, *, org_id: UUID, people: Sequence[NewPerson], now: datetime) -> None:
    """Write people. Raises NameTaken or ExternalIdTaken if a username or external_id is in use."""
    rows = [
        (one.person_id, one.username, one.name, one.email, one.role, one.language, one.zone, one.external_id)
        for one in people
    ]
    await create_entries(db, PEOPLE, _INSERT, rows, org_id=org_id, created_at=now)
