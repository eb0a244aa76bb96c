"""Refreshes insight inputs: every subject that a batch of events changes gets one new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.ids import derived_id
from chassis.messaging import outbox
from contracts.envelope import EventFields
from contracts.reports import LINEAGE_LIMIT, InsightFeatures, InsightInputsRefreshed, RecordReference
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.facts.domain import Completion, Subject
from reports.inputs.domain import Change, Changes, Totals, features_of

SUBJECTS_PER_STATEMENT: Final = 1_000
"""How many subjects are published at a time. With LINEAGE_LIMIT records each this is about 6 MB of events, and blocks
the event loop, and so Kafka's heartbeat, for less than half a second."""

# Rows are locked in the order of the subjects, so that two batches that share subjects cannot deadlock. A row lock is
# held until the commit. So versions follow the order of commits, and so do the outbox ids, which are drawn afterwards.
_BUMP = Insert(
    "subjects AS known",
    "org_id uuid, subject_type text, subject_id uuid, sessions_completed bigint, minutes_logged bigint, "
    "sessions_with_attendance bigint, sessions_attended bigint, marks_counted bigint, marks_present bigint, "
    "last_completed_at timestamptz",
    shared="version",
    then="""
    ORDER BY org_id, subject_type, subject_id
    ON CONFLICT (org_id, subject_type, subject_id) DO UPDATE SET
        version = known.version + 1,
        sessions_completed = known.sessions_completed + excluded.sessions_completed,
        minutes_logged = known.minutes_logged + excluded.minutes_logged,
        sessions_with_attendance = known.sessions_with_attendance + excluded.sessions_with_attendance,
        sessions_attended = known.sessions_attended + excluded.sessions_attended,
        marks_counted = known.marks_counted + excluded.marks_counted,
        marks_present = known.marks_present + excluded.marks_present,
        last_completed_at = greatest(known.last_completed_at, excluded.last_completed_at)
    WHERE known.erased_at IS NULL
    RETURNING org_id, subject_type, subject_id, version, sessions_completed, minutes_logged,
              sessions_with_attendance, sessions_attended, marks_counted, marks_present, last_completed_at
    """,
)
# Corrections cannot use _BUMP: PostgreSQL checks the row that it would insert, and differences can break the checks of
# totals. There are two statements, so that the second one sees what others committed before the rows were locked.
_HOLD = Statement("""
    SELECT org_id, subject_type, subject_id, version
    FROM unnest(CAST(:org_ids AS uuid[]), CAST(:subject_types AS text[]), CAST(:subject_ids AS uuid[]))
         AS wanted (org_id, subject_type, subject_id)
    JOIN subjects USING (org_id, subject_type, subject_id)
    WHERE erased_at IS NULL
    ORDER BY org_id, subject_type, subject_id
    FOR UPDATE OF subjects
""")
_INSERT_VOIDED = Insert(
    "session_withdrawals",
    "org_id uuid, subject_type text, subject_id uuid, session_id uuid, withdrawn_version bigint",
)
_CORRECT = Statement("""
    UPDATE subjects AS known SET
        version = known.version + 1,
        sessions_completed = known.sessions_completed + new.sessions_completed,
        minutes_logged = known.minutes_logged + new.minutes_logged,
        sessions_with_attendance = known.sessions_with_attendance + new.sessions_with_attendance,
        sessions_attended = known.sessions_attended + new.sessions_attended,
        marks_counted = known.marks_counted + new.marks_counted,
        marks_present = known.marks_present + new.marks_present,
        last_completed_at = (
            SELECT beneath.completed_at FROM session_subjects AS beneath
            WHERE beneath.org_id = known.org_id AND beneath.subject_type = known.subject_type
              AND beneath.subject_id = known.subject_id
              AND NOT EXISTS (SELECT FROM session_withdrawals AS withdrawn
                              WHERE withdrawn.org_id = known.org_id
                                AND withdrawn.subject_type = known.subject_type
                                AND withdrawn.subject_id = known.subject_id
                                AND withdrawn.session_id = beneath.session_id)
            ORDER BY beneath.completed_at DESC, beneath.session_id DESC LIMIT 1)
    FROM unnest(CAST(:org_ids AS uuid[]), CAST(:subject_types AS text[]), CAST(:subject_ids AS uuid[]),
                CAST(:sessions_completed AS bigint[]), CAST(:minutes_logged AS bigint[]),
                CAST(:sessions_with_attendance AS bigint[]), CAST(:sessions_attended AS bigint[]),
                CAST(:marks_counted AS bigint[]), CAST(:marks_present AS bigint[]))
         AS new (org_id, subject_type, subject_id, sessions_completed, minutes_logged, sessions_with_attendance,
                 sessions_attended, marks_counted, marks_present)
    WHERE (known.org_id, known.subject_type, known.subject_id) = (new.org_id, new.subject_type, new.subject_id)
      AND known.erased_at IS NULL
    RETURNING known.org_id, known.subject_type, known.subject_id, known.version, known.sessions_completed,
              known.minutes_logged, known.sessions_with_attendance, known.sessions_attended, known.marks_counted,
              known.marks_present, known.last_completed_at
""")
_LINK = Statement("""
    INSERT INTO session_subjects (session_id, org_id, subject_type, subject_id, entered_version, completed_at,
                                  record_hash)
    SELECT session_id, sessions.org_id, subject_type, subject_id, entered_version, sessions.completed_at,
           sessions.record_hash
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:subject_types AS text[]), CAST(:subject_ids AS uuid[]),
                CAST(:versions AS bigint[])) AS new (session_id, subject_type, subject_id, entered_version)
    JOIN sessions USING (session_id)
""")
# Voided sessions are looked up once per subject. A look-up for each record would cost as much as reading the records.
_LINEAGE = Statement("""
    SELECT wanted.org_id, wanted.subject_type, wanted.subject_id, latest.session_ids, latest.record_hashes
    FROM unnest(CAST(:org_ids AS uuid[]), CAST(:subject_types AS text[]), CAST(:subject_ids AS uuid[]))
         AS wanted (org_id, subject_type, subject_id)
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(session_id), '{}') AS session_ids FROM session_withdrawals AS taken
        WHERE taken.org_id = wanted.org_id AND taken.subject_type = wanted.subject_type
          AND taken.subject_id = wanted.subject_id
    ) AS withdrawn
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(session_id ORDER BY completed_at DESC, session_id DESC), '{}') AS session_ids,
               coalesce(array_agg(record_hash ORDER BY completed_at DESC, session_id DESC), '{}') AS record_hashes
        FROM (
            SELECT session_id, completed_at, record_hash FROM session_subjects AS beneath
            WHERE beneath.org_id = wanted.org_id AND beneath.subject_type = wanted.subject_type
              AND beneath.subject_id = wanted.subject_id
              AND beneath.session_id <> ALL (withdrawn.session_ids)
            ORDER BY completed_at DESC, session_id DESC LIMIT :limit
        ) AS records
    ) AS latest
""")
_INSERT_INPUTS = Insert(
    "insight_inputs",
    "org_id uuid, subject_type text, subject_id uuid, version bigint, event_id uuid, caused_by uuid, features jsonb",
    shared="refreshed_at",
)


@dataclass(frozen=True, slots=True)
class _Version:
    """The new version of a subject."""

    version: int
    features: InsightFeatures


async def refresh_subjects(
    db: AsyncConnection,
    changes: Changes,
    completions: Sequence[Completion],
    *,
    now: datetime,
) -> None:
    """Add the changes to their subjects, link new completions to them, and publish each subject's new version.

    The sums of a person who was erased stay as they are.

    A subject gets one version per batch, however many events of the batch concern it. Readers of the compacted topic
    keep only the latest version, and the cost of a burst depends on the number of subjects, not of sessions.
    """
    versions = await _bump(db, changes)
    await _link(db, completions, versions)
    await _publish(db, versions, changes, now=now)


async def correct_subjects(
    db: AsyncConnection,
    changes: Changes,
    voided: Sequence[tuple[UUID, Subject]],
    *,
    now: datetime,
) -> None:
    """Add differences to the totals of existing subjects, and publish each subject's new version.

    From that version on, the records of the sessions in `voided` are not listed for their subjects.
    """
    if not changes:
        return
    subjects = sorted(changes)
    new_version = {Subject(*subject): version + 1 for *subject, version in await _HOLD.all(db, _columns(subjects))}
    withdrawn = [
        (*subject, session_id, new_version[subject]) for session_id, subject in voided if subject in new_version
    ]
    await _INSERT_VOIDED.rows(db, withdrawn)
    rows = await _CORRECT.all(db, {**_columns(subjects), **_totals(changes, subjects)})
    await _publish(db, _versions(rows), changes, now=now)


async def _bump(db: AsyncConnection, changes: Changes) -> dict[Subject, _Version]:
    """Add changes to the totals of subjects, and return the new versions."""
    subjects = sorted(changes)
    rows = [(*subject, *changes[subject].totals, changes[subject].last_completed_at) for subject in subjects]
    return _versions(await _BUMP.rows(db, rows, version=1))


def _totals(changes: Changes, subjects: Sequence[Subject]) -> dict[str, list[Any]]:
    """Return what is added to these subjects: one array per total, named like its column."""
    return {name: [getattr(changes[subject].totals, name) for subject in subjects] for name in Totals._fields}


def _versions(rows: Sequence[Row[Any]]) -> dict[Subject, _Version]:
    return {
        Subject(row.org_id, row.subject_type, row.subject_id): _Version(row.version, _features(row)) for row in rows
    }


def _features(row: Row[Any]) -> InsightFeatures:
    totals = Totals(*(getattr(row, name) for name in Totals._fields))
    return features_of(totals, row.last_completed_at)


def _columns(subjects: Sequence[Subject]) -> dict[str, list[Any]]:
    return {
        "org_ids": [subject.org_id for subject in subjects],
        "subject_types": [subject.subject_type for subject in subjects],
        "subject_ids": [subject.subject_id for subject in subjects],
    }


async def _link(db: AsyncConnection, completions: Sequence[Completion], versions: Mapping[Subject, _Version]) -> None:
    """Record for which subjects a new completion counts, and from which of their versions on.

    A subject without a new version was erased, and nothing counts for it.
    """
    links = [(one.cause.session_id, subject) for one in completions for subject in one.subjects if subject in versions]
    if not links:
        return
    await _LINK.execute(
        db,
        {
            "session_ids": [session_id for session_id, _ in links],
            "subject_types": [subject.subject_type for _, subject in links],
            "subject_ids": [subject.subject_id for _, subject in links],
            "versions": [versions[subject].version for _, subject in links],
        },
    )


async def _publish(
    db: AsyncConnection,
    versions: Mapping[Subject, _Version],
    changes: Mapping[Subject, Change],
    *,
    now: datetime,
) -> None:
    """Store new versions, which never change, and add their events to the outbox, some at a time."""
    subjects = sorted(versions)
    for start in range(0, len(subjects), SUBJECTS_PER_STATEMENT):
        part = {subject: versions[subject] for subject in subjects[start : start + SUBJECTS_PER_STATEMENT]}
        await _publish_part(db, part, changes, now=now)


async def _publish_part(
    db: AsyncConnection,
    versions: Mapping[Subject, _Version],
    changes: Mapping[Subject, Change],
    *,
    now: datetime,
) -> None:
    subjects = list(versions)
    lineage = await _lineage(db, subjects)
    events = [
        InsightInputsRefreshed(
            **EventFields(
                event_id=derived_id(
                    InsightInputsRefreshed.type,
                    cause=changes[subject].cause.event_id,
                    subject=subject.key,
                    revision=versions[subject].version,
                ),
                org_id=subject.org_id,
                occurred_at=now,
                key=subject.key,
                sequence=versions[subject].version,
                correlation_id=changes[subject].cause.correlation_id,
                causation_id=changes[subject].cause.event_id,
            ),
            subject_type=subject.subject_type,
            subject_id=subject.subject_id,
            features=versions[subject].features,
            records=lineage[subject],
        )
        for subject in subjects
    ]
    await _INSERT_INPUTS.rows(
        db,
        [
            (*subject, event.sequence, event.event_id, event.causation_id, event.features.model_dump_json())
            for subject, event in zip(subjects, events, strict=True)
        ],
        refreshed_at=now,
    )
    await outbox.add(db, *events)


async def _lineage(db: AsyncConnection, subjects: Sequence[Subject]) -> dict[Subject, tuple[RecordReference, ...]]:
    rows = await _LINEAGE.all(db, {**_columns(subjects), "limit": LINEAGE_LIMIT})
    return {
        Subject(row.org_id, row.subject_type, row.subject_id): tuple(
            RecordReference(session_id=session_id, record_hash=record_hash.hex())
            for session_id, record_hash in zip(row.session_ids, row.record_hashes, strict=True)
        )
        for row in rows
    }
