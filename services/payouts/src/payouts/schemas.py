"""HTTP bodies of the payouts service. Money is integer minor units of a currency."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from contracts.envelope import Currency, UtcInstant
from pydantic import BaseModel, ConfigDict, Field

RATE_AMOUNT_MINOR_MAX: Final = 1_000_000_000

_ID: Final = "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10"
_INSTANT: Final = "2026-11-01T00:00:00Z"

RateScope = Literal["org", "category", "course", "coach", "coach_course"]
RateUnit = Literal["hour", "session"]


class Body(BaseModel):
    """Base of the bodies: what is not described is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RateIn(Body):
    """A new rate. The scope says which of coach, course and category must be named."""

    scope: RateScope = Field(
        description="What the rate is for. The most specific one that is effective applies: coach_course, coach, "
        "course, category, org.",
        examples=["coach_course"],
    )
    coach_id: UUID | None = Field(default=None, description="The coach, for coach and coach_course.", examples=[_ID])
    course_id: UUID | None = Field(default=None, description="The course, for course and coach_course.", examples=[_ID])
    category_id: UUID | None = Field(default=None, description="The category, for category.", examples=[None])
    unit: RateUnit = Field(
        description="hour: per 60 logged minutes, to the minute; session: per completed session.", examples=["hour"]
    )
    amount_minor: Annotated[int, Field(ge=0, le=RATE_AMOUNT_MINOR_MAX)] = Field(
        description="The price of one unit, in minor units; 0 where coaches are volunteers.", examples=[4500]
    )
    currency: Currency = Field(description="ISO 4217 code.", examples=["EUR"])
    effective_from: UtcInstant = Field(
        description="First instant at which the rate is effective. A session is priced at its planned start, or at "
        "its actual start if it was not planned.",
        examples=[_INSTANT],
    )
    effective_to: UtcInstant | None = Field(
        default=None, description="Instant from which it is not effective any more; null if open.", examples=[None]
    )


class RateEndIn(Body):
    """When a rate ends."""

    effective_to: UtcInstant = Field(
        description="Instant from which the rate is not effective any more.", examples=["2026-12-01T00:00:00Z"]
    )


class RateOut(Body):
    """A rate."""

    rate_id: UUID = Field(description="The rate; earnings name it.", examples=[_ID])
    scope: RateScope = Field(description="What the rate is for.", examples=["coach_course"])
    coach_id: UUID | None = Field(description="The coach, for coach and coach_course.", examples=[_ID])
    course_id: UUID | None = Field(description="The course, for course and coach_course.", examples=[_ID])
    category_id: UUID | None = Field(description="The category, for category.", examples=[None])
    unit: RateUnit = Field(description="What the amount is the price of.", examples=["hour"])
    amount_minor: int = Field(description="The price of one unit, in minor units.", examples=[4500])
    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])
    effective_from: datetime = Field(description="First instant at which it is effective.", examples=[_INSTANT])
    effective_to: datetime | None = Field(description="Instant from which it is not any more.", examples=[None])
    set_by: UUID = Field(description="Who set it.", examples=[_ID])
    set_at: datetime = Field(description="When it was set.", examples=[_INSTANT])


class MoneyOut(Body):
    """An amount of one currency."""

    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])
    amount_minor: int = Field(description="The amount in minor units; may be negative.", examples=[123450])


class BalanceOut(Body):
    """What the organisation owes a coach."""

    coach_id: UUID = Field(description="The coach.", examples=[_ID])
    balances: list[MoneyOut] = Field(description="One amount per currency; none before the first earning.")


class EarningOut(Body):
    """A coach's part of what one session earned, with everything that it was worked out from."""

    earning_id: UUID = Field(description="The earning.", examples=[_ID])
    session_id: UUID = Field(description="The session that earned it.", examples=[_ID])
    session: str = Field(description="Where the session is.", examples=[f"/v1/sessions/{_ID}"])
    credited_at: datetime = Field(description="When it was credited.", examples=[_INSTANT])
    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])
    amount_minor: int = Field(description="The coach's part, in minor units.", examples=[3375])
    share_basis_points: int = Field(description="The coach's share of the session's earnings.", examples=[10000])
    rate_id: UUID = Field(description="The rate that was applied.", examples=[_ID])
    unit: RateUnit = Field(description="The rate's unit.", examples=["hour"])
    rate_amount_minor: int = Field(description="The rate's price of one unit, as applied.", examples=[4500])
    logged_minutes: int = Field(description="The session's logged minutes.", examples=[45])
    priced_at: datetime = Field(description="The instant at which the rate was effective.", examples=[_INSTANT])
    transfer_id: UUID | None = Field(
        description="The transfer in the ledger; null where the part is nothing.", examples=[_ID]
    )
    revision: int = Field(
        description="How many amendments of the session's minutes or shares it follows; 0: as completed.", examples=[0]
    )
    reversed_at: datetime | None = Field(
        description="When it was taken back, since the session was amended or voided; null while it counts.",
        examples=[None],
    )


class UnratedOut(Body):
    """A completed session that no rate applies to. It is credited when one is set."""

    session_id: UUID = Field(description="The session.", examples=[_ID])
    session: str = Field(description="Where the session is.", examples=[f"/v1/sessions/{_ID}"])
    coach_ids: list[UUID] = Field(description="Its coaches, the session's own one first.", examples=[[_ID]])
    course_ids: list[UUID] = Field(description="Its courses.", examples=[[_ID]])
    category_id: UUID | None = Field(description="Its category.", examples=[None])
    logged_minutes: int = Field(description="Its logged minutes.", examples=[45])
    priced_at: datetime = Field(description="The instant at which a rate must be effective.", examples=[_INSTANT])
    arrived_at: datetime = Field(description="Since when it has been waiting for a rate.", examples=[_INSTANT])
