"""How a service answers the erasure of a person: what it erased, and what it keeps and why."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.envelope import Count, Event, Part, growing
from contracts.instants import Instant

ErasedKind = Annotated[
    str,
    growing(
        *("directory_entry", "texts", "stored_answers", "insight_inputs"),
        *("calendar_addresses", "guardian_links", "import_rows", "parked_records"),
    ),
]
KeptKind = Annotated[
    str,
    growing(
        *("records_learned", "records_coached", "texts", "named_sessions"),
        *("marks", "counted_sessions", "earnings", "rates"),
    ),
]
KeptReason = Annotated[str, growing("proves_delivery", "proves_pay", "about_others", "part_of_sums", "by_hand")]


class ErasedData(Part):
    """A kind of data that was erased, and how much of it."""

    kind: ErasedKind
    """What was erased. An unknown word is shown as it is."""
    count: Count
    """How many of them."""


class KeptData(Part):
    """A kind of data that is kept, how much of it, and why. It names the person by an id only."""

    kind: KeptKind
    """What is kept. An unknown word is shown as it is."""
    count: Count
    """How many of them."""
    reason: KeptReason
    """Why. An unknown word is shown as it is."""


class PersonDataErased(Event):
    """A service erased what it held about a person. The answer to PersonErased, with the same sequence.

    Nothing that arrives later brings back what was erased.
    """

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key: `person:<person_id>`. Events with the same partition key keep their order."""
    person_id: UUID
    """The person."""
    erasure_id: UUID | None = None
    """The erasure that this answers; absent if its PersonErased names none."""
    erased: tuple[ErasedData, ...]
    """What was erased."""
    kept: tuple[KeptData, ...]
    """What is kept, and why."""
    erased_at: Instant
    """When the service erased it."""
