"""Write people."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.errors import EntryNameTaken
from sessions.catalogue.people.domain import NewPerson

_INSERT_PEOPLE = Statement("""
    INSERT INTO people (org_id, id, username, name, email, role, created_at)
    SELECT :org_id, new.*, :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:usernames AS text[]), CAST(:names AS text[]), CAST(:emails AS text[]),
                CAST(:roles AS text[])) AS new (id, username, name, email, role)
    ORDER BY new.username
    ON CONFLICT (org_id, username) DO NOTHING
    RETURNING id
""")


async def create_people(db: AsyncConnection, *, org_id: UUID, people: Sequence[NewPerson], now: datetime) -> None:
    """Write people. Raises NameTaken if a username is in use."""
    columns = {
        "ids": [person.person_id for person in people],
        "usernames": [person.username for person in people],
        "names": [person.name for person in people],
        "emails": [person.email for person in people],
        "roles": [person.role for person in people],
    }
    inserted = await _INSERT_PEOPLE.scalars(db, {"org_id": org_id, "now": now, **columns})
    written = set(inserted)
    taken = [person.username for person in people if person.person_id not in written]
    if taken:
        raise EntryNameTaken("person", "username", taken[0])
