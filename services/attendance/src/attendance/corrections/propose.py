"""Proposes amendments of a locked register. An amendment is a row of its own; the official marks never change.

Every command locks the row of the register first. When two commands race, the second one sees what the first one did.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.http.auth import Principal
from chassis.ids import new_id
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.corrections.decide import apply
from attendance.corrections.domain import Amendment, amended_mark, applies_at_once
from attendance.corrections.errors import (
    AmendmentOpen,
    NothingChanges,
    NotOnRegister,
    RegisterNotLocked,
    RegisterVoided,
)
from attendance.corrections.hold import LEARNER, hold_for_decision, mark_that_holds
from attendance.registers.errors import NotYourRegister, RegisterCancelled

_PROPOSE: Final = Statement("""
    INSERT INTO register_amendments (amendment_id, org_id, session_id, person_id, old_mark, new_mark, reason,
                                     proposed_by, proposed_at)
    VALUES (:amendment_id, :org_id, :session_id, :person_id, CAST(:old_mark AS jsonb), CAST(:new_mark AS jsonb),
            :reason, :proposed_by, :proposed_at)
""")


async def propose_amendment(
    db: AsyncConnection,
    caller: Principal,
    *,
    session_id: UUID,
    person_id: UUID,
    code: str,
    minutes: int | None,
    reason: str,
    now: datetime,
) -> Amendment:
    """Propose another mark for a learner on a locked register, and return the amendment.

    An admin's proposal takes effect at once where the policy needs no second person. Never commits. Raises
    RegisterNotFound, NotYourRegister, RegisterNotLocked, RegisterCancelled, RegisterVoided, NotOnRegister,
    AmendmentOpen and NothingChanges.
    """
    register = await hold_for_decision(db, caller.org_id, session_id)
    is_admin = caller.has("admin")
    if not is_admin and caller.person_id not in register.coach_ids:
        raise NotYourRegister
    if register.state == "cancelled":
        raise RegisterCancelled(session_id)
    if register.state == "open":
        raise RegisterNotLocked(session_id)
    if register.voided_at is not None:
        raise RegisterVoided(session_id)
    learner = await LEARNER.one_or_none(db, {"session_id": session_id, "person_id": person_id})
    if learner is None:
        raise NotOnRegister(person_id)
    if learner.has_open:
        raise AmendmentOpen(person_id)
    old = mark_that_holds(learner, person_id)
    new = amended_mark(old, code=code, minutes=minutes)
    if new is None:
        raise NothingChanges(code)
    amendment = Amendment(new_id(), session_id, old, new, reason, proposed_by=caller.person_id, proposed_at=now)
    marks = {"old_mark": old.model_dump_json(), "new_mark": new.model_dump_json()}
    await _PROPOSE.run(db, {**amendment._asdict(), "org_id": caller.org_id, "person_id": person_id, **marks})
    if applies_at_once(second_person=learner.second_person, is_admin=is_admin):
        return await apply(db, caller, amendment, now=now)
    return amendment
