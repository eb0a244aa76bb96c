"""The HTTP endpoints of insight inputs: each parses, authorises, and calls one query."""

from typing import Annotated, Final

from chassis.http.fields import Id
from chassis.http.requests import Caller, Db, etag
from chassis.http.unchanged import VERSIONED
from contracts.envelope import LARGEST_EXACT_INTEGER
from fastapi import APIRouter, Path, Query, Response

from reports.facts.domain import SubjectType
from reports.inputs import queries
from reports.inputs.schemas import InsightInputsOut, insight_inputs_out

router: Final = APIRouter(prefix="/v1/reports/insight-inputs", tags=["insights"])

Type = Annotated[SubjectType, Path(description="Whether the inputs are about a learner, a coach or a batch.")]

SubjectId = Annotated[Id, Path(description="The id of the learner, coach or batch.")]

Version = Annotated[
    int | None, Query(ge=1, le=LARGEST_EXACT_INTEGER, description="The version to read. Default: the latest.")
]


@router.get("/{subject_type}/{subject_id}", summary="Read insight inputs", **VERSIONED)
async def read_insight_inputs(
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
        coach_id=caller.limited_to,
    )
    response.headers["ETag"] = etag(found.version)
    return insight_inputs_out(found)
