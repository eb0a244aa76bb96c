"""HTTP bodies of the attendance service."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from contracts.attendance import MarkSource
from pydantic import BaseModel, ConfigDict, Field

MARKS_PER_REQUEST_MAX: Final = 500
REMARK_CHARACTERS_MAX: Final = 1_333
MINUTES_MAX: Final = 24 * 60

_PERSON: Final = "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10"
_SESSION: Final = "0192f0c1-0000-7c3a-9d58-6b1a4a7f2d10"
_INSTANT: Final = "2026-11-02T07:56:10.123456Z"

MarkCode = Literal["present", "late", "excused", "absent"]
GivenSource = Literal["coach", "call_presence", "import"]


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
        description="Version of the marks that this one came with; null for a default.", examples=[3]
    )
    marked_by: UUID | None = Field(description="Who gave the mark; null for a default.", examples=[_PERSON])
    marked_at: datetime | None = Field(description="When it was given; null for a default.", examples=[_INSTANT])


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
    coach_ids: list[UUID] = Field(description="The session's coaches, its own coach first.", examples=[[_PERSON]])
    roster: list[UUID] = Field(
        description="The learners; once locked, as frozen by the completion.", examples=[[_PERSON]]
    )
    marks: list[MarkOut] = Field(description="The marks so far; once locked, one official mark per learner.")
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
    version: int = Field(description="The version of the marks that the change made.", examples=[3])
    code: str = Field(description="The new mark.", examples=["late"])
    minutes: int | None = Field(description="The new minutes.", examples=[40])
    remark: str | None = Field(description="The new remark.", examples=["The bus was late."])
    source: MarkSource = Field(description="Where the new mark came from.", examples=["coach"])
    marked_by: UUID = Field(description="Who changed it.", examples=[_PERSON])
    marked_at: datetime = Field(description="When it was changed.", examples=[_INSTANT])
    replaced: MarkedBeforeOut | None = Field(description="The mark before; null for a learner's first mark.")
