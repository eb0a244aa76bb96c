"""Publish texts and erasures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.sealed_texts import ErasedText
from chassis.ids import NewId, derived_id
from chassis.messaging import outbox
from contracts.cloudevents import Tombstone
from contracts.envelope import EventFields
from contracts.sessions import Audience, PersonErased, TextErased, TextKind, TextWritten
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.sequences import next_sequence
from sessions.session.events import Author

_WRITTEN: Final = 1
ERASED_SEQUENCE: Final = 2
"""A text is written once and then erased, so its erasure and its tombstone have sequence 2."""


async def publish_erasures(
    db: AsyncConnection,
    *,
    person_id: UUID,
    erasure_id: UUID,
    texts: Sequence[ErasedText],
    org_id: UUID,
    correlation_id: UUID,
    now: datetime,
    new_id: NewId,
) -> None:
    """Emit PersonErased and TextErased, and a tombstone for each text.

    Each erasure of a person has the next sequence. The tombstone of a text is written even if the text was never
    published, because nobody needs to know that.
    """

    def fields(key: str, sequence: int) -> EventFields:
        return EventFields(
            event_id=new_id(),
            org_id=org_id,
            occurred_at=now,
            key=key,
            sequence=sequence,
            correlation_id=correlation_id,
            causation_id=None,
        )

    key = f"person:{person_id}"
    sequence = await next_sequence(db, org_id=org_id, key=key)
    person = PersonErased(**fields(key, sequence), person_id=person_id, erased_at=now, erasure_id=erasure_id)
    erased = [
        TextErased(
            **fields(text_key(one.text_id), ERASED_SEQUENCE),
            text_id=one.text_id,
            session_id=one.session_id,
            erased_at=now,
        )
        for one in texts
        if one.session_id is not None
    ]
    forgotten = [
        Tombstone(TextWritten, event_id=new_id(), org_id=org_id, key=text_key(one.text_id), sequence=ERASED_SEQUENCE)
        for one in texts
    ]
    await outbox.add(db, person, *erased, *forgotten)


def text_key(text_id: UUID) -> str:
    """Return the partition key of a text."""
    return f"text:{text_id}"


def text_written(
    author: Author,
    *,
    text_id: UUID,
    session_id: UUID,
    kind: TextKind,
    audience: Audience,
    written_by: UUID,
    text: str | Mapping[str, str],
    cause: UUID,
    now: datetime,
) -> TextWritten:
    """Return the event of a recap or a note. The sections of a recap become paragraphs.

    `cause` is the event with which the text begins to hold, or the note, and makes the id of this event.
    """
    return TextWritten(
        event_id=derived_id(TextWritten.type, cause=cause, subject=text_id),
        org_id=author.org_id,
        occurred_at=now,
        key=text_key(text_id),
        sequence=_WRITTEN,
        correlation_id=author.correlation_id,
        causation_id=None,
        text_id=text_id,
        session_id=session_id,
        kind=kind,
        author_id=written_by,
        audience=audience,
        written_at=now,
        text=text if isinstance(text, str) else "\n\n".join(text.values()),
    )
