"""The HTTP endpoints of effects: each parses, authorises, and calls one query."""

from functools import partial
from typing import Annotated, Final

from chassis.http.auth import Principal
from chassis.http.fields import Id, Instant
from chassis.http.heavy import HEAVY_READ
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Page
from contracts.instants import INSTANTS_FROM
from contracts.permissions import SEES_PAY
from fastapi import APIRouter, Path, Query

from reports.effects import queries
from reports.effects.domain import PayView
from reports.effects.schemas import (
    OneSessionEffectsOut,
    SessionEffectsOut,
    SummaryOut,
    one_session_effects_out,
    session_effects_out,
    summary_out,
)

router: Final = APIRouter(prefix="/v1/reports", tags=["effects"])

SessionId = Annotated[Id, Path(description="The session.")]
Missing = Annotated[
    bool | None,
    Query(description="true: only completions that lack an effect; false: only those that have all effects."),
]
Since = Annotated[Instant, Query(description="Count sessions that were completed at this instant or later.")]


@router.get("/sessions/{session_id}/effects", summary="Read the effects of a session")
async def read_effects(session_id: SessionId, db: Db, caller: Caller) -> OneSessionEffectsOut:
    """Read when the register was locked, the coaches were credited and the insight inputs were refreshed.

    An effect is null until it has taken place. A session that is not completed has none, and `state` says what it is.
    Staff may read every session of their organisation, coaches those that they coach, or of which they coach a course.
    """
    found = await queries.read_effects(db, org_id=caller.org_id, session_id=session_id, coach_id=caller.limited_to)
    return one_session_effects_out(found, session_id=session_id, pay=_pay(caller))


@router.get("/effects", summary="List completions and their effects")
async def list_effects(
    db: Db, caller: Caller, missing: Missing = None, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[SessionEffectsOut]:
    """List completed sessions with their effects, newest first. Set `missing` to see only those that lack an effect.

    Admins, support and auditors may read every session of their organisation, coaches the sessions that they coached.
    """
    page = await queries.list_effects(
        db, org_id=caller.org_id, coach_id=caller.limited_to, missing=missing, limit=limit, cursor=cursor
    )
    return Page.of(page.map(partial(session_effects_out, pay=_pay(caller))))


@router.get("/effects/summary", summary="Count completions, effects and latencies", dependencies=[HEAVY_READ])
async def summarise_effects(db: Db, caller: Caller, since: Since = INSTANTS_FROM) -> SummaryOut:
    """Count completed sessions and their effects, add up earnings, and measure how fast the effects followed.

    Admins, support and auditors may read every session of their organisation, coaches the sessions that they coached.
    """
    found = await queries.summarise_effects(
        db, org_id=caller.org_id, coach_id=caller.limited_to, pay=_pay(caller), since=since
    )
    return summary_out(found)


def _pay(caller: Principal) -> PayView:
    """Return whose pay the caller sees."""
    if not SEES_PAY.isdisjoint(caller.roles):
        return PayView(everybody=True)
    return PayView(everybody=False, of=caller.person_id if "coach" in caller.roles else None)
