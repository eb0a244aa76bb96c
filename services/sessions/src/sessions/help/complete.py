"""Complete a session with a request for help: with the minutes, the recap and the marks of the coach who asked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.ending.complete import complete_session
from sessions.ending.domain import Completion
from sessions.help.domain import Helping, check_waiting, completion_request
from sessions.help.errors import HelpEnded, RecapOfHelpErased
from sessions.help.lock import lock_help
from sessions.sealed.domain import Secret
from sessions.sealed.queries import hold_texts
from sessions.session.errors import AlreadyCompleted
from sessions.session.events import Author

_COMPLETED = Statement("""
    UPDATE help_requests SET completed_by = :by, completed_at = :at WHERE org_id = :org_id AND help_id = :help_id
""")


async def complete_with_help(
    db: AsyncConnection,
    *,
    author: Author,
    roles: Collection[str],
    sees_all: bool,
    help_id: UUID,
    helping: Helping,
    event_id: UUID,
    secret: Secret,
) -> Completion:
    """Complete the session of a request, on behalf of the coach who asked, as `complete_session` does.

    If the same person repeats the same request, the answer is the same. Raises HelpNotFound, HelpEnded, AskerIsNoCoach,
    RecapOfHelpErased, or what `complete_session` raises.
    """
    request, session, _ = await lock_help(
        db, org_id=author.org_id, help_id=help_id, person_id=author.person_id, sees_all=sees_all
    )
    if request.state != "completed":
        check_waiting(request)
    opened = (await hold_texts(db, org_id=author.org_id, text_ids=[help_id])).get(help_id)
    if opened is None:
        raise HelpEnded(request.state) if request.state == "completed" else RecapOfHelpErased
    try:
        completed = await complete_session(
            db,
            author=author,
            roles=roles,
            sees_all=sees_all,
            session_id=request.session_id,
            request=completion_request(request, opened.texts, helping, session=session, by=author.person_id),
            event_id=event_id,
            secret=secret,
        )
    except AlreadyCompleted as error:  # it was completed with this request, but not by this call
        raise HelpEnded(request.state) from error
    if request.state != "completed":
        at = datetime.fromisoformat(completed.record["completed_at"])
        row = {"org_id": author.org_id, "help_id": help_id, "by": author.person_id, "at": at}
        await _COMPLETED.execute(db, row)
    return completed
