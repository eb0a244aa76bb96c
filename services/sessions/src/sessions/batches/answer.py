"""Answer the invitation to a batch, once for all its sessions to come."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.domain import BatchChange, check_active
from sessions.batches.errors import BatchNotFound, NotOnTheSeries
from sessions.batches.roster import edit_batch_roster
from sessions.batches.rows import lock_batch
from sessions.session.errors import AnswersForAnother
from sessions.session.events import Author
from sessions.session.queries import guarded_by
from sessions.session.seats import Answer, edit_roster


async def answer_series(
    db: AsyncConnection,
    *,
    author: Author,
    sees_all: bool,
    batch_id: UUID,
    person_id: UUID,
    acceptance: Literal["accepted", "declined"],
    now: datetime,
    new_id: NewId,
) -> BatchChange:
    """Write that a learner accepts or declines a series, and emit RosterChanged for each of its sessions to come.

    Sessions that are generated later begin with the answer. An answer that was given to one session alone stays.
    Learners answer for themselves, guardians for their learners, admins for anybody. The same answer does nothing.
    Raises BatchNotFound, also if the person may not know of it, NotAParticipant, BatchEnded, TooMuchAtOnce.
    """
    batch = await lock_batch(db, org_id=author.org_id, batch_id=batch_id)
    learners = {seat.person_id for seat in batch.roster}
    if not sees_all:
        own = {author.person_id, *await guarded_by(db, org_id=author.org_id, guardian_id=author.person_id)}
        if learners.isdisjoint(own):
            raise BatchNotFound(batch_id)
        if person_id not in own:
            raise AnswersForAnother
    if person_id not in learners:
        raise NotOnTheSeries(person_id)
    check_active(batch)
    is_own = not sees_all or person_id == author.person_id
    given = Answer(acceptance, "series" if is_own else "admin")
    edit = edit_roster(batch.roster, add={person_id: given}, remove=(), seats_max=batch.seats_max)
    if not edit.is_change:
        return BatchChange(batch)
    return await edit_batch_roster(db, batch, edit, author=author, now=now, new_id=new_id)
