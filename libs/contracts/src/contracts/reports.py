"""The events of the reports service: the inputs from which AI insights are made."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.envelope import BasisPoints, Count, Event, Part, Sha256Hex, growing
from contracts.erasures import PersonDataErased
from contracts.instants import Instant

SubjectType = Annotated[str, growing("learner", "coach", "batch")]

LINEAGE_LIMIT = 20
"""An insight input lists the hashes of at most this many records, the latest ones. Its features count all records."""


class RecordReference(Part):
    """A completion record that the features count."""

    session_id: UUID
    """The session."""
    record_hash: Sha256Hex
    """RFC 6962 leaf hash of the record's canonical bytes."""


class InsightFeatures(Part):
    """The features of one learner, coach or batch over all their completed sessions.

    Only locked registers count as attendance. For a learner the learner's own marks count, for a coach or batch the
    marks of all learners in their sessions.
    """

    sessions_completed: Count
    """How many sessions were completed."""
    minutes_logged: Count
    """The sum of their logged minutes."""
    sessions_attended: Count
    """Sessions whose locked register has a mark that counts as present: of the learner, or of anybody for a coach or
    batch."""
    sessions_with_attendance: Count
    """Sessions whose locked register has a mark: of the learner, or of anybody for a coach or batch."""
    attendance_rate_basis_points: BasisPoints | None = None
    """The share of marks that count as present; null or absent while there is no mark."""
    last_completed_at: Instant | None = None
    """When the latest of the sessions was completed; null or absent when no session is left, after a void."""


class InsightInputsRefreshed(Event):
    """The insight inputs of a learner, coach or batch have a new version.

    `sequence` is the version. The partition key is `<subject_type>:<subject_id>`.
    """

    type: ClassVar[str] = "lockstep.reports.InsightInputsRefreshed.v1"

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key: `<subject_type>:<subject_id>`. Events with the same partition key keep their order."""
    subject_type: SubjectType
    """What the features are about. Skip the event if you do not know the word."""
    subject_id: UUID
    """The id of the learner, coach or batch."""
    features: InsightFeatures
    """The features, counted over all completed sessions of the subject."""
    records: Annotated[tuple[RecordReference, ...], Field(max_length=LINEAGE_LIMIT)]
    """The latest completion records that the features count, newest first, at most 20."""


class ReportsDataErased(PersonDataErased):
    """The reports service erased what it held about a person. The answer to PersonErased, with the same sequence.

    Nothing that arrives later brings back what was erased.
    """

    type: ClassVar[str] = "lockstep.reports.ReportsDataErased.v1"
