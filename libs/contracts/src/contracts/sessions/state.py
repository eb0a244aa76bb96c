"""The state of every session, the latest one of each, for readers who want no history."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.envelope import LARGEST_EXACT_INTEGER, Event, Minutes, Part, Sha256Hex
from contracts.instants import Instant
from contracts.sessions.parts import CoachShare, SessionState, State


class CompletionState(Part):
    """A completion as it holds now, with the corrections of the sessions service."""

    completed_sequence: Annotated[int, Field(strict=True, ge=1, le=LARGEST_EXACT_INTEGER)]
    """The sequence of the SessionCompleted."""
    completed_at: Instant
    """When the session was completed."""
    record_hash: Sha256Hex
    """RFC 6962 leaf hash of the completion record."""
    logged_minutes: Minutes
    """The minutes that count, as corrected."""
    coaches: Annotated[tuple[CoachShare, ...], Field(min_length=1)]
    """The coaches and their shares, as corrected. The first one is the session coach, the others are co-coaches."""
    voided_at: Instant | None = None
    """When the completion was voided; null or absent while it counts."""


class SessionStateChanged(Event, SessionState):
    """A session as it is now: planned, in progress, completed, cancelled or voided.

    The topic keeps the latest one of each session. `sequence` is that of the event that changed the session, and
    `causation_id` the id of that event: this view repeats the number and draws none of its own. PresenceChanged and
    SessionFoundUnlogged draw numbers and change nothing here, so numbers may be missing.
    """

    type: ClassVar[str] = "lockstep.sessions.SessionStateChanged.v1"

    state: State
    """The state. An unknown word counts as `cancelled`: expect nothing more of the session."""
    started_at: Instant | None = None
    """When the session was started; null or absent when nobody started it."""
    cancelled_at: Instant | None = None
    """When the session was cancelled; null or absent when it was not."""
    completion: CompletionState | None = None
    """The completion as it holds now; null or absent when the session is not completed."""
