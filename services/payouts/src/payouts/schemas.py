"""HTTP bodies of the payouts service. Money is in integer minor units of a currency."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from chassis.http.fields import Body
from contracts.envelope import Currency, UtcInstant
from pydantic import Field

RATE_AMOUNT_MINOR_MAX: Final = 1_000_000_000

_ID: Final = "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10"
_INSTANT: Final = "2026-11-01T00:00:00Z"

RateScope = Literal["org", "category", "course", "coach", "coach_course"]
RateUnit = Literal["hour", "session"]


class RateIn(Body):
    """A new rate. Its scope says which of coach, course and category it needs."""

    scope: RateScope = Field(
        description="What the rate is for. If several rates are effective the most specific one applies, in this "
        "order: coach_course, coach, course, category, org.",
        examples=["coach_course"],
    )
    coach_id: UUID | None = Field(
        default=None, description="The coach. Needed for the scopes coach and coach_course.", examples=[_ID]
    )
    course_id: UUID | None = Field(
        default=None, description="The course. Needed for the scopes course and coach_course.", examples=[_ID]
    )
    category_id: UUID | None = Field(
        default=None, description="The category. Needed for the scope category.", examples=[None]
    )
    unit: RateUnit = Field(
        description="hour: the amount is for 60 logged minutes, and every minute counts; session: the amount is for a "
        "completed session.",
        examples=["hour"],
    )
    amount_minor: Annotated[int, Field(ge=0, le=RATE_AMOUNT_MINOR_MAX)] = Field(
        description="The price of one unit, in minor units of the currency; 0 for volunteers.", examples=[4500]
    )
    currency: Currency = Field(description="ISO 4217 code.", examples=["EUR"])
    effective_from: UtcInstant = Field(
        description="The first instant at which the rate is effective. A session is paid by the rate that is effective "
        "at its planned start, or at its actual start if it was not planned.",
        examples=[_INSTANT],
    )
    effective_to: UtcInstant | None = Field(
        default=None,
        description="The instant from which the rate is not effective any more; null: no end.",
        examples=[None],
    )


class RateEndIn(Body):
    """The end of a rate."""

    effective_to: UtcInstant = Field(
        description="The instant from which the rate is not effective any more.", examples=["2026-12-01T00:00:00Z"]
    )


class RateOut(Body):
    """A rate."""

    rate_id: UUID = Field(description="The id of the rate. Earnings refer to it.", examples=[_ID])
    scope: RateScope = Field(description="What the rate is for.", examples=["coach_course"])
    coach_id: UUID | None = Field(description="The coach, for the scopes coach and coach_course.", examples=[_ID])
    course_id: UUID | None = Field(description="The course, for the scopes course and coach_course.", examples=[_ID])
    category_id: UUID | None = Field(description="The category, for the scope category.", examples=[None])
    unit: RateUnit = Field(description="What the amount is the price of: an hour or a session.", examples=["hour"])
    amount_minor: int = Field(description="The price of one unit, in minor units of the currency.", examples=[4500])
    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])
    effective_from: datetime = Field(
        description="The first instant at which the rate is effective.", examples=[_INSTANT]
    )
    effective_to: datetime | None = Field(
        description="The instant from which the rate is not effective any more; null: no end.", examples=[None]
    )
    set_by: UUID = Field(description="Who set the rate.", examples=[_ID])
    set_at: datetime = Field(description="When the rate was set.", examples=[_INSTANT])


class MoneyOut(Body):
    """An amount in one currency."""

    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])
    amount_minor: int = Field(description="The amount in minor units. It can be negative.", examples=[123450])


class BalanceOut(Body):
    """What the organisation owes a coach."""

    coach_id: UUID = Field(description="The coach.", examples=[_ID])
    balances: list[MoneyOut] = Field(description="One amount per currency. Empty before the first earning.")


class EarningOut(Body):
    """A coach's part of what one session earned, with all values from which it was computed."""

    earning_id: UUID = Field(description="The earning.", examples=[_ID])
    session_id: UUID = Field(description="The session that earned it.", examples=[_ID])
    session: str = Field(description="The path of the session.", examples=[f"/v1/sessions/{_ID}"])
    credited_at: datetime = Field(description="When it was credited.", examples=[_INSTANT])
    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])
    amount_minor: int = Field(description="The coach's part, in minor units.", examples=[3375])
    share_basis_points: int = Field(description="The coach's share of what the session earned.", examples=[10000])
    rate_id: UUID = Field(description="The rate that was applied.", examples=[_ID])
    unit: RateUnit = Field(description="The unit of the rate.", examples=["hour"])
    rate_amount_minor: int = Field(description="The rate's price of one unit when it was applied.", examples=[4500])
    logged_minutes: int = Field(description="The logged minutes of the session.", examples=[45])
    priced_at: datetime = Field(
        description="The instant at which the rate had to be effective: the planned start of the session, or its "
        "actual start if it was not planned.",
        examples=[_INSTANT],
    )
    transfer_id: UUID | None = Field(
        description="The transfer in the ledger; null when the amount is 0.", examples=[_ID]
    )
    revision: int = Field(
        description="How many amendments of the session's minutes or shares are counted in; 0: none.", examples=[0]
    )
    reversed_at: datetime | None = Field(
        description="When it was reversed because the session was amended or voided; null while it counts.",
        examples=[None],
    )


class UnratedOut(Body):
    """A completed session to which no rate applies. It is credited when one is set."""

    session_id: UUID = Field(description="The session.", examples=[_ID])
    session: str = Field(description="The path of the session.", examples=[f"/v1/sessions/{_ID}"])
    coach_ids: list[UUID] = Field(description="Its coaches, the session coach first.", examples=[[_ID]])
    course_ids: list[UUID] = Field(description="Its courses.", examples=[[_ID]])
    category_id: UUID | None = Field(description="Its category.", examples=[None])
    logged_minutes: int = Field(description="Its logged minutes.", examples=[45])
    priced_at: datetime = Field(description="The instant at which a rate must be effective.", examples=[_INSTANT])
    arrived_at: datetime = Field(description="Since when it has waited for a rate.", examples=[_INSTANT])
