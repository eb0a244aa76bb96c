"""Marks learners: a coach or an admin says who was there, for many learners at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.errors import FieldError, StaleVersion
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.registers.domain import GivenMark, unchanged
from attendance.registers.errors import (
    InvalidMarks,
    NotYourRegister,
    RegisterCancelled,
    RegisterLocked,
    RegisterNotFound,
)
from attendance.registers.tables import mark_history, registers, roster_members

_MINE: Final = select(registers.c.state, registers.c.version, registers.c.coach_ids).with_for_update()

_CURRENT: Final = (
    select(*(mark_history.c[name] for name in GivenMark._fields))
    .ext(distinct_on(mark_history.c.person_id))
    .order_by(mark_history.c.person_id, mark_history.c.version.desc())
)


class Marked(NamedTuple):
    """The register's version afterwards, and how many marks differed from its marks before."""

    version: int
    changed: int


async def save_marks(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    marks: Sequence[GivenMark],
    marked_by: UUID,
    is_admin: bool,
    expected_version: int | None,
    now: datetime,
) -> Marked:
    """Save these marks as one new version of the register, or none of them. Never commits.

    Marks that change nothing are left out; if none changes anything, the version stays. The row of the register is
    locked, as it is when the register is locked at completion. So a mark is either saved before that or refused after.

    Raises RegisterNotFound, NotYourRegister, RegisterLocked, RegisterCancelled, StaleVersion and InvalidMarks.
    """
    mine = registers.c.session_id == session_id, registers.c.org_id == org_id
    register = (await db.execute(_MINE.where(*mine))).one_or_none()
    if register is None:
        raise RegisterNotFound(session_id)
    if not (is_admin or marked_by in register.coach_ids):
        raise NotYourRegister
    if register.state == "locked":
        raise RegisterLocked(session_id)
    if register.state == "cancelled":
        raise RegisterCancelled(session_id)
    if expected_version is not None and expected_version != register.version:
        raise StaleVersion(
            f"You read version {expected_version} of the marks, and the current one is {register.version}. Read the "
            "register again, then send your marks."
        )

    on_roster = select(roster_members.c.person_id).where(roster_members.c.session_id == session_id)
    _check(marks, frozenset((await db.execute(on_roster)).scalars()))
    rows = await db.execute(_CURRENT.where(mark_history.c.session_id == session_id))
    current = {row.person_id: GivenMark(*row) for row in rows}
    changed = [mark for mark in marks if not unchanged(mark, current.get(mark.person_id))]
    if not changed:
        return Marked(register.version, 0)
    version = register.version + 1
    await db.execute(update(registers).where(*mine).values(version=version))
    same: dict[str, Any] = {
        "session_id": session_id,
        "version": version,
        "org_id": org_id,
        "marked_by": marked_by,
        "marked_at": now,
    }
    await db.execute(insert(mark_history), [mark._asdict() | same for mark in changed])
    return Marked(version, len(changed))


def _check(marks: Sequence[GivenMark], on_roster: frozenset[UUID]) -> None:
    """Raise InvalidMarks if a learner is not on the roster or is marked twice in the request."""
    errors = []
    seen: set[UUID] = set()
    for position, mark in enumerate(marks):
        pointer = f"/marks/{position}/person_id"
        if mark.person_id in seen:
            errors.append(FieldError(pointer, f"{mark.person_id} is marked twice in this request"))
        elif mark.person_id not in on_roster:
            errors.append(FieldError(pointer, f"{mark.person_id} is not on the roster of this session"))
        seen.add(mark.person_id)
    if errors:
        raise InvalidMarks(errors)
