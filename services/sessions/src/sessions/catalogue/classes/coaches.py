"""The coaches of a class: they know its learners, and may plan lessons with them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Insert, Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.classes.domain import edit_members
from sessions.catalogue.classes.queries import coaches_of
from sessions.catalogue.domain import COACH_ROLES
from sessions.catalogue.errors import NotCoaches
from sessions.catalogue.queries import CLASSES
from sessions.catalogue.references import hold_roles, wrong_people
from sessions.catalogue.write import lock_entry

_ADD = Insert("class_coaches", "person_id uuid", shared="org_id, class_id, added_at")
_REMOVE = Statement("""
    DELETE FROM class_coaches
    WHERE org_id = :org_id AND class_id = :class_id AND person_id = ANY (CAST(:person_ids AS uuid[]))
""")
_BUMP = Statement("UPDATE classes SET version = version + 1 WHERE org_id = :org_id AND id = :class_id")


async def change_class_coaches(
    db: AsyncConnection,
    *,
    org_id: UUID,
    class_id: UUID,
    add: Sequence[UUID],
    remove: Sequence[UUID],
    expected_versions: frozenset[int] | None,
    now: datetime,
) -> None:
    """Add and remove coaches of a class. If nothing differs, do nothing.

    Raises ClassNotFound, StaleVersion, UnknownReference.
    """
    await lock_entry(db, CLASSES, org_id=org_id, entry_id=class_id, expected_versions=expected_versions)
    coaches = await coaches_of(db, org_id=org_id, class_id=class_id)
    edit = edit_members([coach.person_id for coach in coaches], add=add, remove=remove)
    if edit.added:
        roles = await hold_roles(db, org_id=org_id, ids=edit.added)
        if errors := wrong_people("/add", edit.added, roles, allowed=COACH_ROLES):
            raise NotCoaches(errors)
    scope = {"org_id": org_id, "class_id": class_id}
    if edit.removed:
        await _REMOVE.execute(db, {**scope, "person_ids": edit.removed})
    await _ADD.rows(db, [(person_id,) for person_id in edit.added], **scope, added_at=now)
    if edit.added or edit.removed:
        await _BUMP.execute(db, scope)
