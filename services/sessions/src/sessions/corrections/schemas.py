"""Bodies for correcting a completed session."""

from typing import Annotated, Any, Self
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Instant, PersonId, Whole
from pydantic import Field, JsonValue, model_validator

from sessions.corrections.domain import CorrectionRequest, NewMinutes, NewRecap, NewShares
from sessions.corrections.queries import CorrectionOfSession, CorrectionWithTexts
from sessions.corrections.standing import CorrectedField, Correction, CorrectionState
from sessions.ending.schemas import RAW_MINUTES_MAX, RecapSectionsBody, recap_of
from sessions.fields import Reason, RecapText
from sessions.session.domain import WHOLE_BASIS_POINTS
from sessions.session.schemas import COACHES_MAX
from sessions.words import AmendedField

_VALUE_OF = {"minutes": "minutes", "recap": "recap", "coach_shares": "coaches"}
OLD_VALUE = Field(
    description="The value before: minutes, the recap's digest or the coaches' shares. A void has all three.",
    examples=[45],
)
NEW_VALUE = Field(description="The value after, in the same form; null for a void.", examples=[30])

ReasonField = Annotated[Reason, Field(description="The reason.", examples=["The call broke off after 30 minutes"])]


class ShareIn(Body):
    """A coach of the session and their share of the earnings."""

    person_id: PersonId
    share_basis_points: Annotated[
        Whole,
        Field(
            ge=0,
            le=WHOLE_BASIS_POINTS,
            description="Their share in basis points; 10,000 is the whole.",
            examples=[WHOLE_BASIS_POINTS],
        ),
    ]


class AmendmentIn(Body):
    """A new value for one field of the completion, and the reason."""

    field: Annotated[
        AmendedField, Field(description="The field to amend. Send a new value for it alone.", examples=["minutes"])
    ]
    minutes: Annotated[
        Whole | None,
        Field(ge=0, le=RAW_MINUTES_MAX, description="The new minutes: a multiple of the policy's step.", examples=[30]),
    ] = None
    recap: Annotated[
        RecapText | RecapSectionsBody | None,
        Field(description="The new recap: one text, or three sections.", examples=["We solved linear equations …"]),
    ] = None
    coaches: Annotated[
        list[ShareIn] | None,
        Field(
            min_length=1,
            max_length=COACHES_MAX,
            description="The new shares: every coach of the session with their share.",
            examples=[[{"person_id": EXAMPLE_ID, "share_basis_points": WHOLE_BASIS_POINTS}]],
        ),
    ] = None
    reason: ReasonField

    @model_validator(mode="after")
    def _value_of_the_field(self) -> Self:
        given = {name for name in _VALUE_OF.values() if getattr(self, name) is not None}
        if given != {_VALUE_OF[self.field]}:
            raise ValueError(f"to amend {self.field}, send {_VALUE_OF[self.field]} and no other value")
        return self

    def request(self) -> CorrectionRequest:
        """Return the request that the command takes."""
        if self.minutes is not None:
            return NewMinutes(self.minutes)
        if self.coaches is not None:
            return NewShares(tuple((coach.person_id, coach.share_basis_points) for coach in self.coaches))
        assert self.recap is not None
        return NewRecap(recap_of(self.recap))


class ReasonIn(Body):
    """A reason."""

    reason: ReasonField


class AmendmentOut(Body):
    """A proposed amendment or void, and the decision about it.

    It contains no texts. Answers are stored for their Idempotency-Key, and a stored text could not be erased.
    """

    amendment_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    field: Annotated[CorrectedField, Field(description="The field that it amends, or void.", examples=["minutes"])]
    state: Annotated[
        CorrectionState, Field(description="Whether it is proposed, applied or rejected.", examples=["applied"])
    ]
    old: Annotated[JsonValue, OLD_VALUE]
    new: Annotated[JsonValue, NEW_VALUE]
    proposed_by: Annotated[UUID, Field(description="Who proposed it.", examples=[EXAMPLE_ID])]
    proposed_at: Annotated[Instant, Field(description="When it was proposed.", examples=[EXAMPLE_UTC])]
    decided_by: Annotated[
        UUID | None, Field(description="Who applied or rejected it; null while it waits.", examples=[EXAMPLE_ID])
    ]
    decided_at: Annotated[
        Instant | None,
        Field(description="When it was applied or rejected; null while it waits.", examples=[EXAMPLE_UTC]),
    ]
    decided_alone: Annotated[
        bool,
        Field(
            description="Whether the person who proposed it decided alone that it takes effect. It is false while it "
            "waits, and when it was rejected.",
            examples=[False],
        ),
    ]
    version: Annotated[
        int | None, Field(description="The session's version that it made; null if it was not applied.", examples=[4])
    ]


class AmendmentDetailOut(AmendmentOut):
    """An amendment or void with its texts."""

    reason: Annotated[
        str | None, Field(description="Why it was proposed; null if the text was erased.", examples=["Broke off"])
    ]
    recap: Annotated[
        str | dict[str, str] | None,
        Field(
            description="The proposed recap; null if it is about another field, or if the text was erased.",
            examples=[None],
        ),
    ]
    rejection_reason: Annotated[
        str | None,
        Field(description="Why it was rejected; null if it was not, or if the text was erased.", examples=[None]),
    ]
    erased: Annotated[bool, Field(description="Whether its texts were erased on request.", examples=[False])]


class AmendmentOfSessionOut(AmendmentDetailOut):
    """An amendment or void with its texts, and the name of its session."""

    session_name: Annotated[str, Field(description="The name of the session.", examples=["Algebra, Mon 7:10"])]


def amendment_out(correction: Correction, *, session_id: UUID) -> AmendmentOut:
    """Return the body for a correction."""
    return AmendmentOut(**_fields(correction, session_id=session_id))


def amendment_with_texts_out(one: CorrectionWithTexts, *, session_id: UUID) -> AmendmentDetailOut:
    """Return the body for a correction with its texts."""
    texts = one.texts or {}
    return AmendmentDetailOut(
        **_fields(one.correction, session_id=session_id),
        reason=texts.get("reason"),
        recap=texts.get("recap"),
        rejection_reason=(one.rejection or {}).get("reason"),
        erased=one.texts is None,
    )


def amendment_of_session_out(one: CorrectionOfSession) -> AmendmentOfSessionOut:
    """Return the body for a correction of some session."""
    detail = amendment_with_texts_out(one.correction, session_id=one.session_id)
    return AmendmentOfSessionOut(**dict(detail), session_name=one.session_name)


def _fields(correction: Correction, *, session_id: UUID) -> dict[str, Any]:
    decided = correction.decided
    return {
        **{name: getattr(correction, name) for name in _SAME_NAME},
        "session_id": session_id,
        "decided_by": None if decided is None else decided.by,
        "decided_at": None if decided is None else decided.at,
        "version": None if decided is None else decided.sequence,
    }


_SAME_NAME = ("amendment_id", "field", "state", "old", "new", "proposed_by", "proposed_at", "decided_alone")
