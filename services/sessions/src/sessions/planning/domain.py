"""An edit of a session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sessions.session.domain import SessionChanges
from sessions.words import Acceptance


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChange:
    """Learners to add, with their answers if they are known, learners to remove, and classes to enrol."""

    add: Mapping[UUID, Acceptance | None]
    remove: Sequence[UUID]
    class_ids: Sequence[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What an edited session differs in. `course_coaches` has all coaches of the courses that it names."""

    changes: SessionChanges
    roster: RosterChange | None = None
    course_coaches: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)
