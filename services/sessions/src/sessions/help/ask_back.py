"""Answer a request for help with a question to the coach who asked. Nothing of it is published."""

from dataclasses import replace
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.help.domain import HelpRequest, check_said, check_waiting
from sessions.help.lock import lock_help
from sessions.help.write import says, write_answer
from sessions.sealed.domain import Secret
from sessions.session.events import Author

_QUESTION = Statement("""
    UPDATE help_requests SET question_id = :text_id, questioned_by = :by, questioned_at = :at
    WHERE org_id = :org_id AND help_id = :help_id
""")


async def ask_back(
    db: AsyncConnection, *, author: Author, sees_all: bool, help_id: UUID, text: str, text_id: UUID, secret: Secret
) -> HelpRequest:
    """Answer a request with a question, in place of one that was asked before. The same question changes nothing.

    Raises HelpNotFound, HelpReasonMissing and HelpEnded.
    """
    locked = await lock_help(db, org_id=author.org_id, help_id=help_id, person_id=author.person_id, sees_all=sees_all)
    request = locked.request
    is_same = request.state == "questioned" and request.questioned_by == author.person_id
    if is_same and await says(db, author, request.question_id, "question", text):
        return request
    check_waiting(request)
    check_said(text, "text")
    await write_answer(db, author, locked, _QUESTION, text_id=text_id, texts={"question": text}, secret=secret)
    return replace(
        request, state="questioned", question_id=text_id, questioned_by=author.person_id, questioned_at=locked.at
    )
