"""Bodies for answering an invitation."""

from typing import Annotated, Literal
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, Body, Id
from pydantic import Field

from sessions.fields import Reason


class AcceptanceIn(Body):
    """An answer to an invitation."""

    person_id: Annotated[Id | None, Field(description="Who answers; default: the caller.", examples=[EXAMPLE_ID])] = (
        None
    )
    acceptance: Annotated[Literal["accepted", "declined"], Field(description="The answer.", examples=["accepted"])]
    reason: Annotated[
        Reason | None,
        Field(
            description="For admins: why they correct an answer that was given already, or decline once it has begun.",
            examples=[None],
        ),
    ] = None


class AcceptanceOut(Body):
    """A learner's answer to an invitation. It shows nothing of the session, which may not be open to them yet."""

    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    person_id: Annotated[UUID, Field(description="The learner.", examples=[EXAMPLE_ID])]
    acceptance: Annotated[Literal["accepted", "declined"], Field(description="The answer.", examples=["accepted"])]
