"""The HTTP endpoints of balances."""

from typing import Annotated, Final

from chassis.http.fields import Id
from chassis.http.requests import Caller, Db
from fastapi import APIRouter, Path

from payouts.ledger import queries
from payouts.ledger.schemas import BalanceOut, balance_out

router: Final = APIRouter(prefix="/v1/payouts", tags=["coaches"])

CoachId = Annotated[Id, Path(description="The coach.")]


@router.get("/coaches/{coach_id}/balance", summary="Read a coach's balance")
async def read_balance(coach_id: CoachId, db: Db, caller: Caller) -> BalanceOut:
    """Read what the organisation owes the coach, per currency.

    The amount is negative when more was paid than the coach earned, for example after a session was voided. Coaches see
    their own balance, admins and auditors the balance of every coach.
    """
    balances = await queries.read_balance(db, org_id=caller.org_id, coach_id=coach_id, caller_id=caller.limited_to)
    return balance_out(coach_id, balances)
