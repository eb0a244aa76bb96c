"""Sessions: scheduling, roster, delivery."""

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import Caller, Db, IfMatch, Once, etag
from chassis.ids import new_id
from fastapi import APIRouter, Response

from sessions.planning import change, courses, create, roster, save, schemas
from sessions.session.answers import SessionOut, session_out
from sessions.session.domain import Session
from sessions.session.schemas import RosterDelta, author_of

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


async def _answer(once: Once, session: Session) -> Response:
    """Return the response with a session and its ETag."""
    return await once.answer(200, session_out(session), headers={"ETag": etag(session.version)})


async def _created(once: Once, session: Session) -> Response:
    """Return the response with a new session, its ETag and where it is."""
    headers = {"ETag": etag(session.version), "Location": f"/v1/sessions/{session.session_id}"}
    return await once.answer(201, session_out(session), headers=headers)


@router.post("", summary="Schedule a session", status_code=201, response_model=SessionOut)
async def create_session(*, db: Db, caller: Caller, once: Once, body: schemas.SessionIn) -> Response:
    """Schedule a session. Admins, and coaches where the policy lets them plan.

    A coach plans lessons that they coach alone, with learners who share a class, a series or a session with them
    (`GET /v1/me/learners`). Each learner or a guardian has to accept.
    """
    session = await create.create_session(
        db,
        author=author_of(caller),
        coach_id=caller.limited_to,
        new=body.new_session(),
        now=now(),
        new_id=new_id,
    )
    return await _created(once, session)


@router.patch("/{session_id}", summary="Change a session")
async def change_session(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, session_id: Id, body: schemas.SessionPatch
) -> SessionOut:
    """Change a session: its plan, its roster and the coaches of its courses, whole or not at all.

    For admins, and before it begins for the coach who planned it. If a coach moves it, its learners are asked again.
    Once it is completed, only name, description, windows and visibility change. Each part that changes raises the
    version by one.
    """
    session = await save.save_session(
        db,
        author=author_of(caller),
        session_id=session_id,
        coach_id=caller.limited_to,
        edit=body.edit(),
        expected_versions=if_match,
        new_id=new_id,
    )
    response.headers["ETag"] = etag(session.version)
    return session_out(session)


@router.post("/{session_id}/copy", summary="Copy a session", status_code=201, response_model=SessionOut)
async def copy_session(*, db: Db, caller: Caller, once: Once, session_id: Id, body: schemas.CopyIn) -> Response:
    """Schedule a copy of this session, or the session that replaces it if it was voided. Admins only."""
    session = await create.copy_session(
        db,
        author=author_of(caller),
        session_id=session_id,
        name=body.name,
        starts_at=body.starts_at,
        with_roster=body.with_roster,
        as_successor=body.as_successor,
        now=now(),
        new_id=new_id,
    )
    return await _created(once, session)


@router.post("/{session_id}/courses", summary="Change the courses of a session", response_model=SessionOut)
async def change_courses(
    *, db: Db, caller: Caller, once: Once, if_match: IfMatch, session_id: Id, body: schemas.CoursesDelta
) -> Response:
    """Add and remove courses. The others stay. For admins, and before it begins for the coach who planned it."""
    session = await change.change_courses(
        db,
        author=author_of(caller),
        session_id=session_id,
        coach_id=caller.limited_to,
        add=body.add,
        remove=body.remove,
        expected_versions=if_match,
        new_id=new_id,
    )
    return await _answer(once, session)


@router.post(
    "/{session_id}/courses/{course_id}/coaches",
    summary="Change the coaches of a course in a session",
    response_model=SessionOut,
)
async def change_course_coaches(
    *,
    db: Db,
    caller: Caller,
    once: Once,
    if_match: IfMatch,
    session_id: Id,
    course_id: Id,
    body: schemas.CourseCoachesDelta,
) -> Response:
    """Add and remove coaches of one course. Admins only.

    They see the session, but cannot complete it and are not paid for it.
    """
    session = await courses.change_course_coaches(
        db,
        author=author_of(caller),
        session_id=session_id,
        course_id=course_id,
        add=body.add,
        remove=body.remove,
        expected_versions=if_match,
        new_id=new_id,
    )
    return await _answer(once, session)


@router.post("/{session_id}/roster", summary="Change the roster of a session", response_model=SessionOut)
async def change_roster(
    *, db: Db, caller: Caller, once: Once, if_match: IfMatch, session_id: Id, body: RosterDelta
) -> Response:
    """Add and remove learners, and enrol whole classes. Everybody else stays.

    For admins, and before it begins for the coach who planned it.
    """
    session = await roster.change_roster(
        db,
        author=author_of(caller),
        session_id=session_id,
        coach_id=caller.limited_to,
        add={seat.person_id: seat.acceptance for seat in body.add},
        remove=body.remove,
        class_ids=body.class_ids,
        expected_versions=if_match,
        new_id=new_id,
    )
    return await _answer(once, session)


@router.post("/{session_id}/cancel", summary="Cancel a session", response_model=SessionOut)
async def cancel_session(
    *, db: Db, caller: Caller, once: Once, if_match: IfMatch, session_id: Id, body: schemas.CancelIn
) -> Response:
    """Cancel a session that is not completed. For admins, and before it begins for the coach who planned it."""
    session = await change.cancel_session(
        db,
        author=author_of(caller),
        session_id=session_id,
        coach_id=caller.limited_to,
        reason=body.reason,
        notice=body.notice,
        expected_versions=if_match,
        new_id=new_id,
    )
    return await _answer(once, session)
