"""The events of the payouts service: what the coaches of a completed session earned."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.envelope import LARGEST_EXACT_INTEGER, BasisPoints, Count, Currency, Event, Minutes, Part, growing
from contracts.erasures import PersonDataErased
from contracts.instants import Instant

PricingRevision = Annotated[int, Field(strict=True, ge=1, le=LARGEST_EXACT_INTEGER)]


class Earning(Part):
    """One coach's part of the earnings of a session."""

    earning_id: UUID
    """The id of the earning."""
    coach_id: UUID
    """The coach who earned it."""
    share_basis_points: BasisPoints
    """The coach's share of what the session earned."""
    currency: Currency
    """ISO 4217 code."""
    amount_minor: Count
    """The part, in minor units of the currency (cents, for example)."""
    rate_id: UUID
    """The rate that was applied."""


class Pricing(Part):
    """How the earnings of a session were computed. It is the same for all its coaches."""

    unit: Annotated[str, growing("hour", "session")]
    """What the rate is paid for. The amounts hold, also if the word is unknown."""
    rate_amount_minor: Count
    """The amount of the rate, in minor units of the currency."""
    logged_minutes: Minutes
    """The minutes that count."""
    priced_at: Instant
    """The instant at which the rate had to be in force."""
    corrected_sequence: Count
    """The sequence of the newest correction of the session that is counted in, or 0."""


class EarningsCredited(Event):
    """The coaches of a completed session were credited. The parts add up to what the session earned."""

    type: ClassVar[str] = "lockstep.payouts.EarningsCredited.v1"

    session_id: UUID
    """The session."""
    pricing_revision: PricingRevision
    """1 for the first pricing of the session, then one more for each pricing that follows."""
    credited_at: Instant
    """When the coaches were credited."""
    earnings: Annotated[tuple[Earning, ...], Field(min_length=1)]
    """What each coach earned."""
    pricing: Pricing | None = None
    """How the earnings were computed; null or absent in events of services that did not publish it yet."""


class EarningReversal(Part):
    """One earning that no longer counts."""

    earning_id: UUID
    """The earning that no longer counts."""
    coach_id: UUID
    """The coach who had earned it."""
    currency: Currency
    """ISO 4217 code."""
    amount_minor: Count
    """The amount that is taken back, in minor units of the currency. It is not negative."""


class EarningsReversed(Event):
    """All earnings of a session were reversed because the session was amended or voided.

    After an amendment an EarningsCredited with the corrected earnings follows. After a void nothing follows.
    """

    type: ClassVar[str] = "lockstep.payouts.EarningsReversed.v1"

    session_id: UUID
    """The session."""
    pricing_revision: PricingRevision
    """The pricing that found that these earnings no longer count. The EarningsCredited that follows has the same."""
    reversed_at: Instant
    """When the earnings were reversed."""
    reversals: Annotated[tuple[EarningReversal, ...], Field(min_length=1)]
    """The earnings that no longer count."""
    corrected_sequence: Annotated[int, Field(strict=True, ge=1, le=LARGEST_EXACT_INTEGER)] | None = None
    """The sequence of the correction that reversed them; null or absent in events of services that did not publish it
    yet."""


class PayoutsDataErased(PersonDataErased):
    """The payouts service erased what it held about a person. The answer to PersonErased, with the same sequence.

    Nothing that arrives later brings back what was erased.
    """

    type: ClassVar[str] = "lockstep.payouts.PayoutsDataErased.v1"
