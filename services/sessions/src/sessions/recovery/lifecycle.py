"""Re-import what happened to sessions before they ended: planned, changed, started, cancelled, and who was there."""

from datetime import date
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.database.statement import Statement
from chassis.messaging.recovering import Lost, Outcome
from contracts.envelope import Event
from contracts.sessions import (
    PresenceChanged,
    RosterChanged,
    SessionCancelled,
    SessionFoundUnlogged,
    SessionScheduled,
    SessionStarted,
    SessionState,
    SessionStateChanged,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.recovery.parts import write_classes, write_coaches, write_courses, write_roster
from sessions.recovery.placeholders import NOBODY, ensure, placeholder_name
from sessions.session.bookings import release
from sessions.times import is_zone

LOST_REASON: Final = "The reason was lost when the database was restored."
_WINDOWS: Final = ("display_from", "display_until", "access_from", "access_until", "coach_from", "coach_until")
_MODES: Final = frozenset({"online", "in_person"})
_VISIBILITIES: Final = frozenset({"read_only", "accessible", "not_accessible", "list_only"})
_PLAN: Final = (
    "mode",
    "batch_id",
    "run_id",
    "planned_by_coach",
    "successor_of",
    "category_id",
    "starts_at",
    "ends_at",
    "zone",
    "visibility",
    *_WINDOWS,
)
_AFTERWARDS: Final = ("visibility", *_WINDOWS)
"""What may still change when a session is completed."""

_LOCK = Statement("SELECT version, state FROM sessions WHERE org_id = :org_id AND id = :session_id FOR UPDATE")
_CREATE = Statement(f"""
    INSERT INTO sessions (org_id, id, version, state, name, description, created_at, occurrence, {", ".join(_PLAN)})
    VALUES (:org_id, :session_id, :version, 'scheduled', :name, '', :at,
            CASE WHEN NOT EXISTS (
                SELECT FROM sessions s
                WHERE s.org_id = :org_id AND s.batch_id = :batch_id AND s.occurrence = CAST(:occurrence AS date)
            ) THEN CAST(:occurrence AS date) END,
            {", ".join(f":{name}" for name in _PLAN)})
""")  # noqa: S608 - names of this module
# The batch generated its sessions in order, so the dates before this one have a session or were skipped.
_GENERATED = Statement("""
    UPDATE batches SET generated_to = greatest(generated_to, CAST(:occurrence AS date) + 1)
    WHERE org_id = :org_id AND id = :batch_id AND state = 'active'
""")
_CHANGE = Statement(f"""
    UPDATE sessions SET version = greatest(version, :version), changed_at = greatest(changed_at, :at),
        {", ".join(f"{name} = :{name}" for name in _PLAN)}
    WHERE org_id = :org_id AND id = :session_id
""")  # noqa: S608 - names of this module
_CHANGE_AFTERWARDS = Statement(f"""
    UPDATE sessions SET version = greatest(version, :version), changed_at = greatest(changed_at, :at),
        {", ".join(f"{name} = :{name}" for name in _AFTERWARDS)}
    WHERE org_id = :org_id AND id = :session_id
""")  # noqa: S608 - names of this module
_START = Statement("""
    UPDATE sessions SET version = greatest(version, :version), state = 'in_progress', started_at = :started_at,
        started_by = :by, changed_at = greatest(changed_at, :at)
    WHERE org_id = :org_id AND id = :session_id AND state = 'scheduled'
""")
_CANCEL = Statement("""
    UPDATE sessions SET version = greatest(version, :version), state = 'cancelled', cancelled_at = :cancelled_at,
        cancelled_by = :by, cancel_reason = :reason, changed_at = greatest(changed_at, :at)
    WHERE org_id = :org_id AND id = :session_id AND state IN ('scheduled', 'in_progress')
""")
_RAISE = Statement("""
    UPDATE sessions SET version = greatest(version, CAST(:version AS bigint))
    WHERE org_id = :org_id AND id = :session_id
""")
_JOIN = Statement("""
    INSERT INTO call_presence (org_id, session_id, person_id, joined_at) VALUES (:org_id, :session_id, :person_id, :at)
    ON CONFLICT DO NOTHING
""")
_LEAVE = Statement("""
    UPDATE call_presence SET left_at = greatest(CAST(:at AS timestamptz), joined_at)
    WHERE org_id = :org_id AND session_id = :session_id AND person_id = :person_id AND left_at IS NULL
""")
_REMINDED = Statement("""
    UPDATE open_sessions SET reminded = greatest(reminded, CAST(:reminder AS smallint))
    WHERE org_id = :org_id AND session_id = :session_id
""")


async def lock(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> Any:
    """Lock a session and return its version and state, or None if it does not exist."""
    return await _LOCK.one_or_none(db, {"org_id": org_id, "session_id": session_id})


async def take_lifecycle(db: AsyncConnection, event: Event, outcome: Outcome) -> None:
    """Write what an event of a session's life says, if the session has not come as far. Otherwise do nothing."""
    session_id = UUID(event.key)
    known = await lock(db, org_id=event.org_id, session_id=session_id)
    if known is not None and known.version >= event.sequence:
        return
    if isinstance(event, SessionState):
        await _take_state(db, event, outcome, known)
    elif known is None:
        outcome.lost.append(Lost("session", session_id, f"its {type(event).__name__}", event.occurred_at))
        return
    elif known.state in ("scheduled", "in_progress"):
        await _take_act(db, event, outcome)
    await raise_version(db, org_id=event.org_id, session_id=session_id, version=event.sequence)
    outcome.add(event)


async def raise_version(db: AsyncConnection, *, org_id: UUID, session_id: UUID, version: int) -> None:
    """Raise the version of a session to at least this one."""
    await _RAISE.execute(db, {"org_id": org_id, "session_id": session_id, "version": version})


async def create(
    db: AsyncConnection, outcome: Outcome, plan: dict[str, Any], *, event: Event, occurrence: date | None = None
) -> None:
    """Write a session that was created after the copy. Its name and its texts are lost."""
    session_id = UUID(event.key)
    await _CREATE.execute(
        db,
        {
            **plan,
            "org_id": event.org_id,
            "session_id": session_id,
            "version": event.sequence,
            "name": placeholder_name("session", session_id),
            "at": event.occurred_at,
            "occurrence": occurrence,
        },
    )
    what = "the name, description, room, seats and history"
    outcome.lost.append(Lost("session", session_id, what, event.occurred_at))


async def ensure_plan(db: AsyncConnection, outcome: Outcome, event: Any) -> None:
    """Write the batch and the category of a session, if they do not exist."""
    at = event.occurred_at
    await ensure(db, outcome, "batch", org_id=event.org_id, ids=[event.batch_id], at=at)
    await ensure(db, outcome, "category", org_id=event.org_id, ids=[event.category_id], at=at)


def mode_of(word: str) -> str:
    """Return how this version reads a word for the mode."""
    return word if word in _MODES else "in_person"


async def _take_state(db: AsyncConnection, event: Any, outcome: Outcome, known: Any) -> None:
    """Write the plan, coaches, courses and roster of a session; of a completed one, what may still change."""
    scope = {"org_id": event.org_id, "session_id": event.session_id}
    visibility = event.visibility if event.visibility in _VISIBILITIES else "not_accessible"
    plan = {name: getattr(event, name) for name in _PLAN} | {"mode": mode_of(event.mode), "visibility": visibility}
    row = {**scope, **plan, "version": event.sequence, "at": event.occurred_at}
    if known is not None and known.state == "completed":
        await _CHANGE_AFTERWARDS.execute(db, row)
        return
    await ensure_plan(db, outcome, event)
    if known is None:
        occurrence = _occurrence(event)
        await create(db, outcome, plan, event=event, occurrence=occurrence)
        if occurrence is not None:
            await _GENERATED.execute(db, {**scope, "batch_id": event.batch_id, "occurrence": occurrence})
    else:
        await _CHANGE.execute(db, row)
        await release(db, org_id=event.org_id, session_ids=[event.session_id])
        what = "the name, description, room and seats, if they changed"
        outcome.lost.append(Lost("session", event.session_id, what, event.occurred_at))
    written: dict[str, Any] = {**scope, "at": event.occurred_at}
    await write_coaches(db, outcome, event.coaches, **written)
    await write_courses(db, outcome, event.course_ids, course_coaches=event.course_coaches, **written)
    await write_classes(db, outcome, event.class_ids, **written)
    await write_roster(db, outcome, event.roster, since=event.occurred_at, **written)
    if isinstance(event, SessionStateChanged):
        if event.started_at is not None:
            await _start(db, event, started_at=event.started_at, by=NOBODY)
        if event.state == "cancelled" and event.cancelled_at is not None:
            await _cancel(db, event, outcome, cancelled_at=event.cancelled_at, by=NOBODY)


def _occurrence(event: Any) -> date | None:
    """Return the date that its batch's rule gave a session when it was created, or None if it came from no batch."""
    if not isinstance(event, SessionScheduled) or event.batch_id is None or event.starts_at is None:
        return None
    return event.starts_at.astimezone(ZoneInfo(event.zone if is_zone(event.zone) else "UTC")).date()


async def _take_act(db: AsyncConnection, event: Event, outcome: Outcome) -> None:
    """Write what happened to a session that is open."""
    scope: dict[str, Any] = {"org_id": event.org_id, "session_id": UUID(event.key)}
    match event:
        case RosterChanged():
            at = event.occurred_at
            await write_roster(db, outcome, event.roster, since=at, at=at, **scope)
        case SessionStarted():
            await _start(db, event, started_at=event.started_at, by=event.started_by)
        case SessionCancelled():
            await _cancel(db, event, outcome, cancelled_at=event.cancelled_at, by=event.cancelled_by)
        case PresenceChanged():
            statement = _JOIN if event.action == "joined" else _LEAVE
            await statement.execute(db, {**scope, "person_id": event.person_id, "at": event.at})
        case SessionFoundUnlogged():
            await _REMINDED.execute(db, {**scope, "reminder": event.reminder})


async def _start(db: AsyncConnection, event: Event, *, started_at: Any, by: UUID) -> None:
    scope = {"org_id": event.org_id, "session_id": UUID(event.key), "version": event.sequence}
    await _START.execute(db, {**scope, "started_at": started_at, "by": by, "at": event.occurred_at})


async def _cancel(db: AsyncConnection, event: Event, outcome: Outcome, *, cancelled_at: Any, by: UUID) -> None:
    session_id = UUID(event.key)
    row = {"org_id": event.org_id, "session_id": session_id, "version": event.sequence, "at": event.occurred_at}
    await _CANCEL.execute(db, {**row, "cancelled_at": cancelled_at, "by": by, "reason": LOST_REASON})
    await release(db, org_id=event.org_id, session_ids=[session_id])
    outcome.lost.append(Lost("session", session_id, "the reason and the notice of its cancellation", cancelled_at))
