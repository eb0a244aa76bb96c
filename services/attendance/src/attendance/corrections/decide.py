"""Decides on amendments: approves them, so that they take effect, or rejects them."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging import outbox
from contracts.attendance import AttendanceAmended
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.corrections.domain import Amendment, Decision, approving, check_approver
from attendance.corrections.errors import (
    AmendmentDecided,
    AmendmentNotFound,
    AmendmentOutdated,
    RegisterVoided,
    SecondPersonNeeded,
)
from attendance.corrections.hold import Learner, hold_for_decision, read_learner
from attendance.corrections.queries import find_amendment
from attendance.registers.domain import check_keeper
from attendance.registers.queries import coaches_of
from attendance.texts.write import TextAbout, hold_learner_of, write_texts

_NEXT_SEQUENCE: Final = Statement("""
    UPDATE registers SET sequence = sequence + 1 WHERE session_id = :session_id RETURNING sequence
""")

_DECIDE: Final = Statement("""
    WITH stamped AS (UPDATE registers SET stamped_at = :decided_at WHERE session_id = :session_id)
    INSERT INTO register_amendment_decisions (amendment_id, org_id, session_id, decision, text_id, decided_by,
                                              decided_at, sequence)
    VALUES (:amendment_id, :org_id, :session_id, :decision, :text_id, :decided_by, :decided_at, :sequence)
""")


async def approve_amendment(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    amendment_id: UUID,
    by: UUID,
    roles: Collection[str],
    correlation_id: UUID,
    event_id: UUID,
) -> Amendment:
    """Approve a proposed amendment, so that it takes effect. Return an applied one as it is.

    `by` needs a role that the policy at the completion names. Never commits. Raises RegisterNotFound,
    AmendmentNotFound, NotAnApprover, SecondPersonNeeded, AmendmentDecided, RegisterVoided and AmendmentOutdated.
    """
    register = await hold_for_decision(db, org_id, session_id)
    amendment = await _find(db, org_id, session_id, amendment_id)
    person_id = amendment.old.person_id
    learner = await _learner(db, amendment)
    check_approver(learner.approvers, roles=roles)
    if amendment.decision is not None:
        return _decided(amendment, "applied")
    if register.voided_at is not None:
        raise RegisterVoided(session_id)
    if learner.second_person and by == amendment.proposed_by:
        raise SecondPersonNeeded(sorted(approving(learner.approvers)))
    if learner.holds != amendment.old:
        raise AmendmentOutdated(person_id)
    return await apply(
        db, amendment, org_id=org_id, by=by, correlation_id=correlation_id, event_id=event_id, now=register.at
    )


async def reject_amendment(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    amendment_id: UUID,
    reason: str,
    by: UUID,
    roles: Collection[str],
    sees_all: bool,
    text_id: UUID,
) -> Amendment:
    """Reject a proposed amendment, or take back one's own. Return a rejected one as it is.

    `text_id` is that of the reason.
    `by` needs a role that the policy at the completion names, or is the proposer. Never commits. Raises
    RegisterNotFound, NotYourRegister, AmendmentNotFound, NotAnApprover and AmendmentDecided.
    """
    register = await hold_for_decision(db, org_id, session_id)
    check_keeper(session_id, by, coaches_of(register), sees_all=sees_all)
    amendment = await _find(db, org_id, session_id, amendment_id)
    if by != amendment.proposed_by:
        check_approver((await _learner(db, amendment)).approvers, roles=roles)
    if amendment.decision is not None:
        return _decided(amendment, "rejected")
    amendment = amendment._replace(decision="rejected", decided_by=by, decided_at=register.at, rejection_reason=reason)
    text = TextAbout(text_id, "rejection", amendment.old.person_id, reason)
    if await write_texts(db, [text], org_id=org_id, session_id=session_id, now=register.at):
        amendment = amendment._replace(rejection_reason=None)
    await _decide(db, amendment, org_id=org_id, text_id=text_id, sequence=None)
    return amendment


async def _learner(db: AsyncConnection, amendment: Amendment) -> Learner:
    learner = await read_learner(db, amendment.session_id, amendment.old.person_id)
    assert learner is not None  # a proposal names a learner on the official register, whose marks never go
    return learner


async def _find(db: AsyncConnection, org_id: UUID, session_id: UUID, amendment_id: UUID) -> Amendment:
    await hold_learner_of(db, org_id=org_id, amendment_id=amendment_id)
    amendment = await find_amendment(db, org_id=org_id, session_id=session_id, amendment_id=amendment_id)
    if amendment is None:
        raise AmendmentNotFound(amendment_id)
    return amendment


def _decided(amendment: Amendment, wanted: Decision) -> Amendment:
    """Return a decided amendment if its decision is the wanted one, or raise AmendmentDecided."""
    if amendment.decision != wanted:
        raise AmendmentDecided(str(amendment.decision))
    return amendment


async def apply(
    db: AsyncConnection,
    amendment: Amendment,
    *,
    org_id: UUID,
    by: UUID,
    correlation_id: UUID,
    event_id: UUID,
    now: datetime,
) -> Amendment:
    """Approve an amendment of a register whose row is locked, and emit it as the register's next event."""
    amendment = amendment._replace(decision="applied", decided_by=by, decided_at=now)
    sequence: int = await _NEXT_SEQUENCE.scalar(db, {"session_id": amendment.session_id})
    await _decide(db, amendment, org_id=org_id, text_id=None, sequence=sequence)
    await outbox.add(
        db,
        AttendanceAmended(
            event_id=event_id,
            org_id=org_id,
            occurred_at=now,
            key=str(amendment.session_id),
            sequence=sequence,
            correlation_id=correlation_id,
            session_id=amendment.session_id,
            amendment_id=amendment.amendment_id,
            old=amendment.old,
            new=amendment.new,
            proposed_by=amendment.proposed_by,
            approved_by=by if by != amendment.proposed_by else None,
            amended_at=now,
        ),
    )
    return amendment


async def _decide(
    db: AsyncConnection, amendment: Amendment, *, org_id: UUID, text_id: UUID | None, sequence: int | None
) -> None:
    decided = {"org_id": org_id, "text_id": text_id, "sequence": sequence}
    await _DECIDE.execute(db, {**amendment._asdict(), **decided})
