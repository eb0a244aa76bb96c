"""Check the ids that a change names."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.domain import Batch
from sessions.catalogue.references import check_references
from sessions.session.domain import Session


async def check_changed_references(db: AsyncConnection, after: Session | Batch, changes: Collection[str]) -> None:
    """Check the ids that a changed session or batch names, as far as their fields were changed."""
    await check_references(
        db,
        org_id=after.org_id,
        coaches=[coach.person_id for coach in after.coaches] if "coaches" in changes else (),
        courses=after.course_ids if "course_ids" in changes else (),
        rooms=(after.room_id,) if "room_id" in changes and after.room_id is not None else (),
    )
