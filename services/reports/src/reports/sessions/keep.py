"""Keeps the newest state of each session."""

from collections.abc import Sequence
from typing import Final

import orjson
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.sessions.domain import SessionNow, newest

# Rows are written in the order of their ids, so that two workers that share sessions cannot deadlock.
_KEEP: Final = Statement("""
    INSERT INTO known_sessions AS known
        (session_id, org_id, sequence, state, coach_ids, course_coach_ids, learner_ids)
    SELECT session_id, org_id, sequence, state, coach_ids, course_coach_ids, learner_ids
    FROM jsonb_to_recordset(CAST(:states AS jsonb)) AS new (
        session_id uuid, org_id uuid, sequence bigint, state text, coach_ids uuid[], course_coach_ids uuid[],
        learner_ids uuid[])
    ORDER BY session_id
    ON CONFLICT (session_id) DO UPDATE
    SET sequence = excluded.sequence, state = excluded.state, coach_ids = excluded.coach_ids,
        course_coach_ids = excluded.course_coach_ids, learner_ids = excluded.learner_ids
    WHERE known.sequence < excluded.sequence
""")


async def keep_sessions(db: AsyncConnection, states: Sequence[SessionNow]) -> None:
    """Keep the newest state of each session. A state that is not newer than the kept one does nothing."""
    document = orjson.dumps([one._asdict() for one in newest(states)]).decode()
    await _KEEP.execute(db, {"states": document})
