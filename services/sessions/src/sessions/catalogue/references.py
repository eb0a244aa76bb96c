"""Check that the ids in a request exist and may be used as the request wants, and hold what they name.

What is found is locked until the transaction ends. So nobody deletes it, or changes a role, before the rows that refer
to it are written. FOR KEY SHARE is the lock that the foreign keys take a moment later anyway.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.errors import FieldError
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.domain import COACH_ROLES, PersonRole
from sessions.catalogue.errors import WrongReferences

# ruff: noqa: S608 - the statements are put together from texts of this module
_HELD: Final = "WHERE org_id = :org_id AND id = ANY (CAST(:ids AS uuid[])) ORDER BY id FOR KEY SHARE"
# Nobody gives a part to a person who was erased, or is being erased.
_HOLD_PEOPLE = Statement("SELECT id, role FROM people " + _HELD.replace("ORDER", "AND erased_at IS NULL ORDER"))
_HOLD_COURSES = Statement("SELECT id FROM courses " + _HELD)
_HOLD_CLASSES = Statement("SELECT id FROM classes " + _HELD)
_HOLD_ROOMS = Statement("SELECT id FROM rooms " + _HELD)


async def check_references(
    db: AsyncConnection,
    *,
    org_id: UUID,
    coaches: Collection[UUID] = (),
    courses: Collection[UUID] = (),
    learners: Collection[UUID] = (),
    classes: Collection[UUID] = (),
    rooms: Collection[UUID] = (),
) -> None:
    """Raise UnknownReference for ids that do not exist, and for people whose role does not fit."""
    errors: list[FieldError] = []
    if coaches or learners:
        roles = await hold_roles(db, org_id=org_id, ids={*coaches, *learners})
        errors += wrong_people("/coaches", coaches, roles, allowed=COACH_ROLES)
        errors += wrong_people("/roster", learners, roles, allowed=("learner",))
    for pointer, kind, ids, hold in (
        ("/course_ids", "course", courses, _HOLD_COURSES),
        ("/class_ids", "class", classes, _HOLD_CLASSES),
        ("/room_id", "room", rooms, _HOLD_ROOMS),
    ):
        if ids:
            found = set(await hold.scalars(db, {"org_id": org_id, "ids": list(ids)}))
            errors += [FieldError(pointer, f"there is no {kind} {one}") for one in ids if one not in found]
    if errors:
        raise WrongReferences(errors)


async def check_changed_references(
    db: AsyncConnection,
    *,
    org_id: UUID,
    changes: Collection[str],
    coaches: Collection[UUID],
    courses: Collection[UUID],
    room_id: UUID | None,
) -> None:
    """Do what `check_references` does, but only for the fields that are among the changes."""
    await check_references(
        db,
        org_id=org_id,
        coaches=coaches if "coaches" in changes else (),
        courses=courses if "course_ids" in changes else (),
        rooms=(room_id,) if "room_id" in changes and room_id is not None else (),
    )


async def hold_roles(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> dict[UUID, PersonRole]:
    """Return the roles of the people that exist and were not erased, by id.

    They cannot change until the transaction ends.
    """
    rows = await _HOLD_PEOPLE.all(db, {"org_id": org_id, "ids": list(ids)})
    return {row.id: row.role for row in rows}


def wrong_people(
    pointer: str, person_ids: Collection[UUID], roles: Mapping[UUID, str], *, allowed: Sequence[str]
) -> list[FieldError]:
    """Return an error for each of these people who does not exist or has no allowed role. `roles` are theirs by id."""
    errors = []
    for person_id in person_ids:
        role = roles.get(person_id)
        if role is None:
            errors.append(FieldError(pointer, f"there is no person {person_id}"))
        elif role not in allowed:
            errors.append(FieldError(pointer, f"{person_id} is a {role}, not a {' or '.join(allowed)}"))
    return errors
