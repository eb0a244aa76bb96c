"""Refreshing insight inputs with the statements of `reports` and with its rules, which are pure functions."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from asyncpg import Record
from contracts.attendance import AttendanceLocked
from contracts.payouts import EarningsCredited
from contracts.reports import LINEAGE_LIMIT, InsightInputsRefreshed
from contracts.sessions import SessionCompleted, SessionStateChanged
from contracts.topics import TOPIC_OF
from reports.effects import credit
from reports.facts import queries as facts
from reports.facts.domain import Cause, Subject
from reports.inputs import project, refresh
from reports.inputs.domain import (
    Change,
    Changes,
    Totals,
    add_change,
    attendance_rate_basis_points,
    attendance_totals,
    completion_totals,
)
from reports.sessions import keep

from lockstep_floor import outbox
from lockstep_floor.statements import Db, Message, bare

_KINDS: Final = (SessionCompleted, SessionStateChanged, AttendanceLocked, EarningsCredited)
TOPICS: Final = tuple(TOPIC_OF[kind].name for kind in _KINDS)
_COMPLETE: Final = bare(project._COMPLETE)
_LOCK: Final = bare(project._LOCK)
_CREDIT: Final = bare(credit._CREDIT)
_INSERT_MARKS: Final = bare(project._INSERT_MARKS)
_READ_MARKS: Final = bare(facts._READ_MARKS)
_READ_SUBJECTS: Final = bare(facts._READ_SUBJECTS)
_BUMP: Final = bare(refresh._BUMP)
_LINK: Final = bare(refresh._LINK)
_LINEAGE: Final = bare(refresh._LINEAGE)
_INSERT_INPUTS: Final = bare(refresh._INSERT_INPUTS)
_KEEP: Final = bare(keep._KEEP)


async def handle(db: Db, prefix: str, messages: Mapping[str, Sequence[Message]]) -> None:
    """Store a completion, its effects and the state of its session."""
    completed, changed, locked, credited = (messages.get(topic, ()) for topic in TOPICS)
    if completed:
        await _project(db, prefix, completed)
    if changed:
        await db.execute(*_KEEP(states=outbox.payload(list(map(_state, changed))).decode()))
    if locked:
        await _record_locks(db, prefix, locked)
    if credited:
        await _record_credits(db, credited)


async def _project(db: Db, prefix: str, messages: Sequence[Message]) -> None:
    now = datetime.now(UTC)
    subjects_of = {one["session_id"]: _subjects(one) for one in messages}
    rows = await db.fetch(
        *_COMPLETE(
            session_id=[one["session_id"] for one in messages],
            org_id=[one["org_id"] for one in messages],
            completed_at=[datetime.fromisoformat(one["completed_at"]) for one in messages],
            completion_event_id=[one["event_id"] for one in messages],
            logged_minutes=[one["logged_minutes"] for one in messages],
            record_hash=[bytes.fromhex(one["record_hash"]) for one in messages],
            subjects_refreshed=[len(subjects_of[one["session_id"]]) for one in messages],
            refreshed_at=now,
        )
    )
    new = {str(row["session_id"]) for row in rows}
    marks: dict[str, dict[Any, bool]] = {}
    locked_before = [row["session_id"] for row in rows if row["locked_at"] is not None]
    if locked_before:
        for row in await db.fetch(*_READ_MARKS(session_ids=locked_before)):
            marks.setdefault(str(row["session_id"]), {})[str(row["person_id"])] = row["counts_as_present"]
    changes: Changes = {}
    for one in messages:
        if one["session_id"] in new:
            attendance = attendance_totals(subjects_of[one["session_id"]], marks.get(one["session_id"], {}))
            cause, totals = _cause(one, "completed_at"), completion_totals(one["logged_minutes"])
            for subject in subjects_of[one["session_id"]]:
                added = totals.plus(attendance.get(subject, Totals()))
                add_change(changes, subject, Change(added, cause, cause.at))
    versions = await _bump(db, changes)
    links = [(session_id, subject) for session_id in new for subject in subjects_of[session_id]]
    await db.execute(
        *_LINK(
            session_ids=[session_id for session_id, _ in links],
            subject_types=[subject.subject_type for _, subject in links],
            subject_ids=[subject.subject_id for _, subject in links],
            versions=[versions[subject]["version"] for _, subject in links],
        )
    )
    await _publish(db, prefix, versions, changes, now)


async def _record_locks(db: Db, prefix: str, messages: Sequence[Message]) -> None:
    by_session = {one["session_id"]: one for one in messages}
    instants = [datetime.fromisoformat(one["locked_at"]) for one in by_session.values()]
    rows = await db.fetch(*_LOCK(**_columns_of(by_session), locked_at=instants))
    marks = [(str(row["session_id"]), mark) for row in rows for mark in by_session[str(row["session_id"])]["marks"]]
    await db.execute(
        *_INSERT_MARKS(
            session_id=[session_id for session_id, _ in marks],
            person_id=[mark["person_id"] for _, mark in marks],
            org_id=[by_session[session_id]["org_id"] for session_id, _ in marks],
            counts_as_present=[mark["counts_as_present"] for _, mark in marks],
        )
    )
    projected = [row["session_id"] for row in rows if row["completed_at"] is not None]
    if not projected:
        return
    subjects_of: dict[str, list[Subject]] = {}
    for row in await db.fetch(*_READ_SUBJECTS(session_ids=projected)):
        subjects_of.setdefault(str(row["session_id"]), []).append(_subject(row))
    changes: Changes = {}
    for session_id, subjects in subjects_of.items():
        present: dict[Any, bool] = {
            mark["person_id"]: mark["counts_as_present"] for mark in by_session[session_id]["marks"]
        }
        for subject, totals in attendance_totals(subjects, present).items():
            add_change(changes, subject, Change(totals, _cause(by_session[session_id], "locked_at")))
    await _publish(db, prefix, await _bump(db, changes), changes, datetime.now(UTC))


async def _record_credits(db: Db, messages: Sequence[Message]) -> None:
    by_session = {one["session_id"]: one for one in messages}
    amounts = [
        [{name: earning[name] for name in ("coach_id", "currency", "amount_minor")} for earning in one["earnings"]]
        for one in by_session.values()
    ]
    instants = [datetime.fromisoformat(one["credited_at"]) for one in by_session.values()]
    documents = [orjson.dumps(one).decode() for one in amounts]
    sums = [
        orjson.dumps([{name: part[name] for name in ("currency", "amount_minor")} for part in one]).decode()
        for one in amounts
    ]
    sequences = [one["sequence"] for one in by_session.values()]
    columns = _columns_of(by_session)
    documents_of = {"amounts": sums, "coach_amounts": documents}
    await db.fetch(*_CREDIT(**columns, **documents_of, credited_at=instants, earnings_sequence=sequences))


def _state(one: Message) -> Message:
    named = ("session_id", "org_id", "sequence", "state")
    return {
        **{name: one[name] for name in named},
        "coach_ids": [coach["person_id"] for coach in one["coaches"]],
        "course_coach_ids": [],
        "learner_ids": [learner["person_id"] for learner in one["roster"]],
    }


def _subjects(one: Message) -> list[Subject]:
    learners = [Subject(one["org_id"], "learner", learner["person_id"]) for learner in one["roster"]]
    return [*learners, *(Subject(one["org_id"], "coach", coach["person_id"]) for coach in one["coaches"])]


def _subject(row: Record) -> Subject:
    # ids are strings as in messages, so that subjects of rows and of messages are equal
    org_id: Any = str(row["org_id"])
    subject_id: Any = str(row["subject_id"])
    return Subject(org_id, row["subject_type"], subject_id)


def _cause(one: Message, instant: str) -> Cause:
    at = datetime.fromisoformat(one[instant])
    return Cause(at, one["session_id"], one["event_id"], one["correlation_id"])


def _columns_of(by_session: Mapping[str, Message]) -> dict[str, list[str]]:
    return {"session_id": list(by_session), "org_id": [one["org_id"] for one in by_session.values()]}


def _columns(subjects: Sequence[Subject]) -> dict[str, list[Any]]:
    return {
        "org_ids": [subject.org_id for subject in subjects],
        "subject_types": [subject.subject_type for subject in subjects],
        "subject_ids": [subject.subject_id for subject in subjects],
    }


async def _bump(db: Db, changes: Changes) -> dict[Subject, Record]:
    subjects = sorted(changes)
    totals = {name: [getattr(changes[subject].totals, name) for subject in subjects] for name in Totals._fields}
    last = [changes[subject].last_completed_at for subject in subjects]
    rows = await db.fetch(*_BUMP(**_rows_of(subjects), **totals, last_completed_at=last, version=1))
    return {_subject(row): row for row in rows}


def _rows_of(subjects: Sequence[Subject]) -> dict[str, list[Any]]:
    """Return the columns of rows that name these subjects."""
    return {name: [getattr(subject, name) for subject in subjects] for name in Subject._fields}


async def _publish(db: Db, prefix: str, versions: Mapping[Subject, Record], changes: Changes, now: datetime) -> None:
    rows = await db.fetch(*_LINEAGE(**_columns(list(versions)), limit=LINEAGE_LIMIT))
    records = {_subject(row): zip(row["session_ids"], row["record_hashes"], strict=True) for row in rows}
    messages = [
        {
            **outbox.envelope(
                org_id=subject.org_id,
                key=subject.key,
                sequence=row["version"],
                at=now,
                correlation_id=changes[subject].cause.correlation_id,
                causation_id=changes[subject].cause.event_id,
            ),
            "subject_type": subject.subject_type,
            "subject_id": subject.subject_id,
            "features": _features(row),
            "records": [{"session_id": one, "record_hash": digest.hex()} for one, digest in records[subject]],
        }
        for subject, row in versions.items()
    ]
    await db.execute(
        *_INSERT_INPUTS(
            **_rows_of(list(versions)),
            version=[message["sequence"] for message in messages],
            event_id=[message["event_id"] for message in messages],
            caused_by=[message["causation_id"] for message in messages],
            features=[outbox.payload(message["features"]).decode() for message in messages],
            refreshed_at=now,
        )
    )
    await outbox.add(db, prefix, *((InsightInputsRefreshed, message) for message in messages))


def _features(row: Record) -> Message:
    rate = attendance_rate_basis_points(marks_present=row["marks_present"], marks_counted=row["marks_counted"])
    names = ("sessions_completed", "minutes_logged", "sessions_attended", "sessions_with_attendance")
    same = {name: row[name] for name in names}
    return {**same, "attendance_rate_basis_points": rate, "last_completed_at": row["last_completed_at"]}
