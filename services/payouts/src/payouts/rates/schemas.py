"""The HTTP bodies of rates. Money is in integer minor units of a currency."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from chassis.http.fields import Body
from contracts.envelope import Currency, UtcInstant
from pydantic import Field

from payouts.ledger.schemas import EXAMPLE_ID
from payouts.rates.domain import Scope, Unit

RATE_AMOUNT_MINOR_MAX: Final = 1_000_000_000

EXAMPLE_INSTANT: Final = "2026-11-01T00:00:00Z"


class RateIn(Body):
    """A new rate. Its scope says which of coach, course and category it needs."""

    scope: Scope = Field(
        description="What the rate is for. If several rates are effective the most specific one applies, in this "
        "order: coach_course, coach, course, category, org.",
        examples=["coach_course"],
    )
    coach_id: UUID | None = Field(
        default=None, description="The coach. Needed for the scopes coach and coach_course.", examples=[EXAMPLE_ID]
    )
    course_id: UUID | None = Field(
        default=None, description="The course. Needed for the scopes course and coach_course.", examples=[EXAMPLE_ID]
    )
    category_id: UUID | None = Field(
        default=None, description="The category. Needed for the scope category.", examples=[None]
    )
    unit: Unit = Field(
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
        examples=[EXAMPLE_INSTANT],
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

    rate_id: UUID = Field(description="The id of the rate. Earnings refer to it.", examples=[EXAMPLE_ID])
    scope: Scope = Field(description="What the rate is for.", examples=["coach_course"])
    coach_id: UUID | None = Field(
        description="The coach, for the scopes coach and coach_course.", examples=[EXAMPLE_ID]
    )
    course_id: UUID | None = Field(
        description="The course, for the scopes course and coach_course.", examples=[EXAMPLE_ID]
    )
    category_id: UUID | None = Field(description="The category, for the scope category.", examples=[None])
    unit: Unit = Field(description="What the amount is the price of: an hour or a session.", examples=["hour"])
    amount_minor: int = Field(description="The price of one unit, in minor units of the currency.", examples=[4500])
    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])
    effective_from: datetime = Field(
        description="The first instant at which the rate is effective.", examples=[EXAMPLE_INSTANT]
    )
    effective_to: datetime | None = Field(
        description="The instant from which the rate is not effective any more; null: no end.", examples=[None]
    )
    set_by: UUID = Field(description="Who set the rate.", examples=[EXAMPLE_ID])
    set_at: datetime = Field(description="When the rate was set.", examples=[EXAMPLE_INSTANT])
