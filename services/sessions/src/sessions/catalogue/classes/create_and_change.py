"""Write classes: groups of learners who are enrolled together. Membership is kept as periods of time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Insert, Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.classes.domain import NewClass, edit_members
from sessions.catalogue.classes.queries import current_members
from sessions.catalogue.errors import NotLearners
from sessions.catalogue.queries import CLASSES
from sessions.catalogue.references import hold_roles, wrong_people
from sessions.catalogue.write import create_entries, keys_refused, lock_entry
from sessions.times import period_start

# Two requests that write the same names write them in one order, so that they cannot deadlock.
_INSERT = Insert(
    "classes",
    "id uuid, name text, description text, external_id text",
    shared="org_id, version, created_at",
    then="ORDER BY folded(new.name) ON CONFLICT (org_id, folded_name) DO NOTHING RETURNING id",
)
_CHANGE_MANY = Statement("""
    UPDATE classes SET name = new.name, description = new.description, external_id = new.external_id,
        version = classes.version + 1
    FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[]), CAST(:descriptions AS text[]),
                CAST(:external_ids AS text[])) AS new (id, name, description, external_id)
    WHERE classes.org_id = :org_id AND classes.id = new.id
""")
_ADD = Statement(f"""
    INSERT INTO class_members (org_id, class_id, person_id, added_at)
    SELECT :org_id, new.class_id, new.person_id, {period_start("class_members", "class_id")}
    FROM unnest(CAST(:class_ids AS uuid[]), CAST(:person_ids AS uuid[])) AS new (class_id, person_id)
    ORDER BY new.class_id, new.person_id
""")  # noqa: S608 - names of this module
_REMOVE = Statement("""
    UPDATE class_members SET removed_at = greatest(CAST(:now AS timestamptz), added_at)
    WHERE org_id = :org_id AND class_id = :class_id AND person_id = ANY (CAST(:person_ids AS uuid[]))
      AND removed_at IS NULL
""")
_BUMP = Statement("UPDATE classes SET version = version + 1 WHERE org_id = :org_id AND id = :class_id")


async def create_class(
    db: AsyncConnection, *, org_id: UUID, new: NewClass, members: Sequence[UUID], now: datetime
) -> None:
    """Write a class and its first members. Raises NameTaken, UnknownReference."""
    edit = edit_members((), add=members, remove=())
    await _check_learners(db, org_id=org_id, person_ids=edit.added, pointer="/members")
    await create_classes(db, org_id=org_id, classes=[new], now=now)
    await add_members(db, org_id=org_id, members=[(new.class_id, person_id) for person_id in edit.added], now=now)


async def create_classes(db: AsyncConnection, *, org_id: UUID, classes: Sequence[NewClass], now: datetime) -> None:
    """Write classes without members. Raises NameTaken if a name is in use."""
    await create_entries(db, CLASSES, _INSERT, classes, org_id=org_id, version=1, created_at=now)


async def change_classes(db: AsyncConnection, *, org_id: UUID, classes: Sequence[NewClass]) -> None:
    """Write the next version of locked classes with these values. Raises NameTaken, ExternalIdTaken."""
    if not classes:
        return
    ids, names, descriptions, external_ids = zip(*classes, strict=True)
    columns = {"ids": ids, "names": names, "descriptions": descriptions, "external_ids": external_ids}
    with keys_refused(CLASSES):
        await _CHANGE_MANY.execute(db, {"org_id": org_id, **columns})


async def change_members(
    db: AsyncConnection,
    *,
    org_id: UUID,
    class_id: UUID,
    add: Sequence[UUID],
    remove: Sequence[UUID],
    expected_versions: frozenset[int] | None,
    now: datetime,
) -> None:
    """Add and remove learners of a class. If nothing differs, do nothing.

    Sessions in which the class was enrolled keep their rosters. Raises ClassNotFound, StaleVersion, UnknownReference.
    """
    await lock_entry(db, CLASSES, org_id=org_id, entry_id=class_id, expected_versions=expected_versions)
    members = await current_members(db, org_id=org_id, class_ids=[class_id])
    edit = edit_members(members, add=add, remove=remove)
    await _check_learners(db, org_id=org_id, person_ids=edit.added, pointer="/add")
    scope = {"org_id": org_id, "class_id": class_id}
    if edit.removed:
        await _REMOVE.execute(db, {**scope, "person_ids": edit.removed, "now": now})
    await add_members(db, org_id=org_id, members=[(class_id, person_id) for person_id in edit.added], now=now)
    if edit.added or edit.removed:
        await _BUMP.execute(db, scope)


async def add_members(
    db: AsyncConnection, *, org_id: UUID, members: Sequence[tuple[UUID, UUID]], now: datetime
) -> None:
    """Begin the membership of people in classes: (class id, person id). None of them may be a member already."""
    if not members:
        return
    class_ids, person_ids = zip(*members, strict=True)
    await _ADD.execute(db, {"org_id": org_id, "class_ids": class_ids, "person_ids": person_ids, "now": now})


async def _check_learners(db: AsyncConnection, *, org_id: UUID, person_ids: Sequence[UUID], pointer: str) -> None:
    """Raise UnknownReference for people who do not exist or are not learners."""
    if not person_ids:
        return
    roles = await hold_roles(db, org_id=org_id, ids=person_ids)
    errors = wrong_people(pointer, person_ids, roles, allowed=("learner",))
    if errors:
        raise NotLearners(errors)
