"""A session as the sessions service says that it is. Pure functions, no I/O."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID


class SessionNow(NamedTuple):
    """A session as it is now. `sequence` is its version, which tells an older state from a newer one.

    `state` is a word of the contract, and may be one that this code does not know.
    """

    session_id: UUID
    org_id: UUID
    sequence: int
    state: str
    coach_ids: tuple[UUID, ...]
    course_coach_ids: tuple[UUID, ...]
    learner_ids: tuple[UUID, ...]


def newest(states: Iterable[SessionNow]) -> list[SessionNow]:
    """Return the newest state of each session. The states come in any order."""
    return list({one.session_id: one for one in sorted(states, key=lambda one: one.sequence)}.values())
