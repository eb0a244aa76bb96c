"""What the reports service promises: the inputs that AI insights are made from."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.envelope import BasisPoints, Count, Event, Part, Sha256Hex, UtcInstant

SubjectType = Literal["learner", "coach", "batch"]

LINEAGE_LIMIT = 20
"""How many of the latest records an input lists by hash; older ones stay counted in the features."""


class RecordReference(Part):
    """A completion record that an input rests on."""

    session_id: UUID
    record_hash: Sha256Hex


class InsightFeatures(Part):
    """The features of one learner, coach or batch over all their completed sessions.

    Attendance counts locked registers only. A learner's is their own; a coach's or batch's is that of all learners
    of their sessions.
    """

    sessions_completed: Count
    minutes_logged: Count
    sessions_attended: Count
    """Sessions in whose locked register the learner, or anybody, counts as present."""
    sessions_with_attendance: Count
    """Completed sessions whose locked register has a mark of the learner, or of anybody."""
    attendance_rate_basis_points: BasisPoints | None = None
    """Marks that count as present, of all marks; absent while there is none."""
    last_completed_at: UtcInstant | None = None


class InsightInputsRefreshed(Event):
    """A new version of a subject's insight inputs. `sequence` is the version; the key is the subject."""

    type: ClassVar[str] = "lockstep.reports.InsightInputsRefreshed.v1"

    subject_type: SubjectType
    subject_id: UUID
    features: InsightFeatures
    records: Annotated[tuple[RecordReference, ...], Field(max_length=LINEAGE_LIMIT)]
    """The latest completion records beneath the features, newest first."""
