"""The fields that every event has: its organisation, its time, its place in the order, and its cause."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, TypedDict
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.instants import Instant

LARGEST_EXACT_INTEGER = 2**53 - 1
"""No integer in an event is larger. Readers that store numbers as doubles would read a larger one inexactly."""

Count = Annotated[int, Field(strict=True, ge=0, le=LARGEST_EXACT_INTEGER)]
"""A count, a version or an amount in minor units. It is never negative, and every reader reads it exactly."""

BasisPoints = Annotated[int, Field(strict=True, ge=0, le=10_000)]
Minutes = Annotated[int, Field(strict=True, ge=0, le=7 * 24 * 60)]
Flag = Annotated[bool, Field(strict=True)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Sha256Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


KNOWN_VALUES: Final = "x-known-values"
"""The keyword of a schema that lists the words that a field has today."""


def growing(*words: str) -> Any:
    """Return what makes a `str` a word out of a list that may grow: `Annotated[str, growing("online", "in_person")]`.

    A reader accepts every word, and the documents list the known ones. The docstring of each field that has such a
    word says what an unknown one counts as.
    """
    return Field(min_length=1, max_length=64, json_schema_extra={KNOWN_VALUES: list(words)})


class EventFields(TypedDict):
    """The common fields of an event, for `**fields` in an event's constructor."""

    event_id: UUID
    org_id: UUID
    occurred_at: datetime
    key: str
    sequence: int
    correlation_id: UUID
    causation_id: UUID | None


class Part(BaseModel):
    """A value inside an event. Unknown fields are ignored, so that a newer producer does not break older readers."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class Event(Part):
    """Something that happened. The base of all events.

    Readers use `sequence` to tell an older event of an aggregate from a newer one. They assume no order between topics.
    """

    type: ClassVar[str]
    """The CloudEvents type, `lockstep.<producer>.<Name>.v<version>`. Its meaning never changes."""
    critical: ClassVar[bool] = False
    """Whether a reader that does not know the type must stop for this partition key instead of skipping the event."""

    event_id: UUID
    """The id of the event, a UUIDv7. A redelivered event has the same id."""
    org_id: UUID
    """The organisation to which everything in the event belongs."""
    occurred_at: Instant
    """When it happened, in UTC."""
    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key: the id of the aggregate. Events with the same partition key keep their order."""
    sequence: Annotated[int, Field(strict=True, ge=1, le=LARGEST_EXACT_INTEGER)]
    """The version of the aggregate. Each event of a partition key has the next number, without gaps. The numbers run
    over all topics of the producer."""
    correlation_id: UUID
    """The request or job that started the whole chain of events."""
    causation_id: UUID | None = None
    """The event that caused this one, if an event did."""
