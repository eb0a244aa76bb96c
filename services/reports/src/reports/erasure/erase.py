"""Erases the insight inputs of people. Sums of batches still count their sessions, and name nobody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from chassis.database.personal_traces import forget_answers
from chassis.database.statement import Insert, Statement
from chassis.erasure import PersonToErase, answer_to
from chassis.ids import derived_id
from chassis.messaging import outbox
from contracts.cloudevents import Tombstone
from contracts.reports import InsightInputsRefreshed, ReportsDataErased
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.facts.domain import Subject

# The row of a subject stays and says that it was erased. What comes later waits for its lock, and then adds nothing.
_ERASE: Final = Insert(
    "subjects AS known",
    "org_id uuid, subject_type text, subject_id uuid",
    shared="version, sessions_completed, minutes_logged, sessions_with_attendance, sessions_attended, marks_counted, "
    "marks_present, erased_at",
    then="""
    ORDER BY org_id, subject_type, subject_id
    ON CONFLICT (org_id, subject_type, subject_id) DO UPDATE SET
        version = known.version + 1, sessions_completed = 0, minutes_logged = 0, sessions_with_attendance = 0,
        sessions_attended = 0, marks_counted = 0, marks_present = 0, last_completed_at = NULL,
        erased_at = coalesce(known.erased_at, excluded.erased_at)
    RETURNING org_id, subject_type, subject_id, version
    """,
)
# A statement of its own, because its trigger looks for the row above.
_FORGET: Final = Statement("""
    DELETE FROM insight_inputs
    WHERE org_id = :org_id AND subject_type IN ('coach', 'learner') AND subject_id = :person_id RETURNING 1
""")
_COUNT_KEPT: Final = Statement("""
    SELECT (SELECT count(*) FROM session_subjects
            WHERE org_id = :org_id AND subject_type IN ('coach', 'learner') AND subject_id = :person_id) AS sessions,
           (SELECT count(*) FROM attendance_marks WHERE org_id = :org_id AND person_id = :person_id) AS marks
""")
_NOTHING: Final = dict.fromkeys(
    (
        *("sessions_completed", "minutes_logged", "sessions_with_attendance"),
        *("sessions_attended", "marks_counted", "marks_present"),
    ),
    0,
)


class _Erased(NamedTuple):
    """A subject that was erased, and its new version."""

    subject: Subject
    version: int


async def erase_people(db: AsyncConnection, people: Sequence[PersonToErase], *, now: datetime) -> None:
    """Delete the insight inputs of people, here and on the topic, and answer each. Never commits.

    What arrives about them later, or again, adds nothing to their sums.
    """
    # an erasure of the same person that comes later is another one, with another answer
    erased = await _erase_subjects(db, {(person.org_id, person.person_id) for person in people}, now=now)
    for person in people:
        inputs = len(await _FORGET.all(db, {"org_id": person.org_id, "person_id": person.person_id}))
        answers = await forget_answers(db, org_id=person.org_id, person_id=person.person_id)
        kept = await _COUNT_KEPT.one(db, {"org_id": person.org_id, "person_id": person.person_id})
        answer = answer_to(
            person,
            ReportsDataErased,
            erased={"insight_inputs": inputs, "stored_answers": answers},
            kept={("counted_sessions", "part_of_sums"): kept.sessions, ("marks", "part_of_sums"): kept.marks},
            now=now,
        )
        await outbox.add(db, answer)
    causes = {person.person_id: person.event_id for person in people}
    tombstones = [
        Tombstone(
            InsightInputsRefreshed,
            event_id=derived_id(
                InsightInputsRefreshed.type, cause=causes[one.subject.subject_id], subject=one.subject.key
            ),
            org_id=one.subject.org_id,
            key=one.subject.key,
            sequence=one.version,
        )
        for one in erased
        if one.version > 1  # it may have been published
    ]
    await outbox.add(db, *tombstones)


async def erase_again(db: AsyncConnection, *, org_id: UUID, person_id: UUID, now: datetime) -> int:
    """Erase in a restored database what it has again, and return how many insight inputs."""
    await _erase_subjects(db, {(org_id, person_id)}, now=now)
    return len(await _FORGET.all(db, {"org_id": org_id, "person_id": person_id}))


async def _erase_subjects(db: AsyncConnection, people: set[tuple[UUID, UUID]], *, now: datetime) -> list[_Erased]:
    subjects = [(org_id, kind, person_id) for org_id, person_id in people for kind in ("coach", "learner")]
    rows = await _ERASE.rows(db, subjects, version=1, erased_at=now, **_NOTHING)
    return [_Erased(Subject(row.org_id, row.subject_type, row.subject_id), row.version) for row in rows]
