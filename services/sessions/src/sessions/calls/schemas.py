"""Bodies for the call provider's webhook."""

from typing import Annotated, Literal

from chassis.http.fields import EXAMPLE_ID, Body, Id, Instant, PersonId
from pydantic import BaseModel, ConfigDict, Field

from sessions.calls.domain import CallEvent

PATH_PREFIX = "/v1/call-events/"


class CallHookOut(Body):
    """A hook with its secret. The secret is shown only once."""

    path: Annotated[
        str,
        Field(
            description="The path on this host to which the provider posts.", examples=[PATH_PREFIX + "AZOypAAAcAA…"]
        ),
    ]
    secret: Annotated[
        str,
        Field(
            description="The secret with which the provider signs (Standard Webhooks). It is not shown again.",
            examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"],
        ),
    ]
    created_at: Annotated[Instant, Field(description="When it was created.", examples=["2026-11-02T06:10:00Z"])]


class CallEventIn(BaseModel):
    """Somebody joined or left a call. Unknown fields are ignored, because providers add some of their own."""

    model_config = ConfigDict(frozen=True)

    type: Annotated[
        Literal["participant.joined", "participant.left"],
        Field(description="Whether the person joined or left.", examples=["participant.joined"]),
    ]
    session_id: Annotated[Id, Field(description="The session to which the call belongs.", examples=[EXAMPLE_ID])]
    person_id: PersonId
    at: Annotated[
        Instant, Field(description="When it happened, by the provider's clock.", examples=["2026-11-02T06:10:12Z"])
    ]

    def event(self, webhook_id: str) -> CallEvent:
        """Return the event that the command takes."""
        return CallEvent(
            webhook_id=webhook_id,
            session_id=self.session_id,
            person_id=self.person_id,
            action="join" if self.type == "participant.joined" else "leave",
            at=self.at,
        )
