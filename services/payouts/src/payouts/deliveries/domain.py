"""The delivery of a session: its coaches, its minutes, and when it is priced. Pure functions, no I/O."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class PaidCoach(NamedTuple):
    """A coach of a session and their share of its earnings."""

    coach_id: UUID
    share_basis_points: int


class Delivery(NamedTuple):
    """What payouts needs to know about a completed session. The first coach is the session coach.

    The rate that is effective at `priced_at` applies (see the function of this name). `event_id` is that of the
    completion. `corrected_sequence` is the sequence of the newest correction that is counted in, or 0.
    """

    session_id: UUID
    org_id: UUID
    coaches: tuple[PaidCoach, ...]
    course_ids: tuple[UUID, ...]
    category_id: UUID | None
    priced_at: datetime
    logged_minutes: int
    event_id: UUID
    correlation_id: UUID
    corrected_sequence: int = 0


def check_coaches(session_id: UUID, coaches: Sequence[PaidCoach]) -> None:
    """Raise ValueError if no rate can ever pay these coaches, because one is named twice or nobody has a share.

    This is checked when a delivery or an amendment arrives. Then its Kafka record is parked at once, and no unrated
    completion fails later.
    """
    if len({coach.coach_id for coach in coaches}) != len(coaches):
        raise ValueError(f"session {session_id} names a coach twice")
    if sum(coach.share_basis_points for coach in coaches) <= 0:
        raise ValueError(f"the shares of the coaches of session {session_id} add up to 0")


def priced_at(planned_starts_at: datetime | None, started_at: datetime) -> datetime:
    """Return the instant at which a rate must be effective to pay a session: the planned start, or else the actual one.

    The planned start is what was agreed. A session that begins early or late does not get another rate, and a coach
    cannot choose a rate by choosing when to press start.
    """
    return started_at if planned_starts_at is None else planned_starts_at
