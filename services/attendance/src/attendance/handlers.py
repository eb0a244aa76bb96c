"""The event handlers of attendance: each turns events into the arguments of a command."""

from collections.abc import Sequence
from typing import Final

from chassis.clock import now
from chassis.database.organisations import keep_organisations
from chassis.database.personal_traces import forget_parked
from chassis.erasure import people_of
from chassis.ids import new_id
from contracts.sessions import (
    GuardianLinked,
    GuardianUnlinked,
    OrganisationChanged,
    PersonErased,
    SessionCompleted,
    SessionStateChanged,
    SessionVoided,
    TextErased,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.codes.domain import default_code
from attendance.directory.domain import LinkNow
from attendance.directory.keep import keep_links
from attendance.erasure.erase import erase_people
from attendance.registers.completed import marks_said_by, seats_of
from attendance.registers.domain import Completion, RegisterVoid, SessionNow
from attendance.registers.follow import follow_sessions
from attendance.registers.lock import lock_registers
from attendance.registers.void import mark_voided

_TAKING_PLACE: Final = frozenset({"scheduled", "in_progress", "completed", "voided"})
"""The states of a session that has a register. Cancelled and, as the contract says, unknown states have none."""


async def on_session_state_changed(db: AsyncConnection, events: Sequence[SessionStateChanged]) -> None:
    """Create the registers of new sessions, and bring those of changed ones up to date."""
    await follow_sessions(
        db,
        [
            SessionNow(
                session_id=event.session_id,
                org_id=event.org_id,
                sequence=event.sequence,
                is_cancelled=event.state not in _TAKING_PLACE,
                coach_ids=tuple(coach.person_id for coach in event.coaches),
                course_coach_ids=tuple(
                    sorted({one for of_course in event.course_coaches for one in of_course.person_ids})
                ),
                learner_ids=tuple(participant.person_id for participant in event.roster),
                course_ids=event.course_ids,
                category_id=event.category_id,
                batch_id=event.batch_id,
                run_id=event.run_id,
                zone=event.zone,
                starts_at=event.starts_at,
                ends_at=event.ends_at,
                started_at=event.started_at,
                visibility=event.visibility,
                display_from=event.display_from,
                display_until=event.display_until,
                access_from=event.access_from,
                access_until=event.access_until,
                coach_from=event.coach_from,
                coach_until=event.coach_until,
            )
            for event in events
        ],
    )


async def on_session_completed(db: AsyncConnection, events: Sequence[SessionCompleted]) -> None:
    """Lock the registers of completed sessions."""
    await lock_registers(
        db,
        [
            Completion(
                session_id=event.session_id,
                org_id=event.org_id,
                event_id=event.event_id,
                correlation_id=event.correlation_id,
                sequence=event.sequence,
                coach_ids=tuple(coach.person_id for coach in event.coaches),
                roster=seats_of(event),
                seen_version=event.attendance_version,
                said=marks_said_by(event),
                unmarked=default_code(event.policy.attendance_default),
                second_person=event.policy.amendment_second_person,
                approvers=event.policy.amendment_approvers,
            )
            for event in events
        ],
    )


async def on_session_voided(db: AsyncConnection, events: Sequence[SessionVoided]) -> None:
    """Note on registers that their completions were voided."""
    await mark_voided(
        db,
        [
            RegisterVoid(
                session_id=event.session_id,
                org_id=event.org_id,
                event_id=event.event_id,
                correlation_id=event.correlation_id,
                completed_sequence=event.completed_sequence,
                voided_at=event.voided_at,
            )
            for event in events
        ],
    )


async def on_organisation_changed(db: AsyncConnection, events: Sequence[OrganisationChanged]) -> None:
    """Keep the zones of organisations, the versions of their policies, and which duties they separate."""
    await keep_organisations(db, events)


async def on_guardian_linked(db: AsyncConnection, events: Sequence[GuardianLinked | GuardianUnlinked]) -> None:
    """Keep who is a guardian of whom, and who was."""
    await keep_links(
        db,
        [
            LinkNow(
                learner_id=event.learner_id,
                guardian_id=event.guardian_id,
                org_id=event.org_id,
                sequence=event.sequence,
                is_linked=isinstance(event, GuardianLinked),
            )
            for event in events
        ],
    )


async def on_person_erased(db: AsyncConnection, events: Sequence[PersonErased]) -> None:
    """Erase the texts about people, and answer."""
    await erase_people(db, people_of(events), now=now(), new_id=new_id)


async def on_text_erased(db: AsyncConnection, events: Sequence[TextErased]) -> None:
    """Forget what parked records say of erased texts."""
    await forget_parked(db, [event.key for event in events])
