"""Read people. Staff find all that match, and others find those of a look-up whom they may see."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.keyset import PAGE_LIMIT_MAX
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.people.queries import known_among
from sessions.catalogue.queries import PEOPLE, EntryRow, list_entries
from sessions.session.queries import windows_of
from sessions.session.schedule import WINDOW_FIELDS
from sessions.session.visibility import sight

SESSIONS_MAX: Final = 2_000
"""In how many of a learner's sessions the others are looked for, the newest first."""

_LEARNT: Final = Statement(f"""
    SELECT s.id, s.visibility, {", ".join(f"s.{name}" for name in WINDOW_FIELDS)},
           coalesce(policy.fellow_names, false) AS fellow_names
    FROM (
        SELECT sessions.* FROM roster r JOIN sessions ON sessions.org_id = r.org_id AND sessions.id = r.session_id
        WHERE r.org_id = :org_id AND r.removed_at IS NULL
          AND (r.person_id = :person_id OR r.person_id IN (
            SELECT learner_id FROM guardians WHERE org_id = :org_id AND guardian_id = :person_id))
        ORDER BY sessions.listed_from DESC LIMIT :limit
    ) AS s LEFT JOIN LATERAL policy_of(s.org_id, s.starts_at, s.started_at) AS policy ON true
""")  # noqa: S608 - names of this package
_NAMED = Statement("""
    SELECT person_id FROM session_coaches
    WHERE org_id = :org_id AND session_id = ANY (CAST(:listed AS uuid[])) AND person_id = ANY (CAST(:asked AS uuid[]))
    UNION
    SELECT person_id FROM session_course_people
    WHERE org_id = :org_id AND session_id = ANY (CAST(:read AS uuid[])) AND person_id = ANY (CAST(:asked AS uuid[]))
      AND part = 'coach'
    UNION
    SELECT person_id FROM roster
    WHERE org_id = :org_id AND session_id = ANY (CAST(:named AS uuid[])) AND person_id = ANY (CAST(:asked AS uuid[]))
      AND removed_at IS NULL AND acceptance = 'accepted'
""")


class Found(NamedTuple):
    """A person who was looked up, and whether the caller may see more than the name."""

    row: EntryRow
    is_whole: bool


async def look_up_people(
    db: AsyncConnection,
    *,
    org_id: UUID,
    person_id: UUID,
    asked: Mapping[str, Sequence[Any] | None],
    now: datetime,
) -> list[Found]:
    """Return those of the people who are looked up that a person who is not staff may see, by username.

    They see whole whom they may read (`known_among`). By ids they find the names that their sessions show them, too:
    those of the coaches, and those of the others where the policy says so. A username finds nobody in this way.
    """
    page = await list_entries(
        db, PEOPLE, org_id=org_id, exact={}, asked=asked, q=None, limit=PAGE_LIMIT_MAX, cursor=None
    )
    ids = [row.id for row in page.items]
    known = await known_among(db, org_id=org_id, person_ids=ids, to=person_id)
    others = [one for one in ids if one not in known]
    named: Collection[UUID] = ()
    if others and all(values is None for name, values in asked.items() if name != "id"):
        named = await _named_among(db, org_id=org_id, person_id=person_id, asked=others, now=now)
    return [Found(row, row.id in known) for row in page.items if row.id in known or row.id in named]


async def _named_among(
    db: AsyncConnection, *, org_id: UUID, person_id: UUID, asked: Sequence[UUID], now: datetime
) -> frozenset[UUID]:
    """Return which of the people have a name in the sessions in which a person learns, or their learners do."""
    rows = await _LEARNT.all(db, {"org_id": org_id, "person_id": person_id, "limit": SESSIONS_MAX})
    seen = [(row, sight(["learner"], windows=windows_of(row), visibility=row.visibility, now=now)) for row in rows]
    read = [(row.id, row.fellow_names) for row, one in seen if one.allows("read")]
    scope = {
        "listed": [row.id for row, one in seen if one.allows("listed")],
        "read": [session_id for session_id, _ in read],
        "named": [session_id for session_id, fellow_names in read if fellow_names],
    }
    return frozenset(await _NAMED.scalars(db, {"org_id": org_id, "asked": list(asked), **scope}))
