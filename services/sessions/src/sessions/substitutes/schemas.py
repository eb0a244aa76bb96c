"""Bodies for substitutions."""

from typing import Annotated, Any, Final
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Id, Instant
from pydantic import Field

from sessions.fields import Reason
from sessions.substitutes.domain import Substitution, SubstitutionState
from sessions.substitutes.queries import SubstitutionWithTexts


class SubstitutionIn(Body):
    """A substitute whom a coach proposes."""

    coach_id: Annotated[Id, Field(description="The substitute: another coach.", examples=[EXAMPLE_ID])]
    reason: Annotated[
        Reason,
        Field(
            description="Why you cannot give the session. Staff and you read it.", examples=["I am at a conference."]
        ),
    ]


class RejectionIn(Body):
    """A rejection, or a withdrawal by the coach who proposed it."""

    reason: Annotated[
        Reason | None,
        Field(
            description="Why it is rejected. Staff and the proposer read it. A proposer may leave it out.",
            examples=["She is on leave that week."],
        ),
    ] = None


class SubstitutionOut(Body):
    """A proposed substitute, and the decision about it.

    It contains no texts. Answers are stored for their Idempotency-Key, and a stored text could not be erased.
    """

    proposal_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    state: Annotated[
        SubstitutionState,
        Field(
            description="open: it waits for an admin. withdrawn: its proposer took it back. overtaken: nobody decided, "
            "and it can no longer be confirmed: the session was cancelled or has begun, or its coaches changed.",
            examples=["confirmed"],
        ),
    ]
    proposed_by: Annotated[UUID, Field(description="The coach who is to be replaced.", examples=[EXAMPLE_ID])]
    coach_id: Annotated[UUID, Field(description="The substitute.", examples=[EXAMPLE_ID])]
    proposed_at: Annotated[Instant, Field(description="When it was proposed.", examples=[EXAMPLE_UTC])]
    decided_by: Annotated[UUID | None, Field(description="Who decided; null if nobody did.", examples=[EXAMPLE_ID])]
    decided_at: Annotated[
        Instant | None, Field(description="When it was decided; null if nobody did.", examples=[EXAMPLE_UTC])
    ]
    session_version: Annotated[
        int | None,
        Field(description="The session's version that it made; null if it was not confirmed.", examples=[4]),
    ]


class SubstitutionDetailOut(SubstitutionOut):
    """A substitution with its session, the names of its people, and its reasons."""

    session_name: Annotated[str, Field(description="The name of the session.", examples=["Algebra, Mon 7:10"])]
    starts_at: Annotated[Instant | None, Field(description="The planned start of the session.", examples=[EXAMPLE_UTC])]
    ends_at: Annotated[Instant | None, Field(description="The planned end of the session.", examples=[EXAMPLE_UTC])]
    zone: Annotated[str, Field(description="IANA zone of its wall clock.", examples=["Europe/Prague"])]
    proposer_name: Annotated[str, Field(description="The name of the proposer.", examples=["Grace Hopper"])]
    coach_name: Annotated[str, Field(description="The name of the substitute.", examples=["Ada Lovelace"])]
    decider_name: Annotated[
        str | None,
        Field(
            description="The name of who decided; null if nobody did, or if they are not in the directory.",
            examples=[None],
        ),
    ]
    reason: Annotated[
        str | None,
        Field(
            description="Why it was proposed; null if you may not read it, or if it was erased.",
            examples=["I am at a conference."],
        ),
    ]
    rejection_reason: Annotated[
        str | None,
        Field(
            description="Why it was rejected; null if there is none, if you may not read it, or if it was erased.",
            examples=[None],
        ),
    ]
    erased: Annotated[
        bool, Field(description="Whether a reason that you may read was erased on request.", examples=[False])
    ]


_SAME_NAME: Final = tuple(SubstitutionOut.model_fields)
_BESIDE: Final = (
    *("session_name", "starts_at", "ends_at", "zone", "proposer_name", "coach_name", "decider_name"),
    *("reason", "rejection_reason"),
)


def substitution_out(substitution: Substitution) -> SubstitutionOut:
    """Return the body for a substitution."""
    return SubstitutionOut(**_fields(substitution))


def substitution_detail_out(found: SubstitutionWithTexts) -> SubstitutionDetailOut:
    """Return the body for a substitution in the list."""
    beside = {name: getattr(found, name) for name in _BESIDE}
    return SubstitutionDetailOut(**_fields(found.substitution), **beside, erased=found.is_erased)


def _fields(substitution: Substitution) -> dict[str, Any]:
    return {name: getattr(substitution, name) for name in _SAME_NAME}
