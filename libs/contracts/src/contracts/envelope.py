"""The envelope that every event carries: who, when, in which order and because of what."""

from datetime import UTC, datetime
from typing import Annotated, ClassVar, TypedDict
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _to_utc(value: datetime) -> datetime:
    """Refuse instants without an offset: a bare wall clock is not an instant."""
    if value.tzinfo is None:
        raise ValueError("an instant needs an offset, for example 2026-11-02T07:10:00Z")
    try:
        return value.astimezone(UTC)
    except OverflowError:  # year 1 or 9999, and the offset leads out of the calendar
        raise ValueError("the instant is outside the years 1 to 9999 in UTC") from None


UtcInstant = Annotated[datetime, AfterValidator(_to_utc)]
"""An instant, kept in UTC with microseconds."""

LARGEST_EXACT_INTEGER = 2**53 - 1
"""No integer on the wire is larger: beyond it, readers that keep numbers as doubles would see another one."""

Count = Annotated[int, Field(ge=0, le=LARGEST_EXACT_INTEGER)]
"""A count, a version or an amount in minor units: never negative, and exact for every reader."""

BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
Minutes = Annotated[int, Field(ge=0, le=7 * 24 * 60)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Sha256Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class EventFields(TypedDict):
    """The envelope's fields, to be spread into an event's constructor."""

    event_id: UUID
    org_id: UUID
    occurred_at: datetime
    key: str
    sequence: int
    correlation_id: UUID
    causation_id: UUID | None


class Part(BaseModel):
    """A value inside an event. Unknown fields are ignored, so that newer producers do not break readers."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class Event(Part):
    """A fact that has happened; the base of every contract.

    Readers tell old from new by `sequence` and assume no order between topics.
    """

    type: ClassVar[str]
    """The CloudEvents type, `lockstep.<producer>.<Name>.v<version>`; it never changes meaning."""

    event_id: UUID
    """UUIDv7; the same on every redelivery."""
    org_id: UUID
    """The organisation, to which everything in the event belongs."""
    occurred_at: UtcInstant
    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key, the id of the aggregate: order holds among the events of one key."""
    sequence: Annotated[int, Field(ge=1, le=LARGEST_EXACT_INTEGER)]
    """The aggregate's version: strictly increasing per key, without gaps over all topics of the producer."""
    correlation_id: UUID
    """The request or job that set off the whole chain of events."""
    causation_id: UUID | None = None
    """The event that this one follows from, if it follows from one."""
