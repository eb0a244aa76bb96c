"""Change the roster of a batch, and with it the rosters of its sessions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.domain import Batch, BatchChange, check_active, check_not_of_the_run
from sessions.batches.errors import SeatsTakenIn
from sessions.batches.rows import insert_batch_classes, lock_coming, lock_planned_batch
from sessions.catalogue.classes.queries import current_members
from sessions.catalogue.references import check_references
from sessions.errors import check_version
from sessions.organisation.queries import planning_defaults
from sessions.planners.check import check_known_to_coach
from sessions.planners.domain import check_left_to_admins
from sessions.session.domain import Session
from sessions.session.edits.write_roster import write_roster
from sessions.session.errors import SeatsTaken
from sessions.session.events import Author
from sessions.session.seats import RosterEdit, Seat, ask_again, edit_roster, first_answers, in_series
from sessions.times import period_start
from sessions.words import Acceptance

_INSERT_SEATS = Statement(f"""
    INSERT INTO batch_roster (org_id, batch_id, person_id, added_at, acceptance, answered_by)
    SELECT :org_id, new.batch_id, new.person_id, {period_start("batch_roster", "batch_id")}, new.acceptance,
           new.answered_by
    FROM (SELECT CAST(:batch_id AS uuid) AS batch_id, seat.*
          FROM unnest(CAST(:person_ids AS uuid[]), CAST(:acceptances AS text[]), CAST(:answered_by AS text[]))
               AS seat (person_id, acceptance, answered_by)) AS new
""")  # noqa: S608 - names of this module
_ANSWER = Statement("""
    UPDATE batch_roster SET acceptance = new.acceptance, answered_by = new.answered_by
    FROM unnest(CAST(:person_ids AS uuid[]), CAST(:acceptances AS text[]), CAST(:answered_by AS text[]))
         AS new (person_id, acceptance, answered_by)
    WHERE batch_roster.org_id = :org_id AND batch_roster.batch_id = :batch_id
      AND batch_roster.person_id = new.person_id AND batch_roster.removed_at IS NULL
""")
_REMOVE = Statement("""
    UPDATE batch_roster SET removed_at = greatest(CAST(:now AS timestamptz), added_at)
    WHERE org_id = :org_id AND batch_id = :batch_id AND person_id = ANY (CAST(:person_ids AS uuid[]))
      AND removed_at IS NULL
""")
_BUMP = Statement("UPDATE batches SET version = version + 1 WHERE org_id = :org_id AND id = :batch_id")


async def change_batch_roster(
    db: AsyncConnection,
    *,
    author: Author,
    batch_id: UUID,
    coach_id: UUID | None,
    add: Mapping[UUID, Acceptance | None],
    remove: Sequence[UUID],
    class_ids: Collection[UUID],
    expected_versions: frozenset[int] | None,
    now: datetime,
    new_id: NewId,
) -> BatchChange:
    """Add and remove learners of a batch and of its sessions to come, and emit RosterChanged for each of these.

    `coach_id` is the coach who planned it, and adds learners whom they know; None: an admin.

    A learner who is added to the batch is added to each session to come. A learner who is removed is removed from each.
    A learner who is on the batch's roster already is not added again, so if they were taken off a single session, they
    stay off it. An answer goes to those sessions where the learner has none yet. Raises BatchNotFound, StaleVersion,
    BatchEnded, FollowsItsRun, UnknownReference, SeatsTaken, TooMuchAtOnce.
    """
    batch = await lock_planned_batch(db, org_id=author.org_id, batch_id=batch_id, coach_id=coach_id, now=now)
    check_version("batch", batch.version, expected=expected_versions)
    check_active(batch)
    check_not_of_the_run(batch.run_id, ("roster",))
    if coach_id is not None:
        check_left_to_admins((), add)
        await check_known_to_coach(
            db, org_id=author.org_id, coach_id=coach_id, learners=add, class_ids=class_ids, pointer="/add"
        )
    await check_references(db, org_id=author.org_id, classes=class_ids)
    members = await current_members(db, org_id=author.org_id, class_ids=class_ids)
    defaults = await planning_defaults(db, org_id=author.org_id, at=now)
    wanted = first_answers(
        (one for one in members if one not in remove),
        add,
        invitations=defaults.invitations,
        planned_by_coach=batch.planned_by_coach,
    )
    edit = edit_roster(batch.roster, add=wanted, remove=remove, seats_max=batch.seats_max)
    if edit.added:
        await check_references(db, org_id=author.org_id, learners=[seat.person_id for seat in edit.added])
    new_classes = [class_id for class_id in class_ids if class_id not in batch.class_ids]
    if not edit.is_change and not new_classes:
        return BatchChange(batch)
    return await edit_batch_roster(db, batch, edit, new_classes=new_classes, author=author, now=now, new_id=new_id)


async def edit_batch_roster(
    db: AsyncConnection,
    batch: Batch,
    edit: RosterEdit,
    *,
    new_classes: Sequence[UUID] = (),
    author: Author,
    now: datetime,
    new_id: NewId,
) -> BatchChange:
    """Write an edit of the roster of a locked batch, and let its sessions to come follow. Raises TooMuchAtOnce."""
    coming, at = await lock_coming(db, batch, now=now)
    await write_batch_roster(db, batch, edit, now=now)
    await _BUMP.execute(db, _scope(batch))
    await insert_batch_classes(db, batch, class_ids=new_classes, now=now)
    changed = 0
    for session in coming:
        after = await write_roster(
            db, session, follow(session, edit), class_ids=new_classes, author=author, now=at, event_id=new_id()
        )
        changed += after.version != session.version
    class_ids = tuple(sorted({*batch.class_ids, *new_classes}))
    changed_batch = replace(batch, version=batch.version + 1, roster=edit.roster, class_ids=class_ids)
    return BatchChange(changed_batch, changed=changed)


async def ask_learners_again(db: AsyncConnection, batch: Batch) -> Batch:
    """Take back the answers to a locked batch, and return it without them. Its sessions are left alone."""
    edit = ask_again(batch.roster)
    await _ANSWER.execute(db, {**_scope(batch), **_columns(edit.answered)})
    return replace(batch, roster=edit.roster)


async def insert_batch_seats(db: AsyncConnection, batch: Batch, *, seats: Sequence[Seat], now: datetime) -> None:
    """Begin an enrolment in a batch for each seat."""
    await _INSERT_SEATS.execute(db, {**_scope(batch), "now": now, **_columns(seats)})


async def write_batch_roster(db: AsyncConnection, batch: Batch, edit: RosterEdit, *, now: datetime) -> None:
    """Write an edit of the roster of a locked batch. Its version stays."""
    await _REMOVE.execute(db, {**_scope(batch), "now": now, "person_ids": list(edit.removed)})
    await _ANSWER.execute(db, {**_scope(batch), **_columns(edit.answered)})
    await insert_batch_seats(db, batch, seats=edit.added, now=now)


def follow(session: Session, edit: RosterEdit) -> RosterEdit:
    """Return the edit of a session's roster that follows an edit of its batch's. SeatsTaken names the session.

    An answer that was given for this session alone stays.
    """
    own = {seat.person_id for seat in session.roster if seat.answer.is_of_the_session}
    present = {seat.person_id for seat in session.roster}
    add = {seat.person_id: in_series(seat.answer) for seat in edit.added if seat.person_id not in present}
    add |= {
        seat.person_id: in_series(seat.answer)
        for seat in (*edit.added, *edit.answered)
        if seat.person_id in present and seat.person_id not in own
    }
    remove = [person_id for person_id in edit.removed if person_id in present]
    try:
        return edit_roster(session.roster, add=add, remove=remove, seats_max=session.seats_max)
    except SeatsTaken as error:
        raise SeatsTakenIn(session.name, error) from error


def _scope(batch: Batch) -> dict[str, UUID]:
    return {"org_id": batch.org_id, "batch_id": batch.batch_id}


def _columns(seats: Sequence[Seat]) -> dict[str, list[object]]:
    return {
        "person_ids": [seat.person_id for seat in seats],
        "acceptances": [seat.acceptance for seat in seats],
        "answered_by": [seat.answered_by for seat in seats],
    }
