"""The event handlers of payouts: each turns events into the arguments of a command."""

from collections.abc import Sequence

from chassis.clock import now
from chassis.database.organisations import keep_organisations
from chassis.database.personal_traces import forget_parked
from chassis.erasure import people_of
from contracts.sessions import (
    CoachShare,
    OrganisationChanged,
    PersonErased,
    SessionAmended,
    SessionCompleted,
    SessionVoided,
    TextErased,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.deliveries.domain import Delivery, PaidCoach, priced_at
from payouts.erasure.erase import erase_people
from payouts.pricing.correct import follow_corrections
from payouts.pricing.domain import Amendment, Void
from payouts.pricing.price import credit_completions


async def on_session_completed(db: AsyncConnection, events: Sequence[SessionCompleted]) -> None:
    """Credit the coaches of completed sessions."""
    await credit_completions(
        db,
        [
            Delivery(
                session_id=event.session_id,
                org_id=event.org_id,
                coaches=_paid_coaches(event.coaches),
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


async def on_session_amended(db: AsyncConnection, events: Sequence[SessionAmended]) -> None:
    """Apply amended minutes and shares to earnings. An amendment of something else changes no earnings."""
    await follow_corrections(
        db,
        [
            Amendment(
                session_id=event.session_id,
                org_id=event.org_id,
                sequence=event.sequence,
                coaches=_paid_coaches(event.new.coaches),
                logged_minutes=event.new.logged_minutes,
                event_id=event.event_id,
                correlation_id=event.correlation_id,
            )
            for event in events
            if _changes_earnings(event)
        ],
        now=now(),
    )


async def on_session_voided(db: AsyncConnection, events: Sequence[SessionVoided]) -> None:
    """Reverse the earnings of voided sessions."""
    await follow_corrections(
        db,
        [
            Void(
                session_id=event.session_id,
                org_id=event.org_id,
                sequence=event.sequence,
                event_id=event.event_id,
                correlation_id=event.correlation_id,
            )
            for event in events
        ],
        now=now(),
    )


async def on_organisation_changed(db: AsyncConnection, events: Sequence[OrganisationChanged]) -> None:
    """Keep the zones of organisations, the versions of their policies, and which duties they separate."""
    await keep_organisations(db, events)


def _changes_earnings(event: SessionAmended) -> bool:
    """Return whether minutes or shares were amended. If the field is unknown here, the values say so."""
    if event.field in ("minutes", "coach_shares"):
        return True
    before, after = ((one.logged_minutes, one.coaches) for one in (event.old, event.new))
    return event.field != "recap" and before != after


async def on_person_erased(db: AsyncConnection, events: Sequence[PersonErased]) -> None:
    """Forget answers that name people, and answer."""
    await erase_people(db, people_of(events), now=now())


async def on_text_erased(db: AsyncConnection, events: Sequence[TextErased]) -> None:
    """Forget what parked records say of erased texts."""
    await forget_parked(db, [event.key for event in events])


def _paid_coaches(coaches: Sequence[CoachShare]) -> tuple[PaidCoach, ...]:
    return tuple(PaidCoach(coach.person_id, coach.share_basis_points) for coach in coaches)
