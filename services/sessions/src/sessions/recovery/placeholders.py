"""Write rows in place of those that were lost with the database, so that sessions can refer to them.

Their names say so, and admins can change them like all names. A placeholder has no e-mail address.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging.recovering import Lost, Outcome
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.erasure.erase import ERASED_NAME

NOBODY: Final = UUID(int=0)
"""Who did something, if no event says it."""
_ID_CHARACTERS: Final = 12
"""The last characters of an id are random, so they are enough to tell ids apart."""

# Erasures are replayed before. Who was erased gets no name back.
_PEOPLE = Statement("""
    INSERT INTO people (org_id, id, username, name, role, created_at, erased_at)
    SELECT :org_id, id, CASE WHEN erased_at IS NULL THEN 'recovered-' ELSE 'erased-' END || id,
           CASE WHEN erased_at IS NULL THEN :name || right(CAST(id AS text), :characters) ELSE :erased END,
           :role, :at, erased_at
    FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
    LEFT JOIN (SELECT person_id AS id, max(asked_at) AS erased_at FROM erasures
               WHERE org_id = :org_id AND state IN ('erasing', 'erased') GROUP BY person_id) AS gone USING (id)
    ORDER BY id
    ON CONFLICT DO NOTHING RETURNING id, erased_at
""")
_COURSES = Statement("""
    INSERT INTO courses (org_id, id, code, title, created_at)
    SELECT :org_id, id, 'recovered-' || id, :name || right(CAST(id AS text), :characters), :at
    FROM unnest(CAST(:ids AS uuid[])) AS wanted (id) ORDER BY id
    ON CONFLICT DO NOTHING RETURNING id
""")
_CATEGORIES = Statement("""
    INSERT INTO categories (org_id, id, name)
    SELECT :org_id, id, :name || right(CAST(id AS text), :characters)
    FROM unnest(CAST(:ids AS uuid[])) AS wanted (id) ORDER BY id
    ON CONFLICT DO NOTHING RETURNING id
""")
_CLASSES = Statement("""
    INSERT INTO classes (org_id, id, version, name, description, created_at)
    SELECT :org_id, id, 1, :name || right(CAST(id AS text), :characters), '', :at
    FROM unnest(CAST(:ids AS uuid[])) AS wanted (id) ORDER BY id
    ON CONFLICT DO NOTHING RETURNING id
""")
# Nobody knows the rule of a lost batch, so it has ended. Its sessions stay as they are.
_BATCHES = Statement("""
    INSERT INTO batches (org_id, id, version, state, name, description, mode, visibility, zone, rule, first_at,
                         duration_minutes, ahead_days, generated_to, ended_at, created_at, created_by)
    SELECT :org_id, id, 1, 'ended', :name || right(CAST(id AS text), :characters), '', 'in_person', 'read_only', 'UTC',
           'FREQ=DAILY', CAST(:at AS timestamptz) AT TIME ZONE 'UTC', 60, 1, CAST(:at AS timestamptz)::date, :at, :at,
           :nobody
    FROM unnest(CAST(:ids AS uuid[])) AS wanted (id) ORDER BY id
    ON CONFLICT DO NOTHING RETURNING id
""")
_STATEMENTS: Final = {
    "course": _COURSES,
    "category": _CATEGORIES,
    "class": _CLASSES,
    "batch": _BATCHES,
}


def placeholder_name(kind: str, id_: UUID) -> str:
    """Return the name of something whose own name is lost."""
    return f"Recovered {kind} {str(id_)[-_ID_CHARACTERS:]}"


async def ensure_people(
    db: AsyncConnection, outcome: Outcome, *, org_id: UUID, ids: Collection[UUID], role: str, at: datetime
) -> None:
    """Write the people who do not exist, with the role in which an event names them."""
    if not ids:
        return
    wanted = {**_common("person", org_id=org_id, at=at), "ids": sorted(set(ids)), "role": role, "erased": ERASED_NAME}
    for id_, erased_at in await _PEOPLE.all(db, wanted):
        if erased_at is None:
            outcome.lost.append(Lost("person", id_, "the name, username and e-mail address", at))


async def ensure(
    db: AsyncConnection, outcome: Outcome, kind: str, *, org_id: UUID, ids: Collection[UUID | None], at: datetime
) -> None:
    """Write the courses, categories, classes or batches that do not exist."""
    known = sorted({id_ for id_ in ids if id_ is not None})
    if not known:
        return
    wanted = {**_common(kind, org_id=org_id, at=at), "ids": known, "nobody": NOBODY}
    for id_ in await _STATEMENTS[kind].scalars(db, wanted):
        outcome.lost.append(Lost(kind, id_, "everything except its sessions", at))


def _common(kind: str, *, org_id: UUID, at: datetime) -> dict[str, object]:
    return {"org_id": org_id, "name": f"Recovered {kind} ", "characters": _ID_CHARACTERS, "at": at}
