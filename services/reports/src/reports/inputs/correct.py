"""Applies corrections: a corrected session is counted anew, and the difference is added to the totals once.

Each command locks the rows of its sessions in the order of their ids, as those in `project` do. Each event is applied
once: an amendment by its sequence, a void because it sets `voided_at`, a mark by its primary key.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Insert, Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.facts.domain import AmendedMark, Amendment, Cause, Subject
from reports.facts.queries import read_marks, read_subjects
from reports.inputs.domain import Change, Changes, Totals, add_change, attendance_totals, difference, session_totals
from reports.inputs.refresh import correct_subjects

# A completion and its corrections come in order, because they have one topic and one partition key. So a corrected
# session was counted already. If its completion was parked and discarded by an operator, there is nothing to correct.
_HOLD_COUNTED = Statement("""
    SELECT session_id, coalesce(corrected_minutes, logged_minutes) AS minutes,
           coalesce(corrected_sequence, 0) AS corrected_sequence
    FROM sessions
    WHERE session_id = ANY (CAST(:session_ids AS uuid[])) AND completed_at IS NOT NULL AND voided_at IS NULL
    ORDER BY session_id FOR UPDATE
""")
_AMEND = Statement("""
    UPDATE sessions SET corrected_minutes = new.minutes, corrected_at = new.corrected_at,
                        corrected_sequence = new.corrected_sequence
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:minutes AS integer[]), CAST(:instants AS timestamptz[]),
                CAST(:sequences AS bigint[])) AS new (session_id, minutes, corrected_at, corrected_sequence)
    WHERE sessions.session_id = new.session_id
""")
_VOID = Statement("""
    UPDATE sessions SET voided_at = new.voided_at
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:instants AS timestamptz[])) AS new (session_id, voided_at)
    WHERE sessions.session_id = new.session_id
""")
# The conflict always updates, so that the row is locked and its newest values are returned.
_AMEND_REGISTER = Insert(
    "sessions AS known",
    "session_id uuid, org_id uuid, register_amended_at timestamptz",
    then="""
    ORDER BY session_id
    ON CONFLICT (session_id) DO UPDATE SET
        register_amended_at = greatest(known.register_amended_at, excluded.register_amended_at)
    RETURNING session_id, completed_at, voided_at
    """,
)
_INSERT_AMENDED_MARKS = Insert(
    "amended_marks",
    "session_id uuid, person_id uuid, sequence bigint, org_id uuid, counts_as_present boolean",
    then="ON CONFLICT (session_id, person_id, sequence) DO NOTHING",
)


async def amend_sessions(db: AsyncConnection, amendments: Sequence[Amendment], *, now: datetime) -> None:
    """Store the corrected minutes of amended sessions, and add the difference to all of their subjects.

    Nothing is published if the minutes stay the same, because the recap or the shares were amended.
    """
    newest: dict[UUID, Amendment] = {}
    for one in sorted(amendments, key=lambda amendment: amendment.sequence):
        newest[one.cause.session_id] = one
    held = await _HOLD_COUNTED.all(db, {"session_ids": sorted(newest)})
    minutes_before = {
        row.session_id: row.minutes for row in held if newest[row.session_id].sequence > row.corrected_sequence
    }
    if not minutes_before:
        return
    amended = [newest[session_id] for session_id in minutes_before]
    await _AMEND.execute(
        db,
        {
            "session_ids": list(minutes_before),
            "minutes": [one.minutes for one in amended],
            "instants": [one.cause.at for one in amended],
            "sequences": [one.sequence for one in amended],
        },
    )
    added = {one.cause.session_id: one.minutes - minutes_before[one.cause.session_id] for one in amended}
    changes: Changes = {}
    subjects_of = await read_subjects(db, [session_id for session_id, minutes in added.items() if minutes])
    for session_id, subjects in subjects_of.items():
        for subject in subjects:
            totals = Totals(minutes_logged=added[session_id])
            add_change(changes, subject, Change(totals, newest[session_id].cause))
    await correct_subjects(db, changes, (), now=now)


async def void_sessions(db: AsyncConnection, voids: Sequence[Cause], *, now: datetime) -> None:
    """Take away from the subjects all that voided sessions added, and remove their records from the subjects' lists."""
    cause_of: dict[UUID, Cause] = {}
    for cause in voids:
        cause_of.setdefault(cause.session_id, cause)
    held = await _HOLD_COUNTED.all(db, {"session_ids": sorted(cause_of)})
    minutes = {row.session_id: row.minutes for row in held}
    if not minutes:
        return
    instants = [cause_of[session_id].at for session_id in minutes]
    await _VOID.execute(db, {"session_ids": list(minutes), "instants": instants})
    marks = await read_marks(db, list(minutes))
    changes: Changes = {}
    voided: list[tuple[UUID, Subject]] = []
    for session_id, subjects in (await read_subjects(db, list(minutes))).items():
        counted = session_totals(subjects, minutes=minutes[session_id], marks=marks.get(session_id, {}))
        for subject, totals in difference(counted, {}).items():
            add_change(changes, subject, Change(totals, cause_of[session_id]))
            voided.append((session_id, subject))
    await correct_subjects(db, changes, voided, now=now)


async def amend_marks(db: AsyncConnection, amended: Sequence[AmendedMark], *, now: datetime) -> None:
    """Store amended marks, and count the attendance of their sessions anew if it was counted already.

    If the completion or the lock has not arrived, the marks wait. The one of the two that comes last counts them.
    """
    latest: dict[UUID, AmendedMark] = {}
    for one in sorted(amended, key=lambda mark: mark.cause.at):
        latest[one.cause.session_id] = one
    rows = await _AMEND_REGISTER.rows(
        db, [(session_id, one.org_id, one.cause.at) for session_id, one in latest.items()]
    )
    counted = [row.session_id for row in rows if row.completed_at is not None and row.voided_at is None]
    before = await read_marks(db, counted)
    await _INSERT_AMENDED_MARKS.rows(
        db,
        [(one.cause.session_id, one.person_id, one.sequence, one.org_id, one.counts_as_present) for one in amended],
    )
    after = await read_marks(db, counted)
    changes: Changes = {}
    changed = [session_id for session_id in after if after[session_id] != before[session_id]]
    for session_id, subjects in (await read_subjects(db, changed)).items():
        was, is_now = (attendance_totals(subjects, marks[session_id]) for marks in (before, after))
        for subject, totals in difference(was, is_now).items():
            add_change(changes, subject, Change(totals, latest[session_id].cause))
    await correct_subjects(db, changes, (), now=now)
