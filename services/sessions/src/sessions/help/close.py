"""Close a request for help. Nothing of it is published."""

from dataclasses import replace
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.help.domain import HelpRequest, check_closer, check_said, check_waiting
from sessions.help.lock import lock_help
from sessions.help.write import says, write_answer
from sessions.sealed.domain import Secret
from sessions.session.events import Author

_CLOSE = Statement("""
    UPDATE help_requests SET close_reason_id = :text_id, closed_by = :by, closed_at = :at
    WHERE org_id = :org_id AND help_id = :help_id
""")


async def close_help(
    db: AsyncConnection, *, author: Author, sees_all: bool, help_id: UUID, reason: str, text_id: UUID, secret: Secret
) -> HelpRequest:
    """Close a request. The coach who asked withdraws it thereby. If the same person repeats this, nothing changes.

    Raises HelpNotFound, NotTheAsker, HelpReasonMissing and HelpEnded.
    """
    locked = await lock_help(db, org_id=author.org_id, help_id=help_id, person_id=author.person_id, sees_all=sees_all)
    request = locked.request
    check_closer(request, by=author.person_id, sees_all=sees_all)
    is_same = request.state == "closed" and request.closed_by == author.person_id
    if is_same and await says(db, author, request.close_reason_id, "reason", reason):
        return request
    check_waiting(request)
    check_said(reason)
    await write_answer(db, author, locked, _CLOSE, text_id=text_id, texts={"reason": reason}, secret=secret)
    return replace(request, state="closed", close_reason_id=text_id, closed_by=author.person_id, closed_at=locked.at)
