"""Answering invitations to sessions."""

from chassis.http.fields import Id
from chassis.http.requests import Caller, Db, Once, etag
from chassis.ids import new_id
from fastapi import APIRouter, Response

from sessions.invitations import answer, schemas
from sessions.sealed.domain import new_secret
from sessions.session.schemas import author_of

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


@router.post("/{session_id}/acceptance", summary="Answer an invitation", response_model=schemas.AcceptanceOut)
async def answer_invitation(
    *, db: Db, caller: Caller, once: Once, session_id: Id, body: schemas.AcceptanceIn
) -> Response:
    """Accept or decline an invitation. Learners answer for themselves, guardians for their learners.

    Admins answer for anybody on the roster. A guardian names the learner as person_id.

    Learners may answer as soon as lists show them the session. It need not be open yet. They may decline until it
    begins, and accept until it is completed. Admins may correct an answer until then, with a reason.

    An answer to a course run holds for its lessons to come, except for those that were answered alone.
    """
    learner_id = body.person_id or caller.person_id
    session = await answer.answer_invitation(
        db,
        author=author_of(caller),
        sees_all=caller.sees_all,
        session_id=session_id,
        person_id=learner_id,
        acceptance=body.acceptance,
        reason=body.reason,
        new_id=new_id,
        reason_id=new_id(),
        secret=new_secret(),
    )
    answered = schemas.AcceptanceOut(session_id=session_id, person_id=learner_id, acceptance=body.acceptance)
    return await once.answer(200, answered, headers={"ETag": etag(session.version)})
