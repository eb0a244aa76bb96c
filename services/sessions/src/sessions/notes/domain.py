"""Notes about a session: who may write and who may read them."""

from collections.abc import Collection
from typing import Literal

from sessions.notes.errors import NotAWriter
from sessions.session.visibility import Part

Audience = Literal["staff", "coaches", "everyone"]
"""The readers of a note. staff: staff alone; coaches: coaches and staff; everyone: all who may read the session."""


def readable(parts: Collection[Part]) -> tuple[Audience, ...]:
    """Return the audiences to which a person with these parts in the session belongs.

    Authors may also read their own notes. So a coach may write to the staff what the other coaches should not read.
    """
    if "staff" in parts:
        return ("staff", "coaches", "everyone")
    return ("coaches", "everyone") if "coach" in parts else ("everyone",)


def check_writer(parts: frozenset[Part]) -> None:
    """Raise NotTheCoach unless the person may write notes: coaches of the session or its courses, and staff."""
    if parts.isdisjoint(("coach", "staff")):
        raise NotAWriter
