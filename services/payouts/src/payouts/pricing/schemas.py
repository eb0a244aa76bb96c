"""The HTTP bodies of earnings. Money is in integer minor units of a currency."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from chassis.http.fields import Body
from pydantic import Field

from payouts.ledger.schemas import EXAMPLE_ID
from payouts.rates.domain import Unit
from payouts.rates.schemas import EXAMPLE_INSTANT


class EarningOut(Body):
    """A coach's part of what one session earned, with all values from which it was computed."""

    earning_id: Annotated[UUID, Field(description="The earning.", examples=[EXAMPLE_ID])]
    session_id: Annotated[UUID, Field(description="The session that earned it.", examples=[EXAMPLE_ID])]
    session_path: Annotated[str, Field(description="The path of the session.", examples=[f"/v1/sessions/{EXAMPLE_ID}"])]
    credited_at: Annotated[datetime, Field(description="When it was credited.", examples=[EXAMPLE_INSTANT])]
    currency: Annotated[str, Field(description="ISO 4217 code.", examples=["EUR"])]
    amount_minor: Annotated[int, Field(description="The coach's part, in minor units.", examples=[3375])]
    share_basis_points: Annotated[
        int, Field(description="The coach's share of what the session earned.", examples=[10000])
    ]
    rate_id: Annotated[UUID, Field(description="The rate that was applied.", examples=[EXAMPLE_ID])]
    unit: Annotated[Unit, Field(description="The unit of the rate.", examples=["hour"])]
    rate_amount_minor: Annotated[
        int, Field(description="The rate's price of one unit when it was applied.", examples=[4500])
    ]
    logged_minutes: Annotated[int, Field(description="The logged minutes of the session.", examples=[45])]
    priced_at: Annotated[
        datetime,
        Field(
            description="The instant at which the rate had to be effective: the planned start of the session, or its "
            "actual start if it was not planned.",
            examples=[EXAMPLE_INSTANT],
        ),
    ]
    transfer_id: Annotated[
        UUID | None, Field(description="The transfer in the ledger; null when the amount is 0.", examples=[EXAMPLE_ID])
    ]
    revision: Annotated[
        int,
        Field(
            description="How many amendments of the session's minutes or shares are counted in; 0: none.", examples=[0]
        ),
    ]
    reversed_at: Annotated[
        datetime | None,
        Field(
            description="When it was reversed because the session was amended or voided; null while it counts.",
            examples=[None],
        ),
    ]


class UnratedOut(Body):
    """A completed session to which no rate applies. It is credited when one is set."""

    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    session_path: Annotated[str, Field(description="The path of the session.", examples=[f"/v1/sessions/{EXAMPLE_ID}"])]
    coach_ids: Annotated[
        list[UUID], Field(description="Its coaches, the session coach first.", examples=[[EXAMPLE_ID]])
    ]
    course_ids: Annotated[list[UUID], Field(description="Its courses.", examples=[[EXAMPLE_ID]])]
    category_id: Annotated[UUID | None, Field(description="Its category.", examples=[None])]
    logged_minutes: Annotated[int, Field(description="Its logged minutes.", examples=[45])]
    priced_at: Annotated[
        datetime, Field(description="The instant at which a rate must be effective.", examples=[EXAMPLE_INSTANT])
    ]
    arrived_at: Annotated[
        datetime, Field(description="Since when it has waited for a rate.", examples=[EXAMPLE_INSTANT])
    ]


def earning_out(row: Any) -> EarningOut:
    """Return the body of an earning."""
    return EarningOut(**row, session_path=_session_path(row.session_id))


def unrated_out(row: Any) -> UnratedOut:
    """Return the body of a completed session without a rate."""
    return UnratedOut(**row, session_path=_session_path(row.session_id))


def _session_path(session_id: UUID) -> str:
    return f"/v1/sessions/{session_id}"
