"""Bodies for erasures."""

from typing import Annotated
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Id, Instant
from pydantic import Field

from sessions import texts
from sessions.erasure.domain import Answer, Erasure, Reason, State
from sessions.fields import checked

Note = Annotated[str, Field(max_length=texts.NOTE_MAX), checked(texts.NOTE_MAX)]
ReasonField = Annotated[
    Reason,
    Field(
        description="Why. It is kept, so it names nobody.",
        examples=["person_asked"],
    ),
]
StateField = Annotated[
    State,
    Field(
        description="proposed: a second person has to decide. approved: it is carried out within seconds. rejected: it "
        "was not approved. refused: the person takes part in something again. erasing: this service has erased, others "
        "have not answered yet. erased: all services have.",
        examples=["erased"],
    ),
]
ErasureId = Annotated[Id, Field(description="The erasure's id.", examples=[EXAMPLE_ID])]


class ErasureIn(Body):
    """A request to erase a person."""

    reason: ReasonField
    note: Annotated[
        Note | None,
        Field(
            description="A note for those who read the erasure later. It is sealed, and another erasure of the person "
            "erases it.",
            examples=["Letter of 3 May."],
        ),
    ] = None
    with_shared: Annotated[
        bool,
        Field(description="Whether to erase the texts of sessions that had other learners, too.", examples=[False]),
    ] = False


class ErasureAskedOut(Body):
    """An erasure that was asked for. It does not name the person, because answers are stored for a day."""

    erasure_id: ErasureId
    state: StateField


class ErasedOut(Body):
    """A kind of data that was erased."""

    kind: Annotated[str, Field(description="What.", examples=["texts"])]
    count: Annotated[int, Field(description="How many.", examples=[3])]


class KeptOut(Body):
    """A kind of data that is kept. It names the person by an id only."""

    kind: Annotated[str, Field(description="What.", examples=["marks"])]
    count: Annotated[int, Field(description="How many.", examples=[12])]
    reason: Annotated[str, Field(description="Why.", examples=["proves_delivery"])]


class ServiceAnswerOut(Body):
    """What one service erased, and what it keeps and why."""

    service: Annotated[str, Field(description="The service.", examples=["attendance"])]
    erased_at: Annotated[
        Instant | None, Field(description="When it had erased; null until it answers.", examples=[EXAMPLE_UTC])
    ]
    erased: Annotated[list[ErasedOut], Field(description="What it erased.")]
    kept: Annotated[list[KeptOut], Field(description="What it keeps, and why.")]


class ErasureOut(Body):
    """An erasure of a person."""

    erasure_id: ErasureId
    person_id: Annotated[Id, Field(description="The person.", examples=[EXAMPLE_ID])]
    state: StateField
    reason: Annotated[
        str,
        Field(description="Why; replayed: it is known from its event, after a restore.", examples=["person_asked"]),
    ]
    note: Annotated[
        str | None,
        Field(description="The note; null if there is none or it was erased.", examples=["Letter of 3 May."]),
    ]
    with_shared: Annotated[bool, Field(description="Whether texts of shared sessions go too.", examples=[False])]
    asked_by: Annotated[UUID | None, Field(description="Who asked; null: an operator.", examples=[EXAMPLE_ID])]
    asked_at: Annotated[Instant, Field(description="When.", examples=[EXAMPLE_UTC])]
    decided_by: Annotated[
        UUID | None, Field(description="Who approved or rejected it; null if nobody had to.", examples=[EXAMPLE_ID])
    ]
    decided_at: Annotated[Instant | None, Field(description="When that was.", examples=[EXAMPLE_UTC])]
    decided_alone: Annotated[bool, Field(description="Whether no second person decided.", examples=[True])]
    finished_at: Annotated[
        Instant | None,
        Field(description="When all services had answered, or when it ended without.", examples=[EXAMPLE_UTC]),
    ]
    parts: Annotated[
        int | None,
        Field(description="If it was refused: in how many things the person takes part.", examples=[None]),
    ]
    services: Annotated[
        list[ServiceAnswerOut], Field(description="The services' answers. Empty until it is carried out.")
    ]


def erasure_out(erasure: Erasure) -> ErasureOut:
    """Return the body of an erasure."""
    return ErasureOut(
        erasure_id=erasure.erasure_id,
        person_id=erasure.person_id,
        state=erasure.state,
        reason=erasure.reason,
        note=erasure.note,
        with_shared=erasure.with_shared,
        asked_by=erasure.asked_by,
        asked_at=erasure.asked_at,
        decided_by=erasure.decided_by,
        decided_at=erasure.decided_at,
        decided_alone=erasure.decided_alone,
        finished_at=erasure.finished_at,
        parts=erasure.parts,
        services=[_answer_out(answer) for answer in erasure.answers],
    )


def _answer_out(answer: Answer) -> ServiceAnswerOut:
    erased, kept = ({}, {}) if answer.tally is None else answer.tally
    return ServiceAnswerOut(
        service=answer.service,
        erased_at=answer.erased_at,
        erased=[ErasedOut(kind=kind, count=count) for kind, count in erased.items()],
        kept=[KeptOut(kind=kind, count=count, reason=why) for (kind, why), count in kept.items()],
    )
