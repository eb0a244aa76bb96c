"""Check that the ids in a request exist and may be used as the request wants."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from chassis.errors import FieldError
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.domain import COACH_ROLES
from sessions.catalogue.unknown_ids import existing_classes, existing_courses, existing_rooms, roles_by_id
from sessions.errors import UnknownReference


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
        roles = await roles_by_id(db, org_id=org_id, ids={*coaches, *learners})
        errors += _wrong_people("/coaches", coaches, roles, allowed=COACH_ROLES)
        errors += _wrong_people("/roster", learners, roles, allowed=("learner",))
    for pointer, kind, ids, existing in (
        ("/course_ids", "course", courses, existing_courses),
        ("/class_ids", "class", classes, existing_classes),
        ("/room_id", "room", rooms, existing_rooms),
    ):
        if ids:
            found = await existing(db, org_id=org_id, ids=ids)
            errors += [FieldError(pointer, f"there is no {kind} {one}") for one in ids if one not in found]
    if errors:
        raise UnknownReference(
            "Some ids do not exist in your organisation, or a person's role does not fit. Correct what `errors` lists.",
            errors=errors,
        )


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


def _wrong_people(
    pointer: str, person_ids: Collection[UUID], roles: Mapping[UUID, str], *, allowed: Sequence[str]
) -> list[FieldError]:
    errors = []
    for person_id in person_ids:
        role = roles.get(person_id)
        if role is None:
            errors.append(FieldError(pointer, f"there is no person {person_id}"))
        elif role not in allowed:
            errors.append(FieldError(pointer, f"{person_id} is a {role}, not a {' or '.join(allowed)}"))
    return errors
