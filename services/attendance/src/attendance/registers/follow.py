"""Keeps registers up to date with their sessions: creates them, and follows coaches, rosters and cancellations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import orjson
from chassis.database.statement import Insert, Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.registers.domain import Followed, RegisterChange, RegisterHead, follow
from attendance.registers.hold import hold_registers

_BRING_UP_TO_DATE: Final = Statement("""
    UPDATE registers
    SET state = new.state, coach_ids = new.coach_ids,
        coaches_sequence = new.coaches_sequence, roster_sequence = new.roster_sequence
    FROM jsonb_to_recordset(CAST(:heads AS jsonb)) AS new (
        session_id uuid, state text, coach_ids uuid[], coaches_sequence bigint, roster_sequence bigint)
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


async def follow_sessions(db: AsyncConnection, changes: Sequence[RegisterChange]) -> None:
    """Apply changes of sessions to their registers, in at most five statements for any number of changes.

    Changes may be old, repeated or in any order: `follow` takes the newest coaches and the newest roster. Locked
    registers stay as they are. Never commits.
    """
    by_session = defaultdict(list)
    for change in changes:
        by_session[change.session_id].append(change)
    org_of = {change.session_id: change.org_id for change in changes}
    followed = []
    for row in await hold_registers(db, org_of):
        head = RegisterHead(
            row["session_id"], row["state"], tuple(row["coach_ids"]), row["coaches_sequence"], row["roster_sequence"]
        )
        if (result := follow(head, by_session[head.session_id])) is not None:
            followed.append(result)
    if not followed:
        return
    # default=str: asyncpg returns a subclass of UUID, which orjson does not know
    heads = orjson.dumps([one.head._asdict() for one in followed], default=str).decode()
    await _BRING_UP_TO_DATE.execute(db, {"heads": heads})
    await _replace_rosters(db, followed, org_of)


async def _replace_rosters(db: AsyncConnection, followed: Sequence[Followed], org_of: Mapping[UUID, UUID]) -> None:
    """Make the stored rosters equal to the new ones. Write rows only for learners who were added or removed."""
    changed_ids = [one.head.session_id for one in followed if one.learner_ids is not None]
    if not changed_ids:
        return
    learners = [
        (one.head.session_id, person_id)
        for one in followed
        if one.learner_ids is not None
        for person_id in dict.fromkeys(one.learner_ids)
    ]
    await _REMOVE_LEARNERS.execute(
        db,
        {
            "changed_ids": changed_ids,
            "session_ids": [session_id for session_id, _ in learners],
            "person_ids": [person_id for _, person_id in learners],
        },
    )
    await _ADD_LEARNERS.rows(db, [(*learner, org_of[learner[0]]) for learner in learners])
