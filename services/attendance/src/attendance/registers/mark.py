"""Marks learners: a coach or an admin says who was there, for many learners at once."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.ids import NewId
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.registers.domain import GivenMark, check_keeper, unchanged, wrong_marks
from attendance.registers.errors import (
    InvalidMarks,
    RegisterCancelled,
    RegisterLocked,
    RegisterNotFound,
    StaleMarks,
)
from attendance.registers.hold import STAMP
from attendance.registers.queries import coaches_of
from attendance.registers.sight import Dates, check_coach_may_mark, check_takes_place
from attendance.registers.tables import mark_history, registers, roster_members
from attendance.texts.queries import read_texts
from attendance.texts.write import TextAbout, write_texts

_MINE: Final = Statement(f"""
    WITH mine AS (
        SELECT * FROM registers
        WHERE session_id = :session_id AND org_id = :org_id
        FOR UPDATE
    )
    SELECT *, {STAMP} FROM mine
""")  # noqa: S608 - a name of this package

_CURRENT: Final = (
    select(*(mark_history.c[name] for name in GivenMark._fields), mark_history.c.text_id)
    .ext(distinct_on(mark_history.c.person_id))
    .order_by(mark_history.c.person_id, mark_history.c.version.desc())
)

_MARK: Final = Insert(
    "mark_history",
    "person_id uuid, code text, minutes smallint, source text, text_id uuid",
    shared="session_id, org_id, version, marked_by, marked_at",
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
    sees_all: bool,
    expected_versions: frozenset[int] | None,
    new_id: NewId,
) -> Marked:
    """Save these marks as one new version of the register, or none of them. Never commits.

    Marks that change nothing are left out; if none changes anything, the version stays. The row of the register is
    locked, as it is when the register is locked at completion. So a mark is either saved before that or refused after.
    The time of a mark is read under this lock, so times follow versions.

    Raises RegisterNotFound, NotYourRegister, IsACourseRun, SessionNotOpen, RegisterLocked, RegisterCancelled,
    StaleMarks and InvalidMarks.
    """
    register = await _MINE.one_or_none(db, {"session_id": session_id, "org_id": org_id})
    if register is None:
        raise RegisterNotFound(session_id)
    check_keeper(session_id, marked_by, coaches_of(register), sees_all=sees_all)
    if register.state == "open":
        dates = Dates.of(register)
        check_takes_place(dates, session_id)
        if not sees_all:
            check_coach_may_mark(dates, now=register.at)
    if register.state == "locked":
        raise RegisterLocked(session_id)
    if register.state == "cancelled":
        raise RegisterCancelled(session_id)
    if expected_versions is not None and register.version not in expected_versions:
        raise StaleMarks(expected_versions, register.version)

    on_roster = select(roster_members.c.person_id).where(roster_members.c.session_id == session_id)
    if wrong := wrong_marks(marks, frozenset((await db.execute(on_roster)).scalars())):
        raise InvalidMarks(wrong)
    current = await _current(db, org_id, session_id)
    changed = [mark for mark in marks if not unchanged(mark, current.get(mark.person_id))]
    if not changed:
        return Marked(register.version, 0)
    version = register.version + 1
    mine = registers.c.session_id == session_id, registers.c.org_id == org_id
    await db.execute(update(registers).where(*mine).values(version=version, stamped_at=register.at))
    remarks = {mark.person_id: new_id() for mark in changed if mark.remark is not None}
    texts = [
        TextAbout(remarks[mark.person_id], "remark", mark.person_id, mark.remark)
        for mark in changed
        if mark.remark is not None
    ]
    await write_texts(db, texts, org_id=org_id, session_id=session_id, now=register.at)
    await _MARK.rows(
        db,
        [(mark.person_id, mark.code, mark.minutes, mark.source, remarks.get(mark.person_id)) for mark in changed],
        session_id=session_id,
        org_id=org_id,
        version=version,
        marked_by=marked_by,
        marked_at=register.at,
    )
    return Marked(version, len(changed))


async def _current(db: AsyncConnection, org_id: UUID, session_id: UUID) -> dict[UUID, GivenMark]:
    """Return the newest mark of each learner. A remark that was erased is none."""
    rows = (await db.execute(_CURRENT.where(mark_history.c.session_id == session_id))).all()
    texts = await read_texts(db, [row.text_id for row in rows], org_id=org_id)
    return {
        row.person_id: GivenMark(
            person_id=row.person_id,
            code=row.code,
            minutes=row.minutes,
            remark=row.remark or texts.get(row.text_id),
            source=row.source,
        )
        for row in rows
    }
