"""Words and values that several events of the sessions service have."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.envelope import BasisPoints, Count, Flag, Minutes, Part, Sha256Hex, growing
from contracts.instants import Instant

Acceptance = Annotated[str, growing("invited", "accepted", "declined")]
AcceptedBy = Annotated[str, growing("answer", "series", "enrolment", "admin", "attending", "policy")]
Mode = Annotated[str, growing("online", "in_person")]
Visibility = Annotated[str, growing("read_only", "accessible", "not_accessible", "list_only")]
State = Annotated[str, growing("scheduled", "in_progress", "completed", "cancelled", "voided")]
Approver = Annotated[str, growing("admin", "support")]
AmendedField = Annotated[str, growing("minutes", "recap", "coach_shares")]
PresenceSource = Annotated[str, growing("client", "call_provider")]
TextKind = Annotated[str, growing("recap", "note")]
Audience = Annotated[str, growing("staff", "coaches", "everyone")]
Contradiction = Annotated[str, growing("started_after_plan", "longer_than_elapsed", "plan_moved_afterwards")]
PresenceAction = Literal["joined", "left"]


class CoachShare(Part):
    """A coach of the session and the coach's share of its earnings. The shares of a session add up to 10,000."""

    person_id: UUID
    """The coach."""
    share_basis_points: BasisPoints
    """The coach's share in basis points: 10,000 is all of the session's earnings."""


class CourseCoaches(Part):
    """The coaches of one course of a session. They see the session, but do not complete it and are not paid for it."""

    course_id: UUID
    """The course."""
    person_ids: Annotated[tuple[UUID, ...], Field(min_length=1)]
    """Its coaches, in order of their ids."""


class Period(Part):
    """A time during which a learner was on the roster."""

    enrolled_at: Instant
    """When the learner was put on the roster."""
    removed_at: Instant | None = None
    """When the learner was taken off the roster; null or absent while they are on it."""


class Participant(Part):
    """A learner on the roster of a session."""

    person_id: UUID
    """The learner."""
    acceptance: Acceptance
    """The learner's answer to the invitation; `invited`: no answer yet. An unknown word counts as `invited`."""
    periods: tuple[Period, ...] = ()
    """When the learner was on the roster, oldest first. Empty: during the whole session. Not empty and without an open
    period: the learner was removed."""
    accepted_by: AcceptedBy | None = None
    """How it came about that the learner takes part. `answer`: they or a guardian accepted this session; `series`: its
    series or course run; `enrolment`: they were enrolled by class, file or course run, which counts as accepted;
    `admin`: an admin wrote it; `attending`: nobody answered, but they were there; `policy`: the policy does not wait
    for answers. Null or absent: they have not accepted, or services did not keep it yet. An unknown word says nothing
    more than that they accepted."""


class Presence(Part):
    """The time that one person spent in the call of an online session, over all their visits."""

    person_id: UUID
    """The person: a learner, a coach, or anybody else who was in the call."""
    seconds: Count
    """How long the person was in the call, in whole seconds. Visits that had not ended count until the completion."""
    first_joined_at: Instant
    """When the person joined for the first time."""
    last_left_at: Instant | None = None
    """When the person left for the last time; null or absent when they were in the call at the completion."""


class ReportedMark(Part):
    """A mark that a coach reported with a session and not on its register, because they asked for help."""

    person_id: UUID
    """The learner."""
    code: Annotated[str, Field(min_length=1, max_length=32)]
    """The attendance code. Readers that do not know it take no notice of the mark."""
    minutes: Minutes | None = None
    """How long the learner was there; null or absent when nobody knows."""


class PolicyValues(Part):
    """The values of the policy that the effects of a completion use. They hold for its corrections too."""

    version: Count
    """The version of the policy; 0 is the built-in one."""
    attendance_default: Annotated[str, Field(min_length=1, max_length=32)]
    """The attendance code for learners whom nobody marked. An unknown code counts as `absent`."""
    presence_present_basis_points: BasisPoints
    """The share of the session that a learner has to be in the call, so that presence proposes present."""
    presence_late_minutes: Minutes
    """A first join that is later than this many minutes after the start proposes late."""
    amendment_approvers: Annotated[tuple[Approver, ...], Field(min_length=1)]
    """The roles that approve corrections. An unknown role approves nothing; where none is known, `admin` approves."""
    amendment_second_person: Flag
    """Whether somebody else than the proposer has to approve a correction."""
    earning_hold_days: Count
    """How many days after the credit an earning becomes available."""
    unpaid: Flag
    """Whether the coaches are volunteers, so that the session earns nothing."""


class CorrectableValues(Part):
    """All values of a completion that an amendment can correct, as they are at one time."""

    logged_minutes: Minutes
    """The minutes that count."""
    coaches: Annotated[tuple[CoachShare, ...], Field(min_length=1)]
    """The coaches and their shares. The first one is the session coach, the others are co-coaches."""
    recap_sha256: Sha256Hex
    """Salted digest of the recap. The text is not in this event."""


class SessionState(Part):
    """The whole plan of a session. It is never a difference from an earlier state."""

    session_id: UUID
    """The session."""
    run_id: UUID | None = None
    """The course run that the session belongs to, if any."""
    batch_id: UUID | None = None
    """The series that the session belongs to, if any."""
    planned_by_coach: Flag = False
    """Whether a coach planned the session, so that each learner or a guardian has to accept it."""
    successor_of: UUID | None = None
    """The voided session that this one replaces, if any."""
    course_ids: tuple[UUID, ...]
    """The courses of the session."""
    course_coaches: tuple[CourseCoaches, ...]
    """The coaches of those courses that have some."""
    category_id: UUID | None = None
    """The category of the session, if any."""
    class_ids: tuple[UUID, ...]
    """The classes that were enrolled as a whole. The roster has their learners."""
    mode: Mode
    """Where the session takes place. An unknown word counts as `in_person`."""
    visibility: Visibility
    """What learners see of the session. An unknown word counts as `not_accessible`."""
    coaches: Annotated[tuple[CoachShare, ...], Field(min_length=1)]
    """The first one is the session coach, the others are co-coaches."""
    roster: tuple[Participant, ...]
    """The learners who are on the roster now, each with all their periods."""
    starts_at: Instant | None = None
    """Planned start; null or absent when the session is not scheduled."""
    ends_at: Instant | None = None
    """Planned end; null or absent when the session is not scheduled."""
    zone: str
    """IANA zone in which the session was planned."""
    display_from: Instant | None = None
    """From when it is listed; null or absent: no lower bound."""
    display_until: Instant | None = None
    """Until when it is listed; null or absent: no upper bound."""
    access_from: Instant | None = None
    """From when learners may open it; null or absent: no lower bound."""
    access_until: Instant | None = None
    """Until when learners may open it; null or absent: no upper bound."""
    coach_from: Instant | None = None
    """From when its coaches may open it; null or absent: no lower bound."""
    coach_until: Instant | None = None
    """Until when its coaches may open it; null or absent: no upper bound."""
