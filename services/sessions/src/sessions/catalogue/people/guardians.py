"""Add and remove guardians of learners."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from chassis.errors import FieldError
from chassis.ids import NewId
from chassis.messaging import outbox
from contracts.envelope import EventFields
from contracts.sessions import GuardianLinked, GuardianUnlinked
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.errors import NotAGuardianAndALearner, PersonNotFound
from sessions.catalogue.references import hold_roles
from sessions.sequences import next_sequence

_ADD = Statement("""
    INSERT INTO guardians (org_id, guardian_id, learner_id, added_at)
    VALUES (:org_id, :guardian_id, :learner_id, :now) ON CONFLICT DO NOTHING
    RETURNING guardian_id, learner_id
""")
_REMOVE = Statement("""
    DELETE FROM guardians WHERE org_id = :org_id AND guardian_id = :guardian_id AND learner_id = :learner_id
    RETURNING guardian_id, learner_id
""")


class GuardianLink(NamedTuple):
    """A guardian and one of their learners."""

    guardian_id: UUID
    learner_id: UUID


async def add_guardian(
    db: AsyncConnection,
    *,
    org_id: UUID,
    by: UUID,
    learner_id: UUID,
    guardian_id: UUID,
    correlation_id: UUID,
    now: datetime,
    new_id: NewId,
) -> None:
    """Let a guardian see what a learner sees, and emit GuardianLinked. If they already can, nothing changes.

    Raises PersonNotFound if the learner does not exist, and UnknownReference if the two do not have these roles.
    """
    roles = await hold_roles(db, org_id=org_id, ids={learner_id, guardian_id})
    if learner_id not in roles:
        raise PersonNotFound(learner_id)
    errors = [
        FieldError(pointer, f"there is no person {person_id}" if found is None else f"{person_id} is a {found}")
        for pointer, person_id, role in (("person_id", learner_id, "learner"), ("guardian_id", guardian_id, "guardian"))
        if (found := roles.get(person_id)) != role
    ]
    if errors:
        raise NotAGuardianAndALearner(errors)
    link = {"org_id": org_id, "guardian_id": guardian_id, "learner_id": learner_id}
    added = [GuardianLink(*row) for row in await _ADD.all(db, {**link, "now": now})]
    await emit_guardian_links(
        db, GuardianLinked, added, org_id=org_id, by=by, correlation_id=correlation_id, now=now, new_id=new_id
    )


async def remove_guardian(
    db: AsyncConnection,
    *,
    org_id: UUID,
    by: UUID,
    learner_id: UUID,
    guardian_id: UUID,
    correlation_id: UUID,
    now: datetime,
    new_id: NewId,
) -> None:
    """Remove a guardian from a learner, and emit GuardianUnlinked. If they are not their guardian, nothing happens."""
    link = {"org_id": org_id, "guardian_id": guardian_id, "learner_id": learner_id}
    removed = [GuardianLink(*row) for row in await _REMOVE.all(db, link)]
    await emit_guardian_links(
        db, GuardianUnlinked, removed, org_id=org_id, by=by, correlation_id=correlation_id, now=now, new_id=new_id
    )


async def emit_guardian_links(
    db: AsyncConnection,
    event: type[GuardianLinked | GuardianUnlinked],
    links: Sequence[GuardianLink],
    *,
    org_id: UUID,
    by: UUID,
    correlation_id: UUID,
    now: datetime,
    new_id: NewId,
) -> None:
    """Emit one event for each link that was written or removed. A learner's events have one order."""
    for link in sorted(links, key=lambda one: one.learner_id):  # in the order in which all transactions lock learners
        key = f"learner:{link.learner_id}"
        fields = EventFields(
            event_id=new_id(),
            org_id=org_id,
            occurred_at=now,
            key=key,
            sequence=await next_sequence(db, org_id=org_id, key=key),
            correlation_id=correlation_id,
            causation_id=None,
        )
        await outbox.add(db, event(**fields, guardian_id=link.guardian_id, learner_id=link.learner_id, at=now, by=by))
