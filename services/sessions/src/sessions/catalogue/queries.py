"""Read entries of the catalogue (people, courses, categories, classes, rooms): one of them, or lists by words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Row,
    Select,
    Table,
    Uuid,
    and_,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.errors import (
    CategoryNotFound,
    ClassNotFound,
    CourseNotFound,
    EntryNotFound,
    PersonNotFound,
    RoomNotFound,
)
from sessions.catalogue.tables import categories, class_members, classes, courses, people, rooms
from sessions.search import Wanted, narrow, wanted_words

WALKED_MAX: Final = 10_000
"""How many entries a request looks at in the list's order if none of its words is rare. It takes 0.2 s.

The page may then hold fewer entries than asked for, or none, and still have a cursor to continue. If LOOKED_UP_MAX of
a million entries match, this number still fills a page of 50.
"""

_KEYSET: Final = Keyset(key=str)

EntryRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entries. They are listed by `key`, a text that is unique in the organisation."""

    name: str
    """The kind in search_words, and the word for it in messages."""
    table: Table
    key: Column[Any]
    searched: tuple[str, ...]
    """The columns whose words are searched (migration 0005)."""
    rows: Select[Any]
    missing: type[EntryNotFound]

    @property
    def folded_key(self) -> Column[Any]:
        """Return the column that has the key in its folded form, which is what must be unique."""
        return self.table.c[f"folded_{self.key.name}"]


PEOPLE: Final = Kind("person", people, people.c.username, ("name", "username", "email"), select(people), PersonNotFound)
CATEGORIES: Final = Kind("category", categories, categories.c.name, ("name",), select(categories), CategoryNotFound)
ROOMS: Final = Kind("room", rooms, rooms.c.name, ("name",), select(rooms), RoomNotFound)
COURSES: Final = Kind(
    "course",
    courses,
    courses.c.code,
    ("code", "title"),
    select(courses, categories.c.name.label("category")).outerjoin_from(
        courses, categories, and_(categories.c.org_id == courses.c.org_id, categories.c.id == courses.c.category_id)
    ),
    CourseNotFound,
)
CLASSES: Final = Kind(
    "class",
    classes,
    classes.c.name,
    ("name",),
    select(
        classes,
        select(func.count())
        .where(
            class_members.c.org_id == classes.c.org_id,
            class_members.c.class_id == classes.c.id,
            class_members.c.removed_at.is_(None),
        )
        .scalar_subquery()
        .label("member_count"),
    ),
    ClassNotFound,
)


async def read_entry(db: AsyncConnection, kind: Kind, *, org_id: UUID, entry_id: UUID) -> EntryRow:
    """Return an entry, or raise the kind's NotFound."""
    wanted = kind.rows.where(kind.table.c.org_id == org_id, kind.table.c.id == entry_id)
    found: EntryRow | None = (await db.execute(wanted)).one_or_none()
    if found is None:
        raise kind.missing(entry_id)
    return found


async def list_entries(
    db: AsyncConnection,
    kind: Kind,
    *,
    org_id: UUID,
    exact: Mapping[str, str | None],
    asked: Mapping[str, Sequence[Any] | None] | None = None,
    q: str | None,
    limit: int,
    cursor: str | None,
) -> Slice[EntryRow]:
    """Return a page of entries by their key. Raises InvalidCursor.

    Each word of `q` begins a word of the entry. `exact` has columns with the only value that is wanted, or None for any
    value. `asked` has columns with the values that are looked up. The spelling of a key does not matter. An index in
    the list's order serves each of them, or it leaves as many rows as there are values.
    """
    seek: list[ColumnElement[bool]] = [kind.table.c.org_id == org_id]
    seek += [_is(kind, name, value) for name, value in exact.items() if value is not None]
    seek += [_is_among(kind, name, values) for name, values in (asked or {}).items() if values is not None]
    after = _KEYSET.parameters(cursor)["key"]
    if after is not None:
        seek.append(kind.key > after)
    words: list[Wanted] = []
    if q and q.strip():
        words = await wanted_words(db, q, entry=kind.name)
        if not words:  # the search is nothing but punctuation, and no word begins with it
            return Slice([], None)
    narrowed = await narrow(db, org_id=org_id, wanted=words)
    if narrowed.ids is None:
        found = seek
    else:
        found = [*seek, kind.table.c.id == any_(bindparam("ids", narrowed.ids, ARRAY(Uuid)))]
    if narrowed.unchecked:
        page = _checking(kind, org_id, found, narrowed.unchecked)
    else:
        page = kind.rows.where(*found).order_by(kind.key)
    rows: Sequence[EntryRow] = (await db.execute(page.limit(limit + 1))).all()
    found_page = _KEYSET.page(rows, limit=limit, key=lambda row: (getattr(row, kind.key.name),))
    if found_page.next_cursor is None and narrowed.ids is None and narrowed.unchecked:
        return found_page._replace(next_cursor=await _where_the_walk_ended(db, kind, seek))
    return found_page


def _is(kind: Kind, column: str, value: str) -> ColumnElement[bool]:
    """Return the condition that a column has a value."""
    if column == kind.key.name:
        return kind.folded_key == func.folded(value)
    return kind.table.c[column] == value


def _is_among(kind: Kind, column: str, values: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a column has one of the values."""
    of = kind.table.c[column]
    wanted: ColumnElement[Any] = bindparam(None, list(values), ARRAY(of.type))
    if column != kind.key.name:
        return of == any_(wanted)
    # The values are folded before the table is read, so that its index finds them.
    value: ColumnElement[str] = func.unnest(wanted).column_valued("value")
    return kind.folded_key == any_(func.array(select(func.folded(value)).scalar_subquery()))


def _checking(kind: Kind, org_id: UUID, found: Sequence[ColumnElement[bool]], words: Sequence[Wanted]) -> Select[Any]:
    """Return the query that walks the found entries in the list's order, and keeps those that have all these words.

    It is sorted by the key of the subquery `walked`, so that it stops as soon as the page is full. If it were sorted by
    the table's key, the database would check all walked entries first and then sort them. The words of an entry are
    computed once, and all wanted words are compared with them.
    """
    word: ColumnElement[Any] = func.words_of(
        func.concat_ws(" ", *(kind.table.c[name] for name in kind.searched))
    ).column_valued("word")
    walked = (
        select(kind.table.c.id, kind.key, func.array(select(word).scalar_subquery()).label("words"))
        .where(*found)
        .order_by(kind.key)
        .limit(WALKED_MAX)
        .subquery("walked")
    )
    page = kind.rows.join(walked, walked.c.id == kind.table.c.id).where(kind.table.c.org_id == org_id)
    return page.where(*(_has(walked.c.words, one) for one in words)).order_by(walked.c[kind.key.name])


def _has(words: ColumnElement[Any], wanted: Wanted) -> ColumnElement[bool]:
    """Return the condition that one of the words is in the wanted range. An index would look up the same range."""
    word: ColumnElement[str] = func.unnest(words).column_valued("word")
    first, end = wanted.parameters["word"], wanted.parameters["word_end"]
    return select(word).where(word.collate("C") >= first, word.collate("C") < end).exists()


async def _where_the_walk_ended(db: AsyncConnection, kind: Kind, seek: Sequence[ColumnElement[bool]]) -> str | None:
    """Return the cursor of the last entry that was looked at, or None if the walk reached the end of the list."""
    last = select(kind.key).where(*seek).order_by(kind.key).offset(WALKED_MAX - 1).limit(1)
    key = (await db.execute(last)).scalar_one_or_none()
    return None if key is None else _KEYSET.cursor(key)
