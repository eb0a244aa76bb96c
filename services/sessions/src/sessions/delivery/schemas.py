"""The bodies of presence."""

from typing import Annotated, Literal
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, Body, Id
from pydantic import Field


class PresenceIn(Body):
    """Somebody joins or leaves the call."""

    person_id: Annotated[
        Id | None, Field(description="Who joins or leaves; default: the caller.", examples=[EXAMPLE_ID])
    ] = None
    action: Annotated[Literal["join", "leave"], Field(description="Whether they join or leave.", examples=["join"])]


class PresenceOut(Body):
    """The people who are in the call now."""

    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    in_call: Annotated[list[UUID], Field(description="The people in the call.", examples=[[EXAMPLE_ID]])]
