"""Projects completions and the locks of their registers. Each effect of a session is one column, which is set once.

Both commands, and those in `correct` and `effects.credit`, begin by inserting or locking the rows of their sessions in
the order of their ids. This decides which events are new, however often they are delivered. It also makes a completion,
the lock of its register and their corrections wait for each other. The one that commits second sees the first one, so
attendance is added to the totals exactly once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.effects.domain import Latency
from reports.facts.domain import Completion, Lock
from reports.facts.queries import read_marks, read_subjects
from reports.inputs.domain import Change, Changes, add_change, attendance_totals, session_totals
from reports.inputs.refresh import refresh_subjects

_COMPLETE = Statement("""
    INSERT INTO sessions AS known (session_id, org_id, completed_at, completion_event_id, logged_minutes, record_hash,
                                   refreshed_at, subjects_refreshed)
    SELECT session_id, org_id, completed_at, completion_event_id, logged_minutes, record_hash, :now, subjects_refreshed
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:org_ids AS uuid[]), CAST(:completed_at AS timestamptz[]),
                CAST(:event_ids AS uuid[]), CAST(:logged_minutes AS integer[]), CAST(:record_hashes AS bytea[]),
                CAST(:subjects_refreshed AS integer[]))
         AS new (session_id, org_id, completed_at, completion_event_id, logged_minutes, record_hash,
                 subjects_refreshed)
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
""")
_LOCK = Statement("""
    INSERT INTO sessions AS known (session_id, org_id, locked_at)
    SELECT session_id, org_id, locked_at
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:org_ids AS uuid[]), CAST(:instants AS timestamptz[]))
         AS new (session_id, org_id, locked_at)
    ORDER BY session_id
    ON CONFLICT (session_id) DO UPDATE SET locked_at = excluded.locked_at WHERE known.locked_at IS NULL
    RETURNING session_id, completed_at, voided_at, register_amended_at
""")
_INSERT_MARKS = Statement("""
    INSERT INTO attendance_marks (session_id, person_id, org_id, counts_as_present)
    SELECT * FROM unnest(CAST(:session_ids AS uuid[]), CAST(:person_ids AS uuid[]), CAST(:org_ids AS uuid[]),
                         CAST(:counts_as_present AS boolean[]))
    ON CONFLICT (session_id, person_id) DO NOTHING
""")


async def project_completions(
    db: AsyncConnection, completions: Sequence[Completion], *, now: datetime, new_id: Callable[[], UUID]
) -> list[Latency]:
    """Add completions that are new here to the projections, and refresh their subjects.

    Returns the latencies that are known now: of the refresh, and of effects that arrived before the completion.
    """
    by_session: dict[UUID, Completion] = {}
    for completion in completions:
        by_session.setdefault(completion.cause.session_id, completion)
    offered = list(by_session.values())
    rows = await _COMPLETE.all(
        db,
        {
            "session_ids": [one.cause.session_id for one in offered],
            "org_ids": [one.org_id for one in offered],
            "completed_at": [one.cause.at for one in offered],
            "event_ids": [one.cause.event_id for one in offered],
            "logged_minutes": [one.logged_minutes for one in offered],
            "record_hashes": [one.record_hash for one in offered],
            "subjects_refreshed": [len(one.subjects) for one in offered],
            "now": now,
        },
    )
    new = {row.session_id: row for row in rows}
    if not new:
        return []
    fresh = [by_session[session_id] for session_id in sorted(new)]
    locked_before = [session_id for session_id, row in new.items() if row.locked_at is not None]
    changes = _changes_of_completions(fresh, await read_marks(db, locked_before))
    await refresh_subjects(db, changes, fresh, now=now, new_id=new_id)
    latencies = []
    for row in new.values():
        latencies.append(Latency("insight_inputs_refreshed", now - row.completed_at))
        if row.locked_at is not None:
            latencies.append(Latency("attendance_locked", row.locked_at - row.completed_at))
        if row.credited_at is not None:
            latencies.append(Latency("earnings_credited", row.credited_at - row.completed_at))
    return latencies


def _changes_of_completions(completions: Sequence[Completion], marks: Mapping[UUID, Mapping[UUID, bool]]) -> Changes:
    changes: Changes = {}
    for completion in completions:
        attendance = marks.get(completion.cause.session_id, {})
        added_to = session_totals(completion.subjects, minutes=completion.logged_minutes, marks=attendance)
        for subject, added in added_to.items():
            add_change(changes, subject, Change(added, completion.cause, completion.cause.at))
    return changes


async def record_locks(
    db: AsyncConnection, locks: Sequence[Lock], *, now: datetime, new_id: Callable[[], UUID]
) -> list[Latency]:
    """Record locked registers that are new here, and refresh the subjects of those sessions whose completion is known.

    If the completion has not arrived, the marks wait until `project_completions` counts them. If it was voided already,
    the marks are stored and count for nothing. Returns the latencies that are known now.
    """
    by_session: dict[UUID, Lock] = {}
    for lock in locks:
        by_session.setdefault(lock.cause.session_id, lock)
    rows = await _LOCK.all(db, _lock_columns(list(by_session.values())))
    completed_at = {row.session_id: row.completed_at for row in rows}
    fresh = {session_id: by_session[session_id] for session_id in sorted(completed_at)}
    await _insert_marks(db, list(fresh.values()))
    amended = await read_marks(db, [row.session_id for row in rows if row.register_amended_at is not None])
    projected = [session_id for session_id in fresh if completed_at[session_id] is not None]
    counted = [row.session_id for row in rows if row.completed_at is not None and row.voided_at is None]
    changes: Changes = {}
    for session_id, subjects in (await read_subjects(db, counted)).items():
        marks = amended.get(session_id, fresh[session_id].marks)
        for subject, totals in attendance_totals(subjects, marks).items():
            add_change(changes, subject, Change(totals, fresh[session_id].cause))
    if changes:
        await refresh_subjects(db, changes, (), now=now, new_id=new_id)
    return [
        Latency("attendance_locked", fresh[session_id].cause.at - completed_at[session_id]) for session_id in projected
    ]


def _lock_columns(locks: Sequence[Lock]) -> dict[str, list[object]]:
    return {
        "session_ids": [lock.cause.session_id for lock in locks],
        "org_ids": [lock.org_id for lock in locks],
        "instants": [lock.cause.at for lock in locks],
    }


async def _insert_marks(db: AsyncConnection, locks: Sequence[Lock]) -> None:
    marks = [(lock, person_id, present) for lock in locks for person_id, present in lock.marks.items()]
    if marks:
        await _INSERT_MARKS.run(
            db,
            {
                "session_ids": [lock.cause.session_id for lock, _, _ in marks],
                "person_ids": [person_id for _, person_id, _ in marks],
                "org_ids": [lock.org_id for lock, _, _ in marks],
                "counts_as_present": [present for _, _, present in marks],
            },
        )
