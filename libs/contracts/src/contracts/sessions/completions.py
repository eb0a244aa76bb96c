"""The completion of a session, and its corrections."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.envelope import LARGEST_EXACT_INTEGER, Count, Event, Flag, Minutes, Sha256Hex
from contracts.instants import Instant
from contracts.sessions.parts import (
    AmendedField,
    CoachShare,
    Contradiction,
    CorrectableValues,
    Mode,
    Participant,
    PolicyValues,
    Presence,
    ReportedMark,
)


class SessionCompleted(Event):
    """A session was ended. This is final. The event has all that a consumer needs, so no consumer has to call back.

    `raw_minutes` are the minutes that the coach sent. `logged_minutes` are those that count, after rounding by the
    policy. `attendance_version` is the version of the register that the coach saw, if the coach sent it.
    `record` is the completion record itself, and `record_hash` its hash: with both you can prove later what was
    delivered.
    """

    type: ClassVar[str] = "lockstep.sessions.SessionCompleted.v1"

    session_id: UUID
    """The session."""
    run_id: UUID | None = None
    """The course run that the session belongs to, if any."""
    batch_id: UUID | None = None
    """The series that the session belongs to, if any."""
    course_ids: tuple[UUID, ...]
    """The courses of the session."""
    category_id: UUID | None = None
    """The category of the session, if any."""
    mode: Mode
    """Where the session took place. An unknown word counts as `in_person`."""
    coaches: Annotated[tuple[CoachShare, ...], Field(min_length=1)]
    """The first one is the session coach, the others are co-coaches."""
    roster: tuple[Participant, ...]
    """Everybody who was on the roster at some time between `started_at` and `ended_at`, or is on it at the completion,
    with their answers. A learner has periods only where these do not cover that whole time. It never changes."""
    never_answered: tuple[UUID, ...] = ()
    """Learners of the roster who never answered their invitation and were not there. They neither take part nor count
    as absent."""
    planned_by_coach: Flag = False
    """Whether a coach planned the session. Then each learner who takes part, or a guardian, accepted it."""
    presence: tuple[Presence, ...]
    """Everybody who was in the call, coaches too, in order of their ids; empty where there was no call."""
    planned_starts_at: Instant | None = None
    """Planned start; null or absent when the session was not scheduled."""
    planned_ends_at: Instant | None = None
    """Planned end; null or absent when the session was not scheduled."""
    started_at: Instant
    """When the session began: its actual start, or its planned start if nobody started it while it was planned."""
    ended_at: Instant
    """When the session ended: `raw_minutes` after `started_at`, but not after the completion."""
    zone: str
    """IANA zone in which the session was planned."""
    raw_minutes: Minutes
    """The minutes that the coach sent."""
    logged_minutes: Minutes
    """The minutes that count, after rounding by the policy."""
    completed_at: Instant
    """When the session was completed."""
    completed_by: UUID
    """The person who completed it."""
    on_behalf_of: UUID | None = None
    """The coach for whom an admin or support completed it; null or absent otherwise."""
    recap_by: UUID | None = None
    """Who wrote the recap, if that is somebody else than `completed_by`: the coach who asked for help. Null or absent
    otherwise."""
    reported_marks: tuple[ReportedMark, ...] = ()
    """What the coach reported when they asked for help. It counts for learners without a mark on the register."""
    contradictions: tuple[Contradiction, ...] = ()
    """What contradicts in what was planned, started and logged. `started_after_plan`: start was pressed when the
    planned time was over, so `started_at` is the planned start. `longer_than_elapsed`: more minutes were logged than
    had passed. `plan_moved_afterwards`: the plan was moved when it was over. An unknown word counts as a doubt, too."""
    policy: PolicyValues
    """The values of the policy that held for the completion, and that its effects use."""
    attendance_version: Count | None = None
    """The version of the register that the coach saw, if the coach sent it."""
    record: Annotated[str, Field(min_length=2)]
    """The completion record: its canonical bytes (RFC 8785), which are UTF-8, as a text. It has no free text."""
    record_hash: Sha256Hex
    """RFC 6962 leaf hash of the bytes of `record`."""


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
    """Which value the amendment replaces. For an unknown word compare `old` and `new`, which have every value."""
    old: CorrectableValues
    """The values that held until now, earlier amendments included."""
    new: CorrectableValues
    """The values that hold from now on."""
    completed_sequence: Annotated[int, Field(strict=True, ge=1, le=LARGEST_EXACT_INTEGER)]
    """The sequence of the SessionCompleted that is corrected. `sequence` is that of this amendment."""
    proposed_by: UUID
    """The person who proposed the amendment."""
    approved_by: UUID | None = None
    """The person who approved it, if that is somebody else than the proposer. Null or absent: decided alone."""
    amended_at: Instant
    """When the amendment was applied."""
    record: Annotated[str, Field(min_length=2)] | None = None
    """The amendment's own correction record: its canonical bytes (RFC 8785), which are UTF-8, as a text. Null or
    absent in events of services that did not publish it yet."""
    record_hash: Sha256Hex
    """RFC 6962 leaf hash of the bytes of `record`."""


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
    completed_sequence: Annotated[int, Field(strict=True, ge=1, le=LARGEST_EXACT_INTEGER)]
    """The sequence of the SessionCompleted that is voided. `sequence` is that of this void."""
    proposed_by: UUID
    """The person who proposed the void."""
    approved_by: UUID | None = None
    """The person who approved it, if that is somebody else than the proposer. Null or absent: decided alone."""
    voided_at: Instant
    """When the void was applied."""
    record: Annotated[str, Field(min_length=2)] | None = None
    """The void's own correction record: its canonical bytes (RFC 8785), which are UTF-8, as a text. Null or
    absent in events of services that did not publish it yet."""
    record_hash: Sha256Hex
    """RFC 6962 leaf hash of the bytes of `record`."""
