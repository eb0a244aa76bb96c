"""Bodies for notes about a session."""

from typing import Annotated
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Id, Instant
from pydantic import Field

from sessions import texts
from sessions.fields import DoneByOut, checked
from sessions.notes.domain import Audience
from sessions.notes.queries import Note

NoteText = Annotated[str, Field(max_length=texts.NOTE_MAX), checked(texts.NOTE_MAX)]
AudienceField = Annotated[
    Audience,
    Field(
        description="Who may read it. staff: admins, support and auditors. coaches: coaches and staff. everyone: "
        "everybody who may read the session.",
        examples=["coaches"],
    ),
]
NoteId = Annotated[Id, Field(description="The note's id.", examples=[EXAMPLE_ID])]
WrittenAt = Annotated[Instant, Field(description="When it was written.", examples=[EXAMPLE_UTC])]


class NoteIn(Body):
    """A note."""

    text: Annotated[NoteText, Field(description="What it says.", examples=["Brings a calculator next time."])]
    audience: AudienceField = "coaches"


class NoteWrittenOut(Body):
    """A note that was written. Its text is not repeated, because answers are stored and could not be erased."""

    note_id: NoteId
    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    audience: AudienceField
    author_id: Annotated[UUID, Field(description="Who wrote it.", examples=[EXAMPLE_ID])]
    written_at: WrittenAt


class NoteOut(Body):
    """A note in the list."""

    note_id: NoteId
    audience: AudienceField
    author: Annotated[DoneByOut, Field(description="Who wrote it.")]
    written_at: WrittenAt
    text: Annotated[
        str | None,
        Field(description="What it says; null if the text was erased.", examples=["Brings a calculator next time."]),
    ]
    erased: Annotated[bool, Field(description="Whether the text was erased on request.", examples=[False])]


def note_out(note: Note) -> NoteOut:
    """Return the body for a note."""
    return NoteOut(
        note_id=note.note_id,
        audience=note.audience,
        author=DoneByOut(person_id=note.author_id, name=note.author_name),
        written_at=note.written_at,
        text=note.text,
        erased=note.text is None,
    )
