"""Read whom a coach knows: learners who share a class, a series or a session with them."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from chassis.database.keyset import Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.people.queries import NamedPerson, page_by_name, people_by_name

# The classes that a coach coaches, and those that were enrolled in something that they coach. What a coach planned
# gives no right to a class: otherwise they would know its new learners although they do not coach it any more.
_CLASSES: Final = """
    classes_known AS (
        SELECT class_id FROM class_coaches WHERE org_id = :org_id AND person_id = :coach_id
        UNION
        SELECT k.class_id FROM batch_coaches c
        JOIN batches b ON b.org_id = c.org_id AND b.id = c.batch_id AND NOT b.planned_by_coach
        JOIN batch_classes k ON k.org_id = c.org_id AND k.batch_id = c.batch_id
        WHERE c.org_id = :org_id AND c.person_id = :coach_id
        UNION
        SELECT k.class_id FROM sessions_coached c JOIN session_classes k ON k.session_id = c.session_id
        WHERE NOT c.planned_by_coach
    )
"""
# What was cancelled or voided gives nobody a right.
_COACHED: Final = """
    sessions_coached AS (
        SELECT s.id AS session_id, s.planned_by_coach
        FROM (
            SELECT session_id FROM session_coaches WHERE org_id = :org_id AND person_id = :coach_id
            UNION
            SELECT session_id FROM session_course_people
            WHERE org_id = :org_id AND person_id = :coach_id AND part = 'coach'
        ) AS own JOIN sessions s ON s.org_id = :org_id AND s.id = own.session_id
        WHERE s.state <> 'cancelled' AND s.voided_at IS NULL
    )
"""
_LEARNERS: Final = """
    learners_known AS (
        SELECT m.person_id FROM classes_known k
        JOIN class_members m ON m.org_id = :org_id AND m.class_id = k.class_id AND m.removed_at IS NULL
        UNION
        SELECT r.person_id FROM batch_coaches c
        JOIN batch_roster r ON r.org_id = c.org_id AND r.batch_id = c.batch_id AND r.removed_at IS NULL
        WHERE c.org_id = :org_id AND c.person_id = :coach_id
        UNION
        SELECT r.person_id FROM sessions_coached c
        JOIN roster r ON r.org_id = :org_id AND r.session_id = c.session_id AND r.removed_at IS NULL
    )
"""
_KNOWN = f"WITH {_COACHED}, {_CLASSES}, {_LEARNERS}"
# An erased person is nobody's learner.
_KNOWN_AMONG = Statement(f"""
    {_KNOWN} SELECT p.id FROM learners_known k JOIN people p ON p.org_id = :org_id AND p.id = k.person_id
    WHERE k.person_id = ANY (CAST(:person_ids AS uuid[])) AND p.role = 'learner' AND p.erased_at IS NULL
""")  # noqa: S608 - texts of this module
_CLASSES_AMONG = Statement(f"""
    WITH {_COACHED}, {_CLASSES} SELECT class_id FROM classes_known WHERE class_id = ANY (CAST(:class_ids AS uuid[]))
""")  # noqa: S608 - texts of this module
_LIST = people_by_name("p.role = 'learner' AND p.id IN (SELECT person_id FROM learners_known)", before=_KNOWN)


async def known_learners(
    db: AsyncConnection, *, org_id: UUID, coach_id: UUID, person_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Return which of these people are learners with whom a coach may plan."""
    scope = {"org_id": org_id, "coach_id": coach_id, "person_ids": list(person_ids)}
    return frozenset(await _KNOWN_AMONG.scalars(db, scope))


async def known_classes(
    db: AsyncConnection, *, org_id: UUID, coach_id: UUID, class_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Return which of these classes a coach knows."""
    scope = {"org_id": org_id, "coach_id": coach_id, "class_ids": list(class_ids)}
    return frozenset(await _CLASSES_AMONG.scalars(db, scope))


async def list_known_learners(
    db: AsyncConnection, *, org_id: UUID, coach_id: UUID, q: str | None, limit: int, cursor: str | None
) -> Slice[NamedPerson]:
    """Return a page of the learners with whom a coach may plan, by name. Each word of `q` begins one of the name.

    Raises InvalidCursor.
    """
    return await page_by_name(db, _LIST, {"org_id": org_id, "coach_id": coach_id}, q=q, limit=limit, cursor=cursor)
