"""Bodies for what was done to a session."""

from typing import Annotated

from chassis.http.fields import EXAMPLE_UTC, Body, Instant
from pydantic import Field, JsonValue

from sessions.fields import DoneByOut, PersonName
from sessions.views.history.queries import HistoryAction, HistoryEntry


class FieldChangeOut(Body):
    """One field that changed."""

    field: Annotated[
        str,
        Field(
            description="A field of the session. For a roster the learner's id; for courses `<course id>/coaches`.",
            examples=["starts_at"],
        ),
    ]
    old: Annotated[JsonValue, Field(description="The old value; null if there was none.", examples=[EXAMPLE_UTC])]
    new: Annotated[JsonValue, Field(description="The new value; null if there is none.", examples=[EXAMPLE_UTC])]


class HistoryEntryOut(Body):
    """Something that was done to a session."""

    at: Annotated[Instant, Field(description="When it was done.", examples=[EXAMPLE_UTC])]
    action: Annotated[HistoryAction, Field(description="What was done.", examples=["roster_changed"])]
    version: Annotated[
        int | None, Field(description="The session's version that it made, if that is known.", examples=[3])
    ]
    by: Annotated[DoneByOut | None, Field(description="Who did it; null if that was not recorded.")]
    decided_alone: Annotated[
        bool | None,
        Field(
            description="Of a correction that took effect: whether the person who proposed it decided alone. Null for "
            "everything else.",
            examples=[None],
        ),
    ]
    changes: Annotated[list[FieldChangeOut], Field(description="The fields that it changed.")]
    people: Annotated[list[PersonName], Field(description="The names of the people in the changes.")]


def history_entry_out(entry: HistoryEntry) -> HistoryEntryOut:
    """Return the body for an entry of the history."""
    return HistoryEntryOut(
        at=entry.at,
        action=entry.action,
        version=entry.known_version,
        by=None if entry.by is None else DoneByOut(person_id=entry.by, name=entry.by_name),
        decided_alone=entry.decided_alone,
        changes=[FieldChangeOut(**change._asdict()) for change in entry.changes],
        people=[PersonName(person_id=person_id, name=name) for person_id, name in entry.names],
    )
