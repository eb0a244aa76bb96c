"""Bodies for categories, rooms and classes."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from chassis.http.fields import VERSION, Body, Instant
from pydantic import Field
from sqlalchemy import Row

from sessions.catalogue.classes.queries import Member
from sessions.catalogue.domain import MEMBERS_MAX
from sessions.fields import ClassName, Description

EXAMPLE_ID = "0193b2a4-0000-7000-8000-000000000001"

PersonIds = Annotated[list[UUID], Field(max_length=MEMBERS_MAX, examples=[[EXAMPLE_ID]])]


class ClassIn(Body):
    """A class to create."""

    name: Annotated[
        ClassName, Field(description="Its name, unique in the organisation. It must not contain |.", examples=["7b"])
    ]
    description: Annotated[Description, Field(description="Its description.", examples=["Second floor"])] = ""
    members: Annotated[PersonIds, Field(description="Learners to start with.")] = []  # noqa: RUF012


class ClassPatch(Body):
    """Changes to a class. A field that is left out stays as it is."""

    name: Annotated[
        ClassName, Field(description="Its name, unique in the organisation. It must not contain |.", examples=["8b"])
    ] = ""
    description: Annotated[Description, Field(description="Its description.", examples=["Third floor"])] = ""


class MembersDelta(Body):
    """Learners to add to a class and to remove from it. Everybody else stays."""

    add: Annotated[PersonIds, Field(description="Learners to add.")] = []  # noqa: RUF012
    remove: Annotated[PersonIds, Field(description="Learners to remove.")] = []  # noqa: RUF012


class ClassOut(Body):
    """A class."""

    class_id: Annotated[UUID, Field(description="The class's id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, VERSION]
    name: Annotated[str, Field(description="Its name, unique in the organisation.", examples=["7b"])]
    description: Annotated[str, Field(description="Its description.", examples=["Second floor"])]
    member_count: Annotated[int, Field(description="Number of learners who are in it now.", examples=[24])]


class MemberOut(Body):
    """A learner who is in a class."""

    person_id: Annotated[UUID, Field(description="Their id.", examples=[EXAMPLE_ID])]
    username: Annotated[str, Field(description="Their username.", examples=["ada"])]
    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]
    since: Annotated[Instant, Field(description="When they joined the class.", examples=["2026-09-01T06:00:00Z"])]


class ClassDetailOut(ClassOut):
    """A class and a page of its members."""

    members: Annotated[list[MemberOut], Field(description="Its members now, in order of username.")]
    next_cursor: Annotated[
        str | None, Field(description="Cursor of the next page of members; null on the last one.", examples=[None])
    ]


def class_out(row: Row[*tuple[Any, ...]]) -> ClassOut:
    """Return the body for a class."""
    return ClassOut(**_class_fields(row))


def class_detail_out(row: Row[*tuple[Any, ...]], members: Sequence[Member], next_cursor: str | None) -> ClassDetailOut:
    """Return the body for a class with a page of its members."""
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
