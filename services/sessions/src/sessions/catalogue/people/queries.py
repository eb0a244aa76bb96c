"""Read the guardians of a learner, whom a person knows, and people by name."""

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.errors import PersonNotFound
from sessions.search import HAS_WORDS

_GUARDIANS = Statement("""
    SELECT p.id, p.name FROM guardians g JOIN people p ON p.org_id = g.org_id AND p.id = g.guardian_id
    WHERE g.org_id = :org_id AND g.learner_id = :learner_id ORDER BY p.name, p.id
""")

# A session that was cancelled, or whose completion was voided, gives nobody a right. Each person is asked for by
# itself, so that their first shared session ends the search.
_KNOWN = Statement("""
    SELECT asked.id FROM unnest(CAST(:person_ids AS uuid[])) AS asked (id)
    WHERE asked.id = :knower OR EXISTS (
        SELECT FROM (
            SELECT r.session_id FROM roster r
            WHERE r.org_id = :org_id AND r.person_id = asked.id AND r.removed_at IS NULL
            UNION ALL
            SELECT c.session_id FROM session_coaches c WHERE c.org_id = :org_id AND c.person_id = asked.id
            UNION ALL
            SELECT c.session_id FROM session_course_people c
            WHERE c.org_id = :org_id AND c.person_id = asked.id AND c.part = 'coach'
        ) AS shared JOIN sessions s ON s.org_id = :org_id AND s.id = shared.session_id
        WHERE s.state <> 'cancelled'
          AND (EXISTS (
                SELECT FROM session_coaches c WHERE c.session_id = s.id AND c.person_id = :knower
            ) OR EXISTS (
                SELECT FROM session_course_people c
                WHERE c.session_id = s.id AND c.person_id = :knower AND c.part = 'coach'
            ))
          AND NOT EXISTS (SELECT FROM correction_records v WHERE v.session_id = s.id AND v.kind = 'void')
    ) OR EXISTS (
        SELECT FROM class_members m JOIN class_coaches c ON c.org_id = m.org_id AND c.class_id = m.class_id
        WHERE m.org_id = :org_id AND m.person_id = asked.id AND m.removed_at IS NULL AND c.person_id = :knower
    ) OR EXISTS (
        SELECT FROM guardians g WHERE g.org_id = :org_id AND g.guardian_id = :knower AND g.learner_id = asked.id
    )
""")


_BY_NAME: Final = Keyset(last_name=str, last_id=UUID)


class NamedPerson(NamedTuple):
    """A person in a list by name."""

    person_id: UUID
    name: str


def people_by_name(whom: str, *, before: str = "") -> Statement:
    """Return the statement of `page_by_name` for the people `p` whom a condition leaves. Erased people are left out.

    `before` is what comes before the SELECT.
    """
    return Statement(f"""
        {before} SELECT p.id, p.name FROM people p
        WHERE p.org_id = :org_id AND p.erased_at IS NULL AND {whom} AND {HAS_WORDS.format("p.name")}
          AND (CAST(:last_id AS uuid) IS NULL OR (p.name, p.id) > (CAST(:last_name AS text), CAST(:last_id AS uuid)))
        ORDER BY p.name, p.id LIMIT :limit
    """)  # noqa: S608 - texts of this package


async def page_by_name(
    db: AsyncConnection, people: Statement, scope: Mapping[str, Any], *, q: str | None, limit: int, cursor: str | None
) -> Slice[NamedPerson]:
    """Return a page of people by name. Each word of `q` begins a word of the name. Raises InvalidCursor."""
    rows = await people.all(db, {**scope, "q": q or "", "limit": limit + 1, **_BY_NAME.parameters(cursor)})
    return _BY_NAME.page([NamedPerson(*row) for row in rows], limit=limit, key=lambda one: (one.name, one.person_id))


async def check_known(db: AsyncConnection, *, org_id: UUID, person_id: UUID, to: UUID | None) -> None:
    """Raise PersonNotFound unless the person `to` may know this person. None may know everybody."""
    if to is not None and not await known_among(db, org_id=org_id, person_ids=[person_id], to=to):
        raise PersonNotFound(person_id)


async def known_among(db: AsyncConnection, *, org_id: UUID, person_ids: Collection[UUID], to: UUID) -> frozenset[UUID]:
    """Return which of these people the person `to` may know whole.

    People know themselves, coaches those who take part in a session that they coach and the learners of their classes,
    guardians their learners.
    """
    scope = {"org_id": org_id, "knower": to, "person_ids": list(person_ids)}
    return frozenset(await _KNOWN.scalars(db, scope))


async def guardians_of(db: AsyncConnection, *, org_id: UUID, learner_id: UUID) -> list[tuple[UUID, str]]:
    """Return the guardians of a learner, as (id, name), in the order of names."""
    return [(row.id, row.name) for row in await _GUARDIANS.all(db, {"org_id": org_id, "learner_id": learner_id})]
