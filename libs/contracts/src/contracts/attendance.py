"""The events of the attendance service: the official register of a completed session, and its amendments."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.envelope import LARGEST_EXACT_INTEGER, BasisPoints, Count, Event, Flag, Minutes, Part, growing
from contracts.erasures import PersonDataErased
from contracts.instants import Instant

MarkSource = Annotated[
    str, growing("coach", "self_check_in", "call_presence", "import", "policy_default", "completion")
]


class Mark(Part):
    """One learner's official mark."""

    person_id: UUID
    """The learner."""
    code: Annotated[str, Field(min_length=1, max_length=32)]
    """What was marked, for example `present`. The other fields say what the code counts for."""
    counts_as_present: Flag
    """Whether the learner counts as present."""
    weight_basis_points: BasisPoints
    """How much of a full attendance the mark is worth: 10,000 is all of it."""
    billable: Flag
    """Whether the attendance may be billed."""
    minutes: Minutes | None = None
    """How long the learner was there; null or absent when nobody knows."""
    source: MarkSource
    """Where the mark comes from. `policy_default`: nobody had marked the learner when the register was locked.
    `completion`: nobody had either, but the completion says that they were there, or what the coach reported. An
    unknown word says nothing; the mark counts as it is."""


class AttendanceLocked(Event):
    """The register of a completed session was locked: it is official now and cannot change.

    `register_version` is the version of the marks that became official. `late_marks` counts learners with a mark that
    is newer than this version. Such a mark is not official; a coach can propose it as an amendment.
    """

    type: ClassVar[str] = "lockstep.attendance.AttendanceLocked.v1"

    session_id: UUID
    """The session."""
    locked_at: Instant
    """When the register was locked."""
    register_version: Count
    """The version of the marks that became official."""
    marks: tuple[Mark, ...]
    """The official marks, at most one per learner."""
    late_marks: Count = 0
    """How many learners have a mark that is newer than `register_version`, and so is not official."""
    unknown_version: Count | None = None
    """The version of the marks that the completion named, if the register never had it. Then the coach cannot have
    seen it, and all marks became official. Null or absent: the register had the version, or none was named."""


class AttendanceAmended(Event):
    """A mark of a locked register was amended. The register stays as it was locked; from now on `new` holds.

    The reason is free text. It is not in this event; only the attendance service has it.
    """

    type: ClassVar[str] = "lockstep.attendance.AttendanceAmended.v1"

    session_id: UUID
    """The session."""
    amendment_id: UUID
    """The amendment."""
    old: Mark
    """The mark that held until now. There always is one; a person who had none is added by AttendanceAdded."""
    new: Mark
    """The mark that holds from now on."""
    proposed_by: UUID
    """The person who proposed the amendment."""
    approved_by: UUID | None = None
    """The person who approved it, if that is somebody else than the proposer. Null or absent: decided alone."""
    amended_at: Instant
    """When the amendment was applied."""


class AttendanceAdded(Event):
    """A person who was not on the locked register attended, and was added to it. From now on `mark` holds.

    The reason is free text. It is not in this event; only the attendance service has it.
    """

    type: ClassVar[str] = "lockstep.attendance.AttendanceAdded.v1"

    session_id: UUID
    """The session."""
    amendment_id: UUID
    """The amendment."""
    mark: Mark
    """The mark of the person who was added."""
    proposed_by: UUID
    """The person who proposed it."""
    approved_by: UUID | None = None
    """The person who approved it, if that is somebody else than the proposer. Null or absent: decided alone."""
    added_at: Instant
    """When the person was added."""


class RegisterVoided(Event):
    """The completion of a session was voided, so its locked register no longer counts. It stays as it was locked."""

    type: ClassVar[str] = "lockstep.attendance.RegisterVoided.v1"

    session_id: UUID
    """The session."""
    completed_sequence: Annotated[int, Field(strict=True, ge=1, le=LARGEST_EXACT_INTEGER)]
    """The sequence of the SessionCompleted that was voided."""
    voided_at: Instant
    """When the completion was voided."""


class AttendanceDataErased(PersonDataErased):
    """The attendance service erased what it held about a person. The answer to PersonErased, with the same sequence.

    Nothing that arrives later brings back what was erased.
    """

    type: ClassVar[str] = "lockstep.attendance.AttendanceDataErased.v1"
