"""Correct completed sessions: propose, approve, reject. The record stays, and each correction has its own record."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.corrections.apply import Corrected, apply_correction
from sessions.corrections.domain import (
    CorrectionRequest,
    NewRecap,
    applies_at_once,
    check_approval,
    check_correctable,
    check_proposer,
    check_reason,
    check_rejection,
    completed,
    decide_correction,
    field_of,
    is_repeated,
)
from sessions.corrections.errors import AmendmentOpen
from sessions.corrections.queries import open_correction, pinned_policy, read_correction, read_standing, recap_of
from sessions.corrections.standing import Correction, Decided, value_of
from sessions.ending.record import recap_value
from sessions.sealed.canonical import text_digest
from sessions.sealed.domain import Secret
from sessions.sealed.write import write_texts
from sessions.session.domain import Session
from sessions.session.events import Author
from sessions.session.lock import lock_own_session

# A proposal and a rejection make no version, but the next change of the session must be later than they are.
_PROPOSE = Statement("""
    WITH session AS (
        UPDATE sessions SET changed_at = :proposed_at WHERE org_id = :org_id AND id = :session_id
    )
    INSERT INTO amendments (amendment_id, org_id, session_id, field, old, new, reason_sha256, proposed_by, proposed_at)
    VALUES (:amendment_id, :org_id, :session_id, :field, CAST(:old AS jsonb), CAST(:new AS jsonb), :reason_sha256,
            :proposed_by, :proposed_at)
""")
_REJECT = Statement("""
    WITH session AS (
        UPDATE sessions SET changed_at = :at WHERE org_id = :org_id AND id = :session_id
    )
    INSERT INTO amendment_decisions (amendment_id, org_id, session_id, decision, decided_by, decided_at, reason_id)
    VALUES (:amendment_id, :org_id, :session_id, 'rejected', :by, :at, :reason_id)
""")


async def propose_correction(
    db: AsyncConnection,
    *,
    author: Author,
    roles: Collection[str],
    sees_all: bool,
    session_id: UUID,
    request: CorrectionRequest,
    reason: str,
    amendment_id: UUID,
    event_id: UUID,
    secret: Secret,
) -> Corrected:
    """Propose a correction of a completed session. If nobody else has to approve it, apply it and emit its event.

    Raises SessionNotFound, AmendmentOpen, or the error of the first rule that is broken (see domain).
    """
    session, now = await lock_own_session(
        db, org_id=author.org_id, session_id=session_id, person_id=author.person_id, sees_all=sees_all, need="listed"
    )
    check_proposer(session, by=author.person_id, sees_all=sees_all)
    standing = completed(await read_standing(db, org_id=author.org_id, session_id=session_id))
    policy = await pinned_policy(db, standing, org_id=author.org_id)
    field = field_of(request)
    check_correctable(standing, field, policy, zone=session.zone)
    waiting = await open_correction(db, org_id=author.org_id, session_id=session_id, field=field)
    if waiting is not None:
        raise AmendmentOpen(waiting.amendment_id)
    check_reason(reason)
    recap_now = await recap_of(db, standing, org_id=author.org_id) if isinstance(request, NewRecap) else None
    correction = Correction(
        amendment_id=amendment_id,
        field=field,
        old=value_of(standing.values, field),
        new=decide_correction(request, standing, policy=policy, salt=secret.salt, recap_now=recap_now),
        reason_sha256=text_digest(secret.salt, "reason", reason),
        proposed_by=author.person_id,
        proposed_at=now,
    )
    await _write_proposal(db, session, correction, texts=_texts(request, reason), secret=secret)
    if not applies_at_once(policy, field, roles=roles):
        return Corrected(correction, session.version)
    return await apply_correction(
        db,
        session,
        standing,
        correction,
        policy=policy,
        author=author,
        at=correction.proposed_at,
        event_id=event_id,
    )


async def approve_correction(
    db: AsyncConnection,
    *,
    author: Author,
    roles: Collection[str],
    sees_all: bool,
    session_id: UUID,
    amendment_id: UUID,
    event_id: UUID,
) -> Corrected:
    """Approve a proposal: apply it and emit its event. If the same person approves it again, nothing changes.

    Raises SessionNotFound, AmendmentNotFound, or the error of the first broken rule (see domain).
    """
    session, now = await lock_own_session(
        db, org_id=author.org_id, session_id=session_id, person_id=author.person_id, sees_all=sees_all, need="listed"
    )
    correction = await read_correction(db, org_id=author.org_id, session_id=session_id, amendment_id=amendment_id)
    if is_repeated(correction, "applied", zone=session.zone, by=author.person_id):
        return Corrected(correction, session.version)
    standing = completed(await read_standing(db, org_id=author.org_id, session_id=session_id))
    policy = await pinned_policy(db, standing, org_id=author.org_id)
    check_approval(correction, standing, policy=policy, zone=session.zone, by=author.person_id, roles=roles)
    return await apply_correction(
        db,
        session,
        standing,
        correction,
        policy=policy,
        author=author,
        at=now,
        event_id=event_id,
    )


async def reject_correction(
    db: AsyncConnection,
    *,
    author: Author,
    roles: Collection[str],
    sees_all: bool,
    session_id: UUID,
    amendment_id: UUID,
    reason: str,
    reason_id: UUID,
    secret: Secret,
) -> Corrected:
    """Reject a proposal, or take back one's own. If the same person rejects it again, nothing changes.

    Raises SessionNotFound, AmendmentNotFound, or the error of the first rule that is broken (see domain).
    """
    session, now = await lock_own_session(
        db, org_id=author.org_id, session_id=session_id, person_id=author.person_id, sees_all=sees_all, need="listed"
    )
    correction = await read_correction(db, org_id=author.org_id, session_id=session_id, amendment_id=amendment_id)
    standing = completed(await read_standing(db, org_id=author.org_id, session_id=session_id))
    policy = await pinned_policy(db, standing, org_id=author.org_id)
    check_rejection(correction, policy=policy, by=author.person_id, roles=roles)
    if is_repeated(correction, "rejected", zone=session.zone, by=author.person_id):
        return Corrected(correction, session.version)
    check_reason(reason)
    decided = Decided("rejected", author.person_id, now, None, reason_id)
    await write_texts(
        db,
        org_id=author.org_id,
        session_id=session_id,
        text_id=reason_id,
        kind="correction",
        texts={"reason": reason},
        secret=secret,
        now=decided.at,
    )
    await _REJECT.execute(
        db,
        {
            "amendment_id": amendment_id,
            "org_id": author.org_id,
            "session_id": session_id,
            "by": decided.by,
            "at": decided.at,
            "reason_id": reason_id,
        },
    )
    return Corrected(replace(correction, decided=decided), session.version)


def _texts(request: CorrectionRequest, reason: str) -> dict[str, Any]:
    return {"reason": reason, **({"recap": recap_value(request.recap)} if isinstance(request, NewRecap) else {})}


async def _write_proposal(
    db: AsyncConnection, session: Session, correction: Correction, *, texts: Mapping[str, Any], secret: Secret
) -> None:
    scope = {"org_id": session.org_id, "session_id": session.session_id}
    await _PROPOSE.execute(
        db,
        {
            **scope,
            "amendment_id": correction.amendment_id,
            "field": correction.field,
            "old": orjson.dumps(correction.old).decode(),
            "new": None if correction.new is None else orjson.dumps(correction.new).decode(),
            "reason_sha256": correction.reason_sha256,
            "proposed_by": correction.proposed_by,
            "proposed_at": correction.proposed_at,
        },
    )
    await write_texts(
        db,
        org_id=session.org_id,
        session_id=session.session_id,
        text_id=correction.amendment_id,
        kind="correction",
        texts=texts,
        secret=secret,
        now=correction.proposed_at,
    )
