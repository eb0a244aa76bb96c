"""The errors of rates: each has a status, a problem type and a text for the caller."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict, FieldError, NotFound, Unprocessable
from chassis.wording import instant_words


class RateNotFound(NotFound):
    """The organisation has no rate with this id."""

    slug, title = "rate-not-found", "There is no such rate"

    def __init__(self, rate_id: UUID) -> None:
        """Take the rate that was asked for."""
        super().__init__(
            f"Your organisation has no rate {rate_id}. List its rates (GET /v1/payouts/rates) to find the id."
        )


class RateOverlaps(Conflict):
    """Another rate for the same subject is effective at some time of this one."""

    slug, title = "rate-overlaps", "Another rate is effective at that time"

    def __init__(self, effective_from: datetime, effective_to: datetime | None) -> None:
        """Take the period of the refused rate."""
        until = "on, without an end" if effective_to is None else f"until {instant_words(effective_to, exact=True)}"
        super().__init__(
            "Another rate with the same scope, coach, course and category is effective at some time from "
            f"{instant_words(effective_from, exact=True)} {until}. End that rate first "
            "(POST /v1/payouts/rates/{rate_id}/end), or choose another period."
        )


class RateEndsEarlier(Conflict):
    """The end of a rate cannot be moved to a later time, because another rate may apply then."""

    slug, title = "rate-ends-earlier", "The rate already ends earlier"

    def __init__(self, effective_to: datetime) -> None:
        """Take the present end of the rate."""
        super().__init__(
            f"The rate ends at {instant_words(effective_to, exact=True)}, and an end cannot be moved to a later time. "
            "Set a new rate from then on instead."
        )


class InvalidRate(Unprocessable):
    """The fields of a rate do not fit together."""

    slug, title = "invalid-rate", "The fields of the rate do not fit together"

    def __init__(self, *errors: FieldError) -> None:
        """Take what is wrong, one error per field."""
        super().__init__("; ".join(f"{error.pointer}: {error.detail}" for error in errors) + ".", errors=errors)


class RateMisfits(InvalidRate):
    """The fields of a new rate do not fit together."""

    def __init__(self, scope: str, needed: Mapping[str, bool], *, ends_too_early: bool) -> None:
        """Take the references that do not fit the scope (see `misfits`), and whether the rate ends too early."""
        wrong = [
            FieldError(f"/{name}", f"{'is needed' if is_needed else 'must be left out'} for scope {scope}")
            for name, is_needed in needed.items()
        ]
        super().__init__(
            *wrong, *([FieldError("/effective_to", "must be after effective_from")] if ends_too_early else [])
        )


class RateEndsBeforeItBegins(InvalidRate):
    """The end of a rate is not after its beginning."""

    def __init__(self, effective_from: datetime) -> None:
        """Take the beginning of the rate."""
        super().__init__(FieldError("/effective_to", f"must be after {instant_words(effective_from, exact=True)}"))
