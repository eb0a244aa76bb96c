"""What payouts does when sessions happen: from contract to command, nothing else."""

from collections.abc import Sequence

from chassis.clock import now
from contracts.sessions import SessionCompleted
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.commands.completions import credit_completions
from payouts.domain import CoachPart, Delivery, priced_at


async def on_session_completed(db: AsyncConnection, events: Sequence[SessionCompleted]) -> None:
    """Credit the coaches of completed sessions."""
    await credit_completions(
        db,
        [
            Delivery(
                session_id=event.session_id,
                org_id=event.org_id,
                coaches=tuple(CoachPart(coach.person_id, coach.share_basis_points) for coach in event.coaches),
                course_ids=event.course_ids,
                category_id=event.category_id,
                priced_at=priced_at(event.planned_starts_at, event.started_at),
                logged_minutes=event.logged_minutes,
                event_id=event.event_id,
                correlation_id=event.correlation_id,
            )
            for event in events
        ],
        now=now(),
    )
