"""Sessions as a CSV file."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from chassis.clock import now
from chassis.database.keyset import Slice
from chassis.http.heavy import DOWNLOAD
from chassis.http.requests import Caller, snapshot
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from sessions.imports.sheets import writing
from sessions.imports.sheets.session_columns import SESSION_COLUMNS
from sessions.imports.sheets.sessions import SheetSession
from sessions.views.export.queries import export_page
from sessions.views.lists.routes import Filtered

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


@router.get(
    "/export",
    summary="Download a list of sessions as CSV",
    response_class=StreamingResponse,
    dependencies=[DOWNLOAD],
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The file."}},
)
async def export_sessions(*, request: Request, caller: Caller, filters: Filtered) -> StreamingResponse:
    """Download the sessions of a list as CSV. The file can be imported again unchanged. Admins and support only.

    Voided and cancelled sessions are left out, unless you ask for these: the file cannot say what they are.

    The file is written while you download it, 200 sessions at a time. Each 200 are read at one instant; the whole file
    is not. So a session that is created meanwhile, or whose dates change meanwhile, may be missing or appear twice. A
    download that ends early was stopped by an error.
    """
    instant: datetime = now()

    async def page(cursor: str | None) -> Slice[SheetSession]:
        async with snapshot(request, caller) as db:
            return await export_page(
                db,
                org_id=caller.org_id,
                person_id=caller.person_id,
                sees_all=caller.sees_all,
                filters=filters,
                cursor=cursor,
                now=instant,
            )

    # The first page is read before the answer begins, so that an error can still be a problem document.
    first = await page(None)

    async def file() -> AsyncIterator[bytes]:
        yield writing.head(SESSION_COLUMNS) + _lines(first.items)
        cursor = first.next_cursor
        while cursor is not None:
            found = await page(cursor)
            yield _lines(found.items)
            cursor = found.next_cursor

    headers = {"Content-Disposition": 'attachment; filename="sessions.csv"', "Cache-Control": "private, no-store"}
    return StreamingResponse(file(), headers=headers, media_type="text/csv; charset=utf-8")


def _lines(found: Sequence[SheetSession]) -> bytes:
    return writing.lines(map(writing.session_cells, found))
