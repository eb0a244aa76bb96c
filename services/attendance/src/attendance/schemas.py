"""HTTP bodies of the attendance service."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from chassis.http.fields import Body
from contracts.attendance import MarkSource
from pydantic import Field, StringConstraints

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


class MarkIn(Body):
    """The mark of one learner."""

    person_id: UUID = Field(description="The learner, who must be on the roster of the session.", examples=[_PERSON])
    code: MarkCode = Field(description="The attendance code.", examples=["late"])
    minutes: Annotated[int, Field(ge=0, le=MINUTES_MAX)] | None = Field(
        default=None, description="How many minutes the learner was there, if known.", examples=[40]
    )
    remark: Annotated[str, Field(min_length=1, max_length=REMARK_CHARACTERS_MAX)] | None = Field(
        default=None, description="A remark for people of the organisation.", examples=["The bus was late."]
    )
    source: GivenSource = Field(default="coach", description="Where the mark comes from.", examples=["coach"])


class MarksIn(Body):
    """Marks of many learners. Either all of them are saved or none."""

    marks: Annotated[list[MarkIn], Field(min_length=1, max_length=MARKS_PER_REQUEST_MAX)] = Field(
        description="At most one mark per learner. Learners who are left out keep the mark they have."
    )


class MarksOut(Body):
    """The result of saving marks."""

    session_id: UUID = Field(description="The session.", examples=[_SESSION])
    version: int = Field(description="The new version of the marks, as in the ETag.", examples=[3])
    changed: int = Field(description="How many marks differed from the register's marks before.", examples=[12])


class MarkOut(Body):
    """A learner's mark. In a locked register it is official."""

    person_id: UUID = Field(description="The learner.", examples=[_PERSON])
    code: str = Field(description="The attendance code.", examples=["late"])
    counts_as_present: bool = Field(description="Whether the learner counts as present.", examples=[True])
    weight_basis_points: int = Field(
        description="How much of a full attendance the mark is worth: 10,000 is all of it.", examples=[5000]
    )
    billable: bool = Field(description="Whether the attendance may be billed.", examples=[True])
    minutes: int | None = Field(description="How many minutes the learner was there, if known.", examples=[40])
    remark: str | None = Field(description="The remark that was given with the mark.", examples=["The bus was late."])
    source: MarkSource = Field(
        description="Where the mark comes from; policy_default: nobody had marked the learner when the register was "
        "locked.",
        examples=["coach"],
    )
    version: int | None = Field(
        description="The version of the marks in which it was given; null for a default or an amendment.", examples=[3]
    )
    marked_by: UUID | None = Field(
        description="Who gave the mark or proposed the amendment; null for a default.", examples=[_PERSON]
    )
    marked_at: datetime | None = Field(
        description="When the mark was given or the amendment took effect; null for a default.", examples=[_INSTANT]
    )
    amendment_id: UUID | None = Field(
        default=None,
        description="The amendment that the mark comes from; null for a mark that no amendment changed.",
        examples=[_AMENDMENT],
    )


class RegisterOut(Body):
    """The register of one session. Learners see their own mark only."""

    session_id: UUID = Field(description="The session.", examples=[_SESSION])
    state: Literal["open", "locked", "cancelled"] = Field(
        description="open: takes marks; locked: official, its marks never change; cancelled: the session does not "
        "take place.",
        examples=["locked"],
    )
    version: int = Field(description="The version of the marks, as in the ETag; 0 before the first mark.", examples=[3])
    official_version: int | None = Field(
        description="The version of the marks that became official; null until the register is locked.", examples=[3]
    )
    locked_at: datetime | None = Field(
        description="When the register became official; null until then.", examples=[_INSTANT]
    )
    voided_at: datetime | None = Field(
        description="When the completion of the session was voided; null while it counts.", examples=[None]
    )
    coach_ids: list[UUID] = Field(
        description="The coaches of the session, the session coach first.", examples=[[_PERSON]]
    )
    roster: list[UUID] = Field(
        description="The learners. When locked: those on the roster at completion.", examples=[[_PERSON]]
    )
    marks: list[MarkOut] = Field(description="The marks so far. When locked: one official mark per learner.")
    corrected: list[MarkOut] = Field(
        description="When locked: the mark of each learner that holds now, amendments included. Empty before."
    )
    late_marks: list[MarkOut] = Field(
        description="Marks that are newer than the version that became official. They do not count. A coach can "
        "propose them as amendments."
    )


class MarkedBeforeOut(Body):
    """The mark that a change replaced."""

    code: str = Field(description="Its attendance code.", examples=["present"])
    minutes: int | None = Field(description="Its minutes.", examples=[45])
    remark: str | None = Field(description="Its remark.", examples=[None])
    source: MarkSource = Field(description="Where it came from.", examples=["coach"])


class MarkChangeOut(Body):
    """One change in a register's history: the new mark, the old mark, who changed it and when."""

    person_id: UUID = Field(description="The learner.", examples=[_PERSON])
    version: int | None = Field(
        description="The version of the marks that the change made; null for an amendment.", examples=[3]
    )
    code: str = Field(description="The new attendance code.", examples=["late"])
    minutes: int | None = Field(description="The new minutes.", examples=[40])
    remark: str | None = Field(description="The new remark.", examples=["The bus was late."])
    source: MarkSource = Field(description="Where the new mark came from.", examples=["coach"])
    marked_by: UUID = Field(description="Who changed it. For an amendment: its proposer.", examples=[_PERSON])
    marked_at: datetime = Field(
        description="When it was changed. For an amendment: when it took effect.", examples=[_INSTANT]
    )
    replaced: MarkedBeforeOut | None = Field(description="The mark before; null for a learner's first mark.")
    amendment_id: UUID | None = Field(
        description="The amendment of the locked register; null for a change before the lock.", examples=[_AMENDMENT]
    )
    reason: str | None = Field(
        description="Why it was amended; null for a change before the lock.", examples=["She came in by the side door."]
    )
    approved_by: UUID | None = Field(
        description="The second person who approved the amendment; null when there was none.", examples=[_PERSON]
    )


class AmendmentIn(Body):
    """A proposal of another mark for one learner on a locked register."""

    person_id: UUID = Field(description="The learner, who must be on the official register.", examples=[_PERSON])
    code: MarkCode = Field(description="The attendance code that should hold.", examples=["present"])
    minutes: Annotated[int, Field(ge=0, le=MINUTES_MAX)] | None = Field(
        default=None,
        description="How many minutes the learner was there. Leave it out if nobody knows.",
        examples=[40],
    )
    reason: Reason = Field(
        description="Why the mark is wrong. Coaches of the session, admins, support and auditors can read it.",
        examples=["She came in by the side door."],
    )


class RejectionIn(Body):
    """Why an amendment is rejected."""

    reason: Reason = Field(
        description="The reason. Everybody who can read the amendment can read it.",
        examples=["The camera shows an empty seat."],
    )


class AmendedMarkOut(Body):
    """The old or the new mark of an amendment."""

    code: str = Field(description="The attendance code.", examples=["present"])
    counts_as_present: bool = Field(description="Whether the learner counts as present.", examples=[True])
    minutes: int | None = Field(description="How many minutes the learner was there, if known.", examples=[40])
    source: MarkSource = Field(description="Where the mark comes from.", examples=["coach"])


class AmendmentOut(Body):
    """An amendment of one learner's mark. The official register itself stays as it was locked."""

    amendment_id: UUID = Field(description="The amendment.", examples=[_AMENDMENT])
    session_id: UUID = Field(description="The session whose register it is.", examples=[_SESSION])
    person_id: UUID = Field(description="The learner.", examples=[_PERSON])
    state: Literal["proposed", "approved", "rejected"] = Field(
        description="proposed: waits for a decision; approved: the new mark holds; rejected: the old mark stays. "
        "A decision is final.",
        examples=["approved"],
    )
    old: AmendedMarkOut = Field(description="The mark that held when the amendment was proposed.")
    new: AmendedMarkOut = Field(description="The proposed mark.")
    reason: str = Field(description="Why the mark is wrong.", examples=["She came in by the side door."])
    proposed_by: UUID = Field(description="Who proposed it.", examples=[_PERSON])
    proposed_at: datetime = Field(description="When it was proposed.", examples=[_INSTANT])
    decided_by: UUID | None = Field(
        description="Who decided. This can be the proposer if no second person is needed. Null while proposed.",
        examples=[_PERSON],
    )
    decided_at: datetime | None = Field(description="When it was decided; null while proposed.", examples=[_INSTANT])
    rejection: str | None = Field(
        description="Why it was rejected; null otherwise.", examples=["The camera shows an empty seat."]
    )
