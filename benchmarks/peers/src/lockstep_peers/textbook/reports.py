"""Reports projects completed sessions, refreshes insight inputs, and stores every effect of a completion."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID, uuid4

from faststream import AckPolicy, Depends
from faststream.kafka import KafkaRouter
from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from lockstep_peers.textbook import events
from lockstep_peers.textbook.database import add_message, get_db, is_processed
from lockstep_peers.textbook.reports_tables import AttendanceMark, InsightInput, Session, SessionSubject, Subject

GROUP: Final = "textbook-reports"
LINEAGE_LIMIT: Final = 20
"""The number of latest records that an input lists."""
FULL_BASIS_POINTS: Final = 10_000

COUNTS: Final = (  # a new subject has 0 of each
    "version",
    "sessions_completed",
    "minutes_logged",
    "sessions_with_attendance",
    "sessions_attended",
    "marks_counted",
    "marks_present",
)

router = KafkaRouter()
Db = Annotated[AsyncSession, Depends(get_db)]
SubjectKey = tuple[events.SubjectType, UUID]

FILLED: Final = ()
"""Models whose rows are copied before an organisation's first completion, in an order that keeps references valid."""


@router.subscriber(events.COMPLETIONS, group_id=GROUP, auto_offset_reset="earliest", ack_policy=AckPolicy.NACK_ON_ERROR)
async def on_session_completed(event: events.SessionCompleted, db: Db) -> None:
    """Project a completed session and refresh its learners, coaches and batch."""
    now = datetime.now(UTC)
    if await is_processed(db, event):
        return
    session = await get_session(db, event)
    if session.completed_at is None:
        session.completed_at = event.completed_at
        session.completion_event_id = event.event_id
        session.logged_minutes = event.logged_minutes
        session.record_hash = record_hash = bytes.fromhex(event.record_hash)
        session.refreshed_at = now
        subjects = await get_subjects(db, event.org_id, subject_keys(event))
        for subject in subjects:
            subject.version += 1
            subject.sessions_completed += 1
            subject.minutes_logged += event.logged_minutes
            subject.last_completed_at = max(subject.last_completed_at or event.completed_at, event.completed_at)
            db.add(
                SessionSubject(
                    session=session, subject=subject, completed_at=event.completed_at, record_hash=record_hash
                )
            )
        if session.locked_at is not None:
            marks = await db.scalars(select(AttendanceMark).where(AttendanceMark.session_id == event.session_id))
            add_attendance(subjects, {mark.person_id: mark.counts_as_present for mark in marks})
        await refresh(db, event, subjects, now)
    await db.commit()


@router.subscriber(events.REGISTERS, group_id=GROUP, auto_offset_reset="earliest", ack_policy=AckPolicy.NACK_ON_ERROR)
async def on_attendance_locked(event: events.AttendanceLocked, db: Db) -> None:
    """Store that a register was locked. If its completion is known, refresh the subjects whom it concerns."""
    now = datetime.now(UTC)
    if await is_processed(db, event):
        return
    session = await get_session(db, event)
    if session.locked_at is None:
        session.locked_at = event.locked_at
        present = {mark.person_id: mark.counts_as_present for mark in event.marks}
        db.add_all(
            AttendanceMark(session=session, person_id=person_id, org_id=event.org_id, counts_as_present=counts)
            for person_id, counts in present.items()
        )
        if session.completed_at is not None:
            links = select(SessionSubject).where(SessionSubject.session_id == event.session_id)
            keys: set[SubjectKey] = {(link.subject_type, link.subject_id) for link in await db.scalars(links)}
            subjects = add_attendance(await get_subjects(db, event.org_id, keys), present)
            for subject in subjects:
                subject.version += 1
            await refresh(db, event, subjects, now)
    await db.commit()


@router.subscriber(events.EARNINGS, group_id=GROUP, auto_offset_reset="earliest", ack_policy=AckPolicy.NACK_ON_ERROR)
async def on_earnings_credited(event: events.EarningsCredited, db: Db) -> None:
    """Store that earnings were credited, with their sums per currency."""
    if await is_processed(db, event):
        return
    session = await get_session(db, event)
    if session.credited_at is None:
        amounts: dict[str, int] = {}
        for earning in event.earnings:
            amounts[earning.currency] = amounts.get(earning.currency, 0) + earning.amount_minor
        session.credited_at = event.credited_at
        session.amounts = [{"currency": currency, "amount_minor": amount} for currency, amount in amounts.items()]
    await db.commit()


async def get_session(db: AsyncSession, event: events.SessionEvent) -> Session:
    """Return the session of an event, locked until the transaction ends. The first event of a session creates it."""
    session = await db.get(Session, event.session_id, with_for_update=True)
    if session is None:
        new = insert(Session).values(session_id=event.session_id, org_id=event.org_id)
        await db.execute(new.on_conflict_do_nothing())  # another handler may make it at the same time
        session = await db.get_one(Session, event.session_id, with_for_update=True)
    return session


async def get_subjects(db: AsyncSession, org_id: UUID, keys: Collection[SubjectKey]) -> list[Subject]:
    """Return subjects, locked until the transaction ends. Create those that had no completed session before.

    Every handler locks rows in the same order, so that two handlers cannot deadlock.
    """
    found = await db.scalars(
        select(Subject)
        .where(Subject.org_id == org_id, tuple_(Subject.subject_type, Subject.subject_id).in_(keys))
        .order_by(Subject.subject_type, Subject.subject_id)
        .with_for_update()
    )
    subjects = {(subject.subject_type, subject.subject_id): subject for subject in found}
    for subject_type, subject_id in keys:
        if (subject_type, subject_id) not in subjects:
            subject = Subject(
                org_id=org_id,
                subject_type=subject_type,
                subject_id=subject_id,
                **dict.fromkeys(COUNTS, 0),
            )
            db.add(subject)
            subjects[subject_type, subject_id] = subject
    return list(subjects.values())


def subject_keys(event: events.SessionCompleted) -> set[SubjectKey]:
    """Return the subjects of a completed session: its coaches, its batch, and the learners who did not decline."""
    keys: set[SubjectKey] = {("learner", seat.person_id) for seat in event.roster if seat.acceptance != "declined"}
    keys |= {("coach", coach.person_id) for coach in event.coaches}
    if event.batch_id is not None:
        keys.add(("batch", event.batch_id))
    return keys


def add_attendance(subjects: Sequence[Subject], present: dict[UUID, bool]) -> list[Subject]:
    """Add a locked register to the totals of a session's subjects. Return the subjects whom it concerns.

    A learner's attendance is their own. The attendance of a coach or batch is that of all learners of the session.
    """
    marked = {one.subject_id for one in subjects if one.subject_type == "learner"} & present.keys()
    concerned = [one for one in subjects if one.subject_id in marked or (marked and one.subject_type != "learner")]
    for subject in concerned:
        people = {subject.subject_id} if subject.subject_type == "learner" else marked
        marks = [present[person_id] for person_id in people]
        subject.sessions_with_attendance += 1
        subject.sessions_attended += any(marks)
        subject.marks_counted += len(marks)
        subject.marks_present += sum(marks)
    return concerned


async def refresh(db: AsyncSession, cause: events.Event, subjects: Sequence[Subject], now: datetime) -> None:
    """Store a new version of the subjects' insight inputs and publish it."""
    records = [await latest_records(db, subject) for subject in subjects]
    for subject, latest in zip(subjects, records, strict=True):
        refreshed = events.InsightInputsRefreshed(
            event_id=uuid4(),
            org_id=subject.org_id,
            occurred_at=now,
            key=f"{subject.subject_type}:{subject.subject_id}",
            sequence=subject.version,
            correlation_id=cause.correlation_id,
            causation_id=cause.event_id,
            subject_type=subject.subject_type,
            subject_id=subject.subject_id,
            features=features_of(subject),
            records=latest,
        )
        db.add(
            InsightInput(
                subject=subject,
                version=subject.version,
                event_id=refreshed.event_id,
                caused_by=cause.event_id,
                refreshed_at=now,
                features=refreshed.features.model_dump(mode="json"),
            )
        )
        add_message(db, events.INSIGHT_INPUTS, refreshed)


async def latest_records(db: AsyncSession, subject: Subject) -> list[events.RecordReference]:
    """Return the latest completion records of a subject, newest first."""
    rows = await db.execute(
        select(SessionSubject.session_id, SessionSubject.record_hash)
        .where(
            SessionSubject.org_id == subject.org_id,
            SessionSubject.subject_type == subject.subject_type,
            SessionSubject.subject_id == subject.subject_id,
        )
        .order_by(SessionSubject.completed_at.desc(), SessionSubject.session_id.desc())
        .limit(LINEAGE_LIMIT)
    )
    return [
        events.RecordReference(session_id=session_id, record_hash=digest.hex()) for session_id, digest in rows.tuples()
    ]


def features_of(subject: Subject) -> events.InsightFeatures:
    """Return the features that are published from a subject's totals."""
    counted, present = subject.marks_counted, subject.marks_present
    return events.InsightFeatures(
        sessions_completed=subject.sessions_completed,
        minutes_logged=subject.minutes_logged,
        sessions_attended=subject.sessions_attended,
        sessions_with_attendance=subject.sessions_with_attendance,
        attendance_rate_basis_points=round(FULL_BASIS_POINTS * present / counted) if counted else None,
        last_completed_at=subject.last_completed_at,
    )
