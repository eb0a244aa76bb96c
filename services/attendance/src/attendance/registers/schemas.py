"""The HTTP bodies of registers."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from chassis.http.fields import Body, Id, Whole
from pydantic import Field

from attendance.codes.domain import MarkCode
from attendance.registers.domain import GivenMark, MarkChange, MarkSource, Register

MARKS_PER_REQUEST_MAX: Final = 500
REMARK_CHARACTERS_MAX: Final = 1_333
MINUTES_MAX: Final = 24 * 60

EXAMPLE_PERSON: Final = "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d10"
EXAMPLE_SESSION: Final = "0192f0c1-0000-7c3a-9d58-6b1a4a7f2d10"
EXAMPLE_AMENDMENT: Final = "0192f0c1-9b20-7c3a-9d58-6b1a4a7f2d10"
EXAMPLE_INSTANT: Final = "2026-11-02T07:56:10.123456Z"

GivenSource = Literal["coach", "call_presence", "import"]


class MarkIn(Body):
    """The mark of one learner."""

    person_id: Annotated[
        Id, Field(description="The learner, who must be on the roster of the session.", examples=[EXAMPLE_PERSON])
    ]
    code: Annotated[MarkCode, Field(description="The attendance code.", examples=["late"])]
    minutes: Annotated[
        Annotated[Whole, Field(ge=0, le=MINUTES_MAX)] | None,
        Field(description="How many minutes the learner was there, if known.", examples=[40]),
    ] = None
    remark: Annotated[
        Annotated[str, Field(min_length=1, max_length=REMARK_CHARACTERS_MAX)] | None,
        Field(description="A remark for people of the organisation.", examples=["The bus was late."]),
    ] = None
    source: Annotated[GivenSource, Field(description="Where the mark comes from.", examples=["coach"])] = "coach"


class MarksIn(Body):
    """Marks of many learners. Either all of them are saved or none."""

    marks: Annotated[
        Annotated[list[MarkIn], Field(min_length=1, max_length=MARKS_PER_REQUEST_MAX)],
        Field(description="At most one mark per learner. Learners who are left out keep the mark they have."),
    ]

    def given(self) -> list[GivenMark]:
        """Return the marks as the command takes them."""
        return [GivenMark(mark.person_id, mark.code, mark.minutes, mark.remark, mark.source) for mark in self.marks]


class MarksOut(Body):
    """The result of saving marks."""

    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_SESSION])]
    version: Annotated[int, Field(description="The new version of the marks, as in the ETag.", examples=[3])]
    changed: Annotated[
        int, Field(description="How many marks differed from the register's marks before.", examples=[12])
    ]


class MarkOut(Body):
    """A learner's mark. In a locked register it is official."""

    person_id: Annotated[UUID, Field(description="The learner.", examples=[EXAMPLE_PERSON])]
    code: Annotated[str, Field(description="The attendance code.", examples=["late"])]
    counts_as_present: Annotated[bool, Field(description="Whether the learner counts as present.", examples=[True])]
    weight_basis_points: Annotated[
        int, Field(description="How much of a full attendance the mark is worth: 10,000 is all of it.", examples=[5000])
    ]
    billable: Annotated[bool, Field(description="Whether the attendance may be billed.", examples=[True])]
    minutes: Annotated[
        int | None, Field(description="How many minutes the learner was there, if known.", examples=[40])
    ]
    remark: Annotated[
        str | None,
        Field(
            description="The remark that was given with the mark; null if it was erased on request.",
            examples=["The bus was late."],
        ),
    ]
    source: Annotated[
        MarkSource,
        Field(
            description="Where the mark comes from. policy_default: nobody had marked the learner when the register "
            "was locked. completion: nobody had either, but the coach reported the mark with the session, or the "
            "learner was there without having answered.",
            examples=["coach"],
        ),
    ]
    version: Annotated[
        int | None,
        Field(
            description="The version of the marks in which it was given; null for a default or an amendment.",
            examples=[3],
        ),
    ]
    marked_by: Annotated[
        UUID | None,
        Field(
            description="Who gave the mark or proposed the amendment; null for a default.", examples=[EXAMPLE_PERSON]
        ),
    ]
    marked_at: Annotated[
        datetime | None,
        Field(
            description="When the mark was given or the amendment took effect; null for a default.",
            examples=[EXAMPLE_INSTANT],
        ),
    ]
    amendment_id: Annotated[
        UUID | None,
        Field(
            description="The amendment that the mark comes from; null for a mark that no amendment changed.",
            examples=[EXAMPLE_AMENDMENT],
        ),
    ] = None


class RegisterOut(Body):
    """The register of one session. Learners see their own mark only."""

    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_SESSION])]
    state: Annotated[
        Literal["open", "locked", "cancelled"],
        Field(
            description="open: takes marks; locked: official, its marks never change; cancelled: the session does not "
            "take place.",
            examples=["locked"],
        ),
    ]
    version: Annotated[
        int, Field(description="The version of the marks, as in the ETag; 0 before the first mark.", examples=[3])
    ]
    official_version: Annotated[
        int | None,
        Field(
            description="The version of the marks that became official; null until the register is locked.",
            examples=[3],
        ),
    ]
    unknown_version: Annotated[
        int | None,
        Field(
            description="The version that the coach named at completion, if the register never had it; null otherwise. "
            "All marks became official then. Ask the coach which marks they saw.",
            examples=[None],
        ),
    ]
    locked_at: Annotated[
        datetime | None,
        Field(description="When the register became official; null until then.", examples=[EXAMPLE_INSTANT]),
    ]
    voided_at: Annotated[
        datetime | None,
        Field(description="When the completion of the session was voided; null while it counts.", examples=[None]),
    ]
    coach_ids: Annotated[
        list[UUID],
        Field(description="The coaches of the session, the session coach first.", examples=[[EXAMPLE_PERSON]]),
    ]
    roster: Annotated[
        list[UUID],
        Field(description="The learners. When locked: those on the roster at completion.", examples=[[EXAMPLE_PERSON]]),
    ]
    marks: Annotated[list[MarkOut], Field(description="The marks so far. When locked: one official mark per learner.")]
    corrected: Annotated[
        list[MarkOut],
        Field(description="When locked: the mark of each learner that holds now, amendments included. Empty before."),
    ]
    late_marks: Annotated[
        list[MarkOut],
        Field(
            description="Marks that are newer than the version that became official. They do not count. A coach can "
            "propose them as amendments."
        ),
    ]


class MarkedBeforeOut(Body):
    """The mark that a change replaced."""

    code: Annotated[str, Field(description="Its attendance code.", examples=["present"])]
    minutes: Annotated[int | None, Field(description="Its minutes.", examples=[45])]
    remark: Annotated[str | None, Field(description="Its remark.", examples=[None])]
    source: Annotated[MarkSource, Field(description="Where it came from.", examples=["coach"])]


class MarkChangeOut(Body):
    """One change in a register's history: the new mark, the old mark, who changed it and when."""

    person_id: Annotated[UUID, Field(description="The learner.", examples=[EXAMPLE_PERSON])]
    version: Annotated[
        int | None,
        Field(description="The version of the marks that the change made; null for an amendment.", examples=[3]),
    ]
    code: Annotated[str, Field(description="The new attendance code.", examples=["late"])]
    minutes: Annotated[int | None, Field(description="The new minutes.", examples=[40])]
    remark: Annotated[str | None, Field(description="The new remark.", examples=["The bus was late."])]
    source: Annotated[MarkSource, Field(description="Where the new mark came from.", examples=["coach"])]
    marked_by: Annotated[
        UUID, Field(description="Who changed it. For an amendment: its proposer.", examples=[EXAMPLE_PERSON])
    ]
    marked_at: Annotated[
        datetime,
        Field(description="When it was changed. For an amendment: when it took effect.", examples=[EXAMPLE_INSTANT]),
    ]
    replaced: Annotated[MarkedBeforeOut | None, Field(description="The mark before; null for a learner's first mark.")]
    amendment_id: Annotated[
        UUID | None,
        Field(
            description="The amendment of the locked register; null for a change before the lock.",
            examples=[EXAMPLE_AMENDMENT],
        ),
    ]
    reason: Annotated[
        str | None,
        Field(
            description="Why it was amended; null for a change before the lock, and if it was erased on request.",
            examples=["She came in by the side door."],
        ),
    ]
    approved_by: Annotated[
        UUID | None,
        Field(
            description="The second person who approved the amendment; null when there was none.",
            examples=[EXAMPLE_PERSON],
        ),
    ]
    decided_alone: Annotated[
        bool | None,
        Field(
            description="Whether the person who proposed the amendment decided alone; null for a change before the "
            "lock.",
            examples=[False],
        ),
    ]


def register_out(register: Register) -> RegisterOut:
    """Return the body of a register."""
    marks, corrected, late = (
        [MarkOut(**mark._asdict()) for mark in some]
        for some in (register.marks, register.corrected, register.late_marks)
    )
    return RegisterOut(**(register._asdict() | {"marks": marks, "corrected": corrected, "late_marks": late}))


def mark_change_out(change: MarkChange) -> MarkChangeOut:
    """Return the body of a change in a register's history."""
    replaced = None if change.replaced is None else MarkedBeforeOut(**change.replaced._asdict())
    return MarkChangeOut(**(change._asdict() | {"replaced": replaced}))
