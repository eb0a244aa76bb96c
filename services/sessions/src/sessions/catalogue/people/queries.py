"""Read the guardians of a learner, and whom a person knows."""

from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.errors import PersonNotFound

_GUARDIANS = Statement("""
    SELECT p.id, p.name FROM guardians g JOIN people p ON p.org_id = g.org_id AND p.id = g.guardian_id
    WHERE g.org_id = :org_id AND g.learner_id = :learner_id ORDER BY p.name, p.id
""")

# A session that was cancelled, or whose completion was voided, gives nobody a right.
_KNOWS = Statement("""
    WITH coached AS (
        SELECT c.session_id FROM session_coaches c WHERE c.org_id = :org_id AND c.person_id = :knower
        UNION ALL
        SELECT c.session_id FROM session_course_people c
        WHERE c.org_id = :org_id AND c.person_id = :knower AND c.part = 'coach'
    ), shared AS (
        SELECT r.session_id FROM roster r
        WHERE r.org_id = :org_id AND r.person_id = :person_id AND r.removed_at IS NULL
        UNION ALL
        SELECT c.session_id FROM session_coaches c WHERE c.org_id = :org_id AND c.person_id = :person_id
        UNION ALL
        SELECT c.session_id FROM session_course_people c
        WHERE c.org_id = :org_id AND c.person_id = :person_id AND c.part = 'coach'
    )
    SELECT EXISTS (
        SELECT FROM shared JOIN coached USING (session_id) JOIN sessions s ON s.org_id = :org_id AND s.id = session_id
        WHERE s.state <> 'cancelled'
          AND NOT EXISTS (SELECT FROM correction_records v WHERE v.session_id = s.id AND v.kind = 'void')
    ) OR EXISTS (
        SELECT FROM guardians g WHERE g.org_id = :org_id AND g.guardian_id = :knower AND g.learner_id = :person_id
    )
""")


async def check_known(db: AsyncConnection, *, org_id: UUID, person_id: UUID, to: UUID | None) -> None:
    """Raise PersonNotFound unless the person `to` may know this person. None may know everybody.

    People know themselves, coaches those who take part in a session that they coach, guardians their learners.
    """
    if to in (None, person_id):
        return
    if not await _KNOWS.scalar(db, {"org_id": org_id, "knower": to, "person_id": person_id}):
        raise PersonNotFound(person_id)


async def guardians_of(db: AsyncConnection, *, org_id: UUID, learner_id: UUID) -> list[tuple[UUID, str]]:
    """Return the guardians of a learner, as (id, name), in the order of names."""
    return [(row.id, row.name) for row in await _GUARDIANS.all(db, {"org_id": org_id, "learner_id": learner_id})]
