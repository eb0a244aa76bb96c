"""The events of a session until it ends: planned, changed, started, cancelled, and found unlogged."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.envelope import Event
from contracts.instants import Instant
from contracts.sessions.parts import Participant, PresenceAction, PresenceSource, SessionState


class SessionScheduled(Event, SessionState):
    """A session was created. This is the first event of a session."""

    type: ClassVar[str] = "lockstep.sessions.SessionScheduled.v1"


class SessionChanged(Event, SessionState):
    """The plan, coaches or courses of a session changed. Contains the whole new state."""

    type: ClassVar[str] = "lockstep.sessions.SessionChanged.v1"


class RosterChanged(Event):
    """Learners were added or removed, or answered their invitation. Contains the whole new roster."""

    type: ClassVar[str] = "lockstep.sessions.RosterChanged.v1"

    session_id: UUID
    """The session."""
    roster: tuple[Participant, ...]
    """The learners who are on the roster now, each with their answer and all their periods."""


class SessionStarted(Event):
    """A session was started."""

    type: ClassVar[str] = "lockstep.sessions.SessionStarted.v1"

    session_id: UUID
    """The session."""
    started_at: Instant
    """When the session was started."""
    started_by: UUID
    """The person who started it."""


class PresenceChanged(Event):
    """Somebody joined or left the call of an online session.

    A coach who ends the session can leave the call with the same request (`log_and_leave`). No PresenceChanged is
    published for that.
    """

    type: ClassVar[str] = "lockstep.sessions.PresenceChanged.v1"

    session_id: UUID
    """The session."""
    person_id: UUID
    """The person who joined or left."""
    action: PresenceAction
    """What the person did."""
    at: Instant
    """When it happened. This can be earlier than `occurred_at`, because it was reported late."""
    source: PresenceSource
    """Who reported it: a client of the API, or the provider of the call. An unknown word counts as `client`."""
    in_call: tuple[UUID, ...]
    """Everybody who is in the call afterwards."""


class SessionFoundUnlogged(Event):
    """A session is over and nobody has ended it. Remind its coaches now, while they can still log it."""

    type: ClassVar[str] = "lockstep.sessions.SessionFoundUnlogged.v1"

    session_id: UUID
    """The session."""
    coach_ids: Annotated[tuple[UUID, ...], Field(min_length=1)]
    """The coaches of the session."""
    ended_at: Instant
    """The planned end; without a schedule, the latest end that the policy allows."""
    log_until: Instant
    """The last instant at which a coach may log the session. After it only support may."""
    reminder: Annotated[int, Field(strict=True, ge=1)]
    """The number of this reminder in the policy, counted from 1."""


class SessionCancelled(Event):
    """A session was cancelled: it will not take place.

    The reason is free text. It is not in this event; only the sessions service has it.
    """

    type: ClassVar[str] = "lockstep.sessions.SessionCancelled.v1"

    session_id: UUID
    """The session."""
    cancelled_at: Instant
    """When the session was cancelled."""
    cancelled_by: UUID
    """The person who cancelled it."""
