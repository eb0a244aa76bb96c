"""Lists of sessions."""

from datetime import datetime
from typing import Annotated

from chassis.clock import now
from chassis.http.auth import Principal
from chassis.http.fields import EXAMPLE_ID, Id, Instant
from chassis.http.heavy import searched_by
from chassis.http.lookups import LOOKED_UP_MAX, checked, ids_in, lookup
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Page
from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions import fields
from sessions.batches.queries import read_batch
from sessions.fields import SEARCH_CHARACTERS_MAX
from sessions.session.visibility import Visibility, When
from sessions.views.lists import queries
from sessions.views.lists.errors import UnloggedForStaff
from sessions.views.lists.schemas import SessionSummary, session_summary
from sessions.views.lists.walk.queries import Sort
from sessions.words import Mode

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])
batch_router = APIRouter(prefix="/v1/batches", tags=["batches"])


def _filters(
    *,
    ids: Annotated[str | None, checked(ids_in), lookup("Only the sessions with these ids.", example=EXAMPLE_ID)] = None,
    names: Annotated[
        str | None,
        checked(fields.searched_texts),
        lookup(
            "Only the sessions with these names. Put a name that has a comma into quotation marks, as in CSV. Case and "
            "width do not matter.",
            example='Drama,"Algebra, Mon 7:10"',
        ),
    ] = None,
    external_ids: Annotated[
        str | None,
        checked(fields.searched_texts),
        lookup("Only the sessions with these ids of another system.", example="4711,4712"),
    ] = None,
    q: Annotated[
        str | None,
        AfterValidator(fields.searched),
        Query(
            max_length=SEARCH_CHARACTERS_MAX,
            description="Words, or beginnings of words, of the session's name, its coaches' names, usernames and "
            "e-mail addresses, or its courses' codes and titles. All must be found. Case and accents do not matter.",
        ),
    ] = None,
    status: Annotated[
        When | None,
        Query(
            description="Only sessions with this status, by the display window, else access window, else schedule; "
            "lessons of a course run by their schedule."
        ),
    ] = None,
    state: Annotated[
        queries.ListedState | None,
        Query(
            description="Only sessions in this state. unlogged, for admins and support: past their end, and neither "
            "completed nor cancelled."
        ),
    ] = None,
    category_id: Annotated[Id | None, Query(description="Only sessions of this category.")] = None,
    coach_id: Annotated[
        Id | None, Query(description="Only sessions that this person coaches, or of which they coach a course.")
    ] = None,
    course_id: Annotated[Id | None, Query(description="Only sessions with this course.")] = None,
    class_id: Annotated[Id | None, Query(description="Only sessions in which this class is enrolled.")] = None,
    learner_id: Annotated[Id | None, Query(description="Only sessions on whose roster this person is.")] = None,
    batch_id: Annotated[Id | None, Query(description="Only sessions of this batch.")] = None,
    run_id: Annotated[Id | None, Query(description="Only lessons of this course run.")] = None,
    is_run: Annotated[
        bool | None, Query(description="true: only course runs; false: only sessions that take place themselves.")
    ] = None,
    room_id: Annotated[Id | None, Query(description="Only sessions in this room.")] = None,
    mode: Annotated[Mode | None, Query(description="Only sessions that take place there.")] = None,
    visibility: Annotated[
        Visibility | None, Query(description="Only sessions with which learners may do this outside the access window.")
    ] = None,
    voided: Annotated[
        bool | None, Query(description="true: only sessions whose completion was voided; false: only the others.")
    ] = None,
    open_proposals: Annotated[
        bool | None,
        Query(
            description="true: only sessions with a proposed amendment or void on which nobody has decided; false: "
            "only the others. For staff and the sessions' coaches."
        ),
    ] = None,
    listed_since: Annotated[
        Instant | None, Query(description="Only sessions whose listed_from is at or after this instant.")
    ] = None,
    listed_before: Annotated[
        Instant | None, Query(description="Only sessions whose listed_from is before this instant.")
    ] = None,
) -> queries.Filters:
    return queries.Filters(
        ids=ids_in(ids),
        names=fields.searched_texts(names),
        external_ids=fields.searched_texts(external_ids),
        q=q,
        status=status,
        state=state,
        category_id=category_id,
        coach_id=coach_id,
        course_id=course_id,
        class_id=class_id,
        learner_id=learner_id,
        batch_id=batch_id,
        run_id=run_id,
        is_run=is_run,
        room_id=room_id,
        mode=mode,
        visibility=visibility,
        voided=voided,
        open_proposals=open_proposals,
        listed_since=listed_since,
        listed_before=listed_before,
    )


Filtered = Annotated[queries.Filters, Depends(_filters)]
Sorted = Annotated[Sort, Query(description="Order by listed date or by name; with - it is descending.")]


@router.get(
    "",
    summary="List sessions",
    dependencies=[searched_by("q", "state", "mode", "visibility", "voided", "open_proposals", "is_run")],
)
async def list_sessions(
    *,
    db: Db,
    caller: Caller,
    filters: Filtered,
    sort: Sorted = "start",
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[SessionSummary]:
    """List the sessions that you may see. Staff see all; coaches and learners see those that they take part in.

    A page may have fewer sessions than the limit. There are more as long as there is a next_cursor. With ids, names or
    external_ids the page has everything that is found, whatever the limit.
    """
    if filters.state == "unlogged" and not caller.sees_all:
        raise UnloggedForStaff
    return await _page(db, caller, filters, sort=sort, limit=limit, cursor=cursor)


@batch_router.get("/{batch_id}/sessions", summary="List the sessions of a batch")
async def list_batch_sessions(
    *,
    db: Db,
    caller: Caller,
    batch_id: Id,
    sort: Sorted = "start",
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[SessionSummary]:
    """List all sessions of a batch, past and cancelled ones too. Staff see all, coaches their own ones."""
    await read_batch(db, org_id=caller.org_id, batch_id=batch_id)
    return await _page(db, caller, queries.Filters(batch_id=batch_id), sort=sort, limit=limit, cursor=cursor)


async def _page(
    db: AsyncConnection, caller: Principal, filters: queries.Filters, *, sort: Sort, limit: int, cursor: str | None
) -> Page[SessionSummary]:
    instant: datetime = now()
    found = await queries.list_sessions(
        db,
        org_id=caller.org_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        filters=filters,
        sort=sort,
        limit=limit if (filters.ids, filters.names, filters.external_ids) == (None, None, None) else LOOKED_UP_MAX,
        cursor=cursor,
        now=instant,
    )
    return Page.of(found.map(lambda row: session_summary(row, now=instant)))
