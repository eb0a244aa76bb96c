"""Rooms. A room is never booked twice at the same time."""

from typing import Final
from uuid import UUID

from chassis.clock import now
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.queries import ROOMS
from sessions.catalogue.rooms.schemas import RoomIn, RoomOut, RoomPatch, room_out
from sessions.catalogue.routes import Entries, add_change, add_create, add_delete, add_list, add_read, router_of
from sessions.catalogue.write import create_entry

_ROOMS: Final = Entries(kind=ROOMS, plural="rooms", answer=RoomOut, answer_of=room_out)

router = router_of(_ROOMS)


async def _create(db: AsyncConnection, org_id: UUID, room_id: UUID, body: RoomIn) -> None:
    values = {"name": body.name, "seats": body.seats, "created_at": now()}
    await create_entry(db, ROOMS, org_id=org_id, entry_id=room_id, values=values)


add_create(router, _ROOMS, RoomIn, _create, "Create a room. Admins only.")
add_list(router, _ROOMS, "List rooms by name. Admins, support and coaches.")
add_read(router, _ROOMS, "Read a room. Admins, support and coaches.")
add_change(router, _ROOMS, RoomPatch, "Change a room. The numbers of seats of its sessions do not change. Admins only.")
add_delete(
    router,
    _ROOMS,
    "Delete a room. It is refused (in-use) if a session or batch has the room, even a past one. Admins only.",
)
