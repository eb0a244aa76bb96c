"""Write classes: groups of learners who are enrolled together. Membership is kept as periods of time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.classes.domain import edit_members
from sessions.catalogue.classes.queries import current_members
from sessions.catalogue.errors import NotLearners
from sessions.catalogue.queries import CLASSES
from sessions.catalogue.references import hold_roles, wrong_people
from sessions.catalogue.write import create_entry, lock_entry

# The row lock decides the order of requests, not their clocks. So a request may carry an earlier time than the one
# before it. The periods of one person must still follow each other.
_ADD = Statement("""
    INSERT INTO class_members (org_id, class_id, person_id, added_at)
    SELECT :org_id, :class_id, new.person_id,
           greatest(CAST(:now AS timestamptz),
                    (SELECT max(m.removed_at) + interval '1 microsecond' FROM class_members m
                     WHERE m.org_id = :org_id AND m.class_id = :class_id AND m.person_id = new.person_id))
    FROM unnest(CAST(:person_ids AS uuid[])) AS new (person_id)
    ORDER BY new.person_id
""")
_REMOVE = Statement("""
    UPDATE class_members SET removed_at = greatest(CAST(:now AS timestamptz), added_at)
    WHERE org_id = :org_id AND class_id = :class_id AND person_id = ANY (CAST(:person_ids AS uuid[]))
      AND removed_at IS NULL
""")
_BUMP = Statement("UPDATE classes SET version = version + 1 WHERE org_id = :org_id AND id = :class_id")


async def create_class(
    db: AsyncConnection,
    *,
    org_id: UUID,
    class_id: UUID,
    name: str,
    description: str,
    members: Sequence[UUID],
    now: datetime,
) -> None:
    """Write a class and its first members. Raises NameTaken, UnknownReference."""
    edit = edit_members((), add=members, remove=())
    await _check_learners(db, org_id=org_id, person_ids=edit.added, pointer="/members")
    values = {"name": name, "description": description, "created_at": now}
    await create_entry(db, CLASSES, org_id=org_id, entry_id=class_id, values=values)
    await _ADD.run(db, {"org_id": org_id, "class_id": class_id, "person_ids": edit.added, "now": now})


async def change_members(
    db: AsyncConnection,
    *,
    org_id: UUID,
    class_id: UUID,
    add: Sequence[UUID],
    remove: Sequence[UUID],
    expected_version: int | None,
    now: datetime,
) -> None:
    """Add and remove learners of a class. If nothing differs, do nothing.

    Sessions in which the class was enrolled keep their rosters. Raises ClassNotFound, StaleVersion, UnknownReference.
    """
    await lock_entry(db, CLASSES, org_id=org_id, entry_id=class_id, expected_version=expected_version)
    members = await current_members(db, org_id=org_id, class_ids=[class_id])
    edit = edit_members(members, add=add, remove=remove)
    await _check_learners(db, org_id=org_id, person_ids=edit.added, pointer="/add")
    scope = {"org_id": org_id, "class_id": class_id, "now": now}
    if edit.removed:
        await _REMOVE.run(db, {**scope, "person_ids": edit.removed})
    if edit.added:
        await _ADD.run(db, {**scope, "person_ids": edit.added})
    if edit.added or edit.removed:
        await _BUMP.run(db, {"org_id": org_id, "class_id": class_id})


async def _check_learners(db: AsyncConnection, *, org_id: UUID, person_ids: Sequence[UUID], pointer: str) -> None:
    """Raise UnknownReference for people who do not exist or are not learners."""
    if not person_ids:
        return
    roles = await hold_roles(db, org_id=org_id, ids=person_ids)
    errors = wrong_people(pointer, person_ids, roles, allowed=("learner",))
    if errors:
        raise NotLearners(errors)
