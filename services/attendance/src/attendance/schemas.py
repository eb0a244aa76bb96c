"""HTTP bodies of the attendance service."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from contracts.attendance import MarkSource
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MARKS_PER_REQUEST_MAX: Final = 500
REMARK_CHARACTERS_MAX: Final = 1_333
MINUTES_MAX: Final = 24 * 60

_PERSON: Final = "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10"
_SESSION: Final = "0192f0c1-0000-7c3a-9d58-6b1a4a7f2d10"
_AMENDMENT: Final = "0192f0c1-9b20-7c3a-9d58-6b1a4a7f2d10"
_INSTANT: Final = "2026-11-02T07:56:10.123456Z"

REASON_CHARACTERS_MAX: Final = 1_333

MarkCode = Literal["present", "late", "excused", "absent"]
GivenSource = Literal["coach", "call_presence", "import"]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=REASON_CHARACTERS_MAX)]


class Body(BaseModel):
    """Base of the bodies: what is not described is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MarkIn(Body):
    """One learner's mark."""

    person_id: UUID = Field(description="The learner; must be on the session's roster.", examples=[_PERSON])
    code: MarkCode = Field(description="What is marked.", examples=["late"])
    minutes: Annotated[int, Field(ge=0, le=MINUTES_MAX)] | None = Field(
        default=None, description="Minutes that the learner was there, where known.", examples=[40]
    )
    remark: Annotated[str, Field(min_length=1, max_length=REMARK_CHARACTERS_MAX)] | None = Field(
        default=None, description="A remark for the organisation's own people.", examples=["The bus was late."]
    )
    source: GivenSource = Field(default="coach", description="Where the mark comes from.", examples=["coach"])


class MarksIn(Body):
    """Marks of many learners, taken together or not at all."""

    marks: Annotated[list[MarkIn], Field(min_length=1, max_length=MARKS_PER_REQUEST_MAX)] = Field(
        description="At most one mark per learner. Learners who are left out keep the mark they have."
    )


class MarksOut(Body):
    """What became of a bulk of marks."""

    session_id: UUID = Field(description="The session.", examples=[_SESSION])
    version: int = Field(description="Version of the marks afterwards, as in the ETag.", examples=[3])
    changed: int = Field(description="How many marks differed from what the register said before.", examples=[12])


class MarkOut(Body):
    """A learner's mark; in a locked register, the official one."""

    person_id: UUID = Field(description="The learner.", examples=[_PERSON])
    code: str = Field(description="What is marked.", examples=["late"])
    counts_as_present: bool = Field(description="Whether the learner counts as having attended.", examples=[True])
    weight_basis_points: int = Field(description="The part of a full attendance it is worth.", examples=[5000])
    billable: bool = Field(description="Whether the attendance may be billed.", examples=[True])
    minutes: int | None = Field(description="Minutes that the learner was there, where known.", examples=[40])
    remark: str | None = Field(description="The remark given with the mark.", examples=["The bus was late."])
    source: MarkSource = Field(
        description="Where the mark comes from; policy_default where nobody marked the learner in time.",
        examples=["coach"],
    )
    version: int | None = Field(
        description="Version of the marks that this one came with; null for a default or a correction.", examples=[3]
    )
    marked_by: UUID | None = Field(description="Who gave or proposed it; null for a default.", examples=[_PERSON])
    marked_at: datetime | None = Field(
        description="When it was given, or took effect as a correction; null for a default.", examples=[_INSTANT]
    )
    amendment_id: UUID | None = Field(
        default=None, description="The amendment that made it; null for a mark as it was given.", examples=[_AMENDMENT]
    )


class RegisterOut(Body):
    """The register of one session. A learner is shown their own entries only."""

    session_id: UUID = Field(description="The session.", examples=[_SESSION])
    state: Literal["open", "locked", "cancelled"] = Field(
        description="open: takes marks; locked: official, for good; cancelled: the session does not take place.",
        examples=["locked"],
    )
    version: int = Field(description="Version of the marks, as in the ETag; 0 before the first.", examples=[3])
    official_version: int | None = Field(
        description="Version of the marks that became official; null until the register is locked.", examples=[3]
    )
    locked_at: datetime | None = Field(description="When the register became official.", examples=[_INSTANT])
    voided_at: datetime | None = Field(
        description="When the session's completion was withdrawn; null while it counts.", examples=[None]
    )
    coach_ids: list[UUID] = Field(description="The session's coaches, its own coach first.", examples=[[_PERSON]])
    roster: list[UUID] = Field(
        description="The learners; once locked, as frozen by the completion.", examples=[[_PERSON]]
    )
    marks: list[MarkOut] = Field(description="The marks so far; once locked, one official mark per learner.")
    corrected: list[MarkOut] = Field(
        description="Once locked, one mark per learner as it holds now: the official one, or what an amendment made of "
        "it. Empty before."
    )
    late_marks: list[MarkOut] = Field(
        description="Marks that were received after the version the coach saw on completing. They are not official; "
        "the coach may ask for an amendment."
    )


class MarkedBeforeOut(Body):
    """What a mark replaced."""

    code: str = Field(description="What was marked.", examples=["present"])
    minutes: int | None = Field(description="Minutes that were marked.", examples=[45])
    remark: str | None = Field(description="The remark that was given.", examples=[None])
    source: MarkSource = Field(description="Where the mark came from.", examples=["coach"])


class MarkChangeOut(Body):
    """One entry of a register's history: who changed which mark, when, from what to what."""

    person_id: UUID = Field(description="The learner.", examples=[_PERSON])
    version: int | None = Field(
        description="The version of the marks that the change made; null for an amendment.", examples=[3]
    )
    code: str = Field(description="The new mark.", examples=["late"])
    minutes: int | None = Field(description="The new minutes.", examples=[40])
    remark: str | None = Field(description="The new remark.", examples=["The bus was late."])
    source: MarkSource = Field(description="Where the new mark came from.", examples=["coach"])
    marked_by: UUID = Field(description="Who changed it; the proposer of an amendment.", examples=[_PERSON])
    marked_at: datetime = Field(description="When it was changed; when an amendment took effect.", examples=[_INSTANT])
    replaced: MarkedBeforeOut | None = Field(description="The mark before; null for a learner's first mark.")
    amendment_id: UUID | None = Field(
        description="The amendment of the locked register; null for a mark before the lock.", examples=[_AMENDMENT]
    )
    reason: str | None = Field(description="Why it was amended.", examples=["She came in by the side door."])
    approved_by: UUID | None = Field(
        description="The second person who approved the amendment; null where there was none.", examples=[_PERSON]
    )


class AmendmentIn(Body):
    """Another mark for one learner of a locked register."""

    person_id: UUID = Field(description="The learner; must be on the official register.", examples=[_PERSON])
    code: MarkCode = Field(description="What should be marked.", examples=["present"])
    minutes: Annotated[int, Field(ge=0, le=MINUTES_MAX)] | None = Field(
        default=None,
        description="Minutes that the learner was there; left out where they are not known.",
        examples=[40],
    )
    reason: Reason = Field(
        description="Why the mark is wrong. The session's coaches, admins, support and auditors can read it.",
        examples=["She came in by the side door."],
    )


class RejectionIn(Body):
    """Why a correction is turned down."""

    reason: Reason = Field(
        description="Why. Readable by whoever reads the amendment.", examples=["The camera shows an empty seat."]
    )


class AmendedMarkOut(Body):
    """A mark, as an amendment speaks of it."""

    code: str = Field(description="What is marked.", examples=["present"])
    counts_as_present: bool = Field(description="Whether the learner counts as having attended.", examples=[True])
    minutes: int | None = Field(description="Minutes that the learner was there, where known.", examples=[40])
    source: MarkSource = Field(description="Where the mark comes from.", examples=["coach"])


class AmendmentOut(Body):
    """A correction of one learner's official mark. The official register itself stays as it was locked."""

    amendment_id: UUID = Field(description="The amendment.", examples=[_AMENDMENT])
    session_id: UUID = Field(description="The session whose register it is.", examples=[_SESSION])
    person_id: UUID = Field(description="The learner.", examples=[_PERSON])
    state: Literal["proposed", "approved", "rejected"] = Field(
        description="proposed: waits for an admin; approved: holds; rejected: turned down, for good.",
        examples=["approved"],
    )
    old: AmendedMarkOut = Field(description="The mark that held when it was proposed.")
    new: AmendedMarkOut = Field(description="The mark that was proposed.")
    reason: str = Field(description="Why.", examples=["She came in by the side door."])
    proposed_by: UUID = Field(description="Who proposed it.", examples=[_PERSON])
    proposed_at: datetime = Field(description="When.", examples=[_INSTANT])
    decided_by: UUID | None = Field(
        description="Who decided; the proposer where no second person is needed; null while proposed.",
        examples=[_PERSON],
    )
    decided_at: datetime | None = Field(description="When; null while proposed.", examples=[_INSTANT])
    rejection: str | None = Field(
        description="Why it was rejected; null otherwise.", examples=["The camera shows an empty seat."]
    )
