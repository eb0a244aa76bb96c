"""Read links: those of one owner, those that people see at a session, and the address of each session's call."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.errors import BatchNotFound
from sessions.batches.queries import read_batch
from sessions.catalogue.queries import COURSES, read_entry
from sessions.links.domain import OWNER_KINDS, Link, Owner, Source
from sessions.session.queries import visible_session


class _Source(NamedTuple):
    """From what a session `s` gets links `l`: the column of their owner, their join, and their place among equals."""

    of: Source
    owner_id: str
    join: str
    place: str = "0"


# From the nearest on.
_SOURCES: Final = (
    _Source("session", "l.session_id", "JOIN links l ON l.org_id = s.org_id AND l.session_id = s.id"),
    _Source("batch", "l.batch_id", "JOIN links l ON l.org_id = s.org_id AND l.batch_id = s.batch_id"),
    _Source("run", "l.session_id", "JOIN links l ON l.org_id = s.org_id AND l.session_id = s.run_id"),
    _Source(
        "course",
        "l.course_id",
        "JOIN session_courses x ON x.org_id = s.org_id AND x.session_id = s.id "
        "JOIN links l ON l.org_id = x.org_id AND l.course_id = x.course_id",
        place="x.position",
    ),
)
_COLUMNS: Final = "link_id, kind, title, url, created_by, created_at"
_SHOWN: Final = "WITH shown AS (" + " UNION ALL ".join(
    f"SELECT s.id AS shown_at, '{source.of}' AS of, {source.owner_id} AS owner_id, {nearness} AS nearness, "  # noqa: S608
    f"{source.place} AS place, l.link_id, l.kind, l.title, l.url, l.created_by, l.created_at "
    f"FROM sessions s {source.join} WHERE s.org_id = :org_id AND s.id = ANY (CAST(:session_ids AS uuid[]))"
    for nearness, source in enumerate(_SOURCES)
) + ")"  # fmt: skip
"""The links that sessions (`shown_at`) show, each with its owner."""
_NEAREST_FIRST: Final = "nearness, place, created_at, link_id"
_OF_SESSION = Statement(f"""
    {_SHOWN} SELECT of, owner_id, {_COLUMNS} FROM shown ORDER BY {_NEAREST_FIRST}
""")  # noqa: S608 - texts of this module
_CALLS = Statement(f"""
    {_SHOWN} SELECT DISTINCT ON (shown_at) shown_at, url FROM shown
    WHERE kind = 'call' ORDER BY shown_at, {_NEAREST_FIRST}
""")  # noqa: S608 - texts of this module
_OF_OWNER: Final = {
    kind: Statement(f"""
        SELECT '{kind}' AS of, {kind}_id AS owner_id, {_COLUMNS} FROM links
        WHERE org_id = :org_id AND {kind}_id = :owner_id ORDER BY created_at, link_id
    """)  # noqa: S608 - names of this module
    for kind in OWNER_KINDS
}


async def links_seen(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, person_id: UUID, sees_all: bool, now: datetime
) -> list[Link]:
    """Return the links that a session shows to a person now: its own, and those of its batch, run and courses.

    The nearest come first. The session must be open to them. A cancelled session shows no call. Raises SessionNotFound
    and SessionNotOpen.
    """
    session, _ = await visible_session(
        db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=sees_all, now=now, need="open"
    )
    links = map(_link, await _OF_SESSION.all(db, {"org_id": org_id, "session_ids": [session_id]}))
    return [link for link in links if link.kind != "call" or session.state != "cancelled"]


async def links_of_batch(
    db: AsyncConnection, *, org_id: UUID, batch_id: UUID, person_id: UUID, sees_all: bool
) -> list[Link]:
    """Return the links of a batch, oldest first. Raises BatchNotFound, also for a person who does not coach it."""
    batch = await read_batch(db, org_id=org_id, batch_id=batch_id)
    if not sees_all and not batch.is_coach(person_id):
        raise BatchNotFound(batch_id)
    return await links_of(db, Owner("batch", batch_id), org_id=org_id)


async def links_of_course(db: AsyncConnection, *, org_id: UUID, course_id: UUID) -> list[Link]:
    """Return the links of a course, oldest first. Raises CourseNotFound."""
    await read_entry(db, COURSES, org_id=org_id, entry_id=course_id)
    return await links_of(db, Owner("course", course_id), org_id=org_id)


async def links_of(db: AsyncConnection, owner: Owner, *, org_id: UUID) -> list[Link]:
    """Return the links of one owner, oldest first. The calling function checks that there is such an owner."""
    rows = await _OF_OWNER[owner.kind].all(db, {"org_id": org_id, "owner_id": owner.owner_id})
    return [_link(row) for row in rows]


async def call_urls(db: AsyncConnection, *, org_id: UUID, session_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the address of the nearest call of each session that has one. Without sessions, nothing is sent.

    The calling function asks who may see it, and when.
    """
    if not session_ids:
        return {}
    rows: Sequence[Any] = await _CALLS.all(db, {"org_id": org_id, "session_ids": list(session_ids)})
    return {row.shown_at: row.url for row in rows}


def _link(row: Any) -> Link:
    return Link(*(row[name] for name in Link._fields))
