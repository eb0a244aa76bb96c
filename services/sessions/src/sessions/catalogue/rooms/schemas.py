"""The bodies of rooms."""

from typing import Annotated
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, VERSION, Body, Whole
from pydantic import Field

from sessions.catalogue.queries import EntryRow
from sessions.fields import Name

SEATS_MAX = 100_000
Seats = Annotated[
    Annotated[Whole, Field(ge=1, le=SEATS_MAX)] | None,
    Field(description="Number of people it holds; null if it is not known.", examples=[24]),
]


class RoomIn(Body):
    """A room to create."""

    name: Annotated[
        Name,
        Field(description="Its name, unique in the organisation, whatever its case and width.", examples=["Room 4"]),
    ]
    seats: Seats = None


class RoomPatch(Body):
    """Changes to a room. A field that is left out stays as it is."""

    name: Annotated[
        Name,
        Field(description="Its name, unique in the organisation, whatever its case and width.", examples=["Room 4"]),
    ] = ""
    seats: Seats = None


class RoomOut(RoomIn):
    """A room."""

    room_id: Annotated[UUID, Field(description="The room's id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, VERSION]


def room_out(row: EntryRow) -> RoomOut:
    """Return the body for a room."""
    return RoomOut(room_id=row.id, version=row.version, name=row.name, seats=row.seats)
