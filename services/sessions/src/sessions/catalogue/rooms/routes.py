"""Rooms. A room is never booked twice at the same time."""

from typing import Final
from uuid import UUID

from chassis.clock import now
from chassis.http.fields import sent
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from chassis.ids import new_id
from contracts.roles import Role
from fastapi import APIRouter, Response

from sessions.catalogue.queries import ROOMS, list_entries, read_entry
from sessions.catalogue.rename_and_delete import change_entry, create_entry, delete_entry, lock_entry
from sessions.catalogue.rooms.schemas import RoomIn, RoomOut, RoomPatch, room_out
from sessions.catalogue.searching import Search

router = APIRouter(prefix="/v1/rooms", tags=["rooms"])

READERS: Final[tuple[Role, ...]] = ("admin", "support", "coach")


@router.post("", summary="Create a room", status_code=201, response_model=RoomOut)
async def create_room(*, db: Db, caller: Caller, once: Once, body: RoomIn) -> Response:
    """Create a room. Admins only."""
    caller.require("admin")
    room_id = new_id()
    values = {**body.model_dump(), "created_at": now()}
    await create_entry(db, ROOMS, org_id=caller.org_id, entry_id=room_id, values=values)
    answer = RoomOut(room_id=room_id, version=1, **body.model_dump())
    return await once.answer(201, answer, headers={"ETag": etag(1)})


@router.get("", summary="List rooms")
async def list_rooms(
    *, db: Db, caller: Caller, q: Search = None, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[RoomOut]:
    """List rooms by name. Admins, support and coaches.

    A page may have fewer rooms than the limit. There are more as long as there is a next_cursor.
    """
    caller.require(*READERS)
    rows, next_cursor = await list_entries(db, ROOMS, org_id=caller.org_id, q=q, limit=limit, cursor=cursor)
    return Page(items=[room_out(row) for row in rows], next_cursor=next_cursor)


@router.get("/{room_id}", summary="Read a room")
async def read_room(*, db: Db, caller: Caller, response: Response, room_id: UUID) -> RoomOut:
    """Read a room. Admins, support and coaches."""
    caller.require(*READERS)
    return await _answer(db, caller, response, room_id)


@router.patch("/{room_id}", summary="Change a room")
async def change_room(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, room_id: UUID, body: RoomPatch
) -> RoomOut:
    """Change a room. The numbers of seats of its sessions do not change. Admins only."""
    caller.require("admin")
    room = await lock_entry(db, ROOMS, org_id=caller.org_id, entry_id=room_id, expected_version=if_match)
    await change_entry(db, ROOMS, room, sent(body))
    return await _answer(db, caller, response, room_id)


@router.delete("/{room_id}", summary="Delete a room", status_code=204)
async def delete_room(*, db: Db, caller: Caller, if_match: IfMatch, room_id: UUID) -> None:
    """Delete a room. It is refused (in-use) if a session or batch has the room, even a past one. Admins only."""
    caller.require("admin")
    await delete_entry(db, ROOMS, org_id=caller.org_id, entry_id=room_id, expected_version=if_match)


async def _answer(db: Db, caller: Caller, response: Response, room_id: UUID) -> RoomOut:
    row = await read_entry(db, ROOMS, org_id=caller.org_id, entry_id=room_id)
    response.headers["ETag"] = etag(row.version)
    return room_out(row)
