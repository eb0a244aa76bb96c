"""The messages between the services, and their topics."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field

COMPLETIONS: Final = "sessions.completions.v1"
REGISTERS: Final = "attendance.registers.v1"
EARNINGS: Final = "payouts.earnings.v1"
INSIGHT_INPUTS: Final = "reports.insight-inputs.v1"

SubjectType = Literal["learner", "coach", "batch"]


class Event(BaseModel):
    """The fields of every message. `key` is its partition key, and `sequence` is the version of its aggregate."""

    event_id: UUID = Field(default_factory=uuid4)
    org_id: UUID
    occurred_at: datetime
    key: str
    sequence: int
    correlation_id: UUID
    causation_id: UUID | None = None


class SessionEvent(Event):
    """A message about a session."""

    session_id: UUID


class CoachShare(BaseModel):
    """A coach and their share of the earnings of the session. All shares add up to 10,000."""

    model_config = ConfigDict(from_attributes=True)

    person_id: UUID
    share_basis_points: int


class Participant(BaseModel):
    """A learner on the roster."""

    model_config = ConfigDict(from_attributes=True)

    person_id: UUID
    acceptance: Literal["invited", "accepted", "declined"]


class Delivered(BaseModel):
    """The facts of a completed session."""

    session_id: UUID
    batch_id: UUID | None
    category_id: UUID | None
    course_ids: list[UUID]
    mode: Literal["online", "in_person"]
    coaches: list[CoachShare]
    roster: list[Participant]
    planned_starts_at: datetime | None
    planned_ends_at: datetime | None
    started_at: datetime
    ended_at: datetime
    zone: str
    raw_minutes: int
    logged_minutes: int
    completed_at: datetime
    completed_by: UUID
    attendance_version: int | None


class Presence(BaseModel):
    """The time that one person spent in the call."""

    person_id: UUID
    seconds: int
    first_joined_at: datetime
    last_left_at: datetime | None


class PolicyValues(BaseModel):
    """The values of the policy that the other services use."""

    version: int
    attendance_default: str
    presence_present_basis_points: int
    presence_late_minutes: int
    amendment_approvers: list[str]
    amendment_second_person: bool
    earning_hold_days: int
    unpaid: bool


class SessionCompleted(SessionEvent, Delivered):
    """A coach ended a session."""

    presence: list[Presence]
    policy: PolicyValues
    record: str
    record_hash: str


class Mark(BaseModel):
    """One learner's official mark."""

    model_config = ConfigDict(from_attributes=True)

    person_id: UUID
    code: str
    counts_as_present: bool
    weight_basis_points: int
    billable: bool
    minutes: int | None
    source: str


class AttendanceLocked(SessionEvent):
    """The register of a completed session became official."""

    locked_at: datetime
    register_version: int
    marks: list[Mark]
    late_marks: int = 0


class CoachEarning(BaseModel):
    """One coach's share of the earnings of a session, in minor units."""

    earning_id: UUID
    coach_id: UUID
    share_basis_points: int
    currency: str
    amount_minor: int
    rate_id: UUID


class EarningsCredited(SessionEvent):
    """The coaches of a completed session were credited."""

    pricing_revision: int
    credited_at: datetime
    earnings: list[CoachEarning]


class RecordReference(BaseModel):
    """A completion record on which an input is based."""

    session_id: UUID
    record_hash: str


class InsightFeatures(BaseModel):
    """The features of a learner, coach or batch over all their completed sessions."""

    sessions_completed: int
    minutes_logged: int
    sessions_attended: int
    sessions_with_attendance: int
    attendance_rate_basis_points: int | None
    last_completed_at: datetime | None


class InsightInputsRefreshed(Event):
    """A new version of a subject's insight inputs."""

    subject_type: SubjectType
    subject_id: UUID
    features: InsightFeatures
    records: list[RecordReference]
