"""Keeping a copy of the registers that the attendance service locked, for the tracking page."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

# The later of two marks of one person wins, in one batch as in two: a statement cannot write a row twice.
_UPSERT = Statement("""
    INSERT INTO session_attendance (org_id, session_id, person_id, code, counts_as_present, minutes)
    SELECT DISTINCT ON (session_id, person_id) org_id, session_id, person_id, code, counts_as_present, minutes
    FROM unnest(CAST(:org_ids AS uuid[]), CAST(:session_ids AS uuid[]), CAST(:person_ids AS uuid[]),
                CAST(:codes AS text[]), CAST(:presences AS boolean[]), CAST(:minutes AS integer[]))
         WITH ORDINALITY AS new (org_id, session_id, person_id, code, counts_as_present, minutes, place)
    ORDER BY session_id, person_id, place DESC
    ON CONFLICT (session_id, person_id) DO UPDATE
    SET code = excluded.code, counts_as_present = excluded.counts_as_present, minutes = excluded.minutes
""")


class OfficialMark(NamedTuple):
    """A learner's official mark."""

    org_id: UUID
    session_id: UUID
    person_id: UUID
    code: str
    counts_as_present: bool
    minutes: int | None


async def keep_marks(db: AsyncConnection, marks: Sequence[OfficialMark]) -> None:
    """Write official marks of any sessions, in one statement; the same again changes nothing."""
    await _UPSERT.run(
        db,
        {
            "org_ids": [mark.org_id for mark in marks],
            "session_ids": [mark.session_id for mark in marks],
            "person_ids": [mark.person_id for mark in marks],
            "codes": [mark.code for mark in marks],
            "presences": [mark.counts_as_present for mark in marks],
            "minutes": [mark.minutes for mark in marks],
        },
    )
