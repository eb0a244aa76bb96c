"""What the attendance service promises: the official register of a completed session, and its corrections."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.envelope import BasisPoints, Count, Event, Minutes, Part, UtcInstant

MarkSource = Literal["coach", "self_check_in", "call_presence", "import", "policy_default"]


class Mark(Part):
    """One learner's official mark. `source` is `policy_default` where nobody marked the learner in time."""

    person_id: UUID
    code: Annotated[str, Field(min_length=1, max_length=32)]
    counts_as_present: bool
    weight_basis_points: BasisPoints
    billable: bool
    minutes: Minutes | None = None
    source: MarkSource


class AttendanceLocked(Event):
    """The register of a completed session became official and unchangeable.

    `register_version` is the version of the marks that were taken; `late_marks` counts marks that raced with
    the lock and were left out for the coach to turn into an amendment.
    """

    type: ClassVar[str] = "lockstep.attendance.AttendanceLocked.v1"

    session_id: UUID
    locked_at: UtcInstant
    register_version: Count
    marks: tuple[Mark, ...]
    late_marks: Count = 0


class AttendanceAmended(Event):
    """A mark of a locked register was corrected. The register as it was locked stays; this is a fact beside it.

    The reason is free text and stays with the attendance service.
    """

    type: ClassVar[str] = "lockstep.attendance.AttendanceAmended.v1"

    session_id: UUID
    amendment_id: UUID
    old: Mark
    """What held until now; of a learner who was on the roster, so there always is something."""
    new: Mark
    proposed_by: UUID
    approved_by: UUID | None = None
    """The second person, where the policy asks for one."""
    amended_at: UtcInstant
