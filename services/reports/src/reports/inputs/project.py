"""Projects completions and the locks of their registers. Each effect of a session is one column, which is set once.

Both commands, and those in `correct` and `effects.credit`, begin by inserting or locking the rows of their sessions in
the order of their ids. This decides which events are new, however often they are delivered. It also makes a completion,
the lock of its register and their corrections wait for each other. The one that commits second sees the first one, so
attendance is added to the totals exactly once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.effects.domain import Latency
from reports.effects.metrics import observe
from reports.facts.domain import Completion, Lock
from reports.facts.queries import read_marks, read_subjects
from reports.inputs.domain import Change, Changes, add_change, attendance_totals, session_totals
from reports.inputs.refresh import refresh_subjects

_COMPLETE = Insert(
    "sessions AS known",
    "session_id uuid, org_id uuid, completed_at timestamptz, completion_event_id uuid, logged_minutes integer, "
    "record_hash bytea, subjects_refreshed integer",
    shared="refreshed_at",
    then="""
    ORDER BY session_id
    ON CONFLICT (session_id) DO UPDATE SET
        completed_at = excluded.completed_at,
        completion_event_id = excluded.completion_event_id,
        logged_minutes = excluded.logged_minutes,
        record_hash = excluded.record_hash,
        refreshed_at = excluded.refreshed_at,
        subjects_refreshed = excluded.subjects_refreshed
    WHERE known.completed_at IS NULL
    RETURNING session_id, completed_at, locked_at, credited_at
    """,
)
_LOCK = Insert(
    "sessions AS known",
    "session_id uuid, org_id uuid, locked_at timestamptz",
    then="""
    ORDER BY session_id
    ON CONFLICT (session_id) DO UPDATE SET locked_at = excluded.locked_at WHERE known.locked_at IS NULL
    RETURNING session_id, completed_at, voided_at, register_amended_at
    """,
)
_INSERT_MARKS = Insert(
    "attendance_marks",
    "session_id uuid, person_id uuid, org_id uuid, counts_as_present boolean",
    then="ON CONFLICT (session_id, person_id) DO NOTHING",
)


async def project_completions(db: AsyncConnection, completions: Sequence[Completion], *, now: datetime) -> None:
    """Add completions that are new here to the projections, and refresh their subjects.

    Observes the latencies that are known now: of the refresh, and of effects that arrived before the completion.
    """
    by_session: dict[UUID, Completion] = {}
    for completion in completions:
        by_session.setdefault(completion.cause.session_id, completion)
    rows = await _COMPLETE.rows(
        db,
        [
            (
                session_id,
                one.org_id,
                one.cause.at,
                one.cause.event_id,
                one.logged_minutes,
                one.record_hash,
                len(one.subjects),
            )
            for session_id, one in by_session.items()
        ],
        refreshed_at=now,
    )
    new = {row.session_id: row for row in rows}
    if not new:
        return
    fresh = [by_session[session_id] for session_id in sorted(new)]
    locked_before = [session_id for session_id, row in new.items() if row.locked_at is not None]
    changes = _changes_of_completions(fresh, await read_marks(db, locked_before))
    await refresh_subjects(db, changes, fresh, now=now)
    latencies = []
    for row in new.values():
        latencies.append(Latency("insight_inputs_refreshed", now - row.completed_at))
        if row.locked_at is not None:
            latencies.append(Latency("attendance_locked", row.locked_at - row.completed_at))
        if row.credited_at is not None:
            latencies.append(Latency("earnings_credited", row.credited_at - row.completed_at))
    observe(latencies)


def _changes_of_completions(completions: Sequence[Completion], marks: Mapping[UUID, Mapping[UUID, bool]]) -> Changes:
    changes: Changes = {}
    for completion in completions:
        attendance = marks.get(completion.cause.session_id, {})
        added_to = session_totals(completion.subjects, minutes=completion.logged_minutes, marks=attendance)
        for subject, added in added_to.items():
            add_change(changes, subject, Change(added, completion.cause, completion.cause.at))
    return changes


async def record_locks(db: AsyncConnection, locks: Sequence[Lock], *, now: datetime) -> None:
    """Record locked registers that are new here, and refresh the subjects of those sessions whose completion is known.

    If the completion has not arrived, the marks wait until `project_completions` counts them. If it was voided already,
    the marks are stored and count for nothing. Observes the latencies that are known now.
    """
    by_session: dict[UUID, Lock] = {}
    for lock in locks:
        by_session.setdefault(lock.cause.session_id, lock)
    rows = await _LOCK.rows(db, [(session_id, lock.org_id, lock.cause.at) for session_id, lock in by_session.items()])
    completed_at = {row.session_id: row.completed_at for row in rows}
    fresh = {session_id: by_session[session_id] for session_id in sorted(completed_at)}
    await _INSERT_MARKS.rows(
        db,
        [
            (session_id, person_id, lock.org_id, present)
            for session_id, lock in fresh.items()
            for person_id, present in lock.marks.items()
        ],
    )
    amended = await read_marks(db, [row.session_id for row in rows if row.register_amended_at is not None])
    projected = [session_id for session_id in fresh if completed_at[session_id] is not None]
    counted = [row.session_id for row in rows if row.completed_at is not None and row.voided_at is None]
    changes: Changes = {}
    for session_id, subjects in (await read_subjects(db, counted)).items():
        marks = amended.get(session_id, fresh[session_id].marks)
        for subject, totals in attendance_totals(subjects, marks).items():
            add_change(changes, subject, Change(totals, fresh[session_id].cause))
    if changes:
        await refresh_subjects(db, changes, (), now=now)
    observe(
        Latency("attendance_locked", fresh[session_id].cause.at - completed_at[session_id]) for session_id in projected
    )
