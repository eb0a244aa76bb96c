"""Reject a proposal, or withdraw one's own."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.sealed.domain import Secret
from sessions.sealed.write import write_texts
from sessions.session.events import Author
from sessions.substitutes.decide import write_decision
from sessions.substitutes.domain import Substitution, check_reason, check_still_open, is_repeated, rejection_by
from sessions.substitutes.lock import lock_substitution


async def reject_substitution(
    db: AsyncConnection,
    *,
    author: Author,
    is_admin: bool,
    proposal_id: UUID,
    reason: str | None,
    reason_id: UUID,
    secret: Secret,
) -> Substitution:
    """Reject a proposal with a reason, which is sealed. The proposer withdraws it and needs none.

    The proposer may also withdraw what was overtaken, so that it does not come back. If the same person rejects it
    again, nothing changes. Raises SubstitutionNotFound, NotTheProposer, SubstitutionDecided, SubstitutionOvertaken,
    ReasonMissing.
    """
    org_id, person_id, _ = author
    substitution, session, at = await lock_substitution(
        db, org_id=org_id, proposal_id=proposal_id, coach_id=None if is_admin else person_id
    )
    outcome = rejection_by(substitution, by=person_id, is_admin=is_admin)
    if is_repeated(substitution, outcome, by=person_id, zone=session.zone):
        return substitution
    if outcome == "rejected":
        check_still_open(substitution)
        check_reason(reason)
    if reason is None:
        return await write_decision(db, substitution, outcome, org_id=org_id, by=person_id, at=at)
    await write_texts(
        db,
        org_id=org_id,
        session_id=session.session_id,
        text_id=reason_id,
        kind="substitution",
        texts={"reason": reason},
        secret=secret,
        now=at,
    )
    return await write_decision(db, substitution, outcome, org_id=org_id, by=person_id, at=at, reason_id=reason_id)
