"""Publish texts, if the setting allows it, and erasures, always."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from chassis.ids import NewId, derived_id
from chassis.messaging import outbox
from contracts.cloudevents import Tombstone
from contracts.envelope import EventFields
from contracts.sessions import Audience, PersonErased, TextErased, TextKind, TextWritten
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.events import Author

_ONCE: Final = 1
_WRITTEN, _ERASED = 1, 2


class ErasedText(NamedTuple):
    """A text whose key was destroyed, and the session that it was about."""

    text_id: UUID
    session_id: UUID


async def publish_erasures(
    db: AsyncConnection,
    *,
    persons: Iterable[UUID],
    texts: Sequence[ErasedText],
    org_id: UUID,
    correlation_id: UUID,
    now: datetime,
    new_id: NewId,
) -> None:
    """Emit PersonErased and TextErased, and a tombstone for each text.

    A person is erased once, so the sequence is 1. A text is written once and then erased, so the sequence is 2, as that
    of its tombstone, which repeats it. The tombstone is written even if texts are not published now, because they may
    have been published before.
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

    for person_id in persons:
        await outbox.add(db, PersonErased(**fields(f"person:{person_id}", _ONCE), person_id=person_id, erased_at=now))
    erased = [
        TextErased(
            **fields(text_key(one.text_id), _ERASED), text_id=one.text_id, session_id=one.session_id, erased_at=now
        )
        for one in texts
    ]
    forgotten = [
        Tombstone(TextWritten, event_id=new_id(), org_id=org_id, key=text_key(one.text_id), sequence=_ERASED)
        for one in texts
    ]
    await outbox.add(db, *erased, *forgotten)


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
