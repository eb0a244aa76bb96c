"""What the payouts service promises: what a completed session earned its coaches."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.envelope import BasisPoints, Count, Currency, Event, Part, UtcInstant


class Earning(Part):
    """One coach's part of a session's earnings, in minor units, with the rate that was applied."""

    earning_id: UUID
    coach_id: UUID
    share_basis_points: BasisPoints
    currency: Currency
    amount_minor: Count
    rate_id: UUID


class EarningsCredited(Event):
    """The coaches of a completed session were credited; the parts sum to what the session earned."""

    type: ClassVar[str] = "lockstep.payouts.EarningsCredited.v1"

    session_id: UUID
    credited_at: UtcInstant
    earnings: Annotated[tuple[Earning, ...], Field(min_length=1)]


class EarningReversal(Part):
    """One earning that no longer counts, in minor units."""

    earning_id: UUID
    coach_id: UUID
    currency: Currency
    amount_minor: Count


class EarningsReversed(Event):
    """The earnings of a session that was amended or voided were taken back, all of them.

    After an amendment the corrected ones follow in an EarningsCredited.
    """

    type: ClassVar[str] = "lockstep.payouts.EarningsReversed.v1"

    session_id: UUID
    reversed_at: UtcInstant
    reversals: Annotated[tuple[EarningReversal, ...], Field(min_length=1)]
