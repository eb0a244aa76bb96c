"""Free texts about sessions, and erasures. No other events have free text."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.envelope import Event
from contracts.instants import Instant
from contracts.sessions.parts import Audience, TextKind


class TextWritten(Event):
    """Somebody wrote a recap or a note.

    The topic keeps the latest message of each text. A text that is erased is replaced by a tombstone: a Kafka record
    with the same partition key and without a value.
    """

    type: ClassVar[str] = "lockstep.sessions.TextWritten.v1"

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key: `text:<text_id>`. Events with the same partition key keep their order."""
    text_id: UUID
    """The text."""
    session_id: UUID
    """The session that the text is about."""
    kind: TextKind
    """What the text is. An unknown word counts as `note`."""
    author_id: UUID
    """The person who wrote it."""
    audience: Audience
    """Who may read it. An unknown word counts as `staff`."""
    written_at: Instant
    """When it was written."""
    text: str
    """The text."""


class PersonErased(Event):
    """A person was erased: everything that names them has to be forgotten, in whatever order events arrive.

    A person can be erased again, for example when more was written about them. Each erasure has the next sequence.
    """

    type: ClassVar[str] = "lockstep.sessions.PersonErased.v1"

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key: `person:<person_id>`. Events with the same partition key keep their order."""
    person_id: UUID
    """The person."""
    erased_at: Instant
    """When the person was erased."""
    erasure_id: UUID | None = None
    """The erasure, which services name in their answers; absent if nobody waits for an answer."""


class TextErased(Event):
    """A text was erased. Forget it, also where a TextWritten with the same `text_id` arrives later.

    The sequence is 2, because the TextWritten has 1. A text that was never published has no TextWritten.
    """

    type: ClassVar[str] = "lockstep.sessions.TextErased.v1"

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key: `text:<text_id>`. Events with the same partition key keep their order."""
    text_id: UUID
    """The text."""
    session_id: UUID
    """The session that the text was about."""
    erased_at: Instant
    """When the text was erased."""
