"""Recording what a completion set off: each effect of a session is one column that is set once.

All three commands begin by inserting or locking the rows of their sessions, in the order of their ids. That decides
which events are new, however often they are delivered, and makes a completion and its register's lock wait for each
other: whichever commits second sees the first, so that attendance enters the totals exactly once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

import orjson
from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.commands.refresh import refresh_subjects
from reports.domain import Cause, Change, Changes, Completion, Subject, add_change, attendance_totals, completion_totals

Effect = Literal["attendance_locked", "earnings_credited", "insight_inputs_refreshed"]

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
    RETURNING session_id, completed_at
""")
_CREDIT = Statement("""
    INSERT INTO sessions AS known (session_id, org_id, credited_at, amounts)
    SELECT session_id, org_id, credited_at, amounts
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:org_ids AS uuid[]), CAST(:instants AS timestamptz[]),
                CAST(:amounts AS jsonb[])) AS new (session_id, org_id, credited_at, amounts)
    ORDER BY session_id
    ON CONFLICT (session_id) DO UPDATE SET credited_at = excluded.credited_at, amounts = excluded.amounts
    WHERE known.credited_at IS NULL
    RETURNING session_id, completed_at
""")
_INSERT_MARKS = Statement("""
    INSERT INTO attendance_marks (session_id, person_id, org_id, counts_as_present)
    SELECT * FROM unnest(CAST(:session_ids AS uuid[]), CAST(:person_ids AS uuid[]), CAST(:org_ids AS uuid[]),
                         CAST(:counts_as_present AS boolean[]))
    ON CONFLICT (session_id, person_id) DO NOTHING
""")
_READ_MARKS = Statement("""
    SELECT session_id, person_id, counts_as_present FROM attendance_marks
    WHERE session_id = ANY (CAST(:session_ids AS uuid[]))
""")
_READ_SUBJECTS = Statement("""
    SELECT session_id, org_id, subject_type, subject_id FROM session_subjects
    WHERE session_id = ANY (CAST(:session_ids AS uuid[]))
""")


class Latency(NamedTuple):
    """How long after its completion an effect took place. Negative where the clocks of two services disagree."""

    effect: Effect
    after: timedelta


class Lock(NamedTuple):
    """A locked register: who was marked, and whether that counts as present."""

    cause: Cause
    org_id: UUID
    marks: Mapping[UUID, bool]


class Credit(NamedTuple):
    """A session's earnings, summed per currency in minor units."""

    cause: Cause
    org_id: UUID
    amounts: Mapping[str, int]


async def project_completions(
    db: AsyncConnection, completions: Sequence[Completion], *, now: datetime, new_id: Callable[[], UUID]
) -> list[Latency]:
    """Project completions that are not known yet and refresh their subjects.

    Returns the latencies that are known now: of the refresh, and of effects that were heard of before.
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
    changes = _changes_of_completions(fresh, await _read_marks(db, locked_before))
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
        totals = completion_totals(completion.logged_minutes)
        attendance = attendance_totals(completion.subjects, marks.get(completion.cause.session_id, {}))
        for subject in completion.subjects:
            added = totals.plus(attendance[subject]) if subject in attendance else totals
            add_change(changes, subject, Change(added, completion.cause, completion.cause.at))
    return changes


async def record_locks(
    db: AsyncConnection, locks: Sequence[Lock], *, now: datetime, new_id: Callable[[], UUID]
) -> list[Latency]:
    """Record locked registers that are not known yet; refresh the subjects of those sessions that are projected.

    Where the completion has not arrived, the marks wait: project_completions counts them.
    """
    by_session: dict[UUID, Lock] = {}
    for lock in locks:
        by_session.setdefault(lock.cause.session_id, lock)
    rows = await _LOCK.all(db, _effect_columns(list(by_session.values())))
    completed_at = {row.session_id: row.completed_at for row in rows}
    fresh = {session_id: by_session[session_id] for session_id in sorted(completed_at)}
    await _insert_marks(db, list(fresh.values()))
    projected = [session_id for session_id in fresh if completed_at[session_id] is not None]
    changes: Changes = {}
    for session_id, subjects in (await _read_subjects(db, projected)).items():
        for subject, totals in attendance_totals(subjects, fresh[session_id].marks).items():
            add_change(changes, subject, Change(totals, fresh[session_id].cause))
    if changes:
        await refresh_subjects(db, changes, (), now=now, new_id=new_id)
    return [
        Latency("attendance_locked", fresh[session_id].cause.at - completed_at[session_id]) for session_id in projected
    ]


async def record_credits(db: AsyncConnection, credits_: Sequence[Credit]) -> list[Latency]:
    """Record credited earnings that are not known yet."""
    by_session: dict[UUID, Credit] = {}
    for credit in credits_:
        by_session.setdefault(credit.cause.session_id, credit)
    offered = list(by_session.values())
    amounts = [
        orjson.dumps(
            [{"currency": currency, "amount_minor": amount} for currency, amount in sorted(one.amounts.items())]
        ).decode()
        for one in offered
    ]
    rows = await _CREDIT.all(db, {**_effect_columns(offered), "amounts": amounts})
    return [
        Latency("earnings_credited", by_session[row.session_id].cause.at - row.completed_at)
        for row in rows
        if row.completed_at is not None
    ]


def _effect_columns(effects: Sequence[Lock] | Sequence[Credit]) -> dict[str, list[object]]:
    return {
        "session_ids": [effect.cause.session_id for effect in effects],
        "org_ids": [effect.org_id for effect in effects],
        "instants": [effect.cause.at for effect in effects],
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


async def _read_marks(db: AsyncConnection, session_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, bool]]:
    found: dict[UUID, dict[UUID, bool]] = {}
    if session_ids:
        for row in await _READ_MARKS.all(db, {"session_ids": list(session_ids)}):
            found.setdefault(row.session_id, {})[row.person_id] = row.counts_as_present
    return found


async def _read_subjects(db: AsyncConnection, session_ids: Sequence[UUID]) -> dict[UUID, list[Subject]]:
    found: dict[UUID, list[Subject]] = {}
    if session_ids:
        for row in await _READ_SUBJECTS.all(db, {"session_ids": list(session_ids)}):
            found.setdefault(row.session_id, []).append(Subject(row.org_id, row.subject_type, row.subject_id))
    return found
