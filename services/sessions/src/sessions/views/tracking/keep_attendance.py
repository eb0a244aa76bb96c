"""Keep a copy of the registers that the attendance service locked and corrected, for tracking and history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from chassis.database.statement import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

_UPSERT = Insert(
    "session_attendance",
    "org_id uuid, session_id uuid, person_id uuid, code text, counts_as_present boolean, minutes integer, "
    "sequence bigint",
    then="""
        ON CONFLICT (session_id, person_id) DO UPDATE
        SET code = excluded.code, counts_as_present = excluded.counts_as_present, minutes = excluded.minutes,
            sequence = excluded.sequence
        WHERE session_attendance.sequence <= excluded.sequence
    """,
)
_INSERT_AMENDMENTS = Insert(
    "session_attendance_amendments",
    "amendment_id uuid, org_id uuid, session_id uuid, person_id uuid, old jsonb, new jsonb, proposed_by uuid, "
    "approved_by uuid, amended_at timestamptz",
    then="ON CONFLICT (amendment_id) DO NOTHING",
)


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
    """Write official marks of any sessions in one statement. Known marks and earlier marks change nothing.

    If several events have a mark of one person, the latest event wins, within one call and across calls.
    """
    # One statement cannot write a row twice, and rows are locked in one order.
    latest = {(mark.session_id, mark.person_id): mark for mark in sorted(marks, key=lambda mark: mark.sequence)}
    await _UPSERT.rows(db, [latest[place] for place in sorted(latest)])


async def keep_amendments(db: AsyncConnection, amended: Sequence[AmendedMark]) -> None:
    """Write corrections of official marks of any sessions in one statement. Known corrections change nothing."""
    rows = [
        (
            one.amendment_id,
            one.org_id,
            one.session_id,
            one.person_id,
            orjson.dumps(one.old).decode(),
            orjson.dumps(one.new).decode(),
            one.proposed_by,
            one.approved_by,
            one.amended_at,
        )
        for one in amended
    ]
    await _INSERT_AMENDMENTS.rows(db, rows)
