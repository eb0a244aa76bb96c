"""Write people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from chassis.errors import FieldError
from chassis.http.auth import Principal
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.domain import PersonRole
from sessions.errors import NameTaken

_INSERT_PEOPLE = Statement("""
    INSERT INTO people (org_id, id, username, name, email, role, created_at)
    SELECT :org_id, new.*, :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:usernames AS text[]), CAST(:names AS text[]), CAST(:emails AS text[]),
                CAST(:roles AS text[])) AS new (id, username, name, email, role)
    ORDER BY new.username
    ON CONFLICT (org_id, username) DO NOTHING
    RETURNING id
""")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be created."""

    person_id: UUID
    username: str
    name: str
    email: str | None
    role: PersonRole


async def create_people(db: AsyncConnection, *, caller: Principal, people: Sequence[NewPerson], now: datetime) -> None:
    """Write people. Raises NameTaken if a username is in use."""
    columns = {
        "ids": [person.person_id for person in people],
        "usernames": [person.username for person in people],
        "names": [person.name for person in people],
        "emails": [person.email for person in people],
        "roles": [person.role for person in people],
    }
    inserted = await _INSERT_PEOPLE.scalars(db, {"org_id": caller.org_id, "now": now, **columns})
    written = set(inserted)
    taken = [person.username for person in people if person.person_id not in written]
    if taken:
        raise NameTaken(
            f"The username {taken[0]!r} is in use. Usernames are unique, so choose another one.",
            errors=[FieldError("/username", "is in use")],
        )
