"""Every read of attendance."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.keyset import InvalidCursor, decode_cursor, encode_cursor
from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.domain import CODES, learners_of
from attendance.errors import NotYourRegister, RegisterNotFound
from attendance.schemas import MarkChangeOut, MarkedBeforeOut, MarkOut, RegisterOut
from attendance.tables import mark_history, official_marks, official_registers, registers, roster_members

_REGISTER: Final = select(
    registers, official_registers.c.register_version, official_registers.c.locked_at
).outerjoin_from(registers, official_registers, registers.c.session_id == official_registers.c.session_id)

_CURRENT_MARKS: Final = (
    select(mark_history)
    .ext(distinct_on(mark_history.c.person_id))
    .order_by(mark_history.c.person_id, mark_history.c.version.desc())
)

_OFFICIAL_MARKS: Final = (
    select(official_marks, mark_history.c.remark, mark_history.c.marked_by, mark_history.c.marked_at)
    .outerjoin_from(
        official_marks,
        mark_history,
        (official_marks.c.session_id == mark_history.c.session_id)
        & (official_marks.c.person_id == mark_history.c.person_id)
        & (official_marks.c.mark_version == mark_history.c.version),
    )
    .order_by(official_marks.c.person_id)
)

_REPLACED: Final = ("code", "minutes", "remark", "source")


class HistoryPage(NamedTuple):
    """One page of a register's history, and the cursor of the next one."""

    items: list[MarkChangeOut]
    next_cursor: str | None


async def read_register(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, caller_id: UUID, sees_all: bool
) -> RegisterOut:
    """Return a register as the caller may see it, or raise RegisterNotFound."""
    register = await _register(db, org_id, session_id)
    only = learners_of(caller_id, coach_ids=register.coach_ids, sees_all=sees_all)
    if register.state == "locked":
        official = (await db.execute(_of(_OFFICIAL_MARKS, official_marks.c, session_id, only))).all()
        roster = [row.person_id for row in official]
        marks = [_official_mark(row) for row in official]
    else:
        members = select(roster_members.c.person_id).order_by(roster_members.c.person_id)
        roster = list((await db.execute(_of(members, roster_members.c, session_id, only))).scalars())
        marks = []
    if only is not None and not roster:
        raise RegisterNotFound(session_id)
    current = (await db.execute(_of(_CURRENT_MARKS, mark_history.c, session_id, only))).all()
    on_roster = [_mark(row) for row in current if row.person_id in set(roster)]
    locked_version = register.register_version
    return RegisterOut(
        session_id=session_id,
        state=register.state,
        version=register.version,
        official_version=locked_version,
        locked_at=register.locked_at,
        coach_ids=list(register.coach_ids),
        roster=roster,
        marks=marks if register.state == "locked" else on_roster,
        late_marks=[mark for mark in on_roster if locked_version is not None and (mark.version or 0) > locked_version],
    )


async def read_history(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    caller_id: UUID,
    sees_all: bool,
    limit: int,
    cursor: str | None,
) -> HistoryPage:
    """Return a page of every change of a register's marks, oldest first.

    Raises RegisterNotFound, and NotYourRegister for anyone but its coaches and those who see every register.
    """
    register = await _register(db, org_id, session_id)
    if not sees_all and caller_id not in register.coach_ids:
        raise NotYourRegister
    before = {
        f"replaced_{name}": func.lag(mark_history.c[name]).over(
            partition_by=mark_history.c.person_id, order_by=mark_history.c.version
        )
        for name in _REPLACED
    }
    changes = (
        select(mark_history, *(column.label(name) for name, column in before.items()))
        .where(mark_history.c.session_id == session_id)
        .subquery()
    )
    order = changes.c.version, changes.c.person_id
    page = select(changes).order_by(*order).limit(limit + 1)
    if cursor is not None:
        page = page.where(tuple_(*order) > tuple_(*_after(cursor)))
    rows = (await db.execute(page)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return HistoryPage(
        items=[_change(row) for row in rows[:limit]],
        next_cursor=None if last is None else encode_cursor(last.version, str(last.person_id)),
    )


async def _register(db: AsyncConnection, org_id: UUID, session_id: UUID) -> Row[Any]:
    mine = registers.c.session_id == session_id, registers.c.org_id == org_id
    register = (await db.execute(_REGISTER.where(*mine))).one_or_none()
    if register is None:
        raise RegisterNotFound(session_id)
    return register


def _of(statement: Select[Any], columns: Any, session_id: UUID, only: UUID | None) -> Select[Any]:
    """Narrow a statement to one session, and to one learner where the caller is shown no other."""
    statement = statement.where(columns.session_id == session_id)
    return statement if only is None else statement.where(columns.person_id == only)


def _after(cursor: str) -> tuple[int, UUID]:
    version, person_id = decode_cursor(cursor, parts=2)
    try:
        if not isinstance(version, int):
            raise ValueError("not a version")
        return version, UUID(str(person_id))
    except ValueError:
        raise InvalidCursor("Use next_cursor of the previous page unchanged.") from None


def _mark(row: Row[Any]) -> MarkOut:
    return MarkOut(
        person_id=row.person_id,
        code=row.code,
        **CODES[row.code]._asdict(),
        minutes=row.minutes,
        remark=row.remark,
        source=row.source,
        version=row.version,
        marked_by=row.marked_by,
        marked_at=row.marked_at,
    )


def _official_mark(row: Row[Any]) -> MarkOut:
    return MarkOut(
        person_id=row.person_id,
        code=row.code,
        counts_as_present=row.counts_as_present,
        weight_basis_points=row.weight_basis_points,
        billable=row.billable,
        minutes=row.minutes,
        remark=row.remark,
        source=row.source,
        version=row.mark_version,
        marked_by=row.marked_by,
        marked_at=row.marked_at,
    )


def _change(row: Row[Any]) -> MarkChangeOut:
    first = row.replaced_code is None
    return MarkChangeOut(
        person_id=row.person_id,
        version=row.version,
        code=row.code,
        minutes=row.minutes,
        remark=row.remark,
        source=row.source,
        marked_by=row.marked_by,
        marked_at=row.marked_at,
        replaced=None
        if first
        else MarkedBeforeOut(
            code=row.replaced_code,
            minutes=row.replaced_minutes,
            remark=row.replaced_remark,
            source=row.replaced_source,
        ),
    )
