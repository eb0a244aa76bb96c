"""Reads one register: its marks so far, or when it is locked its official marks and those that hold now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from contracts.attendance import Mark
from sqlalchemy import Row, Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.codes.domain import CODES
from attendance.registers.domain import (
    Coaches,
    MarkChange,
    Register,
    ReplacedMark,
    ShownMark,
    check_keeper,
    sees_every_mark,
)
from attendance.registers.errors import RegisterNotFound
from attendance.registers.sight import Dates, check_learner_may_read
from attendance.registers.tables import mark_history, official_marks, official_registers, registers, roster_members
from attendance.texts.queries import read_texts

_REGISTER: Final = select(
    registers,
    official_registers.c.register_version,
    official_registers.c.locked_at,
    official_registers.c.unknown_version,
).outerjoin_from(registers, official_registers, registers.c.session_id == official_registers.c.session_id)

_CURRENT_MARKS: Final = (
    select(mark_history)
    .ext(distinct_on(mark_history.c.person_id))
    .order_by(mark_history.c.person_id, mark_history.c.version.desc())
)

_OFFICIAL_MARKS: Final = (
    select(
        official_marks,
        mark_history.c.remark,
        mark_history.c.text_id,
        mark_history.c.marked_by,
        mark_history.c.marked_at,
    )
    .outerjoin_from(
        official_marks,
        mark_history,
        (official_marks.c.session_id == mark_history.c.session_id)
        & (official_marks.c.person_id == mark_history.c.person_id)
        & (official_marks.c.mark_version == mark_history.c.version),
    )
    .order_by(official_marks.c.person_id)
)

_CORRECTED: Final = Statement("""
    SELECT DISTINCT ON (made.person_id) made.amendment_id, made.new_mark, made.proposed_by, decided.decided_at
    FROM register_amendments AS made JOIN register_amendment_decisions AS decided USING (amendment_id)
    WHERE made.session_id = :session_id AND decided.decision = 'applied'
    ORDER BY made.person_id, decided.sequence DESC
""")

_LEARNERS_OF: Final = Statement("""
    SELECT learner_id FROM guardians WHERE org_id = :org_id AND guardian_id = :guardian_id AND is_linked
""")


async def read_register(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, caller_id: UUID, sees_all: bool, now: datetime
) -> Register:
    """Return a register as the caller may see it now. Raises RegisterNotFound, and SessionNotOpen.

    Learners see their own mark and guardians those of their learners, without remarks: these are for staff.
    """
    register = await find_register(db, org_id, session_id)
    only = None
    if not sees_every_mark(caller_id, coaches_of(register), sees_all=sees_all):
        only = [caller_id, *await _LEARNERS_OF.scalars(db, {"org_id": org_id, "guardian_id": caller_id})]
    if register.state == "locked":
        official = (await db.execute(_of(_OFFICIAL_MARKS, official_marks.c, session_id, only))).all()
        roster = [row.person_id for row in official]
        corrections = await _corrections(db, session_id)
    else:
        members = select(roster_members.c.person_id).order_by(roster_members.c.person_id)
        roster = list((await db.execute(_of(members, roster_members.c, session_id, only))).scalars())
        official, corrections = [], {}
    if only is not None and not roster:
        raise RegisterNotFound(session_id)
    if only is not None:
        check_learner_may_read(Dates.of(register._asdict()), session_id, now=now)
    current = (await db.execute(_of(_CURRENT_MARKS, mark_history.c, session_id, only))).all()
    texts: Mapping[UUID | None, str] = {}
    if only is None:
        texts = await read_texts(db, [row.text_id for row in (*official, *current)], org_id=org_id)
    marks = [_official_mark(row, texts) for row in official]
    on_roster = [_mark(row, texts) for row in current if row.person_id in set(roster)]
    if only is not None:
        marks, on_roster = _without_remarks(marks), _without_remarks(on_roster)
    locked_version = register.register_version
    return Register(
        session_id=session_id,
        state=register.state,
        version=register.version,
        official_version=locked_version,
        unknown_version=register.unknown_version,
        locked_at=register.locked_at,
        coach_ids=list(register.coach_ids),
        roster=roster,
        voided_at=register.voided_at,
        marks=marks if register.state == "locked" else on_roster,
        corrected=[corrections.get(mark.person_id, mark) for mark in marks],
        late_marks=[mark for mark in on_roster if locked_version is not None and (mark.version or 0) > locked_version],
    )


async def find_register(db: AsyncConnection, org_id: UUID, session_id: UUID) -> Row[Any]:
    """Return the row of a register, with the version and time of its lock if any, or raise RegisterNotFound."""
    mine = registers.c.session_id == session_id, registers.c.org_id == org_id
    register = (await db.execute(_REGISTER.where(*mine))).one_or_none()
    if register is None:
        raise RegisterNotFound(session_id)
    return register


def coaches_of(register: Any) -> Coaches:
    """Return the coaches in the row of a register."""
    return Coaches(register.coach_ids, register.course_coach_ids)


def _of(statement: Select[Any], columns: Any, session_id: UUID, only: Sequence[UUID] | None) -> Select[Any]:
    """Narrow a statement to one session, and to some learners if the caller may see no others."""
    statement = statement.where(columns.session_id == session_id)
    return statement if only is None else statement.where(columns.person_id.in_(only))


def _without_remarks(marks: Sequence[ShownMark]) -> list[ShownMark]:
    return [mark._replace(remark=None) for mark in marks]


async def _corrections(db: AsyncConnection, session_id: UUID) -> Mapping[UUID, ShownMark]:
    """Return the marks that hold instead of official ones because of amendments, by learner."""
    corrections = {}
    for row in await _CORRECTED.all(db, {"session_id": session_id}):
        mark = Mark.model_validate(row.new_mark)
        corrections[mark.person_id] = ShownMark(
            **mark.model_dump(),
            remark=None,
            version=None,
            marked_by=row.proposed_by,
            marked_at=row.decided_at,
            amendment_id=row.amendment_id,
        )
    return corrections


def _mark(row: Row[Any], texts: Mapping[UUID | None, str]) -> ShownMark:
    return ShownMark(
        person_id=row.person_id,
        code=row.code,
        **CODES[row.code]._asdict(),
        minutes=row.minutes,
        remark=row.remark or texts.get(row.text_id),
        source=row.source,
        version=row.version,
        marked_by=row.marked_by,
        marked_at=row.marked_at,
    )


def _official_mark(row: Row[Any], texts: Mapping[UUID | None, str]) -> ShownMark:
    return ShownMark(
        person_id=row.person_id,
        code=row.code,
        counts_as_present=row.counts_as_present,
        weight_basis_points=row.weight_basis_points,
        billable=row.billable,
        minutes=row.minutes,
        remark=row.remark or texts.get(row.text_id),
        source=row.source,
        version=row.mark_version,
        marked_by=row.marked_by,
        marked_at=row.marked_at,
    )


# Marks come first, by version. A locked register takes no more marks, so amendments come after them, by sequence.
_PAGE: Final = Statement("""
    SELECT * FROM (
        SELECT 0 AS phase, version AS number, person_id, code, minutes, remark, text_id, source, marked_by, marked_at,
               lag(code) OVER earlier AS replaced_code, lag(minutes) OVER earlier AS replaced_minutes,
               lag(remark) OVER earlier AS replaced_remark, lag(text_id) OVER earlier AS replaced_text_id,
               lag(source) OVER earlier AS replaced_source,
               CAST(NULL AS uuid) AS amendment_id, CAST(NULL AS text) AS reason, CAST(NULL AS uuid) AS approved_by
        FROM mark_history WHERE session_id = :session_id
        WINDOW earlier AS (PARTITION BY person_id ORDER BY version)
        UNION ALL
        SELECT 1, decided.sequence, made.person_id, new_mark->>'code', CAST(new_mark->>'minutes' AS smallint), NULL,
               made.text_id, new_mark->>'source', made.proposed_by, decided.decided_at,
               old_mark->>'code', CAST(old_mark->>'minutes' AS smallint), NULL, NULL, old_mark->>'source',
               made.amendment_id, made.reason, nullif(decided.decided_by, made.proposed_by)
        FROM register_amendments AS made JOIN register_amendment_decisions AS decided USING (amendment_id)
        WHERE made.session_id = :session_id AND decided.decision = 'applied'
    ) AS changes
    WHERE (phase, number, person_id) > (
        coalesce(CAST(:phase AS bigint), 0), coalesce(CAST(:number AS bigint), 0),
        coalesce(CAST(:person_id AS uuid), '00000000-0000-0000-0000-000000000000'))
    ORDER BY phase, number, person_id LIMIT :limit
""")

_CHANGES: Final = Keyset(phase=int, number=int, person_id=UUID)


async def read_history(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    caller_id: UUID,
    sees_all: bool,
    limit: int,
    cursor: str | None,
) -> Slice[MarkChange]:
    """Return a page of the changes of a register's marks, oldest first. Amendments of the locked register come last.

    Raises what check_keeper raises.
    """
    coaches = coaches_of(await find_register(db, org_id, session_id))
    check_keeper(session_id, caller_id, coaches, sees_all=sees_all)
    rows = await _PAGE.all(db, {**_CHANGES.parameters(cursor), "session_id": session_id, "limit": limit + 1})
    page = _CHANGES.page(rows, limit=limit, key=lambda row: (row.phase, row.number, row.person_id))
    text_ids = [text_id for row in page.items for text_id in (row.text_id, row.replaced_text_id)]
    texts = await read_texts(db, text_ids, org_id=org_id)
    return page.map(lambda row: _change(row, texts))


def _change(row: Any, texts: Mapping[UUID | None, str]) -> MarkChange:
    replaced = ReplacedMark(
        row.replaced_code,
        row.replaced_minutes,
        row.replaced_remark or texts.get(row.replaced_text_id),
        row.replaced_source,
    )
    text = texts.get(row.text_id)
    return MarkChange(
        person_id=row.person_id,
        version=None if row.amendment_id else row.number,
        code=row.code,
        minutes=row.minutes,
        remark=None if row.amendment_id else row.remark or text,
        source=row.source,
        marked_by=row.marked_by,
        marked_at=row.marked_at,
        replaced=None if row.replaced_code is None else replaced,
        amendment_id=row.amendment_id,
        reason=(row.reason or text) if row.amendment_id else None,
        approved_by=row.approved_by,
        decided_alone=row.approved_by is None if row.amendment_id else None,
    )
