"""Batches: recurring series of sessions."""

from typing import Annotated

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.heavy import searched_by
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from chassis.http.unchanged import VERSIONED
from chassis.ids import new_id
from fastapi import APIRouter, Query, Response

from sessions.batches import answer, answers, queries, roster, schemas
from sessions.batches import create_and_end as commands
from sessions.batches.change import change_batch as change
from sessions.batches.domain import BatchState
from sessions.fields import NameSearch
from sessions.session.schemas import RosterDelta, author_of

router = APIRouter(prefix="/v1/batches", tags=["batches"])


@router.post("", summary="Create a batch", status_code=201, response_model=answers.BatchChangeOut)
async def create_batch(*, db: Db, caller: Caller, once: Once, body: schemas.BatchIn) -> Response:
    """Create a batch and generate its sessions of the next `ahead_days` days, all or none.

    For admins, and for coaches where the policy lets them plan: lessons that they coach alone, with learners whom they
    know. If a coach or room is already booked, nothing is created and the answer is 409 (double-booked). It names the
    sessions concerned.
    """
    made = await commands.create_batch(
        db,
        author=author_of(caller),
        coach_id=caller.limited_to,
        new=body.new_batch(),
        now=now(),
        new_id=new_id,
    )
    headers = {"ETag": etag(made.batch.version), "Location": f"/v1/batches/{made.batch.batch_id}"}
    return await once.answer(201, answers.batch_change_out(made), headers=headers)


@router.get("", summary="List batches", dependencies=[searched_by("q")])
async def list_batches(
    *,
    db: Db,
    caller: Caller,
    q: NameSearch = None,
    state: Annotated[BatchState | None, Query(description="Only batches in this state.")] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[answers.BatchSummary]:
    """List batches by name. For staff, and for the coaches of each."""
    found = await queries.list_batches(
        db,
        org_id=caller.org_id,
        coach_id=caller.limited_to,
        q=q,
        state=state,
        limit=limit,
        cursor=cursor,
        now=now(),
    )
    return Page.of(found.map(answers.batch_summary))


@router.get("/{batch_id}", summary="Read a batch", **VERSIONED)
async def read_batch(*, db: Db, caller: Caller, response: Response, batch_id: Id) -> answers.BatchDetailOut:
    """Read a batch with its next sessions, and with the dates that were skipped and why. For staff and its coaches."""
    detail = await queries.batch_detail(
        db, org_id=caller.org_id, batch_id=batch_id, coach_id=caller.limited_to, now=now()
    )
    response.headers["ETag"] = etag(detail.batch.version)
    return answers.batch_detail_out(detail)


@router.patch("/{batch_id}", summary="Change a batch")
async def change_batch(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, batch_id: Id, body: schemas.BatchPatch
) -> answers.BatchChangeOut:
    """Change a batch and its upcoming sessions, all or none. For admins, and for the coach who planned it.

    A new time of day or zone moves sessions. A new rule cancels the sessions of dates that it no longer has, and
    creates sessions for its new dates. Sessions that have begun or are over do not change. A field that was changed on
    a session alone does not change either.
    """
    changed = await change(
        db,
        author=author_of(caller),
        batch_id=batch_id,
        coach_id=caller.limited_to,
        changes=body.changes(),
        notice=body.notice,
        expected_versions=if_match,
        now=now(),
        new_id=new_id,
    )
    response.headers["ETag"] = etag(changed.batch.version)
    return answers.batch_change_out(changed)


@router.post("/{batch_id}/roster", summary="Change the roster of a batch", response_model=answers.BatchChangeOut)
async def change_batch_roster(
    *, db: Db, caller: Caller, once: Once, if_match: IfMatch, batch_id: Id, body: RosterDelta
) -> Response:
    """Add and remove learners of a batch and of its upcoming sessions, and enrol whole classes.

    For admins, and for the coach who planned it. A learner who is on the batch's roster and was removed from a single
    session stays off that session.
    """
    changed = await roster.change_batch_roster(
        db,
        author=author_of(caller),
        batch_id=batch_id,
        coach_id=caller.limited_to,
        add={seat.person_id: seat.acceptance for seat in body.add},
        remove=body.remove,
        class_ids=body.class_ids,
        expected_versions=if_match,
        now=now(),
        new_id=new_id,
    )
    return await once.answer(200, answers.batch_change_out(changed), headers={"ETag": etag(changed.batch.version)})


@router.post(
    "/{batch_id}/acceptance", summary="Answer the invitation to a batch", response_model=schemas.SeriesAnswerOut
)
async def answer_series(*, db: Db, caller: Caller, once: Once, batch_id: Id, body: schemas.SeriesAnswerIn) -> Response:
    """Accept or decline a batch, once for all its sessions to come.

    Learners answer for themselves, guardians for their learners, admins for anybody on its roster. An answer can be
    taken back for one session (`POST /v1/sessions/{session_id}/acceptance`). Such an answer stays, whatever is
    answered to the batch later.
    """
    learner_id = body.person_id or caller.person_id
    changed = await answer.answer_series(
        db,
        author=author_of(caller),
        sees_all=caller.sees_all,
        batch_id=batch_id,
        person_id=learner_id,
        acceptance=body.acceptance,
        now=now(),
        new_id=new_id,
    )
    answered = schemas.SeriesAnswerOut(
        batch_id=batch_id, person_id=learner_id, acceptance=body.acceptance, sessions_changed=changed.changed
    )
    return await once.answer(200, answered)


@router.post("/{batch_id}/end", summary="End a batch", response_model=answers.BatchChangeOut)
async def end_batch(
    *, db: Db, caller: Caller, once: Once, if_match: IfMatch, batch_id: Id, body: schemas.BatchEndIn
) -> Response:
    """End a batch. Its sessions after an instant or date are cancelled, and no more are generated.

    For admins, and for the coach who planned it.
    """
    ended = await commands.end_batch(
        db,
        author=author_of(caller),
        batch_id=batch_id,
        coach_id=caller.limited_to,
        after=body.after,
        reason=body.reason,
        notice=body.notice,
        expected_versions=if_match,
        now=now(),
        new_id=new_id,
    )
    return await once.answer(200, answers.batch_change_out(ended), headers={"ETag": etag(ended.batch.version)})
