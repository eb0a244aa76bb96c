"""Classes: learners who are enrolled together."""

from typing import Final

from chassis.clock import now
from chassis.database.keyset import PAGE_LIMIT_MAX
from chassis.http.fields import Id
from chassis.http.requests import Caller, Cursor, Db, IfMatch, Limit, Once, etag
from chassis.http.unchanged import VERSIONED
from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.classes import create_and_change as commands
from sessions.catalogue.classes.coaches import change_class_coaches
from sessions.catalogue.classes.domain import NewClass
from sessions.catalogue.classes.queries import coaches_of, list_members
from sessions.catalogue.classes.schemas import (
    ClassCoachesDelta,
    ClassDetailOut,
    ClassIn,
    ClassOut,
    ClassPatch,
    MembersDelta,
    class_detail_out,
    class_out,
)
from sessions.catalogue.queries import CLASSES, read_entry
from sessions.catalogue.routes import Entries, add_change, add_create, add_delete, add_list, router_of

_CLASSES: Final = Entries(kind=CLASSES, plural="classes", answer=ClassOut, answer_of=class_out)

router = router_of(_CLASSES)


async def _create(db: AsyncConnection, org_id: Id, class_id: Id, body: ClassIn) -> None:
    new = NewClass(class_id, body.name, body.description, body.external_id)
    await commands.create_class(db, org_id=org_id, new=new, members=body.members, now=now())


add_create(router, _CLASSES, ClassIn, _create, "Create a class. Admins only.")
add_list(router, _CLASSES, "List classes by name. Admins, support and coaches.")


@router.get("/{class_id}", summary="Read a class", **VERSIONED)
async def read_class(
    *,
    db: Db,
    caller: Caller,
    response: Response,
    class_id: Id,
    limit: Limit = PAGE_LIMIT_MAX,
    cursor: Cursor = None,
) -> ClassDetailOut:
    """Read a class, its coaches and a page of its members, in order of username. Admins, support and coaches."""
    row = await read_entry(db, CLASSES, org_id=caller.org_id, entry_id=class_id)
    coaches = await coaches_of(db, org_id=caller.org_id, class_id=class_id)
    members = await list_members(db, org_id=caller.org_id, class_id=class_id, limit=limit, cursor=cursor)
    response.headers["ETag"] = etag(row.version)
    return class_detail_out(row, coaches, members)


add_change(router, _CLASSES, ClassPatch, "Change the name, description or external_id of a class. Admins only.")


@router.post("/{class_id}/members", summary="Change the members of a class", response_model=ClassOut)
async def change_members(
    *, db: Db, caller: Caller, once: Once, if_match: IfMatch, class_id: Id, body: MembersDelta
) -> Response:
    """Add learners to a class and remove learners from it. Everybody else stays. Admins only.

    Sessions in which the class is enrolled keep their rosters. To add new members to them, enrol the class again.
    """
    await commands.change_members(
        db,
        org_id=caller.org_id,
        class_id=class_id,
        add=body.add,
        remove=body.remove,
        expected_versions=if_match,
        now=now(),
    )
    row = await read_entry(db, CLASSES, org_id=caller.org_id, entry_id=class_id)
    return await once.answer(200, class_out(row), headers={"ETag": etag(row.version)})


@router.post("/{class_id}/coaches", summary="Change the coaches of a class", response_model=ClassOut)
async def change_coaches(
    *, db: Db, caller: Caller, once: Once, if_match: IfMatch, class_id: Id, body: ClassCoachesDelta
) -> Response:
    """Add coaches to a class and remove coaches from it. Admins only.

    Where the policy lets coaches plan, they may plan lessons with the learners of their classes.
    """
    await change_class_coaches(
        db,
        org_id=caller.org_id,
        class_id=class_id,
        add=body.add,
        remove=body.remove,
        expected_versions=if_match,
        now=now(),
    )
    row = await read_entry(db, CLASSES, org_id=caller.org_id, entry_id=class_id)
    return await once.answer(200, class_out(row), headers={"ETag": etag(row.version)})


add_delete(
    router,
    _CLASSES,
    """Delete a class and the history of its members. Admins only.

    It is refused (in-use) if the class was ever enrolled in a session. Remove all members of such a class instead.
    """,
)
