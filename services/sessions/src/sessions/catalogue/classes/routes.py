"""Classes: learners who are enrolled together."""

from typing import Final
from uuid import UUID

from chassis.clock import now
from chassis.database.keyset import PAGE_LIMIT_MAX
from chassis.http.fields import sent
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from chassis.ids import new_id
from contracts.roles import Role
from fastapi import APIRouter, Response

from sessions.catalogue.classes import create_and_change as commands
from sessions.catalogue.classes import schemas
from sessions.catalogue.classes.queries import list_members
from sessions.catalogue.queries import CLASSES, list_entries, read_entry
from sessions.catalogue.rename_and_delete import change_entry, delete_entry, lock_entry
from sessions.catalogue.searching import Search

router = APIRouter(prefix="/v1/classes", tags=["classes"])

READERS: Final[tuple[Role, ...]] = ("admin", "support", "coach")


@router.post("", summary="Create a class", status_code=201, response_model=schemas.ClassOut)
async def create_class(*, db: Db, caller: Caller, once: Once, body: schemas.ClassIn) -> Response:
    """Create a class. Admins only."""
    caller.require("admin")
    class_id = new_id()
    await commands.create_class(
        db,
        caller=caller,
        class_id=class_id,
        name=body.name,
        description=body.description,
        members=body.members,
        now=now(),
    )
    row = await read_entry(db, CLASSES, org_id=caller.org_id, entry_id=class_id)
    return await once.answer(201, schemas.class_out(row), headers={"ETag": etag(row.version)})


@router.get("", summary="List classes")
async def list_classes(
    *, db: Db, caller: Caller, q: Search = None, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[schemas.ClassOut]:
    """List classes by name. Admins, support and coaches.

    A page may have fewer classes than the limit. There are more as long as there is a next_cursor.
    """
    caller.require(*READERS)
    rows, next_cursor = await list_entries(db, CLASSES, org_id=caller.org_id, q=q, limit=limit, cursor=cursor)
    return Page(items=[schemas.class_out(row) for row in rows], next_cursor=next_cursor)


@router.get("/{class_id}", summary="Read a class")
async def read_class(
    *,
    db: Db,
    caller: Caller,
    response: Response,
    class_id: UUID,
    limit: Limit = PAGE_LIMIT_MAX,
    cursor: Cursor = None,
) -> schemas.ClassDetailOut:
    """Read a class and a page of its members, in order of username. Admins, support and coaches."""
    caller.require(*READERS)
    row = await read_entry(db, CLASSES, org_id=caller.org_id, entry_id=class_id)
    members, next_cursor = await list_members(db, org_id=caller.org_id, class_id=class_id, limit=limit, cursor=cursor)
    response.headers["ETag"] = etag(row.version)
    return schemas.class_detail_out(row, members, next_cursor)


@router.patch("/{class_id}", summary="Change a class")
async def change_class(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, class_id: UUID, body: schemas.ClassPatch
) -> schemas.ClassOut:
    """Change the name or description of a class. Admins only."""
    caller.require("admin")
    found = await lock_entry(db, CLASSES, org_id=caller.org_id, entry_id=class_id, expected_version=if_match)
    await change_entry(db, CLASSES, found, sent(body))
    row = await read_entry(db, CLASSES, org_id=caller.org_id, entry_id=class_id)
    response.headers["ETag"] = etag(row.version)
    return schemas.class_out(row)


@router.post("/{class_id}/members", summary="Change the members of a class", response_model=schemas.ClassOut)
async def change_members(
    *, db: Db, caller: Caller, once: Once, if_match: IfMatch, class_id: UUID, body: schemas.MembersDelta
) -> Response:
    """Add learners to a class and remove learners from it. Everybody else stays. Admins only.

    Sessions in which the class is enrolled keep their rosters. To add new members to them, enrol the class again.
    """
    caller.require("admin")
    await commands.change_members(
        db,
        caller=caller,
        class_id=class_id,
        add=body.add,
        remove=body.remove,
        expected_version=if_match,
        now=now(),
    )
    row = await read_entry(db, CLASSES, org_id=caller.org_id, entry_id=class_id)
    return await once.answer(200, schemas.class_out(row), headers={"ETag": etag(row.version)})


@router.delete("/{class_id}", summary="Delete a class", status_code=204)
async def delete_class(*, db: Db, caller: Caller, if_match: IfMatch, class_id: UUID) -> None:
    """Delete a class and the history of its members. Admins only.

    It is refused (in-use) if the class was ever enrolled in a session. Remove all members of such a class instead.
    """
    caller.require("admin")
    await delete_entry(db, CLASSES, org_id=caller.org_id, entry_id=class_id, expected_version=if_match)
