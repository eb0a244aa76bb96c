"""What the sessions service promises: the life of a session, and its completion."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.envelope import BasisPoints, Count, Event, Minutes, Part, Sha256Hex, UtcInstant

Acceptance = Literal["invited", "accepted", "declined"]
Mode = Literal["online", "in_person"]


class CoachShare(Part):
    """A coach of the session and their part of its earnings. The shares of one session sum to 10,000."""

    person_id: UUID
    share_basis_points: BasisPoints


class Participant(Part):
    """A learner on the roster."""

    person_id: UUID
    acceptance: Acceptance


class SessionState(Part):
    """The whole of what readers need of a session that has not ended: never a difference."""

    session_id: UUID
    batch_id: UUID | None = None
    course_ids: tuple[UUID, ...]
    category_id: UUID | None = None
    mode: Mode
    coaches: Annotated[tuple[CoachShare, ...], Field(min_length=1)]
    """The first is the session's own coach, the others are co-coaches."""
    roster: tuple[Participant, ...]
    starts_at: UtcInstant | None = None
    ends_at: UtcInstant | None = None
    zone: str
    """IANA zone in which the schedule is read as a wall clock."""


class SessionScheduled(Event, SessionState):
    """A session came into being; the first event of its key."""

    type: ClassVar[str] = "lockstep.sessions.SessionScheduled.v1"


class SessionChanged(Event, SessionState):
    """Anything but the roster changed: schedule, coaches, courses, category, mode."""

    type: ClassVar[str] = "lockstep.sessions.SessionChanged.v1"


class RosterChanged(Event):
    """Learners were added or removed, or answered their invitation. Carries the whole roster."""

    type: ClassVar[str] = "lockstep.sessions.RosterChanged.v1"

    session_id: UUID
    roster: tuple[Participant, ...]


class SessionStarted(Event):
    """The coach began to deliver the session."""

    type: ClassVar[str] = "lockstep.sessions.SessionStarted.v1"

    session_id: UUID
    started_at: UtcInstant
    started_by: UUID


class SessionCancelled(Event):
    """The session will not take place. The reason is free text and stays with the sessions service."""

    type: ClassVar[str] = "lockstep.sessions.SessionCancelled.v1"

    session_id: UUID
    cancelled_at: UtcInstant
    cancelled_by: UUID


class SessionCompleted(Event):
    """A coach ended the session: final, and self-contained, so that no consumer needs to call back.

    `raw_minutes` is what the coach sent, `logged_minutes` what counts after the policy's rounding.
    `attendance_version` is the version of the register that the coach saw, if they said so.
    `record_hash` is the RFC 6962 leaf hash of the completion record's canonical bytes.
    """

    type: ClassVar[str] = "lockstep.sessions.SessionCompleted.v1"

    session_id: UUID
    batch_id: UUID | None = None
    course_ids: tuple[UUID, ...]
    category_id: UUID | None = None
    mode: Mode
    coaches: Annotated[tuple[CoachShare, ...], Field(min_length=1)]
    roster: tuple[Participant, ...]
    """The roster as frozen by the completion, with every acceptance."""
    planned_starts_at: UtcInstant | None = None
    planned_ends_at: UtcInstant | None = None
    started_at: UtcInstant
    ended_at: UtcInstant
    zone: str
    raw_minutes: Minutes
    logged_minutes: Minutes
    completed_at: UtcInstant
    completed_by: UUID
    policy_version: Count
    attendance_version: Count | None = None
    record_hash: Sha256Hex
