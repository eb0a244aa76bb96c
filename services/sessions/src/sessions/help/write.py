"""What answers to a request for help have in common: each has a sealed text."""

from collections.abc import Mapping
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.help.lock import LockedHelp
from sessions.sealed.domain import Secret
from sessions.sealed.queries import read_texts
from sessions.sealed.write import write_texts
from sessions.session.events import Author


async def says(db: AsyncConnection, author: Author, text_id: UUID | None, name: str, text: str) -> bool:
    """Return whether a stored text is this one. After an erasure nobody knows that."""
    opened = await read_texts(db, org_id=author.org_id, text_ids=[] if text_id is None else [text_id])
    return any(one.texts[name] == text for one in opened.values())


async def write_answer(
    db: AsyncConnection,
    author: Author,
    locked: LockedHelp,
    statement: Statement,
    *,
    text_id: UUID,
    texts: Mapping[str, str],
    secret: Secret,
) -> None:
    """Write an answer to a locked request by a statement that takes `text_id`, `by` and `at`, and seal its text."""
    row = {"org_id": author.org_id, "help_id": locked.request.help_id, "by": author.person_id, "at": locked.at}
    await statement.execute(db, {**row, "text_id": text_id})
    await write_texts(
        db,
        org_id=author.org_id,
        session_id=locked.session.session_id,
        text_id=text_id,
        kind="help",
        texts=texts,
        secret=secret,
        now=locked.at,
    )
