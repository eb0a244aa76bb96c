"""The events of the attendance service: the official register of a completed session, and its amendments."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.envelope import BasisPoints, Count, Event, Minutes, Part, UtcInstant

MarkSource = Literal["coach", "self_check_in", "call_presence", "import", "policy_default"]


class Mark(Part):
    """One learner's official mark."""

    person_id: UUID
    """The learner."""
    code: Annotated[str, Field(min_length=1, max_length=32)]
    """What was marked, for example `present`. The other fields say what the code counts for."""
    counts_as_present: bool
    """Whether the learner counts as present."""
    weight_basis_points: BasisPoints
    """How much of a full attendance the mark is worth: 10,000 is all of it."""
    billable: bool
    """Whether the attendance may be billed."""
    minutes: Minutes | None = None
    """How long the learner was there; null or absent when nobody knows."""
    source: MarkSource
    """Where the mark comes from. `policy_default`: nobody had marked the learner when the register was locked."""


class AttendanceLocked(Event):
    """The register of a completed session was locked: it is official now and cannot change.

    `register_version` is the version of the marks that became official. `late_marks` counts learners with a mark that
    is newer than this version. Such a mark is not official; a coach can propose it as an amendment.
    """

    type: ClassVar[str] = "lockstep.attendance.AttendanceLocked.v1"

    session_id: UUID
    """The session."""
    locked_at: UtcInstant
    """When the register was locked."""
    register_version: Count
    """The version of the marks that became official."""
    marks: tuple[Mark, ...]
    """The official marks, at most one per learner."""
    late_marks: Count = 0
    """How many learners have a mark that is newer than `register_version`, and so is not official."""


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
    """The mark that held until now. There always is one, because only learners on the locked register are amended."""
    new: Mark
    """The mark that holds from now on."""
    proposed_by: UUID
    """The person who proposed the amendment."""
    approved_by: UUID | None = None
    """The person who approved it, if that is somebody else than the proposer."""
    amended_at: UtcInstant
    """When the amendment was applied."""
