"""Lock the session, batch or course whose links change, for a person who may change them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.errors import BatchNotFound
from sessions.batches.rows import lock_batch
from sessions.catalogue.queries import COURSES
from sessions.catalogue.write import lock_entry
from sessions.links.domain import LinkKind, Owner, check_call, check_writer
from sessions.session.lock import lock_own_session


async def lock_owner(
    db: AsyncConnection, owner: Owner, *, org_id: UUID, person_id: UUID, is_admin: bool, adding: LinkKind | None
) -> None:
    """Lock an owner until the transaction ends, so that its links are counted and written one after the other.

    `adding` is the kind of a link that it gets, or None. Coaches may change the links of their sessions and batches, in
    advance too: a session need not be open to them, because what they send is their own. Raises SessionNotFound,
    NotTheCoach, AlreadyCompleted, AlreadyCancelled, BatchNotFound (also for a person who does not coach the batch),
    CourseNotFound.
    """
    match owner:
        case Owner("session", session_id):
            session, _ = await lock_own_session(
                db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=is_admin, need="read"
            )
            check_writer(session, by=person_id, is_admin=is_admin)
            if adding == "call":
                check_call(session.state)
        case Owner("batch", batch_id):
            batch = await lock_batch(db, org_id=org_id, batch_id=batch_id)
            if not is_admin and not batch.is_coach(person_id):
                raise BatchNotFound(batch_id)
        case Owner("course", course_id):  # its route is for admins alone
            await lock_entry(db, COURSES, org_id=org_id, entry_id=course_id, expected_versions=None)
