"""Lock the session of a substitution on which somebody decides."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.references import hold_roles
from sessions.session.domain import Session
from sessions.session.lock import lock_session
from sessions.substitutes.domain import Substitution
from sessions.substitutes.queries import read_substitution, subject_of


class LockedSubstitution(NamedTuple):
    """A substitution and its session as they are under the session's lock, and the instant of what happens now."""

    substitution: Substitution
    session: Session
    at: datetime


async def lock_substitution(
    db: AsyncConnection, *, org_id: UUID, proposal_id: UUID, coach_id: UUID | None
) -> LockedSubstitution:
    """Lock the session of a substitution until the transaction ends, and return both.

    So a decision comes before or after everything else that happens to the session. The substitute stays a coach, and
    is not erased, until then. `coach_id` is a coach, who finds those in which they have a part; None: an admin. Raises
    SubstitutionNotFound.
    """
    subject = await subject_of(db, org_id=org_id, proposal_id=proposal_id, coach_id=coach_id)
    session, at = await lock_session(db, org_id=org_id, session_id=subject.session_id)
    await hold_roles(db, org_id=org_id, ids=[subject.coach_id])
    substitution = await read_substitution(db, org_id=org_id, proposal_id=proposal_id, now=at)
    return LockedSubstitution(substitution, session, at)
