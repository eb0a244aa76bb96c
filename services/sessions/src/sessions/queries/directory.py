"""Reading the organisation, its policy, people and courses."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from chassis.keyset import decode_cursor, encode_cursor
from chassis.statement import Statement
from sqlalchemy import Row, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.domain.policy import DEFAULT_POLICY, Policy
from sessions.domain.sheets import PersonRole
from sessions.errors import OrganisationNotFound, PersonNotFound
from sessions.queries.sessions import policy_of
from sessions.tables import categories, courses, people

ZONE_DEFAULT = "UTC"

_ORGANISATION = Statement("SELECT name, zone FROM organisations WHERE org_id = :org_id")
_POLICY = Statement("""
    SELECT version AS policy_version, policies.* FROM policies WHERE org_id = :org_id ORDER BY version DESC LIMIT 1
""")
_PERSON = select(people.c.id, people.c.username, people.c.name, people.c.email, people.c.role)
_COURSE = select(
    courses.c.id, courses.c.code, courses.c.title, courses.c.category_id, categories.c.name.label("category")
).outerjoin_from(
    courses, categories, and_(categories.c.org_id == courses.c.org_id, categories.c.id == courses.c.category_id)
)
_ROLES_BY_ID = Statement("SELECT id, role FROM people WHERE org_id = :org_id AND id = ANY (CAST(:ids AS uuid[]))")
_COURSE_IDS = Statement("SELECT id FROM courses WHERE org_id = :org_id AND id = ANY (CAST(:ids AS uuid[]))")


class Organisation(NamedTuple):
    """An organisation's name and the zone in which its wall clocks are read."""

    name: str
    zone: str


async def organisation(db: AsyncConnection, *, org_id: UUID) -> Organisation:
    """Return the organisation, or raise OrganisationNotFound."""
    row = await _ORGANISATION.one_or_none(db, {"org_id": org_id})
    if row is None:
        raise OrganisationNotFound("An admin sets the organisation up first: PUT /v1/organisation.")
    return Organisation(row.name, row.zone)


async def default_zone(db: AsyncConnection, *, org_id: UUID) -> str:
    """Return the organisation's zone, or UTC where it has not been set up."""
    row = await _ORGANISATION.one_or_none(db, {"org_id": org_id})
    return ZONE_DEFAULT if row is None else str(row.zone)


async def policy(db: AsyncConnection, *, org_id: UUID) -> Policy:
    """Return the policy in force."""
    row = await _POLICY.one_or_none(db, {"org_id": org_id})
    return DEFAULT_POLICY if row is None else policy_of(row)


async def person(db: AsyncConnection, *, org_id: UUID, person_id: UUID) -> Row[*tuple[Any, ...]]:
    """Return a person, or raise PersonNotFound."""
    found = (await db.execute(_PERSON.where(people.c.org_id == org_id, people.c.id == person_id))).one_or_none()
    if found is None:
        raise PersonNotFound(f"There is no person {person_id} in your organisation.")
    return found


async def list_people(
    db: AsyncConnection,
    *,
    org_id: UUID,
    username: str | None,
    role: PersonRole | None,
    q: str | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Row[*tuple[Any, ...]]], str | None]:
    """Return a page of people by username, and the cursor of the next page. `q` is part of a name or username."""
    statement = _PERSON.where(people.c.org_id == org_id).order_by(people.c.username).limit(limit + 1)
    if username is not None:
        statement = statement.where(people.c.username == username)
    if role is not None:
        statement = statement.where(people.c.role == role)
    if q:
        matches = (column.icontains(q, autoescape=True) for column in (people.c.name, people.c.username))
        statement = statement.where(or_(*matches))
    if cursor is not None:
        statement = statement.where(people.c.username > str(decode_cursor(cursor, parts=1)[0]))
    rows = list((await db.execute(statement)).all())
    return rows[:limit], encode_cursor(rows[limit - 1].username) if len(rows) > limit else None


async def list_courses(
    db: AsyncConnection, *, org_id: UUID, code: str | None, q: str | None, limit: int, cursor: str | None
) -> tuple[list[Row[*tuple[Any, ...]]], str | None]:
    """Return a page of courses by code, and the cursor of the next page. `q` is part of a title or code."""
    statement = _COURSE.where(courses.c.org_id == org_id).order_by(courses.c.code).limit(limit + 1)
    if code is not None:
        statement = statement.where(courses.c.code == code)
    if q:
        matches = (column.icontains(q, autoescape=True) for column in (courses.c.title, courses.c.code))
        statement = statement.where(or_(*matches))
    if cursor is not None:
        statement = statement.where(courses.c.code > str(decode_cursor(cursor, parts=1)[0]))
    rows = list((await db.execute(statement)).all())
    return rows[:limit], encode_cursor(rows[limit - 1].code) if len(rows) > limit else None


async def roles_by_id(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> dict[UUID, PersonRole]:
    """Return the roles of those people that exist."""
    rows = await _ROLES_BY_ID.all(db, {"org_id": org_id, "ids": list(ids)})
    return {row.id: row.role for row in rows}


async def existing_courses(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Return those course ids that exist."""
    return set(await _COURSE_IDS.scalars(db, {"org_id": org_id, "ids": list(ids)}))
