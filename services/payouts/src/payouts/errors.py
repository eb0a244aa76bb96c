"""What payouts refuses, each with its status and problem type."""

from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict, FieldError, NotFound, Unprocessable


class CoachNotFound(NotFound):
    """The caller may not know anything about this coach's money."""

    slug, title = "coach-not-found", "There is no such coach here"

    def __init__(self, coach_id: UUID) -> None:
        """Take the coach that was asked for."""
        super().__init__(f"You have no access to a coach {coach_id}. Coaches see their own earnings only.")


class RateNotFound(NotFound):
    """The organisation has no such rate."""

    slug, title = "rate-not-found", "There is no such rate"

    def __init__(self, rate_id: UUID) -> None:
        """Take the rate that was asked for."""
        super().__init__(f"There is no rate {rate_id}.")


class RateOverlaps(Conflict):
    """For the same scope another rate is effective at some time of this one."""

    slug, title = "rate-overlaps", "Another rate is effective at that time"

    def __init__(self, effective_from: datetime, effective_to: datetime | None) -> None:
        """Take when the refused rate was to be effective."""
        until = "open-ended" if effective_to is None else f"until {effective_to.isoformat()}"
        super().__init__(
            f"A rate of the same scope is effective at some time from {effective_from.isoformat()}, {until}. "
            "End that one first (POST /v1/rates/{rate_id}/end), or choose another time."
        )


class RateEndsEarlier(Conflict):
    """A rate can be ended, not prolonged: after its end another one may apply already."""

    slug, title = "rate-ends-earlier", "The rate ends earlier already"

    def __init__(self, effective_to: datetime) -> None:
        """Take the rate's present end."""
        super().__init__(f"The rate ends at {effective_to.isoformat()}. Set a new rate from then on instead.")


class InvalidRate(Unprocessable):
    """The parts of the rate contradict each other."""

    slug, title = "invalid-rate", "The parts of the rate contradict each other"

    def __init__(self, errors: list[FieldError]) -> None:
        """Take what is wrong, one entry per field."""
        super().__init__("; ".join(f"{error.pointer}: {error.detail}" for error in errors) + ".", errors=errors)
