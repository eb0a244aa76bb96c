"""Seals remarks and reasons. The rows that they belong to refer to them by their ids."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from chassis.database import sealed_texts
from chassis.database.statement import Statement
from chassis.sealing import new_key
from sqlalchemy.ext.asyncio import AsyncConnection

TextKind = Literal["remark", "reason", "rejection"]

# An erasure takes the same locks alone. So it either sees a text, or is seen by its writer.
_LOCK: Final = Statement("""
    SELECT pg_advisory_xact_lock_shared(hashtextextended(CAST(person_id AS text), 1))
    FROM (SELECT DISTINCT unnest(CAST(:person_ids AS uuid[])) AS person_id ORDER BY 1) AS people
""")
LOCK_ALONE: Final = Statement("""
    SELECT pg_advisory_xact_lock(hashtextextended(CAST(person_id AS text), 1))
    FROM (SELECT DISTINCT unnest(CAST(:person_ids AS uuid[])) AS person_id ORDER BY 1) AS people
""")
"""Takes the locks for an erasure."""

_LOCK_OF_AMENDMENT: Final = Statement("""
    SELECT pg_advisory_xact_lock_shared(hashtextextended(CAST(person_id AS text), 1)) FROM register_amendments
    WHERE org_id = :org_id AND amendment_id = :amendment_id
""")
_ERASED: Final = Statement("""
    SELECT person_id FROM erased_people WHERE org_id = :org_id AND person_id = ANY (CAST(:person_ids AS uuid[]))
""")


class TextAbout(NamedTuple):
    """A text, and the learner whom it is about."""

    text_id: UUID
    kind: TextKind
    person_id: UUID
    text: str


async def hold_people(db: AsyncConnection, person_ids: Collection[UUID]) -> None:
    """Let erasures of these people wait until the transaction ends. Call it once, because it takes locks in order."""
    await _LOCK.execute(db, {"person_ids": list(person_ids)})


async def hold_learner_of(db: AsyncConnection, *, org_id: UUID, amendment_id: UUID) -> None:
    """Let an erasure of the learner of an amendment wait, so that no answer with its reason is stored afterwards."""
    await _LOCK_OF_AMENDMENT.execute(db, {"org_id": org_id, "amendment_id": amendment_id})


async def write_texts(
    db: AsyncConnection, texts: Sequence[TextAbout], *, org_id: UUID, session_id: UUID, now: datetime
) -> set[UUID]:
    """Seal and write texts about learners of one session. Return the learners who were erased: theirs keep no key."""
    if not texts:
        return set()
    person_ids = [one.person_id for one in texts]
    await hold_people(db, person_ids)
    erased = set(await _ERASED.scalars(db, {"org_id": org_id, "person_ids": person_ids}))
    sealed = [
        sealed_texts.NewText(
            text_id=one.text_id,
            kind=one.kind,
            plain=one.text.encode(),
            key=new_key(),
            erased_for=one.person_id if one.person_id in erased else None,
        )
        for one in texts
    ]
    await sealed_texts.write(db, sealed, org_id=org_id, session_id=session_id, now=now)
    return erased
