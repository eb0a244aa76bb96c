"""Locking registers, and following their sessions, with the statements of `attendance.registers`.

No learner was marked, and so every learner gets the default.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import orjson
from asyncpg import Record
from attendance.codes.domain import CODES, DEFAULT_CODE
from attendance.registers import follow, hold, lock
from contracts.attendance import AttendanceLocked
from contracts.sessions import SessionCompleted, SessionStateChanged
from contracts.topics import TOPIC_OF

from lockstep_floor import outbox
from lockstep_floor.statements import Db, Message, bare

TOPICS: Final = (TOPIC_OF[SessionCompleted].name, TOPIC_OF[SessionStateChanged].name)
_CREATE_MISSING: Final = bare(hold._CREATE_MISSING)
_HOLD: Final = bare(hold._HOLD)
_FOLLOW: Final = bare(follow._FOLLOW)
_CLOSE: Final = bare(lock._CLOSE)
_MAKE_OFFICIAL: Final = bare(lock._MAKE_OFFICIAL)
_MAKE_MARKS_OFFICIAL: Final = bare(lock._MAKE_MARKS_OFFICIAL)
_PLAN: Final = (
    *("session_id", "sequence", "course_ids", "category_id", "batch_id", "zone"),
    *("starts_at", "ends_at"),
)
_MARK: Final = {
    "code": DEFAULT_CODE,
    **CODES[DEFAULT_CODE]._asdict(),
    "minutes": None,
    "source": "policy_default",
}


async def handle(db: Db, prefix: str, messages: Mapping[str, Sequence[Message]]) -> None:
    """Lock the registers of completed sessions, and follow the plans of changed ones."""
    completed, changed = (messages.get(topic, ()) for topic in TOPICS)
    if completed:
        await _lock(db, prefix, completed)
    if changed:
        await _follow(db, changed)


async def _hold(db: Db, messages: Iterable[Message]) -> tuple[dict[str, Message], list[Record]]:
    """Lock the registers of these messages' sessions. Return the messages by session, and the registers."""
    of_session = {message["session_id"]: message for message in messages}
    session_ids = sorted(of_session)
    org_ids = [of_session[session_id]["org_id"] for session_id in session_ids]
    await db.execute(*_CREATE_MISSING(session_id=session_ids, org_id=org_ids))
    return of_session, await db.fetch(*_HOLD(session_ids=session_ids))


async def _follow(db: Db, messages: Sequence[Message]) -> None:
    """Write the plans of completed sessions. Nobody but the completion changes a session of the benchmark."""
    state_of, held = await _hold(db, messages)
    states = [
        {
            **{name: state_of[str(row["session_id"])][name] for name in _PLAN},
            "is_cancelled": False,
            "coach_ids": [coach["person_id"] for coach in state_of[str(row["session_id"])]["coaches"]],
            "course_coach_ids": [],
        }
        for row in held
    ]
    await db.execute(*_FOLLOW(states=outbox.payload(states).decode()))


async def _lock(db: Db, prefix: str, messages: Sequence[Message]) -> None:
    now = datetime.now(UTC)
    offered, held = await _hold(db, messages)
    locking = [offered[str(row["session_id"])] for row in held if row["state"] != "locked"]
    if not locking:
        return
    sequence_of = await _write(db, locking, now)
    locked = [
        {
            **outbox.envelope(
                org_id=one["org_id"],
                key=one["session_id"],
                sequence=sequence_of[one["session_id"]],
                at=now,
                correlation_id=one["correlation_id"],
                causation_id=one["event_id"],
            ),
            "session_id": one["session_id"],
            "locked_at": now,
            "register_version": 0,
            "marks": [{"person_id": learner["person_id"], **_MARK} for learner in one["roster"]],
            "late_marks": 0,
            "unknown_version": None,
        }
        for one in locking
    ]
    await outbox.add(db, prefix, *((AttendanceLocked, one) for one in locked))


async def _write(db: Db, locking: Sequence[Message], now: datetime) -> dict[str, int]:
    closing = [
        {
            "session_id": one["session_id"],
            "coach_ids": [coach["person_id"] for coach in one["coaches"]],
            "sessions_sequence": one["sequence"],
            "locked_at": now,
        }
        for one in locking
    ]
    closed = await db.fetch(*_CLOSE(closing=orjson.dumps(closing).decode()))
    await db.execute(
        *_MAKE_OFFICIAL(
            session_id=[one["session_id"] for one in locking],
            org_id=[one["org_id"] for one in locking],
            register_version=[0] * len(locking),
            completion_event_id=[one["event_id"] for one in locking],
            locked_at=[now] * len(locking),
            second_person=[True] * len(locking),
            approvers=["admin"] * len(locking),
            unknown_version=[None] * len(locking),
        )
    )
    seats = [(one, learner["person_id"]) for one in locking for learner in one["roster"]]
    await db.execute(
        *_MAKE_MARKS_OFFICIAL(
            session_id=[one["session_id"] for one, _ in seats],
            person_id=[person_id for _, person_id in seats],
            org_id=[one["org_id"] for one, _ in seats],
            mark_version=[None] * len(seats),
            **{name: [value] * len(seats) for name, value in _MARK.items()},
        )
    )
    return {str(row["session_id"]): row["sequence"] for row in closed}
