"""Locks a register for a decision on an amendment, and reads the mark that holds."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from contracts.attendance import Mark
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.registers.errors import RegisterNotFound
from attendance.registers.hold import STAMP

_HOLD: Final = Statement(f"""
    WITH held AS (
        SELECT state, coach_ids, course_coach_ids, voided_at, stamped_at FROM registers
        WHERE session_id = :session_id AND org_id = :org_id
        FOR UPDATE
    )
    SELECT *, {STAMP} FROM held
""")  # noqa: S608 - a name of this package

# A statement of its own, after the row lock, because its snapshot must see all that was committed before the lock.
_LEARNER: Final = Statement("""
    SELECT register.second_person, register.approvers, mark.code, mark.counts_as_present, mark.weight_basis_points,
           mark.billable, mark.minutes, mark.source,
           (SELECT new_mark
            FROM register_amendments AS made JOIN register_amendment_decisions AS decided USING (amendment_id)
            WHERE made.session_id = mark.session_id AND made.person_id = mark.person_id
              AND decided.decision = 'applied'
            ORDER BY decided.sequence DESC LIMIT 1) AS corrected,
           EXISTS (SELECT FROM register_amendments AS made
                   WHERE made.session_id = mark.session_id AND made.person_id = mark.person_id
                     AND NOT EXISTS (SELECT FROM register_amendment_decisions AS decided
                                     WHERE decided.amendment_id = made.amendment_id)) AS has_open
    FROM official_marks AS mark JOIN official_registers AS register USING (session_id)
    WHERE mark.session_id = :session_id AND mark.person_id = :person_id
""")


async def hold_for_decision(db: AsyncConnection, org_id: UUID, session_id: UUID) -> Any:
    """Lock the row of the register until the transaction ends, and return it, or raise RegisterNotFound.

    It has the instant `at` of the decision, by the database's clock.
    """
    register = await _HOLD.one_or_none(db, {"session_id": session_id, "org_id": org_id})
    if register is None:
        raise RegisterNotFound(session_id)
    return register


class Learner(NamedTuple):
    """A learner on an official register: the mark that holds, and what an amendment of it needs.

    `second_person` says whether another person than the proposer must approve it, and `approvers` which roles may.
    `has_open` says whether an amendment waits for a decision.
    """

    holds: Mark
    second_person: bool
    approvers: tuple[str, ...]
    has_open: bool


async def read_learner(db: AsyncConnection, session_id: UUID, person_id: UUID) -> Learner | None:
    """Return a learner on an official register, or None. The newest applied amendment decides which mark holds."""
    row = await _LEARNER.one_or_none(db, {"session_id": session_id, "person_id": person_id})
    if row is None:
        return None
    official = {name: row[name] for name in Mark.model_fields if name != "person_id"}
    holds = Mark.model_validate(row.corrected or {"person_id": person_id, **official})
    return Learner(holds, row.second_person, tuple(row.approvers.split()), row.has_open)
