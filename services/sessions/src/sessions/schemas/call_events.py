"""Bodies of the call provider's webhook."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from sessions.commands.call_events import CallEvent
from sessions.schemas.fields import Body, Instant
from sessions.schemas.sessions import EXAMPLE_ID, PersonId

PATH_PREFIX = "/v1/call-events/"


class CallHookOut(Body):
    """A hook, with its secret: this once."""

    path: Annotated[
        str,
        Field(description="Where the provider posts to, on this host.", examples=[PATH_PREFIX + "AZOypAAAcAA…"]),
    ]
    secret: Annotated[
        str,
        Field(
            description="What it signs with (Standard Webhooks). It is not shown again.",
            examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"],
        ),
    ]
    created_at: Annotated[Instant, Field(description="Since when it works.", examples=["2026-11-02T06:10:00Z"])]


class CallEventIn(BaseModel):
    """Somebody joined or left a call. Fields that are not known here are passed over: providers add some."""

    model_config = ConfigDict(frozen=True)

    type: Annotated[
        Literal["participant.joined", "participant.left"],
        Field(description="What they did.", examples=["participant.joined"]),
    ]
    session_id: Annotated[UUID, Field(description="The session whose call it is.", examples=[EXAMPLE_ID])]
    person_id: PersonId
    at: Annotated[Instant, Field(description="When, by the provider's clock.", examples=["2026-11-02T06:10:12Z"])]

    def event(self, webhook_id: str) -> CallEvent:
        """Return what the command takes."""
        return CallEvent(
            webhook_id=webhook_id,
            session_id=self.session_id,
            person_id=self.person_id,
            action="join" if self.type == "participant.joined" else "leave",
            at=self.at,
        )
