"""Proposes amendments of a locked register. An amendment is a row of its own; the official marks never change.

Every command locks the row of the register first. When two commands race, the second one sees what the first one did.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
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
from attendance.corrections.hold import hold_for_decision, read_learner
from attendance.registers.domain import check_keeper
from attendance.registers.errors import RegisterCancelled
from attendance.registers.queries import coaches_of
from attendance.texts.write import TextAbout, write_texts

_PROPOSE: Final = Statement("""
    WITH stamped AS (UPDATE registers SET stamped_at = :proposed_at WHERE session_id = :session_id)
    INSERT INTO register_amendments (amendment_id, org_id, session_id, person_id, old_mark, new_mark, text_id,
                                     proposed_by, proposed_at)
    VALUES (:amendment_id, :org_id, :session_id, :person_id, CAST(:old_mark AS jsonb), CAST(:new_mark AS jsonb),
            :amendment_id, :proposed_by, :proposed_at)
""")


async def propose_amendment(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    person_id: UUID,
    code: str,
    minutes: int | None,
    reason: str,
    by: UUID,
    roles: Collection[str],
    sees_all: bool,
    correlation_id: UUID,
    amendment_id: UUID,
    event_id: UUID,
) -> Amendment:
    """Propose another mark for a learner on a locked register, and return the amendment.

    `by` proposes it, with these roles. The proposal of an approver takes effect at once where the policy needs no
    second person. `event_id` is that of the event which says so. Never commits.

    Raises RegisterNotFound, NotYourRegister, RegisterNotLocked, RegisterCancelled, RegisterVoided, NotOnRegister,
    AmendmentOpen and NothingChanges.
    """
    register = await hold_for_decision(db, org_id, session_id)
    check_keeper(session_id, by, coaches_of(register), sees_all=sees_all)
    if register.state == "cancelled":
        raise RegisterCancelled(session_id)
    if register.state == "open":
        raise RegisterNotLocked(session_id)
    if register.voided_at is not None:
        raise RegisterVoided(session_id)
    learner = await read_learner(db, session_id, person_id)
    if learner is None:
        raise NotOnRegister(person_id)
    if learner.has_open:
        raise AmendmentOpen(person_id)
    old = learner.holds
    new = amended_mark(old, code=code, minutes=minutes)
    if new is None:
        raise NothingChanges(code)
    amendment = Amendment(amendment_id, session_id, old, new, reason, proposed_by=by, proposed_at=register.at)
    # its reason has the id of the amendment
    text = TextAbout(amendment_id, "reason", person_id, reason)
    if await write_texts(db, [text], org_id=org_id, session_id=session_id, now=register.at):
        amendment = amendment._replace(reason=None)  # the answer is stored, so it cannot have it either
    marks = {"old_mark": old.model_dump_json(), "new_mark": new.model_dump_json()}
    await _PROPOSE.execute(db, {**amendment._asdict(), "org_id": org_id, "person_id": person_id, **marks})
    if applies_at_once(learner.approvers, second_person=learner.second_person, roles=roles):
        return await apply(
            db, amendment, org_id=org_id, by=by, correlation_id=correlation_id, event_id=event_id, now=register.at
        )
    return amendment
