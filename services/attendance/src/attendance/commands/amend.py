"""Amends marks of a locked register. An amendment is a row of its own; the official marks never change.

Every command locks the row of the register first. When two commands race, the second one sees what the first one did.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.http.auth import Principal
from chassis.ids import new_id
from chassis.messaging import outbox
from contracts.attendance import AttendanceAmended, Mark
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.domain import Amendment, Decision, amended_mark, applies_at_once
from attendance.errors import (
    AmendmentDecided,
    AmendmentNotFound,
    AmendmentOpen,
    AmendmentOutdated,
    NothingChanges,
    NotOnRegister,
    NotYourRegister,
    RegisterCancelled,
    RegisterNotFound,
    RegisterNotLocked,
    RegisterVoided,
    SecondPersonNeeded,
)
from attendance.queries.amendments import find_amendment

_HOLD: Final = Statement("""
    SELECT state, coach_ids, voided_at FROM registers
    WHERE session_id = :session_id AND org_id = :org_id
    FOR UPDATE
""")

# A statement of its own, after the row lock, because its snapshot must see all that was committed before the lock.
_LEARNER: Final = Statement("""
    SELECT register.second_person, mark.code, mark.counts_as_present, mark.weight_basis_points, mark.billable,
           mark.minutes, mark.source,
           (SELECT new_mark
            FROM register_amendments AS made JOIN register_amendment_decisions AS decided USING (amendment_id)
            WHERE made.session_id = mark.session_id AND made.person_id = mark.person_id
              AND decided.decision = 'approved'
            ORDER BY decided.sequence DESC LIMIT 1) AS corrected,
           EXISTS (SELECT FROM register_amendments AS made
                   WHERE made.session_id = mark.session_id AND made.person_id = mark.person_id
                     AND NOT EXISTS (SELECT FROM register_amendment_decisions AS decided
                                     WHERE decided.amendment_id = made.amendment_id)) AS has_open
    FROM official_marks AS mark JOIN official_registers AS register USING (session_id)
    WHERE mark.session_id = :session_id AND mark.person_id = :person_id
""")

_PROPOSE: Final = Statement("""
    INSERT INTO register_amendments (amendment_id, org_id, session_id, person_id, old_mark, new_mark, reason,
                                     proposed_by, proposed_at)
    VALUES (:amendment_id, :org_id, :session_id, :person_id, CAST(:old_mark AS jsonb), CAST(:new_mark AS jsonb),
            :reason, :proposed_by, :proposed_at)
""")

_NEXT_SEQUENCE: Final = Statement("""
    UPDATE registers SET sequence = sequence + 1 WHERE session_id = :session_id RETURNING sequence
""")

_DECIDE: Final = Statement("""
    INSERT INTO register_amendment_decisions (amendment_id, org_id, session_id, decision, reason, decided_by,
                                              decided_at, sequence)
    VALUES (:amendment_id, :org_id, :session_id, :decision, :reason, :decided_by, :decided_at, :sequence)
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
    register = await _hold(db, caller.org_id, session_id)
    is_admin = caller.has("admin")
    if not is_admin and caller.person_id not in register.coach_ids:
        raise NotYourRegister
    if register.state == "cancelled":
        raise RegisterCancelled(session_id)
    if register.state == "open":
        raise RegisterNotLocked(session_id)
    if register.voided_at is not None:
        raise RegisterVoided(session_id)
    learner = await _LEARNER.one_or_none(db, {"session_id": session_id, "person_id": person_id})
    if learner is None:
        raise NotOnRegister(person_id)
    if learner.has_open:
        raise AmendmentOpen(person_id)
    old = _holds(learner, person_id)
    new = amended_mark(old, code=code, minutes=minutes)
    if new is None:
        raise NothingChanges(code)
    amendment = Amendment(new_id(), session_id, old, new, reason, proposed_by=caller.person_id, proposed_at=now)
    marks = {"old_mark": old.model_dump_json(), "new_mark": new.model_dump_json()}
    await _PROPOSE.run(db, {**amendment._asdict(), "org_id": caller.org_id, "person_id": person_id, **marks})
    if applies_at_once(second_person=learner.second_person, is_admin=is_admin):
        return await _apply(db, caller, amendment, now=now)
    return amendment


async def approve_amendment(
    db: AsyncConnection, caller: Principal, *, session_id: UUID, amendment_id: UUID, now: datetime
) -> Amendment:
    """Approve a proposed amendment, so that it takes effect. Return an approved one as it is.

    The caller must be an admin. Never commits. Raises RegisterNotFound, AmendmentNotFound, SecondPersonNeeded,
    AmendmentDecided, RegisterVoided and AmendmentOutdated.
    """
    register = await _hold(db, caller.org_id, session_id)
    amendment = await _find(db, session_id, amendment_id)
    if amendment.decision is not None:
        return _decided(amendment, "approved")
    if register.voided_at is not None:
        raise RegisterVoided(session_id)
    person_id = amendment.old.person_id
    learner = await _LEARNER.one(db, {"session_id": session_id, "person_id": person_id})
    if learner.second_person and caller.person_id == amendment.proposed_by:
        raise SecondPersonNeeded
    if _holds(learner, person_id) != amendment.old:
        raise AmendmentOutdated(person_id)
    return await _apply(db, caller, amendment, now=now)


async def reject_amendment(
    db: AsyncConnection, caller: Principal, *, session_id: UUID, amendment_id: UUID, reason: str, now: datetime
) -> Amendment:
    """Reject a proposed amendment. Return a rejected one as it is.

    The caller must be an admin, and may be the proposer. Never commits. Raises RegisterNotFound, AmendmentNotFound
    and AmendmentDecided.
    """
    await _hold(db, caller.org_id, session_id)
    amendment = await _find(db, session_id, amendment_id)
    if amendment.decision is not None:
        return _decided(amendment, "rejected")
    amendment = amendment._replace(decision="rejected", decided_by=caller.person_id, decided_at=now, rejection=reason)
    await _decide(db, caller, amendment, sequence=None)
    return amendment


async def _hold(db: AsyncConnection, org_id: UUID, session_id: UUID) -> Any:
    """Lock the row of the register until the transaction ends, and return it, or raise RegisterNotFound."""
    register = await _HOLD.one_or_none(db, {"session_id": session_id, "org_id": org_id})
    if register is None:
        raise RegisterNotFound(session_id)
    return register


async def _find(db: AsyncConnection, session_id: UUID, amendment_id: UUID) -> Amendment:
    amendment = await find_amendment(db, session_id=session_id, amendment_id=amendment_id)
    if amendment is None:
        raise AmendmentNotFound(amendment_id)
    return amendment


def _holds(learner: Any, person_id: UUID) -> Mark:
    """Return the mark that holds: the newest approved amendment's, or the official one if there is none."""
    if learner.corrected is not None:
        return Mark.model_validate(learner.corrected)
    return Mark(
        person_id=person_id,
        code=learner.code,
        counts_as_present=learner.counts_as_present,
        weight_basis_points=learner.weight_basis_points,
        billable=learner.billable,
        minutes=learner.minutes,
        source=learner.source,
    )


def _decided(amendment: Amendment, wanted: Decision) -> Amendment:
    """Return a decided amendment if its decision is the wanted one, or raise AmendmentDecided."""
    if amendment.decision != wanted:
        raise AmendmentDecided(str(amendment.decision))
    return amendment


async def _apply(db: AsyncConnection, caller: Principal, amendment: Amendment, *, now: datetime) -> Amendment:
    """Approve an amendment and emit it as the register's next event."""
    amendment = amendment._replace(decision="approved", decided_by=caller.person_id, decided_at=now)
    sequence: int = await _NEXT_SEQUENCE.scalar(db, {"session_id": amendment.session_id})
    await _decide(db, caller, amendment, sequence=sequence)
    second_person = caller.person_id if caller.person_id != amendment.proposed_by else None
    await outbox.add(
        db,
        AttendanceAmended(
            event_id=new_id(),
            org_id=caller.org_id,
            occurred_at=now,
            key=str(amendment.session_id),
            sequence=sequence,
            correlation_id=caller.correlation_id,
            session_id=amendment.session_id,
            amendment_id=amendment.amendment_id,
            old=amendment.old,
            new=amendment.new,
            proposed_by=amendment.proposed_by,
            approved_by=second_person,
            amended_at=now,
        ),
    )
    return amendment


async def _decide(db: AsyncConnection, caller: Principal, amendment: Amendment, *, sequence: int | None) -> None:
    decided = {**amendment._asdict(), "reason": amendment.rejection}
    await _DECIDE.run(db, {**decided, "org_id": caller.org_id, "sequence": sequence})
