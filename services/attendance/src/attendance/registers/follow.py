"""Keeps registers up to date with their sessions: creates them, and follows coaches, rosters, plans, cancellations."""

from collections.abc import Sequence
from typing import Final

import orjson
from chassis.database.statement import Insert, Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.registers.domain import SessionNow, newest
from attendance.registers.hold import hold_registers

# The coaches of a locked register are those of the completion, whichever event comes first. The previous code compares
# the other two sequences with those of older events.
_FOLLOW: Final = Statement("""
    UPDATE registers
    SET state = CASE WHEN state = 'locked' THEN state WHEN new.is_cancelled THEN 'cancelled' ELSE 'open' END,
        coach_ids = CASE WHEN state = 'locked' THEN registers.coach_ids ELSE new.coach_ids END,
        coaches_sequence = CASE WHEN state = 'locked' THEN coaches_sequence ELSE new.sequence END,
        roster_sequence = CASE WHEN state = 'locked' THEN roster_sequence ELSE new.sequence END,
        session_sequence = new.sequence, course_coach_ids = new.course_coach_ids, course_ids = new.course_ids,
        category_id = new.category_id, batch_id = new.batch_id, run_id = new.run_id, zone = new.zone,
        starts_at = new.starts_at, ends_at = new.ends_at
    FROM jsonb_to_recordset(CAST(:states AS jsonb)) AS new (
        session_id uuid, sequence bigint, is_cancelled boolean, coach_ids uuid[], course_coach_ids uuid[],
        course_ids uuid[], category_id uuid, batch_id uuid, run_id uuid, zone text, starts_at timestamptz,
        ends_at timestamptz)
    WHERE registers.session_id = new.session_id
""")

# They have a sequence of their own, because the previous code follows states and does not know them.
_FOLLOW_WINDOWS: Final = Statement("""
    UPDATE registers
    SET windows_sequence = new.sequence, visibility = new.visibility, started_at = new.started_at,
        display_from = new.display_from, display_until = new.display_until, access_from = new.access_from,
        access_until = new.access_until, coach_from = new.coach_from, coach_until = new.coach_until
    FROM jsonb_to_recordset(CAST(:states AS jsonb)) AS new (
        session_id uuid, sequence bigint, visibility text, started_at timestamptz, display_from timestamptz,
        display_until timestamptz, access_from timestamptz, access_until timestamptz, coach_from timestamptz,
        coach_until timestamptz)
    WHERE registers.session_id = new.session_id
""")

_REMOVE_LEARNERS: Final = Statement("""
    DELETE FROM roster_members AS member
    WHERE member.session_id = ANY (CAST(:changed_ids AS uuid[]))
      AND NOT EXISTS (
          SELECT FROM unnest(CAST(:session_ids AS uuid[]), CAST(:person_ids AS uuid[])) AS new (session_id, person_id)
          WHERE new.session_id = member.session_id AND new.person_id = member.person_id)
""")

_ADD_LEARNERS: Final = Insert(
    "roster_members",
    "session_id uuid, person_id uuid, org_id uuid",
    then="ON CONFLICT (session_id, person_id) DO NOTHING",
)


async def follow_sessions(db: AsyncConnection, states: Sequence[SessionNow]) -> None:
    """Bring the registers of sessions up to date, in at most six statements for any number of them.

    States may be old, repeated or in any order: a state that is not newer than the register's does nothing. A locked
    register keeps its coaches and roster, and follows the plan of its session. Never commits.
    """
    newest_of = newest(states)
    held = await hold_registers(db, {one.session_id: one.org_id for one in newest_of.values()})
    windows = [
        newest_of[row["session_id"]]._asdict()
        for row in held
        if newest_of[row["session_id"]].sequence > row["windows_sequence"]
    ]
    if windows:
        await _FOLLOW_WINDOWS.execute(db, {"states": orjson.dumps(windows).decode()})
    news = [row for row in held if newest_of[row["session_id"]].sequence > row["session_sequence"]]
    if not news:
        return
    followed = [newest_of[row["session_id"]]._asdict() for row in news]
    await _FOLLOW.execute(db, {"states": orjson.dumps(followed).decode()})
    await _replace_rosters(db, [newest_of[row["session_id"]] for row in news if row["state"] != "locked"])


async def _replace_rosters(db: AsyncConnection, followed: Sequence[SessionNow]) -> None:
    """Make the stored rosters equal to the new ones. Write rows only for learners who were added or removed."""
    if not followed:
        return
    learners = [(one.session_id, person_id, one.org_id) for one in followed for person_id in one.learner_ids]
    await _REMOVE_LEARNERS.execute(
        db,
        {
            "changed_ids": [one.session_id for one in followed],
            "session_ids": [session_id for session_id, _, _ in learners],
            "person_ids": [person_id for _, person_id, _ in learners],
        },
    )
    await _ADD_LEARNERS.rows(db, learners)
