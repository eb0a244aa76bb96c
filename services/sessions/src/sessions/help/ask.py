"""Ask for help with the end of a session. Nothing of it is published: it is no event, and its texts stay here."""

from collections.abc import Collection
from uuid import UUID

import orjson
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.ending.domain import CompletionRequest
from sessions.ending.record import recap_value
from sessions.help.domain import HelpRequest, decide_help
from sessions.help.queries import waiting_help
from sessions.sealed.domain import Secret
from sessions.sealed.write import write_texts
from sessions.session.events import Author
from sessions.session.lock import lock_own_session

_REPLACE = Statement("UPDATE help_requests SET replaced_at = :at WHERE org_id = :org_id AND help_id = :help_id")
_INSERT = Statement("""
    INSERT INTO help_requests (help_id, org_id, session_id, asked_by, asked_at, minutes, raw_minutes, blockers, marks,
                               attended_ids, not_attended_ids)
    VALUES (:help_id, :org_id, :session_id, :asked_by, :asked_at, :minutes, :raw_minutes, CAST(:blockers AS text[]),
            CAST(:marks AS jsonb), CAST(:attended_ids AS uuid[]), CAST(:not_attended_ids AS uuid[]))
""")


async def ask_for_help(
    db: AsyncConnection,
    *,
    author: Author,
    roles: Collection[str],
    sees_all: bool,
    session_id: UUID,
    request: CompletionRequest,
    help_id: UUID,
    secret: Secret,
) -> HelpRequest:
    """Ask for help with a session: store what its coach reports, for support to complete it.

    A request of the same coach that waits is replaced. Raises SessionNotFound, or the error of the first rule that is
    broken (see domain).
    """
    session, now = await lock_own_session(
        db, org_id=author.org_id, session_id=session_id, person_id=author.person_id, sees_all=sees_all, need="listed"
    )
    waiting = await waiting_help(db, org_id=author.org_id, session_id=session_id)
    blockers = decide_help(
        session,
        request,
        by=author.person_id,
        is_admin="admin" in roles,
        is_support="support" in roles,
        waiting=waiting,
        now=now,
    )
    if waiting is not None:
        await _REPLACE.execute(db, {"org_id": author.org_id, "help_id": waiting.help_id, "at": now})
    asked = HelpRequest(
        help_id=help_id,
        session_id=session_id,
        asked_by=author.person_id,
        asked_at=now,
        state="open",
        minutes=request.minutes,
        raw_minutes=request.raw_minutes,
        blockers=blockers,
        marks=request.reported_marks,
        reported=request.reported,
    )
    await _INSERT.execute(
        db,
        {
            "help_id": help_id,
            "org_id": author.org_id,
            "session_id": session_id,
            "asked_by": asked.asked_by,
            "asked_at": asked.asked_at,
            "minutes": asked.minutes,
            "raw_minutes": asked.raw_minutes,
            "blockers": list(blockers),
            "marks": orjson.dumps([mark._asdict() for mark in asked.marks]).decode(),
            "attended_ids": sorted(asked.reported.attended),
            "not_attended_ids": sorted(asked.reported.not_attended),
        },
    )
    await write_texts(
        db,
        org_id=author.org_id,
        session_id=session_id,
        text_id=help_id,
        kind="help",
        texts={"recap": recap_value(request.recap), "reason": request.reason},
        secret=secret,
        now=now,
    )
    return asked
