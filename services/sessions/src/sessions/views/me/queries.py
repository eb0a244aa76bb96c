"""Read who the caller is."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.organisation.queries import ZONE_DEFAULT

_ME: Final = Statement("""
    SELECT p.username, p.name, p.email, p.language, o.name AS org_name, coalesce(p.zone, o.zone, :zone) AS zone
    FROM (SELECT) AS nobody
    LEFT JOIN people p ON p.org_id = :org_id AND p.id = :person_id
    LEFT JOIN organisations o ON o.org_id = :org_id
""")
_LEARNERS: Final = Statement("""
    SELECT p.id, p.name FROM guardians g JOIN people p ON p.org_id = g.org_id AND p.id = g.learner_id
    WHERE g.org_id = :org_id AND g.guardian_id = :person_id ORDER BY p.name, p.id
""")


class Me(NamedTuple):
    """A row of the caller and their organisation, and rows of the learners whose guardian they are."""

    row: Any
    learners: list[Any]


async def read_me(db: AsyncConnection, *, org_id: UUID, person_id: UUID) -> Me:
    """Return who a person is. Names are None if the catalogue, or the organisation, is not set up with them."""
    scope = {"org_id": org_id, "person_id": person_id}
    row = await _ME.one(db, {**scope, "zone": ZONE_DEFAULT})
    return Me(row, await _LEARNERS.all(db, scope))
