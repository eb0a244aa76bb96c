"""The HTTP bodies of amendments."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from chassis.http.fields import Body, Id, Whole
from pydantic import Field, StringConstraints

from attendance.codes.domain import MarkCode
from attendance.corrections.domain import Amendment
from attendance.registers.domain import MarkSource
from attendance.registers.schemas import (
    EXAMPLE_AMENDMENT,
    EXAMPLE_INSTANT,
    EXAMPLE_PERSON,
    EXAMPLE_SESSION,
    MINUTES_MAX,
)

REASON_CHARACTERS_MAX: Final = 1_333

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=REASON_CHARACTERS_MAX)]


class AmendmentIn(Body):
    """A proposal of another mark for one learner on a locked register."""

    person_id: Annotated[
        Id, Field(description="The learner, who must be on the official register.", examples=[EXAMPLE_PERSON])
    ]
    code: Annotated[MarkCode, Field(description="The attendance code that should hold.", examples=["present"])]
    minutes: Annotated[
        Annotated[Whole, Field(ge=0, le=MINUTES_MAX)] | None,
        Field(description="How many minutes the learner was there. Leave it out if nobody knows.", examples=[40]),
    ] = None
    reason: Annotated[
        Reason,
        Field(
            description="Why the mark is wrong. Coaches of the session, admins, support and auditors can read it.",
            examples=["She came in by the side door."],
        ),
    ]


class RejectionIn(Body):
    """Why an amendment is rejected."""

    reason: Annotated[
        Reason,
        Field(
            description="The reason. Everybody who can read the amendment can read it.",
            examples=["The camera shows an empty seat."],
        ),
    ]


class AmendedMarkOut(Body):
    """The old or the new mark of an amendment."""

    code: Annotated[str, Field(description="The attendance code.", examples=["present"])]
    counts_as_present: Annotated[bool, Field(description="Whether the learner counts as present.", examples=[True])]
    minutes: Annotated[
        int | None, Field(description="How many minutes the learner was there, if known.", examples=[40])
    ]
    source: Annotated[MarkSource, Field(description="Where the mark comes from.", examples=["coach"])]


class AmendmentOut(Body):
    """An amendment of one learner's mark. The official register itself stays as it was locked."""

    amendment_id: Annotated[UUID, Field(description="The amendment.", examples=[EXAMPLE_AMENDMENT])]
    session_id: Annotated[UUID, Field(description="The session whose register it is.", examples=[EXAMPLE_SESSION])]
    person_id: Annotated[UUID, Field(description="The learner.", examples=[EXAMPLE_PERSON])]
    state: Annotated[
        Literal["proposed", "applied", "rejected"],
        Field(
            description="proposed: waits for a decision; applied: the new mark holds; rejected: the old mark stays. "
            "A decision is final.",
            examples=["applied"],
        ),
    ]
    old: Annotated[AmendedMarkOut, Field(description="The mark that held when the amendment was proposed.")]
    new: Annotated[AmendedMarkOut, Field(description="The proposed mark.")]
    reason: Annotated[
        str | None,
        Field(
            description="Why the mark is wrong; null if it was erased on request.",
            examples=["She came in by the side door."],
        ),
    ]
    proposed_by: Annotated[UUID, Field(description="Who proposed it.", examples=[EXAMPLE_PERSON])]
    proposed_at: Annotated[datetime, Field(description="When it was proposed.", examples=[EXAMPLE_INSTANT])]
    decided_by: Annotated[
        UUID | None,
        Field(
            description="Who decided. This can be the proposer if no second person is needed. Null while proposed.",
            examples=[EXAMPLE_PERSON],
        ),
    ]
    decided_at: Annotated[
        datetime | None, Field(description="When it was decided; null while proposed.", examples=[EXAMPLE_INSTANT])
    ]
    decided_alone: Annotated[
        bool,
        Field(
            description="Whether the person who proposed it decided alone that it takes effect. It is false while it "
            "waits, and when it was rejected.",
            examples=[False],
        ),
    ]
    rejection_reason: Annotated[
        str | None,
        Field(
            description="Why it was rejected; null otherwise, and if it was erased on request.",
            examples=["The camera shows an empty seat."],
        ),
    ]


def amendment_out(amendment: Amendment) -> AmendmentOut:
    """Return the body of an amendment."""
    old, new = (
        AmendedMarkOut(
            code=mark.code, counts_as_present=mark.counts_as_present, minutes=mark.minutes, source=mark.source
        )
        for mark in (amendment.old, amendment.new)
    )
    return AmendmentOut(
        amendment_id=amendment.amendment_id,
        session_id=amendment.session_id,
        person_id=amendment.new.person_id,
        state=amendment.decision or "proposed",
        old=old,
        new=new,
        reason=amendment.reason,
        proposed_by=amendment.proposed_by,
        proposed_at=amendment.proposed_at,
        decided_by=amendment.decided_by,
        decided_at=amendment.decided_at,
        decided_alone=amendment.decided_alone,
        rejection_reason=amendment.rejection_reason,
    )
