"""Keep a copy of the registers that the attendance service locked and corrected, for tracking and history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

# If several events have a mark of one person, the latest event wins, within one call and across calls. DISTINCT ON is
# needed because one statement cannot write a row twice.
_UPSERT = Statement("""
    INSERT INTO session_attendance (org_id, session_id, person_id, code, counts_as_present, minutes, sequence)
    SELECT DISTINCT ON (session_id, person_id) org_id, session_id, person_id, code, counts_as_present, minutes, sequence
    FROM unnest(CAST(:org_ids AS uuid[]), CAST(:session_ids AS uuid[]), CAST(:person_ids AS uuid[]),
                CAST(:codes AS text[]), CAST(:presences AS boolean[]), CAST(:minutes AS integer[]),
                CAST(:sequences AS bigint[]))
         WITH ORDINALITY AS new (org_id, session_id, person_id, code, counts_as_present, minutes, sequence, place)
    ORDER BY session_id, person_id, sequence DESC, place DESC
    ON CONFLICT (session_id, person_id) DO UPDATE
    SET code = excluded.code, counts_as_present = excluded.counts_as_present, minutes = excluded.minutes,
        sequence = excluded.sequence
    WHERE session_attendance.sequence <= excluded.sequence
""")
_INSERT_AMENDMENTS = Statement("""
    INSERT INTO session_attendance_amendments
        (amendment_id, org_id, session_id, person_id, old, new, proposed_by, approved_by, amended_at)
    SELECT * FROM unnest(
        CAST(:amendment_ids AS uuid[]), CAST(:org_ids AS uuid[]), CAST(:session_ids AS uuid[]),
        CAST(:person_ids AS uuid[]), CAST(:olds AS jsonb[]), CAST(:news AS jsonb[]), CAST(:proposers AS uuid[]),
        CAST(:approvers AS uuid[]), CAST(:instants AS timestamptz[]))
    ON CONFLICT (amendment_id) DO NOTHING
""")


class OfficialMark(NamedTuple):
    """A learner's official mark. `sequence` is that of the event that carries the mark."""

    org_id: UUID
    session_id: UUID
    person_id: UUID
    code: str
    counts_as_present: bool
    minutes: int | None
    sequence: int


class AmendedMark(NamedTuple):
    """A correction of a learner's official mark. `old` and `new` are the mark as JSON."""

    amendment_id: UUID
    org_id: UUID
    session_id: UUID
    person_id: UUID
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    proposed_by: UUID
    approved_by: UUID | None
    amended_at: datetime


async def keep_marks(db: AsyncConnection, marks: Sequence[OfficialMark]) -> None:
    """Write official marks of any sessions in one statement. Known marks and earlier marks change nothing."""
    await _UPSERT.run(
        db,
        {
            "org_ids": [mark.org_id for mark in marks],
            "session_ids": [mark.session_id for mark in marks],
            "person_ids": [mark.person_id for mark in marks],
            "codes": [mark.code for mark in marks],
            "presences": [mark.counts_as_present for mark in marks],
            "minutes": [mark.minutes for mark in marks],
            "sequences": [mark.sequence for mark in marks],
        },
    )


async def keep_amendments(db: AsyncConnection, amended: Sequence[AmendedMark]) -> None:
    """Write corrections of official marks of any sessions in one statement. Known corrections change nothing."""
    await _INSERT_AMENDMENTS.run(
        db,
        {
            "amendment_ids": [one.amendment_id for one in amended],
            "org_ids": [one.org_id for one in amended],
            "session_ids": [one.session_id for one in amended],
            "person_ids": [one.person_id for one in amended],
            "olds": [orjson.dumps(one.old).decode() for one in amended],
            "news": [orjson.dumps(one.new).decode() for one in amended],
            "proposers": [one.proposed_by for one in amended],
            "approvers": [one.approved_by for one in amended],
            "instants": [one.amended_at for one in amended],
        },
    )
