"""Bodies of categories, rooms and classes."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from sessions.domain.sheets.directory import MEMBERS_MAX
from sessions.queries.classes import Member
from sessions.schemas.fields import VERSION, Body, Category, ClassName, Description, Instant, Name, Whole

EXAMPLE_ID = "0193b2a4-0000-7000-8000-000000000001"
SEATS_MAX = 100_000

Seats = Annotated[
    Annotated[Whole, Field(ge=1, le=SEATS_MAX)] | None,
    Field(description="How many people it holds; null where nobody has counted.", examples=[24]),
]
PersonIds = Annotated[list[UUID], Field(max_length=MEMBERS_MAX, examples=[[EXAMPLE_ID]])]


class CategoryIn(Body):
    """A category of sessions and courses."""

    name: Annotated[Category, Field(description="Unique in the organisation.", examples=["Mathematics"])]


class CategoryOut(CategoryIn):
    """A category."""

    name: Annotated[str, Field(description="Unique in the organisation.", examples=["Mathematics"])]
    category_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, VERSION]


def category_out(row: Row[*tuple[Any, ...]]) -> CategoryOut:
    """Return a category as it is answered."""
    return CategoryOut(category_id=row.id, version=row.version, name=row.name)


class RoomIn(Body):
    """A room to be created."""

    name: Annotated[Name, Field(description="Unique in the organisation.", examples=["Room 4"])]
    seats: Seats = None


class RoomPatch(Body):
    """What is to be changed about a room; what is left out stays."""

    name: Annotated[Name, Field(description="Unique in the organisation.", examples=["Room 4"])] = ""
    seats: Seats = None


class RoomOut(RoomIn):
    """A room."""

    room_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, VERSION]


def room_out(row: Row[*tuple[Any, ...]]) -> RoomOut:
    """Return a room as it is answered."""
    return RoomOut(room_id=row.id, version=row.version, name=row.name, seats=row.seats)


class ClassIn(Body):
    """A class to be created."""

    name: Annotated[ClassName, Field(description="Unique in the organisation; without |.", examples=["7b"])]
    description: Annotated[Description, Field(description="What it is.", examples=["Second floor"])] = ""
    members: Annotated[PersonIds, Field(description="Learners to start with.")] = []  # noqa: RUF012


class ClassPatch(Body):
    """What is to be changed about a class; what is left out stays."""

    name: Annotated[ClassName, Field(description="Unique in the organisation; without |.", examples=["8b"])] = ""
    description: Annotated[Description, Field(description="What it is.", examples=["Third floor"])] = ""


class MembersDelta(Body):
    """Learners to add to and to remove from a class; everybody else stays."""

    add: Annotated[PersonIds, Field(description="Learners to add.")] = []  # noqa: RUF012
    remove: Annotated[PersonIds, Field(description="Learners to remove.")] = []  # noqa: RUF012


class ClassOut(Body):
    """A class."""

    class_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, VERSION]
    name: Annotated[str, Field(description="Unique in the organisation.", examples=["7b"])]
    description: Annotated[str, Field(description="What it is.", examples=["Second floor"])]
    member_count: Annotated[int, Field(description="How many learners stand in it now.", examples=[24])]


class MemberOut(Body):
    """A learner who stands in a class."""

    person_id: Annotated[UUID, Field(description="Their id.", examples=[EXAMPLE_ID])]
    username: Annotated[str, Field(description="Their username.", examples=["ada"])]
    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]
    since: Annotated[Instant, Field(description="Since when.", examples=["2026-09-01T06:00:00Z"])]


class ClassDetailOut(ClassOut):
    """A class and a page of its members."""

    members: Annotated[list[MemberOut], Field(description="Who stands in it now, by username.")]
    next_cursor: Annotated[
        str | None, Field(description="Cursor of the next page of members; null on the last one.", examples=[None])
    ]


def class_out(row: Row[*tuple[Any, ...]]) -> ClassOut:
    """Return a class as it is answered."""
    return ClassOut(**_class_fields(row))


def class_detail_out(row: Row[*tuple[Any, ...]], members: Sequence[Member], next_cursor: str | None) -> ClassDetailOut:
    """Return a class with a page of its members as it is answered."""
    return ClassDetailOut(
        **_class_fields(row),
        members=[MemberOut(**member._asdict()) for member in members],
        next_cursor=next_cursor,
    )


def _class_fields(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "class_id": row.id,
        "version": row.version,
        "name": row.name,
        "description": row.description,
        "member_count": row.member_count,
    }
