"""Confirm a proposal: the substitute takes the place of the proposer."""

from uuid import UUID

from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.planning.change import change_session
from sessions.session.events import Author
from sessions.substitutes.decide import write_decision
from sessions.substitutes.domain import Substitution, check_still_open, is_repeated, with_substitute
from sessions.substitutes.lock import lock_substitution


async def confirm_substitution(
    db: AsyncConnection, *, author: Author, proposal_id: UUID, new_id: NewId
) -> Substitution:
    """Give the session to the substitute, with the proposer's place and share, and emit SessionChanged.

    Everything else of the session stays, also what its learners answered. If the same admin confirms it again, nothing
    changes. Raises SubstitutionNotFound, SubstitutionDecided, SubstitutionOvertaken, and what change_session raises,
    DoubleBooked above all.
    """
    org_id = author.org_id
    substitution, session, at = await lock_substitution(db, org_id=org_id, proposal_id=proposal_id, coach_id=None)
    if is_repeated(substitution, "confirmed", by=author.person_id, zone=session.zone):
        return substitution
    check_still_open(substitution)
    after = await change_session(
        db,
        author=author,
        session_id=session.session_id,
        coach_id=None,
        changes={"coaches": with_substitute(session.coaches, substitution)},
        expected_versions=None,
        new_id=new_id,
    )
    return await write_decision(
        db, substitution, "confirmed", org_id=org_id, by=author.person_id, at=at, session_version=after.version
    )
