"""Locks registers: when a session is completed its register becomes official, once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import orjson
from chassis.database.statement import Insert, Statement
from chassis.ids import derived_id
from chassis.messaging import outbox
from contracts.attendance import AttendanceLocked, Mark
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.codes.domain import CODES
from attendance.registers.domain import Completion, OfficialRegister, ReceivedMark, expected_learners, official_register
from attendance.registers.hold import hold_registers

_RECEIVED: Final = Statement("""
    SELECT session_id, person_id, version, code, minutes, source
    FROM mark_history
    WHERE session_id = ANY (CAST(:session_ids AS uuid[]))
""")

_CLOSE: Final = Statement("""
    UPDATE registers
    SET state = 'locked', coach_ids = new.coach_ids, coaches_sequence = new.sessions_sequence,
        roster_sequence = new.sessions_sequence, sequence = registers.sequence + 1, stamped_at = new.locked_at
    FROM jsonb_to_recordset(CAST(:closing AS jsonb)) AS new (
        session_id uuid, coach_ids uuid[], sessions_sequence bigint, locked_at timestamptz)
    WHERE registers.session_id = new.session_id
    RETURNING registers.session_id, registers.sequence
""")

# A register that was re-imported from its own published event has no coaches yet. The completion names them.
_NAME_COACHES: Final = Statement("""
    UPDATE registers SET coach_ids = new.coach_ids, coaches_sequence = new.sessions_sequence,
        roster_sequence = new.sessions_sequence
    FROM jsonb_to_recordset(CAST(:nameless AS jsonb)) AS new (
        session_id uuid, coach_ids uuid[], sessions_sequence bigint)
    WHERE registers.session_id = new.session_id
""")

_MAKE_OFFICIAL: Final = Insert(
    "official_registers",
    "session_id uuid, org_id uuid, register_version integer, completion_event_id uuid, second_person boolean, "
    "approvers text, locked_at timestamptz, unknown_version bigint",
)

_MAKE_MARKS_OFFICIAL: Final = Insert(
    "official_marks",
    "session_id uuid, org_id uuid, person_id uuid, code text, minutes smallint, source text, mark_version integer, "
    "counts_as_present boolean, weight_basis_points smallint, billable boolean",
)

_MEANING: Final = {code: meaning._asdict() for code, meaning in CODES.items()}


class Locking(NamedTuple):
    """A register that is being locked: the completion, its official register, and when."""

    completion: Completion
    official: OfficialRegister
    at: datetime


async def lock_registers(db: AsyncConnection, completions: Sequence[Completion]) -> None:
    """Make the registers of completed sessions official, in seven statements for any number of them.

    Locks the row of each register, takes the marks that the coach saw (`official_register`) for the roster of
    the completion, writes them into immutable tables, and emits one AttendanceLocked per session. A missing register is
    created. A register that is locked already stays as it is, so a repeated completion has no effect. Never commits.
    """
    by_session = {completion.session_id: completion for completion in reversed(completions)}  # keeps the first one
    held = await hold_registers(db, {one.session_id: one.org_id for one in by_session.values()})
    unlocked = [row for row in held if row["state"] != "locked"]
    nameless = [
        {"session_id": one.session_id, "coach_ids": one.coach_ids, "sessions_sequence": one.sequence}
        for row in held
        if row["state"] == "locked" and row["coaches_sequence"] < (one := by_session[row["session_id"]]).sequence
    ]
    if nameless:
        await _NAME_COACHES.execute(db, {"nameless": orjson.dumps(nameless).decode()})
    if not unlocked:
        return
    received = await _received(db, [row["session_id"] for row in unlocked if row["version"] > 0])
    locking = [
        Locking(
            completion := by_session[row["session_id"]],
            official_register(
                expected_learners(completion.roster, received.get(completion.session_id, ()), completion.said.keys()),
                received.get(completion.session_id, ()),
                current_version=row["version"],
                seen_version=completion.seen_version,
                said=completion.said,
                unmarked=completion.unmarked,
            ),
            row["at"],
        )
        for row in unlocked
    ]
    sequence_of = await _write(db, locking)
    await outbox.add(db, *(_locked(one, sequence=sequence_of[one.completion.session_id]) for one in locking))


async def _received(db: AsyncConnection, session_ids: Sequence[UUID]) -> dict[UUID, list[ReceivedMark]]:
    """Return all marks that were ever received for these sessions, by session."""
    received = defaultdict(list)
    if session_ids:
        for session_id, *mark in await _RECEIVED.all(db, {"session_ids": session_ids}):
            received[session_id].append(ReceivedMark(*mark))
    return received


async def _write(db: AsyncConnection, locking: Sequence[Locking]) -> dict[UUID, int]:
    """Lock the registers and write their official marks. Return the sequence of each register's next event."""
    closing = [
        {
            "session_id": completion.session_id,
            "coach_ids": completion.coach_ids,
            "sessions_sequence": completion.sequence,
            "locked_at": at,
        }
        for completion, _, at in locking
    ]
    closed = await _CLOSE.all(db, {"closing": orjson.dumps(closing).decode()})
    await _MAKE_OFFICIAL.rows(
        db,
        [
            (
                one.session_id,
                one.org_id,
                official.version,
                one.event_id,
                one.second_person,
                " ".join(one.approvers),
                at,
                official.unknown_version,
            )
            for one, official, at in locking
        ],
    )
    await _MAKE_MARKS_OFFICIAL.rows(
        db,
        [
            (one.session_id, one.org_id, *mark, *CODES[mark.code])
            for one, official, _ in locking
            for mark in official.marks
        ],
    )
    return {row.session_id: row.sequence for row in closed}


def _locked(locking: Locking, *, sequence: int) -> AttendanceLocked:
    """Return the event that announces the official register."""
    completion, official, at = locking
    return AttendanceLocked(
        event_id=derived_id(AttendanceLocked.type, cause=completion.event_id, subject=completion.session_id),
        org_id=completion.org_id,
        occurred_at=at,
        key=str(completion.session_id),
        sequence=sequence,
        correlation_id=completion.correlation_id,
        causation_id=completion.event_id,
        session_id=completion.session_id,
        locked_at=at,
        register_version=official.version,
        marks=tuple(
            Mark(
                person_id=mark.person_id,
                code=mark.code,
                minutes=mark.minutes,
                source=mark.source,
                **_MEANING[mark.code],
            )
            for mark in official.marks
        ),
        late_marks=len(official.late),
        unknown_version=official.unknown_version,
    )
