"""Notes about a session, before and after it is completed."""

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page
from chassis.ids import new_id
from fastapi import APIRouter, Response

from sessions.notes.queries import notes
from sessions.notes.schemas import NoteIn, NoteOut, NoteWrittenOut, note_out
from sessions.notes.write import write_note
from sessions.sealed.domain import new_secret
from sessions.session.schemas import author_of

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


@router.post("/{session_id}/notes", summary="Write a note on a session", status_code=201, response_model=NoteWrittenOut)
async def create_note(*, db: Db, caller: Caller, once: Once, session_id: Id, body: NoteIn) -> Response:
    """Write a note. For coaches of the session and of its courses, admins and support.

    A note is never changed or removed. It can be written in any state of the session, and changes neither the session's
    record nor its version.
    """
    instant, note_id = now(), new_id()
    await write_note(
        db,
        author=author_of(caller),
        session_id=session_id,
        sees_all=caller.sees_all,
        audience=body.audience,
        text=body.text,
        now=instant,
        note_id=note_id,
        secret=new_secret(),
    )
    answer = NoteWrittenOut(
        note_id=note_id,
        session_id=session_id,
        audience=body.audience,
        author_id=caller.person_id,
        written_at=instant,
    )
    return await once.answer(201, answer, headers={"Location": f"/v1/sessions/{session_id}/notes"})


@router.get("/{session_id}/notes", summary="List the notes of a session")
async def list_notes(
    *, db: Db, caller: Caller, session_id: Id, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[NoteOut]:
    """Read the notes that you may read, newest first: your own, and those for an audience to which you belong.

    A note whose text was erased stays in the list without its text.
    """
    found = await notes(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        limit=limit,
        cursor=cursor,
        now=now(),
    )
    return Page.of(found.map(note_out))
