"""Write an edit of the roster of a session: learners who come and go, and answers to invitations."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging import outbox
from contracts.sessions import RosterChanged
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.differences import Action, FieldChange, roster_differences
from sessions.session.domain import Session
from sessions.session.events import Author, envelope, event_roster, with_state
from sessions.session.history import Change, write_history
from sessions.session.insert import insert_classes, insert_seats
from sessions.session.read_membership import read_enrolments
from sessions.session.seats import RosterEdit, Seat, check_enrolments

_ANSWER = Statement("""
    UPDATE roster SET acceptance = new.acceptance, answered_by = new.answered_by,
        answered_at = CASE WHEN new.acceptance <> 'invited' THEN CAST(:now AS timestamptz) END
    FROM unnest(CAST(:person_ids AS uuid[]), CAST(:acceptances AS text[]), CAST(:answered_by AS text[]))
         AS new (person_id, acceptance, answered_by)
    WHERE roster.org_id = :org_id AND roster.session_id = :session_id AND roster.person_id = new.person_id
      AND roster.removed_at IS NULL
""")
_REMOVE = Statement("""
    UPDATE roster SET removed_at = greatest(CAST(:now AS timestamptz), added_at)
    WHERE org_id = :org_id AND session_id = :session_id AND person_id = ANY (CAST(:person_ids AS uuid[]))
      AND removed_at IS NULL
""")
# A learner who is taken off the roster leaves the call too. Otherwise nobody could ever complete the session.
_TAKE_OUT_OF_CALL = Statement("""
    UPDATE call_presence SET left_at = :now
    WHERE org_id = :org_id AND session_id = :session_id AND person_id = ANY (CAST(:person_ids AS uuid[]))
      AND left_at IS NULL
""")
_TAKE_OUT_OF_COURSES = Statement("""
    DELETE FROM session_course_people
    WHERE org_id = :org_id AND session_id = :session_id AND person_id = ANY (CAST(:person_ids AS uuid[]))
      AND part = 'learner'
""")
# The count is in the same row as seats_max, so that a constraint can compare them.
_BUMP = Statement("""
    UPDATE sessions SET version = version + 1, changed_at = :now, learner_count = :learner_count
    WHERE org_id = :org_id AND id = :session_id
""")


async def write_roster(
    db: AsyncConnection,
    session: Session,
    edit: RosterEdit,
    *,
    class_ids: Collection[UUID] = (),
    author: Author,
    now: datetime,
    event_id: UUID,
    reason_id: UUID | None = None,
) -> Session:
    """Write an edit of the roster of a locked session, with its history and event.

    `class_ids` are the classes that the edit enrols, and `reason_id` is the id of the text that says why. If nothing
    changes and no class is new, nothing is done. Raises TooManyEnrolments.
    """
    check_enrolments(len(session.enrolments) + len(edit.added))
    enrolled = [(session.session_id, class_id) for class_id in class_ids]
    new_classes = await insert_classes(db, org_id=author.org_id, enrolled=enrolled, now=now)
    if not edit.is_change and not new_classes:
        return session
    scope = {"org_id": author.org_id, "session_id": session.session_id}
    if edit.removed:
        await _REMOVE.execute(db, {**scope, "now": now, "person_ids": list(edit.removed)})
        await _TAKE_OUT_OF_CALL.execute(db, {**scope, "now": now, "person_ids": list(edit.removed)})
        await _TAKE_OUT_OF_COURSES.execute(db, {**scope, "person_ids": list(edit.removed)})
    if edit.answered:
        await write_answers(db, session, edit.answered, now=now)
    seats = [(session.session_id, seat) for seat in edit.added]
    await insert_seats(db, org_id=author.org_id, seats=seats, now=now)
    await _BUMP.execute(db, {**scope, "now": now, "learner_count": len(edit.roster)})
    sequence = session.version + 1
    action: Action = "roster_changed" if edit.added or edit.removed or new_classes else "answered"
    fields = [
        *(FieldChange("class_ids", None, str(class_id)) for class_id in new_classes),
        *roster_differences(session.roster, edit),
    ]
    change = Change(session.session_id, sequence, action, fields, reason_id)
    await write_history(db, author=author, changes=[change], now=now)
    enrolments = await read_enrolments(db, org_id=author.org_id, session_id=session.session_id)
    after = replace(
        session,
        version=sequence,
        roster=edit.roster,
        in_call=session.in_call - set(edit.removed),
        enrolments=tuple(enrolments),
        class_ids=tuple(sorted({*session.class_ids, *new_classes})),
    )
    event = RosterChanged(
        **envelope(author, session_id=session.session_id, sequence=sequence, event_id=event_id, now=now),
        session_id=session.session_id,
        roster=event_roster(enrolments),
    )
    await outbox.add(db, *with_state(event, after))
    return after


async def write_answers(db: AsyncConnection, session: Session, seats: Sequence[Seat], *, now: datetime) -> None:
    """Write the answers of learners who are on the roster of a locked session. It emits nothing."""
    columns = {
        "person_ids": [seat.person_id for seat in seats],
        "acceptances": [seat.acceptance for seat in seats],
        "answered_by": [seat.answered_by for seat in seats],
    }
    scope = {"org_id": session.org_id, "session_id": session.session_id}
    await _ANSWER.execute(db, {**scope, "now": now, **columns})
