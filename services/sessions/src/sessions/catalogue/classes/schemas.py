"""The bodies of classes."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from chassis.database.keyset import Slice
from chassis.http.fields import EXAMPLE_ID, VERSION, Body, Id, Instant
from pydantic import Field

from sessions.catalogue.classes.queries import ClassCoach, Member
from sessions.catalogue.domain import MEMBERS_MAX
from sessions.catalogue.queries import EntryRow
from sessions.fields import EXTERNAL_ID, ClassName, Description, ExternalId, PersonName

PersonIds = Annotated[list[Id], Field(max_length=MEMBERS_MAX, examples=[[EXAMPLE_ID]])]


class ClassIn(Body):
    """A class to create."""

    name: Annotated[
        ClassName,
        Field(
            description="Its name, unique in the organisation, whatever its case and width. It must not contain |.",
            examples=["7b"],
        ),
    ]
    description: Annotated[Description, Field(description="Its description.", examples=["Second floor"])] = ""
    external_id: Annotated[ExternalId | None, EXTERNAL_ID] = None
    members: Annotated[PersonIds, Field(description="Learners to start with.")] = []  # noqa: RUF012


class ClassPatch(Body):
    """Changes to a class. A field that is left out stays as it is."""

    name: Annotated[
        ClassName,
        Field(
            description="Its name, unique in the organisation, whatever its case and width. It must not contain |.",
            examples=["8b"],
        ),
    ] = ""
    description: Annotated[Description, Field(description="Its description.", examples=["Third floor"])] = ""
    external_id: Annotated[ExternalId | None, EXTERNAL_ID] = None


class MembersDelta(Body):
    """Learners to add to a class and to remove from it. Everybody else stays."""

    add: Annotated[PersonIds, Field(description="Learners to add.")] = []  # noqa: RUF012
    remove: Annotated[PersonIds, Field(description="Learners to remove.")] = []  # noqa: RUF012


class ClassCoachesDelta(Body):
    """Coaches to add to a class and to remove from it. The others stay."""

    add: Annotated[PersonIds, Field(description="Coaches to add.")] = []  # noqa: RUF012
    remove: Annotated[PersonIds, Field(description="Coaches to remove.")] = []  # noqa: RUF012


class ClassOut(Body):
    """A class."""

    class_id: Annotated[UUID, Field(description="The class's id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, VERSION]
    name: Annotated[
        str, Field(description="Its name, unique in the organisation, whatever its case and width.", examples=["7b"])
    ]
    description: Annotated[str, Field(description="Its description.", examples=["Second floor"])]
    external_id: Annotated[str | None, EXTERNAL_ID]
    member_count: Annotated[int, Field(description="Number of learners who are in it now.", examples=[24])]


class MemberOut(Body):
    """A learner who is in a class."""

    person_id: Annotated[UUID, Field(description="Their id.", examples=[EXAMPLE_ID])]
    username: Annotated[str, Field(description="Their username.", examples=["ada"])]
    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]
    added_at: Annotated[Instant, Field(description="When they joined the class.", examples=["2026-09-01T06:00:00Z"])]


class ClassDetailOut(ClassOut):
    """A class and a page of its members."""

    coaches: Annotated[
        list[PersonName],
        Field(description="Its coaches, by name. They may plan lessons with its learners, where the policy says so."),
    ]
    members: Annotated[list[MemberOut], Field(description="Its members now, in order of username.")]
    next_cursor: Annotated[
        str | None, Field(description="Cursor of the next page of members; null on the last one.", examples=[None])
    ]


def class_out(row: EntryRow) -> ClassOut:
    """Return the body for a class."""
    return ClassOut(**_class_fields(row))


def class_detail_out(row: EntryRow, coaches: Sequence[ClassCoach], members: Slice[Member]) -> ClassDetailOut:
    """Return the body for a class with its coaches and a page of its members."""
    return ClassDetailOut(
        **_class_fields(row),
        coaches=[PersonName(**coach._asdict()) for coach in coaches],
        members=[MemberOut(**member._asdict()) for member in members.items],
        next_cursor=members.next_cursor,
    )


def _class_fields(row: EntryRow) -> dict[str, Any]:
    return {
        "class_id": row.id,
        "version": row.version,
        "name": row.name,
        "description": row.description,
        "external_id": row.external_id,
        "member_count": row.member_count,
    }
