"""Keep who changed what, beside the event of each change."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import orjson
from chassis.database.statement import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.differences import Action, FieldChange
from sessions.session.events import Author

_INSERT = Insert(
    "session_history",
    "session_id uuid, version bigint, action text, changes jsonb, text_id uuid",
    shared="org_id, at, by",
)


class Change(NamedTuple):
    """What one version of a session changed."""

    session_id: UUID
    version: int
    action: Action
    fields: Sequence[FieldChange]
    text_id: UUID | None = None
    """The id of the text that says why."""


async def write_history(db: AsyncConnection, *, author: Author, changes: Sequence[Change], now: datetime) -> None:
    """Write who changed what. The session's own row has its creation, start, cancellation and completion."""
    rows = [
        (
            one.session_id,
            one.version,
            one.action,
            orjson.dumps([field._asdict() for field in one.fields]).decode(),
            one.text_id,
        )
        for one in changes
    ]
    await _INSERT.rows(db, rows, org_id=author.org_id, at=now, by=author.person_id)
