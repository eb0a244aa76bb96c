"""What the sessions service promises: the life of a session, its completion, and the log of completions."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.envelope import (
    LARGEST_EXACT_INTEGER,
    BasisPoints,
    Count,
    Event,
    Minutes,
    Part,
    Sha256Hex,
    UtcInstant,
)

Acceptance = Literal["invited", "accepted", "declined"]
Mode = Literal["online", "in_person"]
PresenceAction = Literal["joined", "left"]
PresenceSource = Literal["client", "call_provider"]
AmendedField = Literal["minutes", "recap", "coach_shares"]


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


class PresenceChanged(Event):
    """Somebody joined or left the call of an online session.

    A completion empties the call by itself: who logs the time and leaves at once has no such event.
    """

    type: ClassVar[str] = "lockstep.sessions.PresenceChanged.v1"

    session_id: UUID
    person_id: UUID
    action: PresenceAction
    at: UtcInstant
    """When it happened, which may be before it was reported."""
    source: PresenceSource
    in_call: tuple[UUID, ...]
    """Everybody who is in the call afterwards."""


class SessionFoundUnlogged(Event):
    """A session is over and nobody has logged it: its coaches are to be reminded while they still can."""

    type: ClassVar[str] = "lockstep.sessions.SessionFoundUnlogged.v1"

    session_id: UUID
    coach_ids: Annotated[tuple[UUID, ...], Field(min_length=1)]
    ended_at: UtcInstant
    """Its planned end; without a schedule the latest end that the policy allows."""
    log_until: UtcInstant
    """The last instant at which a coach may log it; afterwards support may."""
    reminder: Annotated[int, Field(ge=1)]
    """Which of the policy's reminders this is, counted from 1."""


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
    attendance_default: Annotated[str, Field(min_length=1, max_length=32)] | None = None
    """The code of learners whom nobody marked; absent where the policy says nothing."""
    amendment_second_person: bool | None = None
    """Whether a correction of this session needs a second person's approval."""


class CorrectableValues(Part):
    """What an amendment may correct, all of it: the values that hold at one time."""

    logged_minutes: Minutes
    coaches: Annotated[tuple[CoachShare, ...], Field(min_length=1)]
    recap_sha256: Sha256Hex
    """Salted digest of the recap, whose text stays with the sessions service."""


class SessionAmended(Event):
    """A completed session was corrected. The completion record stays; this is a fact beside it.

    The reason is free text and stays with the sessions service.
    """

    type: ClassVar[str] = "lockstep.sessions.SessionAmended.v1"

    session_id: UUID
    amendment_id: UUID
    field: AmendedField
    old: CorrectableValues
    new: CorrectableValues
    completed_sequence: Annotated[int, Field(ge=1, le=LARGEST_EXACT_INTEGER)]
    """The sequence of the completion that is corrected; `sequence` is that of this correction."""
    proposed_by: UUID
    approved_by: UUID | None = None
    """The second person, where the policy asks for one."""
    amended_at: UtcInstant
    record_hash: Sha256Hex
    """RFC 6962 leaf hash of the amendment's own record."""


class SessionVoided(Event):
    """A completion was withdrawn: what rests on it no longer counts. The completion record stays."""

    type: ClassVar[str] = "lockstep.sessions.SessionVoided.v1"

    session_id: UUID
    amendment_id: UUID
    withdrawn: CorrectableValues
    """What held until now, amendments included."""
    completed_sequence: Annotated[int, Field(ge=1, le=LARGEST_EXACT_INTEGER)]
    """The sequence of the completion that is withdrawn; `sequence` is that of this withdrawal."""
    proposed_by: UUID
    approved_by: UUID | None = None
    """The second person, where the policy asks for one."""
    voided_at: UtcInstant
    record_hash: Sha256Hex
    """RFC 6962 leaf hash of the withdrawal's own record."""


class LogCheckpointed(Event):
    """An organisation's transparency log grew, and this is its signed head. `sequence` counts its checkpoints.

    Who keeps these notices when a log is rewritten afterwards, whatever its operator says.
    """

    type: ClassVar[str] = "lockstep.sessions.LogCheckpointed.v1"

    origin: str
    """The log's name, the first line of the checkpoint."""
    tree_size: Annotated[int, Field(ge=1, le=LARGEST_EXACT_INTEGER)]
    root_hash: Sha256Hex
    checkpoint: str
    """The signed note (C2SP tlog-checkpoint), verbatim."""
    checkpointed_at: UtcInstant
