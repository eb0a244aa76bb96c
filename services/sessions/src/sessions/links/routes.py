"""Links of sessions, batches and courses."""

from chassis.clock import now
from chassis.http.auth import Principal
from chassis.http.fields import Id
from chassis.http.requests import Caller, Db, Once
from chassis.ids import new_id
from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.links import queries
from sessions.links.add import add_link
from sessions.links.domain import Owner
from sessions.links.remove import remove_link
from sessions.links.schemas import LinkIn, LinkOut, LinksOut, link_out, links_out
from sessions.session.schemas import author_of

session_router = APIRouter(prefix="/v1/sessions", tags=["sessions"])
batch_router = APIRouter(prefix="/v1/batches", tags=["batches"])
course_router = APIRouter(prefix="/v1/courses", tags=["courses"])


@session_router.post("/{session_id}/links", summary="Add a link to a session", status_code=201, response_model=LinkOut)
async def add_session_link(*, db: Db, caller: Caller, once: Once, session_id: Id, body: LinkIn) -> Response:
    """Add a link to a session. For its session coach, its co-coaches and admins.

    A session has at most 20 links, and one of them to a call. A completed or cancelled session gets no link to a call
    any more. Links change neither the session's record nor its version, and no event has them.
    """
    owner = Owner("session", session_id)
    return await _add(db, caller, once, owner, body, path=f"/v1/sessions/{session_id}/links")


@session_router.get("/{session_id}/links", summary="List the links of a session")
async def list_session_links(*, db: Db, caller: Caller, session_id: Id) -> LinksOut:
    """Read the links of a session, and of its batch, course run and courses, the nearest first. `of` says which.

    The session must be open to you: otherwise 403 (session-not-open) says when it opens. Staff may always read them. A
    cancelled session shows no link to a call.
    """
    found = await queries.links_seen(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        now=now(),
    )
    return links_out(found)


@session_router.delete("/{session_id}/links/{link_id}", summary="Remove a link of a session", status_code=204)
async def remove_session_link(*, db: Db, caller: Caller, session_id: Id, link_id: Id) -> None:
    """Remove a link of the session itself. For its session coach, its co-coaches and admins."""
    await _remove(db, caller, Owner("session", session_id), link_id)


@batch_router.post("/{batch_id}/links", summary="Add a link to a batch", status_code=201, response_model=LinkOut)
async def add_batch_link(*, db: Db, caller: Caller, once: Once, batch_id: Id, body: LinkIn) -> Response:
    """Add a link to a batch. All of its sessions show it. For its coaches and admins.

    A batch has at most 20 links, and one of them to a call.
    """
    return await _add(db, caller, once, Owner("batch", batch_id), body, path=f"/v1/batches/{batch_id}/links")


@batch_router.get("/{batch_id}/links", summary="List the links of a batch")
async def list_batch_links(*, db: Db, caller: Caller, batch_id: Id) -> LinksOut:
    """Read the links of the batch itself, the oldest first. For its coaches and staff."""
    found = await queries.links_of_batch(
        db, org_id=caller.org_id, batch_id=batch_id, person_id=caller.person_id, sees_all=caller.sees_all
    )
    return links_out(found)


@batch_router.delete("/{batch_id}/links/{link_id}", summary="Remove a link of a batch", status_code=204)
async def remove_batch_link(*, db: Db, caller: Caller, batch_id: Id, link_id: Id) -> None:
    """Remove a link of the batch. For its coaches and admins."""
    await _remove(db, caller, Owner("batch", batch_id), link_id)


@course_router.post("/{course_id}/links", summary="Add a link to a course", status_code=201, response_model=LinkOut)
async def add_course_link(*, db: Db, caller: Caller, once: Once, course_id: Id, body: LinkIn) -> Response:
    """Add a link to a course. All sessions that have the course show it. Admins only.

    A course has at most 20 links, and one of them to a call. They go when the course is deleted.
    """
    return await _add(db, caller, once, Owner("course", course_id), body, path=f"/v1/courses/{course_id}/links")


@course_router.get("/{course_id}/links", summary="List the links of a course")
async def list_course_links(*, db: Db, caller: Caller, course_id: Id) -> LinksOut:
    """Read the links of a course, the oldest first. For coaches and staff."""
    return links_out(await queries.links_of_course(db, org_id=caller.org_id, course_id=course_id))


@course_router.delete("/{course_id}/links/{link_id}", summary="Remove a link of a course", status_code=204)
async def remove_course_link(*, db: Db, caller: Caller, course_id: Id, link_id: Id) -> None:
    """Remove a link of the course. Admins only."""
    await _remove(db, caller, Owner("course", course_id), link_id)


async def _add(
    db: AsyncConnection, caller: Principal, once: Once, owner: Owner, body: LinkIn, *, path: str
) -> Response:
    link = await add_link(
        db,
        author=author_of(caller),
        is_admin=caller.sees_all,
        owner=owner,
        new=body.new_link(),
        now=now(),
        link_id=new_id(),
    )
    return await once.answer(201, link_out(link), headers={"Location": path})


async def _remove(db: AsyncConnection, caller: Principal, owner: Owner, link_id: Id) -> None:
    await remove_link(
        db,
        org_id=caller.org_id,
        person_id=caller.person_id,
        is_admin=caller.sees_all,
        owner=owner,
        link_id=link_id,
    )
