"""The HTTP bodies of rates. Money is in integer minor units of a currency."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from chassis.http.fields import Body, Currency, Id, Instant, Whole
from pydantic import Field

from payouts.ledger.schemas import EXAMPLE_ID
from payouts.rates.domain import Rate, RateEntry, RateSubject, Scope, Unit

RATE_AMOUNT_MINOR_MAX: Final = 1_000_000_000

EXAMPLE_INSTANT: Final = "2026-11-01T00:00:00Z"


class RateIn(Body):
    """A new rate. Its scope says which of coach, course and category it needs."""

    scope: Annotated[
        Scope,
        Field(
            description="What the rate is for. If several rates are effective the most specific one applies, in this "
            "order: coach_course, coach, course, category, org.",
            examples=["coach_course"],
        ),
    ]
    coach_id: Annotated[
        Id | None,
        Field(description="The coach. Needed for the scopes coach and coach_course.", examples=[EXAMPLE_ID]),
    ] = None
    course_id: Annotated[
        Id | None,
        Field(description="The course. Needed for the scopes course and coach_course.", examples=[EXAMPLE_ID]),
    ] = None
    category_id: Annotated[
        Id | None, Field(description="The category. Needed for the scope category.", examples=[None])
    ] = None
    unit: Annotated[
        Unit,
        Field(
            description="hour: the amount is for 60 logged minutes, and every minute counts; session: the amount is "
            "for a "
            "completed session.",
            examples=["hour"],
        ),
    ]
    amount_minor: Annotated[
        Annotated[Whole, Field(ge=0, le=RATE_AMOUNT_MINOR_MAX)],
        Field(description="The price of one unit, in minor units of the currency; 0 for volunteers.", examples=[4500]),
    ]
    currency: Annotated[Currency, Field(description="ISO 4217 code.", examples=["EUR"])]
    effective_from: Annotated[
        Instant,
        Field(
            description="The first instant at which the rate is effective. A session is paid by the rate that is "
            "effective "
            "at its planned start, or at its actual start if it was not planned.",
            examples=[EXAMPLE_INSTANT],
        ),
    ]
    effective_to: Annotated[
        Instant | None,
        Field(description="The instant from which the rate is not effective any more; null: no end.", examples=[None]),
    ] = None

    def rate(self, rate_id: UUID, org_id: UUID) -> Rate:
        """Return the rate of an organisation. Its fields may not fit together."""
        return Rate(
            rate_id=rate_id,
            subject=RateSubject(org_id, self.scope, self.coach_id, self.course_id, self.category_id),
            unit=self.unit,
            amount_minor=self.amount_minor,
            currency=self.currency,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
        )


class RateEndIn(Body):
    """The end of a rate."""

    effective_to: Annotated[
        Instant,
        Field(
            description="The instant from which the rate is not effective any more.", examples=["2026-12-01T00:00:00Z"]
        ),
    ]


class RateOut(Body):
    """A rate."""

    rate_id: Annotated[UUID, Field(description="The id of the rate. Earnings refer to it.", examples=[EXAMPLE_ID])]
    scope: Annotated[Scope, Field(description="What the rate is for.", examples=["coach_course"])]
    coach_id: Annotated[
        UUID | None, Field(description="The coach, for the scopes coach and coach_course.", examples=[EXAMPLE_ID])
    ]
    course_id: Annotated[
        UUID | None, Field(description="The course, for the scopes course and coach_course.", examples=[EXAMPLE_ID])
    ]
    category_id: Annotated[UUID | None, Field(description="The category, for the scope category.", examples=[None])]
    unit: Annotated[
        Unit, Field(description="What the amount is the price of: an hour or a session.", examples=["hour"])
    ]
    amount_minor: Annotated[
        int, Field(description="The price of one unit, in minor units of the currency.", examples=[4500])
    ]
    currency: Annotated[str, Field(description="ISO 4217 code.", examples=["EUR"])]
    effective_from: Annotated[
        datetime, Field(description="The first instant at which the rate is effective.", examples=[EXAMPLE_INSTANT])
    ]
    effective_to: Annotated[
        datetime | None,
        Field(description="The instant from which the rate is not effective any more; null: no end.", examples=[None]),
    ]
    set_by: Annotated[UUID, Field(description="Who set the rate.", examples=[EXAMPLE_ID])]
    set_at: Annotated[datetime, Field(description="When the rate was set.", examples=[EXAMPLE_INSTANT])]


def rate_out(entry: RateEntry) -> RateOut:
    """Return the body of a rate."""
    rate = entry.rate
    return RateOut(
        rate_id=rate.rate_id,
        scope=rate.subject.scope,
        coach_id=rate.subject.coach_id,
        course_id=rate.subject.course_id,
        category_id=rate.subject.category_id,
        unit=rate.unit,
        amount_minor=rate.amount_minor,
        currency=rate.currency,
        effective_from=rate.effective_from,
        effective_to=rate.effective_to,
        set_by=entry.set_by,
        set_at=entry.set_at,
    )
