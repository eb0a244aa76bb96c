"""Create batches, and end them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.domain import (
    OWN_IN_A_RUN,
    SESSIONS_AT_ONCE_MAX,
    Batch,
    BatchChange,
    NewBatch,
    check_coming,
    check_effort,
    check_not_of_the_run,
    dates_between,
    horizon,
    local_date,
    midnight,
)
from sessions.batches.errors import NotGeneratedYet
from sessions.batches.generate import insert_occurrences, sessions_of
from sessions.batches.recurrence import series_rule
from sessions.batches.roster import insert_batch_seats
from sessions.batches.rows import (
    insert_batch,
    insert_batch_classes,
    lock_coming,
    lock_planned_batch,
    update_batch,
)
from sessions.catalogue.categories.ensure import ensure_category
from sessions.catalogue.classes.queries import current_members
from sessions.catalogue.references import check_references
from sessions.errors import check_version
from sessions.organisation.domain import Invitations
from sessions.organisation.queries import planning_defaults
from sessions.planners.check import check_own_plan
from sessions.session.domain import TRAITS, Session, split_shares
from sessions.session.edits.write_cancellation import write_cancellation
from sessions.session.events import Author
from sessions.session.lessons.domain import first_roster
from sessions.session.lessons.lock import lock_run
from sessions.session.read_membership import read_course_people
from sessions.session.seats import edit_roster, first_answers

_LAST_OF_A_DAY: Final = timedelta(days=1) - timedelta(microseconds=1)


async def create_batch(
    db: AsyncConnection, *, author: Author, coach_id: UUID | None, new: NewBatch, now: datetime, new_id: NewId
) -> BatchChange:
    """Create a batch with its sessions of the next `ahead_days`, and emit SessionScheduled for each.

    `coach_id` is the coach who plans it for themselves; None: an admin. Writes everything or nothing. Raises
    DoubleBooked (which names each clash), NameTaken, InvalidRule, InvalidSchedule, InvalidShares, UnknownReference,
    SeatsTaken, TooMuchAtOnce, what lock_run raises, and for a coach what `planners` raises.
    """
    if coach_id is not None:
        await check_own_plan(db, new, org_id=author.org_id, coach_id=coach_id, now=now)
    batch = await _new_batch(db, author=author, new=new, planned_by_coach=coach_id is not None, now=now, new_id=new_id)
    limit = SESSIONS_AT_ONCE_MAX + 1
    coming = dates_between(batch.rule, local_date(now, batch.rule.zone), batch.generated_to, limit=limit)
    coming = [occurrence for occurrence in coming if occurrence.starts_at > now]
    check_effort(len(coming), len(coming) * len(batch.roster))
    await insert_batch(db, batch)
    await insert_batch_seats(db, batch, seats=batch.roster, now=now)
    await insert_batch_classes(db, batch, class_ids=batch.class_ids, now=now)
    sessions = sessions_of(batch, coming, new_id=new_id)
    await insert_occurrences(db, batch, sessions, author=author, now=now, new_id=new_id)
    return BatchChange(batch, created=len(sessions))


async def end_batch(
    db: AsyncConnection,
    *,
    author: Author,
    batch_id: UUID,
    coach_id: UUID | None,
    after: datetime | date | None,
    reason: str,
    notice: str | None,
    expected_versions: frozenset[int] | None,
    now: datetime,
    new_id: NewId,
) -> BatchChange:
    """End a batch: cancel its sessions after an instant, or after a date in its zone, and generate no more.

    `coach_id` is the coach who planned it; None: an admin. `after` means now if it is None or in the past. A batch that
    has ended can only be ended earlier. Otherwise nothing is done. Raises BatchNotFound, StaleVersion, TooMuchAtOnce,
    and InvalidSchedule if the sessions before the end are not all generated yet.
    """
    batch = await lock_planned_batch(db, org_id=author.org_id, batch_id=batch_id, coach_id=coach_id, now=now)
    check_version("batch", batch.version, expected=expected_versions)
    until = max(now, _until(batch, after, now))
    if batch.ended_at is None:
        _check_generated(batch, until)
    elif until >= batch.ended_at:
        return BatchChange(batch)
    coming, at = await lock_coming(db, batch, now=now)
    dropped = [session for session in coming if session.schedule.is_after(until)]
    ended = replace(batch, version=batch.version + 1, state="ended", ended_at=until)
    await update_batch(db, ended, before=None, due_at=None)
    for session in dropped:
        await write_cancellation(db, session, author=author, reason=reason, notice=notice, now=at, event_id=new_id())
    return BatchChange(ended, cancelled=len(dropped))


async def _new_batch(
    db: AsyncConnection, *, author: Author, new: NewBatch, planned_by_coach: bool, now: datetime, new_id: NewId
) -> Batch:
    org_id = author.org_id
    check_not_of_the_run(new.run_id, new.given)
    run = None if new.run_id is None else await lock_run(db, org_id=org_id, run_id=new.run_id)
    defaults = await planning_defaults(db, org_id=org_id, at=now)
    rule = series_rule(
        text=new.rule,
        first_at=new.first_at,
        duration_minutes=new.duration_minutes,
        zone=new.zone or (defaults.zone if run is None else run.zone),
    )
    check_coming(rule, now)
    coaches = split_shares(new.coaches) if run is None or "coaches" in new.given else run.coaches
    await check_references(
        db,
        org_id=org_id,
        coaches=[coach.person_id for coach in coaches],
        courses=new.course_ids,
        learners=new.roster,
        classes=new.class_ids,
        rooms=() if new.room_id is None else (new.room_id,),
    )
    members = await current_members(db, org_id=org_id, class_ids=new.class_ids)
    seats = first_answers(members, new.roster, invitations=defaults.invitations, planned_by_coach=planned_by_coach)
    category_id = await ensure_category(db, org_id=org_id, name=new.category, new_id=new_id)
    batch = Batch(
        batch_id=new_id(),
        org_id=org_id,
        version=1,
        state="active",
        **{name: getattr(new, name) for name in TRAITS},
        name=new.name,
        category_id=category_id,
        room_id=new.room_id,
        rule=rule,
        ahead_days=new.ahead_days,
        generated_to=local_date(now, rule.zone),
        ended_at=None,
        created_at=now,
        created_by=author.person_id,
        coaches=coaches,
        course_ids=new.course_ids,
        roster=edit_roster((), add=seats, remove=(), seats_max=new.seats_max).roster,
        class_ids=new.class_ids,
        planned_by_coach=planned_by_coach,
    )
    if run is not None:
        batch = await _inside(db, batch, run, given=new.given, invitations=defaults.invitations)
    return replace(batch, generated_to=horizon(batch, now))


async def _inside(
    db: AsyncConnection, batch: Batch, run: Session, *, given: Collection[str], invitations: Invitations
) -> Batch:
    """Return a new batch with what it takes from the course run inside which it is planned. The run is locked."""
    own = frozenset(OWN_IN_A_RUN).intersection(given)
    return replace(
        batch,
        category_id=run.category_id,
        course_ids=run.course_ids,
        visibility=batch.visibility if "visibility" in own else run.visibility,
        roster=first_roster(
            run, seats_max=batch.seats_max, invitations=invitations, planned_by_coach=batch.planned_by_coach
        ),
        class_ids=run.class_ids,
        run_id=run.session_id,
        own_fields=own,
        windows=run.windows,
        course_people=tuple(await read_course_people(db, org_id=run.org_id, session_ids=[run.session_id])),
    )


def _until(batch: Batch, after: datetime | date | None, now: datetime) -> datetime:
    """Return the instant after which nothing takes place. For a date it is the last instant of the day."""
    if after is None:
        return now
    if isinstance(after, datetime):
        return after
    return (midnight(after) + _LAST_OF_A_DAY).replace(tzinfo=ZoneInfo(batch.rule.zone)).astimezone(UTC)


def _check_generated(batch: Batch, until: datetime) -> None:
    """Raise InvalidSchedule if sessions before the end are not generated yet, because an ended batch generates none."""
    last = local_date(until, batch.rule.zone)
    if any(
        occurrence.starts_at <= until
        for occurrence in dates_between(batch.rule, batch.generated_to, last + timedelta(days=1), limit=1)
    ):
        raise NotGeneratedYet(generated_to=batch.generated_to, last=last)
