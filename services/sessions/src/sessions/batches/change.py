"""Change a batch, and those of its sessions that have not begun."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.domain import (
    OWN_IN_A_RUN,
    SESSIONS_AT_ONCE_MAX,
    Batch,
    BatchChange,
    BatchChanges,
    Held,
    SeriesChange,
    check_active,
    check_coming,
    check_effort,
    check_not_of_the_run,
    dates_between,
    following,
    horizon,
    local_date,
    next_due,
    series_change,
)
from sessions.batches.errors import FewerSeatsThanLearners
from sessions.batches.generate import insert_occurrences, sessions_of, skipped_dates
from sessions.batches.queries import occurring_dates
from sessions.batches.recurrence import series_rule
from sessions.batches.roster import ask_learners_again
from sessions.batches.rows import lock_coming, lock_planned_batch, update_batch
from sessions.catalogue.categories.ensure import ensure_category
from sessions.catalogue.references import check_changed_references
from sessions.errors import check_version
from sessions.planners.check import check_category_exists
from sessions.planners.domain import check_left_to_admins
from sessions.session.bookings import check_free
from sessions.session.domain import Session, split_shares
from sessions.session.edits.write_cancellation import write_cancellation
from sessions.session.edits.write_change import write_change
from sessions.session.edits.write_roster import write_roster
from sessions.session.errors import SeatsTaken
from sessions.session.events import Author
from sessions.session.seats import ask_again, check_seats

SERIES_CHANGED: Final = "The series changed"
NOTICE_DEFAULT: Final = "The series changed: there is no session on this date any more."

_RULE_FIELDS: Final = ("rule", "first_at", "duration_minutes", "zone")
_ONE_DAY: Final = timedelta(days=1)

# A cancelled session is final. Without its occurrence, the date is free for a new session if the rule names it again.
_FORGET_OCCURRENCES: Final = Statement("""
    UPDATE sessions SET occurrence = NULL WHERE org_id = :org_id AND id = ANY (CAST(:session_ids AS uuid[]))
""")
_FORGET_SKIPS: Final = Statement("""
    DELETE FROM batch_skips
    WHERE org_id = :org_id AND batch_id = :batch_id AND occurrence >= :since
      AND NOT occurrence = ANY (CAST(:dates AS date[]))
""")


async def change_batch(
    db: AsyncConnection,
    *,
    author: Author,
    batch_id: UUID,
    coach_id: UUID | None,
    changes: BatchChanges,
    notice: str | None,
    expected_versions: frozenset[int] | None,
    now: datetime,
    new_id: NewId,
) -> BatchChange:
    """Change a batch and its sessions to come. If nothing differs, do nothing.

    `coach_id` is the coach who planned it; None: an admin. If a coach moves sessions, their learners are asked again.
    A session keeps the fields that were changed on it alone. If the new rule no longer names a session's date, the
    session is cancelled and its people get `notice`. A date that the rule did not name before gets a session. All
    other sessions move to the new time. Raises BatchNotFound, StaleVersion, BatchEnded, FollowsItsRun, and what
    create_batch raises.
    """
    before = await lock_planned_batch(db, org_id=author.org_id, batch_id=batch_id, coach_id=coach_id, now=now)
    check_version("batch", before.version, expected=expected_versions)
    check_active(before)
    check_not_of_the_run(before.run_id, changes)
    if coach_id is not None:
        check_left_to_admins(changes, {})
        await check_category_exists(db, org_id=author.org_id, name=changes.get("category"))
    after = await _changed(db, before, changes, now=now, new_id=new_id)
    if after == before:
        return BatchChange(before)
    after = replace(after, version=before.version + 1)
    asks_again = coach_id is not None and after.rule != before.rule
    if asks_again:
        after = await ask_learners_again(db, after)
    coming, at = await lock_coming(db, before, now=now)
    since = local_date(now, before.rule.zone) - _ONE_DAY  # the new zone may be a day behind
    after, change = await _series_change(db, before, after, coming, since=since, now=now)
    created = sessions_of(after, change.created, new_id=new_id)
    changed = _following(before, after, coming, change)
    check_effort(len(coming) + len(created), sum(len(one.roster) for one in (*coming, *created)))
    is_waiting = bool(await skipped_dates(db, after, since=since, limit=1))
    await update_batch(db, after, before=before, due_at=now if is_waiting else next_due(after))
    dropped = [session for session in coming if session.session_id in change.dropped]
    await _drop(db, dropped, author=author, notice=notice or NOTICE_DEFAULT, now=at, new_id=new_id)
    moving = [new for old, new in changed if old.takes != new.takes]
    await check_free(db, org_id=author.org_id, sessions=[*moving, *created])
    for old, new in changed:
        written = await write_change(db, author=author, before=old, after=new, now=at, event_id=new_id())
        if asks_again and new.schedule != old.schedule:
            edit = ask_again(written.roster)
            await write_roster(db, written, edit, author=author, now=at, event_id=new_id())
    await insert_occurrences(db, after, created, author=author, now=now, new_id=new_id)
    return BatchChange(after, created=len(created), changed=len(changed), cancelled=len(dropped))


async def _changed(db: AsyncConnection, before: Batch, changes: BatchChanges, *, now: datetime, new_id: NewId) -> Batch:
    """Return a batch with the changes, which are checked here. Only a category that is missing is written."""
    nested = ("coaches", "category", *_RULE_FIELDS)
    plain: dict[str, Any] = {name: value for name, value in changes.items() if name not in nested}
    after = replace(before, **plain)
    if "coaches" in changes:
        after = replace(after, coaches=split_shares(changes["coaches"]))
    rule = series_rule(
        text=changes.get("rule", before.rule.text),
        first_at=changes.get("first_at", before.rule.first_at),
        duration_minutes=changes.get("duration_minutes", before.rule.duration_minutes),
        zone=changes.get("zone", before.rule.zone),
    )
    if rule != before.rule:
        check_coming(rule, now)
    after = replace(after, rule=rule)
    if "seats_max" in changes:
        check_seats(len(after.roster), after.seats_max)
    await check_changed_references(
        db,
        org_id=after.org_id,
        changes=changes,
        coaches=[coach.person_id for coach in after.coaches],
        courses=after.course_ids,
        room_id=after.room_id,
    )
    if "category" in changes:
        category_id = await ensure_category(db, org_id=before.org_id, name=changes["category"], new_id=new_id)
        after = replace(after, category_id=category_id)
    if after.run_id is not None:
        own = {name for name in OWN_IN_A_RUN if getattr(after, name) != getattr(before, name)}
        after = replace(after, own_fields=before.own_fields | own)
    return after


async def _series_change(
    db: AsyncConnection, before: Batch, after: Batch, coming: Sequence[Session], *, since: date, now: datetime
) -> tuple[Batch, SeriesChange]:
    """Return the batch with the date up to which it is generated, and what the change does to its sessions.

    The worker tries skipped occurrences again. They are left out here, so that they do not block a change.
    """
    makes_new = (after.rule, after.ahead_days) != (before.rule, before.ahead_days)
    if makes_new:
        after = replace(after, generated_to=max(before.generated_to, horizon(after, now)))
    wanted = dates_between(after.rule, since, after.generated_to, limit=SESSIONS_AT_ONCE_MAX + 1)
    check_effort(len(wanted), 0)
    scope = {"org_id": before.org_id, "batch_id": before.batch_id}
    dates = [occurrence.wall_clock.date() for occurrence in wanted]
    await _FORGET_SKIPS.execute(db, {**scope, "since": since, "dates": dates})
    taken = await occurring_dates(db, org_id=before.org_id, batch_id=before.batch_id, since=since)
    taken |= set(await skipped_dates(db, before, since=since, limit=SESSIONS_AT_ONCE_MAX))
    change = series_change(
        [Held(one.session_id, one.occurrence) for one in coming if one.occurrence is not None],
        taken=taken,
        wanted=wanted,
        today=local_date(now, before.rule.zone),
        now=now,
    )
    return after, change if makes_new else replace(change, created=())


def _following(
    before: Batch, after: Batch, coming: Sequence[Session], change: SeriesChange
) -> list[tuple[Session, Session]]:
    """Return the sessions that the change alters, each as it was and as it will be."""
    changed = []
    for session in coming:
        if session.session_id not in change.kept:
            continue
        occurrence = change.kept[session.session_id]
        new = following(session, occurrence, before=before, after=after)
        if new.seats_max != session.seats_max:
            _check_seats(new)
        if new != session:
            changed.append((session, new))
    return changed


async def _drop(
    db: AsyncConnection, dropped: Sequence[Session], *, author: Author, notice: str, now: datetime, new_id: NewId
) -> None:
    for session in dropped:
        await write_cancellation(
            db, session, author=author, reason=SERIES_CHANGED, notice=notice, now=now, event_id=new_id()
        )
    session_ids = [session.session_id for session in dropped]
    await _FORGET_OCCURRENCES.execute(db, {"org_id": author.org_id, "session_ids": session_ids})


def _check_seats(session: Session) -> None:
    try:
        check_seats(len(session.roster), session.seats_max)
    except SeatsTaken as error:
        raise FewerSeatsThanLearners(session.name, learners=len(session.roster), seats_max=session.seats_max) from error
