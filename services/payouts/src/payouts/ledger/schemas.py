"""The HTTP bodies of balances. Money is in integer minor units of a currency."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from chassis.http.fields import Body
from pydantic import Field

from payouts.ledger.domain import Money

EXAMPLE_ID: Final = "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10"


class MoneyOut(Body):
    """An amount in one currency."""

    currency: Annotated[str, Field(description="ISO 4217 code.", examples=["EUR"])]
    amount_minor: Annotated[int, Field(description="The amount in minor units. It can be negative.", examples=[123450])]


class BalanceOut(Body):
    """What the organisation owes a coach."""

    coach_id: Annotated[UUID, Field(description="The coach.", examples=[EXAMPLE_ID])]
    balances: Annotated[list[MoneyOut], Field(description="One amount per currency. Empty before the first earning.")]


def balance_out(coach_id: UUID, balances: Sequence[Money]) -> BalanceOut:
    """Return the body of what a coach is owed."""
    return BalanceOut(coach_id=coach_id, balances=[MoneyOut(**one._asdict()) for one in balances])
