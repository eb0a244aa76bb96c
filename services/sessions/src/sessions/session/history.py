"""Keep who changed what, beside the event of each change."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import orjson
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.differences import Action, FieldChange
from sessions.session.events import Author

_INSERT = Statement("""
    INSERT INTO session_history (org_id, session_id, version, at, by, action, changes)
    SELECT :org_id, new.session_id, new.version, :now, :by, new.action, CAST(new.changes AS jsonb)
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:versions AS bigint[]), CAST(:actions AS text[]),
                CAST(:changes AS text[])) AS new (session_id, version, action, changes)
""")


class Change(NamedTuple):
    """What one version of a session changed."""

    session_id: UUID
    version: int
    action: Action
    fields: Sequence[FieldChange]


async def write_history(db: AsyncConnection, *, author: Author, changes: Sequence[Change], now: datetime) -> None:
    """Write who changed what. The session's own row has its creation, start, cancellation and completion."""
    await _INSERT.run(
        db,
        {
            "org_id": author.org_id,
            "now": now,
            "by": author.person_id,
            "session_ids": [change.session_id for change in changes],
            "versions": [change.version for change in changes],
            "actions": [change.action for change in changes],
            "changes": [orjson.dumps([field._asdict() for field in change.fields]).decode() for change in changes],
        },
    )
