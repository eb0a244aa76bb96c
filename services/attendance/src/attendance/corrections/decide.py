"""Decides on amendments: approves them, so that they take effect, or rejects them."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.http.auth import Principal
from chassis.ids import new_id
from chassis.messaging import outbox
from contracts.attendance import AttendanceAmended
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.corrections.domain import Amendment, Decision
from attendance.corrections.errors import (
    AmendmentDecided,
    AmendmentNotFound,
    AmendmentOutdated,
    RegisterVoided,
    SecondPersonNeeded,
)
from attendance.corrections.hold import LEARNER, hold_for_decision, mark_that_holds
from attendance.corrections.queries import find_amendment

_NEXT_SEQUENCE: Final = Statement("""
    UPDATE registers SET sequence = sequence + 1 WHERE session_id = :session_id RETURNING sequence
""")


_DECIDE: Final = Statement("""
    INSERT INTO register_amendment_decisions (amendment_id, org_id, session_id, decision, reason, decided_by,
                                              decided_at, sequence)
    VALUES (:amendment_id, :org_id, :session_id, :decision, :reason, :decided_by, :decided_at, :sequence)
""")


async def approve_amendment(
    db: AsyncConnection, caller: Principal, *, session_id: UUID, amendment_id: UUID, now: datetime
) -> Amendment:
    """Approve a proposed amendment, so that it takes effect. Return an approved one as it is.

    The caller must be an admin. Never commits. Raises RegisterNotFound, AmendmentNotFound, SecondPersonNeeded,
    AmendmentDecided, RegisterVoided and AmendmentOutdated.
    """
    register = await hold_for_decision(db, caller.org_id, session_id)
    amendment = await _find(db, session_id, amendment_id)
    if amendment.decision is not None:
        return _decided(amendment, "approved")
    if register.voided_at is not None:
        raise RegisterVoided(session_id)
    person_id = amendment.old.person_id
    learner = await LEARNER.one(db, {"session_id": session_id, "person_id": person_id})
    if learner.second_person and caller.person_id == amendment.proposed_by:
        raise SecondPersonNeeded
    if mark_that_holds(learner, person_id) != amendment.old:
        raise AmendmentOutdated(person_id)
    return await apply(db, caller, amendment, now=now)


async def reject_amendment(
    db: AsyncConnection, caller: Principal, *, session_id: UUID, amendment_id: UUID, reason: str, now: datetime
) -> Amendment:
    """Reject a proposed amendment. Return a rejected one as it is.

    The caller must be an admin, and may be the proposer. Never commits. Raises RegisterNotFound, AmendmentNotFound
    and AmendmentDecided.
    """
    await hold_for_decision(db, caller.org_id, session_id)
    amendment = await _find(db, session_id, amendment_id)
    if amendment.decision is not None:
        return _decided(amendment, "rejected")
    amendment = amendment._replace(decision="rejected", decided_by=caller.person_id, decided_at=now, rejection=reason)
    await _decide(db, caller, amendment, sequence=None)
    return amendment


async def _find(db: AsyncConnection, session_id: UUID, amendment_id: UUID) -> Amendment:
    amendment = await find_amendment(db, session_id=session_id, amendment_id=amendment_id)
    if amendment is None:
        raise AmendmentNotFound(amendment_id)
    return amendment


def _decided(amendment: Amendment, wanted: Decision) -> Amendment:
    """Return a decided amendment if its decision is the wanted one, or raise AmendmentDecided."""
    if amendment.decision != wanted:
        raise AmendmentDecided(str(amendment.decision))
    return amendment


async def apply(db: AsyncConnection, caller: Principal, amendment: Amendment, *, now: datetime) -> Amendment:
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
