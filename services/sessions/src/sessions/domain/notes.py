"""Notes beside a session: who writes and who reads them."""

from collections.abc import Collection
from typing import Final, Literal

from sessions.domain.visibility import Part
from sessions.errors import NotTheCoach

Audience = Literal["staff", "coaches", "everyone"]
"""Who reads a note: staff; coaches and staff; everybody who may read the session."""

_STAFF: Final = frozenset({"admin", "support", "auditor"})
_WRITERS: Final = frozenset({"admin", "support"})


def readable(parts: Collection[Part], *, roles: frozenset[str]) -> tuple[Audience, ...]:
    """Return the audiences whose notes somebody reads who has these parts in the session. Services read as learners.

    Authors read their own notes besides: a coach may tell the staff what is not for the other coaches.
    """
    if not roles.isdisjoint(_STAFF):
        return ("staff", "coaches", "everyone")
    return ("coaches", "everyone") if "coach" in parts else ("everyone",)


def check_writer(parts: Collection[Part], *, roles: frozenset[str]) -> None:
    """Raise NotTheCoach unless they may write notes: coaches of the session or of its courses, admins, support."""
    if roles.isdisjoint(_WRITERS) and "coach" not in parts:
        raise NotTheCoach("Notes are written by the session's coaches, the coaches of its courses, admins and support.")
