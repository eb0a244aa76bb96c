"""Ask for the erasure of a person, and decide on it where the policy asks for a second person."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database import sealed_texts
from chassis.database.statement import Statement
from chassis.sealing import new_key
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.people.change import parts_of
from sessions.erasure.domain import Decision, Reason, State, check_decision
from sessions.erasure.erase import LOCK
from sessions.erasure.errors import ErasureNotFound, ErasureUnderWay, NobodyToErase, StillTakesPart
from sessions.organisation.queries import policy

_OPEN: Final = Statement("""
    SELECT erasure_id FROM erasures
    WHERE org_id = :org_id AND person_id = :person_id AND state IN ('proposed', 'approved')
""")
_ASK: Final = Statement("""
    INSERT INTO erasures (erasure_id, org_id, person_id, state, reason, with_shared, asked_by, asked_at)
    VALUES (:erasure_id, :org_id, :person_id, :state, :reason, :with_shared, :asked_by, :now)
""")
_HOLD: Final = Statement("""
    SELECT state, asked_by FROM erasures WHERE org_id = :org_id AND erasure_id = :erasure_id FOR UPDATE
""")
_DECIDE: Final = Statement("""
    UPDATE erasures SET state = :decision, decided_by = :by, decided_at = :now,
        finished_at = CASE WHEN :decision = 'rejected' THEN CAST(:now AS timestamptz) END
    WHERE org_id = :org_id AND erasure_id = :erasure_id
""")


async def ask_for_erasure(
    db: AsyncConnection,
    *,
    org_id: UUID,
    person_id: UUID,
    reason: Reason,
    note: str | None,
    with_shared: bool,
    asked_by: UUID | None,
    erasure_id: UUID,
    now: datetime,
) -> State:
    """Ask for the erasure of a person, and return its state: approved, or proposed if a second person has to approve.

    The worker carries an approved one out. `asked_by` is None for an operator. Never commits. Raises NobodyToErase,
    ErasureUnderWay and StillTakesPart.
    """
    scope = {"org_id": org_id, "person_id": person_id}
    if await LOCK.one_or_none(db, scope) is None:
        raise NobodyToErase(person_id, org_id)
    if (other := await _OPEN.scalar(db, scope)) is not None:
        raise ErasureUnderWay(other)
    if parts := await parts_of(db, org_id=org_id, person_id=person_id):
        raise StillTakesPart(parts)
    in_force = (await policy(db, org_id=org_id, now=now)).policy
    state: State = "proposed" if in_force.erasure_second_person else "approved"
    asked = {"state": state, "reason": reason, "with_shared": with_shared}
    await _ASK.execute(db, {**scope, **asked, "erasure_id": erasure_id, "asked_by": asked_by, "now": now})
    if note is not None:
        sealed = sealed_texts.NewText(erasure_id, "erasure", note.encode(), new_key())
        await sealed_texts.write(db, [sealed], org_id=org_id, session_id=None, now=now)
    return state


async def decide_erasure(
    db: AsyncConnection, *, org_id: UUID, erasure_id: UUID, by: UUID, decision: Decision, now: datetime
) -> State:
    """Approve or reject an erasure that waits for a second person. Never commits.

    Raises ErasureNotFound, ErasureDecided and OwnErasureRequest. The same decision again changes nothing.
    """
    held = await _HOLD.one_or_none(db, {"org_id": org_id, "erasure_id": erasure_id})
    if held is None:
        raise ErasureNotFound(erasure_id)
    if held.state == decision:
        return decision
    check_decision(held.state, asked_by=held.asked_by, by=by, decision=decision)
    decided = {"org_id": org_id, "erasure_id": erasure_id, "decision": decision, "by": by, "now": now}
    await _DECIDE.execute(db, decided)
    return decision
