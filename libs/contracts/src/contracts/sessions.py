"""The events of the sessions service: the life of a session, its completion and corrections, and log checkpoints."""

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
    """A coach of the session and the coach's share of its earnings. The shares of a session add up to 10,000."""

    person_id: UUID
    """The coach."""
    share_basis_points: BasisPoints
    """The coach's share in basis points: 10,000 is all of the session's earnings."""


class Participant(Part):
    """A learner on the roster of a session."""

    person_id: UUID
    """The learner."""
    acceptance: Acceptance
    """The learner's answer to the invitation; `invited`: no answer yet."""


class SessionState(Part):
    """The whole state of a session that has not ended. It is never a difference from an earlier state."""

    session_id: UUID
    """The session."""
    batch_id: UUID | None = None
    """The series that the session belongs to, if any."""
    course_ids: tuple[UUID, ...]
    """The courses of the session."""
    category_id: UUID | None = None
    """The category of the session, if any."""
    mode: Mode
    """Where the session takes place."""
    coaches: Annotated[tuple[CoachShare, ...], Field(min_length=1)]
    """The first one is the session coach, the others are co-coaches."""
    roster: tuple[Participant, ...]
    """The learners of the session."""
    starts_at: UtcInstant | None = None
    """Planned start; null or absent when the session is not scheduled."""
    ends_at: UtcInstant | None = None
    """Planned end; null or absent when the session is not scheduled."""
    zone: str
    """IANA zone in which the session was planned."""


class SessionScheduled(Event, SessionState):
    """A session was created. This is the first event of a session."""

    type: ClassVar[str] = "lockstep.sessions.SessionScheduled.v1"


class SessionChanged(Event, SessionState):
    """The schedule, coaches, courses, category or mode of a session changed. Contains the whole new state."""

    type: ClassVar[str] = "lockstep.sessions.SessionChanged.v1"


class RosterChanged(Event):
    """Learners were added or removed, or answered their invitation. Contains the whole new roster."""

    type: ClassVar[str] = "lockstep.sessions.RosterChanged.v1"

    session_id: UUID
    """The session."""
    roster: tuple[Participant, ...]
    """All learners of the session, with their answers."""


class SessionStarted(Event):
    """A session was started."""

    type: ClassVar[str] = "lockstep.sessions.SessionStarted.v1"

    session_id: UUID
    """The session."""
    started_at: UtcInstant
    """When the session was started."""
    started_by: UUID
    """The person who started it."""


class PresenceChanged(Event):
    """Somebody joined or left the call of an online session.

    A coach who ends the session can leave the call with the same request (`log_and_leave`). No PresenceChanged is
    published for that.
    """

    type: ClassVar[str] = "lockstep.sessions.PresenceChanged.v1"

    session_id: UUID
    """The session."""
    person_id: UUID
    """The person who joined or left."""
    action: PresenceAction
    """What the person did."""
    at: UtcInstant
    """When it happened. This can be earlier than `occurred_at`, because it was reported late."""
    source: PresenceSource
    """Who reported it: a client of the API, or the provider of the call."""
    in_call: tuple[UUID, ...]
    """Everybody who is in the call afterwards."""


class SessionFoundUnlogged(Event):
    """A session is over and nobody has ended it. Remind its coaches now, while they can still log it."""

    type: ClassVar[str] = "lockstep.sessions.SessionFoundUnlogged.v1"

    session_id: UUID
    """The session."""
    coach_ids: Annotated[tuple[UUID, ...], Field(min_length=1)]
    """The coaches of the session."""
    ended_at: UtcInstant
    """The planned end; without a schedule, the latest end that the policy allows."""
    log_until: UtcInstant
    """The last instant at which a coach may log the session. After it only support may."""
    reminder: Annotated[int, Field(ge=1)]
    """The number of this reminder in the policy, counted from 1."""


class SessionCancelled(Event):
    """A session was cancelled: it will not take place.

    The reason is free text. It is not in this event; only the sessions service has it.
    """

    type: ClassVar[str] = "lockstep.sessions.SessionCancelled.v1"

    session_id: UUID
    """The session."""
    cancelled_at: UtcInstant
    """When the session was cancelled."""
    cancelled_by: UUID
    """The person who cancelled it."""


class SessionCompleted(Event):
    """A session was ended. This is final. The event has all that a consumer needs, so no consumer has to call back.

    `raw_minutes` are the minutes that the coach sent. `logged_minutes` are those that count, after rounding by the
    policy. `attendance_version` is the version of the register that the coach saw, if the coach sent it.
    `record_hash` is the RFC 6962 leaf hash of the canonical bytes of the completion record.
    """

    type: ClassVar[str] = "lockstep.sessions.SessionCompleted.v1"

    session_id: UUID
    """The session."""
    batch_id: UUID | None = None
    """The series that the session belongs to, if any."""
    course_ids: tuple[UUID, ...]
    """The courses of the session."""
    category_id: UUID | None = None
    """The category of the session, if any."""
    mode: Mode
    """Where the session took place."""
    coaches: Annotated[tuple[CoachShare, ...], Field(min_length=1)]
    """The first one is the session coach, the others are co-coaches."""
    roster: tuple[Participant, ...]
    """The roster at the moment of completion, with every acceptance. It never changes afterwards."""
    planned_starts_at: UtcInstant | None = None
    """Planned start; null or absent when the session was not scheduled."""
    planned_ends_at: UtcInstant | None = None
    """Planned end; null or absent when the session was not scheduled."""
    started_at: UtcInstant
    """When the session began: its actual start, or its planned start if nobody started it."""
    ended_at: UtcInstant
    """When the session ended: `raw_minutes` after `started_at`, but not after the completion."""
    zone: str
    """IANA zone in which the session was planned."""
    raw_minutes: Minutes
    """The minutes that the coach sent."""
    logged_minutes: Minutes
    """The minutes that count, after rounding by the policy."""
    completed_at: UtcInstant
    """When the session was completed."""
    completed_by: UUID
    """The person who completed it."""
    policy_version: Count
    """The version of the policy that held for the completion."""
    attendance_version: Count | None = None
    """The version of the register that the coach saw, if the coach sent it."""
    record_hash: Sha256Hex
    """RFC 6962 leaf hash of the canonical bytes of the completion record."""
    attendance_default: Annotated[str, Field(min_length=1, max_length=32)] | None = None
    """The attendance code for learners whom nobody marked; null or absent when the policy names none."""
    amendment_second_person: bool | None = None
    """Whether somebody else than the proposer has to approve a correction of this session. Null or absent means yes."""


class CorrectableValues(Part):
    """All values of a completion that an amendment can correct, as they are at one time."""

    logged_minutes: Minutes
    """The minutes that count."""
    coaches: Annotated[tuple[CoachShare, ...], Field(min_length=1)]
    """The coaches and their shares. The first one is the session coach, the others are co-coaches."""
    recap_sha256: Sha256Hex
    """Salted digest of the recap. The text is not in any event; only the sessions service has it."""


class SessionAmended(Event):
    """A completed session was amended. The completion record stays as it is; from now on `new` holds.

    The reason is free text. It is not in this event; only the sessions service has it.
    """

    type: ClassVar[str] = "lockstep.sessions.SessionAmended.v1"

    session_id: UUID
    """The session."""
    amendment_id: UUID
    """The amendment."""
    field: AmendedField
    """Which value the amendment replaces."""
    old: CorrectableValues
    """The values that held until now, earlier amendments included."""
    new: CorrectableValues
    """The values that hold from now on."""
    completed_sequence: Annotated[int, Field(ge=1, le=LARGEST_EXACT_INTEGER)]
    """The sequence of the SessionCompleted that is corrected. `sequence` is that of this amendment."""
    proposed_by: UUID
    """The person who proposed the amendment."""
    approved_by: UUID | None = None
    """The person who approved it, if that is somebody else than the proposer."""
    amended_at: UtcInstant
    """When the amendment was applied."""
    record_hash: Sha256Hex
    """RFC 6962 leaf hash of the amendment's own correction record."""


class SessionVoided(Event):
    """A completion was voided: what was counted because of it no longer counts. The completion record stays as it is.

    The reason is free text. It is not in this event; only the sessions service has it.
    """

    type: ClassVar[str] = "lockstep.sessions.SessionVoided.v1"

    session_id: UUID
    """The session."""
    amendment_id: UUID
    """The void."""
    withdrawn: CorrectableValues
    """The values that held until now, amendments included."""
    completed_sequence: Annotated[int, Field(ge=1, le=LARGEST_EXACT_INTEGER)]
    """The sequence of the SessionCompleted that is voided. `sequence` is that of this void."""
    proposed_by: UUID
    """The person who proposed the void."""
    approved_by: UUID | None = None
    """The person who approved it, if that is somebody else than the proposer."""
    voided_at: UtcInstant
    """When the void was applied."""
    record_hash: Sha256Hex
    """RFC 6962 leaf hash of the void's own correction record."""


class LogCheckpointed(Event):
    """The transparency log of an organisation grew. This is its new signed checkpoint; `sequence` counts them.

    Keep these events: with them you can prove that somebody rewrote the log later, even the operator.
    """

    type: ClassVar[str] = "lockstep.sessions.LogCheckpointed.v1"

    origin: str
    """The name of the log, which is the first line of the checkpoint."""
    tree_size: Annotated[int, Field(ge=1, le=LARGEST_EXACT_INTEGER)]
    """How many records the log has."""
    root_hash: Sha256Hex
    """The root of the log's Merkle tree (RFC 6962)."""
    checkpoint: str
    """The signed note (C2SP tlog-checkpoint), exactly as it was signed."""
    checkpointed_at: UtcInstant
    """When the checkpoint was signed."""
