"""Propose a substitute. A proposal is no event of its session and makes no version of it."""

from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.domain import COACH_ROLES
from sessions.catalogue.references import hold_roles
from sessions.planners.check import check_coach_plans
from sessions.sealed.domain import Secret
from sessions.sealed.write import write_texts
from sessions.session.events import Author
from sessions.session.lock import lock_own_session
from sessions.substitutes.domain import Substitution, check_new_to_it, check_proposer, check_to_come
from sessions.substitutes.errors import NoSuchCoach, SubstitutionOpen
from sessions.substitutes.queries import undecided_of

_REPLACE = Statement("""
    UPDATE substitutions SET state = 'overtaken' WHERE org_id = :org_id AND proposal_id = :proposal_id
""")
_INSERT = Statement("""
    INSERT INTO substitutions (proposal_id, org_id, session_id, proposed_by, coach_id, proposed_at, state)
    VALUES (:proposal_id, :org_id, :session_id, :proposed_by, :coach_id, :proposed_at, 'open')
""")


async def propose_substitute(
    db: AsyncConnection,
    *,
    author: Author,
    sees_all: bool,
    session_id: UUID,
    coach_id: UUID,
    reason: str,
    proposal_id: UUID,
    secret: Secret,
) -> Substitution:
    """Propose `coach_id` for a session that the author coaches and cannot give. The reason is sealed.

    An earlier proposal of the author that was overtaken is replaced. Raises SessionNotFound, CoachesDoNotPlan,
    NotTheCoach, AlreadyCompleted, AlreadyCancelled, SessionBegun, SubstitutionOpen, UnknownReference.
    """
    org_id, person_id, _ = author
    session, now = await lock_own_session(
        db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=sees_all, need="listed"
    )
    await check_coach_plans(db, org_id=org_id, now=now)
    check_proposer(session, by=person_id)
    check_to_come(session, now=now)
    earlier = await undecided_of(db, org_id=org_id, session_id=session_id, proposed_by=person_id, now=now)
    if earlier is not None and earlier.state == "open":
        raise SubstitutionOpen(earlier.proposal_id)
    check_new_to_it(session, coach_id=coach_id)
    roles = await hold_roles(db, org_id=org_id, ids=[coach_id])
    if roles.get(coach_id) not in COACH_ROLES:
        raise NoSuchCoach(coach_id)
    if earlier is not None:
        await _REPLACE.execute(db, {"org_id": org_id, "proposal_id": earlier.proposal_id})
    proposed = {
        "proposal_id": proposal_id,
        "session_id": session_id,
        "proposed_by": person_id,
        "coach_id": coach_id,
        "proposed_at": now,
    }
    await _INSERT.execute(db, {"org_id": org_id, **proposed})
    await write_texts(
        db,
        org_id=org_id,
        session_id=session_id,
        text_id=proposal_id,
        kind="substitution",
        texts={"reason": reason},
        secret=secret,
        now=now,
    )
    return Substitution(
        proposal_id=proposal_id, session_id=session_id, proposed_by=person_id, coach_id=coach_id, proposed_at=now
    )
