"""The HTTP endpoints of reports: each parses, authorises, and calls one query."""

from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from chassis.http.auth import Principal
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Page, etag
from contracts.envelope import LARGEST_EXACT_INTEGER
from contracts.reports import SubjectType
from fastapi import APIRouter, Path, Query, Response
from pydantic import AwareDatetime

from reports import queries
from reports.schemas import InsightInputsOut, SessionEffectsOut, SummaryOut

router: Final = APIRouter(prefix="/v1")

SEE_ALL: Final = ("admin", "support", "auditor")
BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)

SessionId = Annotated[UUID, Path(description="The session.")]
Missing = Annotated[
    bool | None,
    Query(description="true: only completions that lack an effect; false: only those that have all effects."),
]
Since = Annotated[AwareDatetime, Query(description="Count sessions that were completed at this instant or later.")]
Type = Annotated[SubjectType, Path(description="Whether the inputs are about a learner, a coach or a batch.")]
SubjectId = Annotated[UUID, Path(description="The id of the learner, coach or batch.")]
Version = Annotated[
    int | None, Query(ge=1, le=LARGEST_EXACT_INTEGER, description="The version to read. Default: the latest.")
]


def _only_of_coach(caller: Principal) -> UUID | None:
    """Return the coach whose sessions the caller may read, or None for all sessions. Raise Forbidden if for none."""
    caller.require(*SEE_ALL, "coach")
    return None if caller.has(*SEE_ALL) else caller.person_id


@router.get("/reports/sessions/{session_id}/effects", tags=["effects"], summary="Read the effects of a session")
async def get_effects(session_id: SessionId, db: Db, caller: Caller) -> SessionEffectsOut:
    """Read when the register was locked, the coaches were credited and the insight inputs were refreshed.

    An effect is null until it has taken place. Admins, support and auditors may read every session of their
    organisation, coaches the sessions that they coached.
    """
    return await queries.read_effects(db, org_id=caller.org_id, session_id=session_id, coach_id=_only_of_coach(caller))


@router.get("/reports/effects", tags=["effects"], summary="List completions and their effects")
async def get_effects_list(
    db: Db, caller: Caller, missing: Missing = None, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[SessionEffectsOut]:
    """List completed sessions with their effects, newest first. Set `missing` to see only those that lack an effect.

    Admins, support and auditors may read every session of their organisation, coaches the sessions that they coached.
    """
    return await queries.list_effects(
        db, org_id=caller.org_id, coach_id=_only_of_coach(caller), missing=missing, limit=limit, cursor=cursor
    )


@router.get("/reports/effects/summary", tags=["effects"], summary="Count completions, effects and latencies")
async def get_summary(db: Db, caller: Caller, since: Since = BEGINNING) -> SummaryOut:
    """Count completed sessions and their effects, add up earnings, and measure how fast the effects followed.

    Admins, support and auditors may read every session of their organisation, coaches the sessions that they coached.
    """
    return await queries.summarise_effects(db, org_id=caller.org_id, coach_id=_only_of_coach(caller), since=since)


@router.get("/insight-inputs/{subject_type}/{subject_id}", tags=["insights"], summary="Read insight inputs")
async def get_insight_inputs(
    *, subject_type: Type, subject_id: SubjectId, db: Db, caller: Caller, response: Response, version: Version = None
) -> InsightInputsOut:
    """Read the features of a learner, coach or batch, and the latest records that they count.

    Returns the latest version, or the one that `version` names. Admins, support and auditors may read all of their
    organisation. Coaches may read their own inputs and those of learners and batches in sessions that they coached.
    """
    found = await queries.read_insight_inputs(
        db,
        org_id=caller.org_id,
        subject_type=subject_type,
        subject_id=subject_id,
        version=version,
        coach_id=_only_of_coach(caller),
    )
    response.headers["ETag"] = etag(found.version)
    return found
