"""Read lists of sessions: filtered, searched, sorted, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.tables import categories, people, rooms
from sessions.organisation.domain import DEFAULT_POLICY
from sessions.search import Wanted, narrow, wanted_words
from sessions.session.completion import logged_minutes_of
from sessions.session.domain import State
from sessions.session.queries import lesson_count_of, windows_of
from sessions.session.tables import INSTANT, roster, session_coaches, session_course_people, session_courses, sessions
from sessions.session.visibility import Part, Sight, Visibility, When, sight
from sessions.views.lists.errors import CursorOfOtherOrder
from sessions.views.lists.walk import queries as whole_list
from sessions.views.lists.walk.queries import Sort, in_order
from sessions.words import Mode

ListedState = State | Literal["unlogged"]
"""Unlogged means past its end, and neither completed nor cancelled."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list of sessions. None does not filter. `ids`, `names` and `external_ids` look sessions up.

    `listed_since` is inclusive and `listed_before` exclusive. Both are compared with `listed_from`.
    """

    ids: tuple[UUID, ...] | None = None
    names: tuple[str, ...] | None = None
    external_ids: tuple[str, ...] | None = None
    q: str | None = None
    status: When | None = None
    state: ListedState | None = None
    category_id: UUID | None = None
    coach_id: UUID | None = None
    course_id: UUID | None = None
    class_id: UUID | None = None
    learner_id: UUID | None = None
    batch_id: UUID | None = None
    run_id: UUID | None = None
    is_run: bool | None = None
    room_id: UUID | None = None
    mode: Mode | None = None
    visibility: Visibility | None = None
    voided: bool | None = None
    open_proposals: bool | None = None
    listed_since: datetime | None = None
    listed_before: datetime | None = None


_BY_START: Final = Keyset(sort=str, since=datetime | None, session_id=UUID)
_BY_NAME: Final = Keyset(sort=str, name=str, session_id=UUID)

_BEFORE_ALL = literal_column("'-infinity'::timestamptz", INSTANT)
_AFTER_ALL = literal_column("'infinity'::timestamptz", INSTANT)

_LOGGED_MINUTES = literal_column(logged_minutes_of("sessions"), Integer).label("logged_minutes")
_LESSON_COUNT = literal_column(lesson_count_of("sessions"), Integer).label("lesson_count")
_OWN_COACH = session_coaches.alias("own_coach")
_BATCHES = table("batches", column("org_id"), column("id"), column("name", Text))
_SINCE = func.nullif(sessions.c.listed_from, _BEFORE_ALL).label("since")
_SUMMARY = (
    select(
        *(column for column in sessions.c if column.computed is None),
        _SINCE,
        func.nullif(sessions.c.listed_until, _AFTER_ALL).label("until"),
        _LOGGED_MINUTES,
        _LESSON_COUNT,
        categories.c.name.label("category"),
        rooms.c.name.label("room"),
        _BATCHES.c.name.label("batch"),
        _OWN_COACH.c.person_id.label("coach_id"),
        people.c.name.label("coach_name"),
        select(func.count())
        .where(session_courses.c.session_id == sessions.c.id)
        .scalar_subquery()
        .label("course_count"),
    )
    .join_from(sessions, _OWN_COACH, and_(_OWN_COACH.c.session_id == sessions.c.id, _OWN_COACH.c.position == 0))
    .join(people, and_(people.c.org_id == sessions.c.org_id, people.c.id == _OWN_COACH.c.person_id))
    .outerjoin(categories, and_(categories.c.org_id == sessions.c.org_id, categories.c.id == sessions.c.category_id))
    .outerjoin(rooms, and_(rooms.c.org_id == sessions.c.org_id, rooms.c.id == sessions.c.room_id))
    .outerjoin(_BATCHES, and_(_BATCHES.c.org_id == sessions.c.org_id, _BATCHES.c.id == sessions.c.batch_id))
)


async def list_sessions(
    db: AsyncConnection,
    *,
    org_id: UUID,
    person_id: UUID,
    sees_all: bool,
    filters: Filters,
    sort: Sort,
    limit: int,
    cursor: str | None,
    now: datetime,
) -> Slice[Row[*tuple[Any, ...]]]:
    """Return a page of the sessions that a person may see listed.

    Staff see all sessions. Coaches and learners see those that they take part in, learners as far as windows and
    visibility allow. Raises InvalidCursor.
    """
    wanted = _wanted(person_id, filters, sees_all=sees_all, now=now)
    if filters.q and filters.q.strip():
        words = await wanted_words(db, filters.q)
        if not words:  # the search is nothing but punctuation, and no word begins with it
            return Slice([], None)
        wanted += words
    narrowed = await narrow(db, org_id=org_id, wanted=wanted)
    seek = _conditions(org_id, filters, now)
    if cursor is not None:
        seek.append(_behind(cursor, sort))
    if narrowed.ids is not None:
        seek.append(_among(narrowed.ids))
    checks = [whole_list.check(one) for one in (*narrowed.unchecked, *_common(filters))]
    page = summary(person_id)
    if checks:
        found = list((await db.scalars(whole_list.walk(seek, checks, sort).limit(limit + 1))).all())
        page = page.where(sessions.c.org_id == org_id, _among(found))
    else:
        page = page.where(*seek)
    rows = list((await db.execute(page.order_by(*in_order(sessions, sort)).limit(limit + 1))).all())
    found_page = _order(sort).page(rows, limit=limit, key=lambda row: _place(row, sort))
    next_cursor = found_page.next_cursor
    if next_cursor is None and checks and narrowed.ids is None:
        next_cursor = await _where_the_walk_ended(db, seek, sort)
    if sees_all:  # they see every session listed (see `sight`), so there is nothing to decide for each row
        return Slice(found_page.items, next_cursor)
    seen = [row for row in found_page.items if _sight(row, now=now).listed]
    # Who else learns in a session, and what is proposed, is for its coaches.
    if filters.learner_id not in (None, person_id) or filters.open_proposals is not None:
        seen = [row for row in seen if row.is_coach]
    return Slice(seen, next_cursor)


def _wanted(person_id: UUID, filters: Filters, *, sees_all: bool, now: datetime) -> list[Wanted]:
    wanted = []
    if not sees_all:
        wanted.append(Wanted("own", {"person_id": person_id}))
    by_id = {
        "coach": ("person_id", filters.coach_id),
        "learner": ("person_id", filters.learner_id),
        "course": ("course_id", filters.course_id),
        "class": ("class_id", filters.class_id),
        "batch": ("batch_id", filters.batch_id),
        "run": ("run_id", filters.run_id),
        "room": ("room_id", filters.room_id),
    }
    wanted += [Wanted(kind, {name: value}) for kind, (name, value) in by_id.items() if value is not None]
    if filters.ids is not None:
        wanted.append(Wanted("ids", {"session_ids": list(filters.ids)}))
    if filters.names is not None:
        wanted.append(Wanted("names", {"names": list(filters.names)}))
    if filters.external_ids is not None:
        wanted.append(Wanted("external_ids", {"external_ids": list(filters.external_ids)}))
    if filters.is_run:
        wanted.append(Wanted("runs", {}))
    if filters.voided:
        wanted.append(Wanted("voided", {}))
    if filters.open_proposals:
        wanted.append(Wanted("proposed", {}))
    if filters.status == "current":
        wanted.append(Wanted("current", {"now": now}))
    if filters.state == "unlogged":
        wanted.append(Wanted("unlogged", {"now": now, "maximum_minutes": DEFAULT_POLICY.maximum_minutes}))
    return wanted


def _common(filters: Filters) -> list[Wanted]:
    """Return the filters that are never looked up, because few values exist and many sessions have each.

    No index has the state. With one, the completion of a session would no longer be an update in place.
    """
    wanted = []
    if filters.state not in (None, "unlogged"):
        wanted.append(Wanted("state", {"state": filters.state}))
    if filters.mode is not None:
        wanted.append(Wanted("mode", {"mode": filters.mode}))
    if filters.visibility is not None:
        wanted.append(Wanted("visibility", {"visibility": filters.visibility}))
    if filters.is_run is False:
        wanted.append(Wanted("not runs", {}))
    if filters.voided is False:
        wanted.append(Wanted("not voided", {}))
    if filters.open_proposals is False:
        wanted.append(Wanted("not proposed", {}))
    return wanted


def _conditions(org_id: UUID, filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions that the index of the list's order serves, at least with a part of its columns."""
    found: list[ColumnElement[bool]] = [sessions.c.org_id == org_id]
    if filters.status == "upcoming":
        found.append(sessions.c.listed_from > now)
    elif filters.status == "past":
        found += [sessions.c.listed_from < now, sessions.c.listed_until < now]
    elif filters.status == "current":
        found.append(sessions.c.listed_from <= now)
    if filters.category_id is not None:
        found.append(sessions.c.category_id == filters.category_id)
    if filters.listed_since is not None:
        found.append(sessions.c.listed_from >= filters.listed_since)
    if filters.listed_before is not None:
        found += [sessions.c.listed_from < filters.listed_before, sessions.c.listed_from > _BEFORE_ALL]
    return found


def _among(session_ids: Sequence[UUID]) -> ColumnElement[bool]:
    return sessions.c.id == any_(bindparam("ids", session_ids, ARRAY(Uuid)))


def _order(sort: Sort) -> Keyset:
    return _BY_NAME if sort.endswith("name") else _BY_START


def _place(row: Row[*tuple[Any, ...]], sort: Sort) -> tuple[Any, ...]:
    """Return the sort values of a row, with the order to which they belong."""
    return (sort, row.name, row.id) if sort.endswith("name") else (sort, row.since, row.id)


def _behind(cursor: str, sort: Sort) -> ColumnElement[bool]:
    """Return the condition that a session comes after the cursor in the list's order."""
    last = _order(sort).parameters(cursor)
    if last["sort"] != sort:
        raise CursorOfOtherOrder
    descending = sort.startswith("-")
    if sort.endswith("name"):
        here = tuple_(sessions.c.name, sessions.c.id)
        start: ColumnElement[Any] = bindparam(None, last["name"], sessions.c.name.type)
    else:
        here = tuple_(sessions.c.listed_from, sessions.c.id)
        start = _BEFORE_ALL if last["since"] is None else bindparam(None, last["since"], INSTANT)
    there = tuple_(start, bindparam(None, last["session_id"], sessions.c.id.type))
    return here < there if descending else here > there


async def _where_the_walk_ended(db: AsyncConnection, seek: Sequence[ColumnElement[bool]], sort: Sort) -> str | None:
    """Return the cursor of the last session that was looked at, or None if the walk reached the end of the list."""
    last = select(sessions.c.id, sessions.c.name, _SINCE).where(*seek).order_by(*in_order(sessions, sort))
    row = (await db.execute(last.offset(whole_list.WALKED_MAX - 1).limit(1))).one_or_none()
    return None if row is None else _order(sort).cursor(*_place(row, sort))


def _sight(row: Row[*tuple[Any, ...]], *, now: datetime) -> Sight:
    """Return what a person who is not staff sees of a session in a list. The row has the person's parts."""
    parts: set[Part] = set()
    if row.is_coach:
        parts.add("coach")
    if row.is_learner:
        parts.add("learner")
    return sight(parts, windows=windows_of(row), visibility=row.visibility, now=now)


def summary(person_id: UUID) -> Select[Any]:
    """Return the query for rows of lists, with the person's parts in each session. Callers filter and sort it."""
    who: BindParameter[UUID] = bindparam("who", person_id)
    return _SUMMARY.add_columns(
        or_(
            exists().where(session_coaches.c.session_id == sessions.c.id, session_coaches.c.person_id == who),
            exists().where(
                session_course_people.c.session_id == sessions.c.id,
                session_course_people.c.person_id == who,
                session_course_people.c.part == "coach",
            ),
        ).label("is_coach"),
        exists()
        .where(roster.c.session_id == sessions.c.id, roster.c.person_id == who, roster.c.removed_at.is_(None))
        .label("is_learner"),
    )
