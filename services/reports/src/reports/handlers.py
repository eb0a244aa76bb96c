"""The event handlers of reports: each turns events into the arguments of a command."""

from collections.abc import Sequence

from chassis.clock import now
from chassis.database.organisations import keep_organisations
from chassis.database.personal_traces import forget_parked
from chassis.erasure import people_of
from contracts.attendance import AttendanceAmended, AttendanceLocked
from contracts.payouts import EarningsCredited, EarningsReversed
from contracts.sessions import (
    GuardianLinked,
    GuardianUnlinked,
    OrganisationChanged,
    PersonErased,
    SessionAmended,
    SessionCompleted,
    SessionStateChanged,
    SessionVoided,
    TextErased,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.directory.domain import LinkNow
from reports.directory.keep import keep_links
from reports.effects.credit import change_earnings, record_credits
from reports.effects.domain import Earning, sum_per_coach
from reports.erasure.erase import erase_people
from reports.facts.domain import AmendedMark, Amendment, Cause, Completion, Earned, Lock, subjects_of
from reports.inputs.correct import amend_marks, amend_sessions, void_sessions
from reports.inputs.project import project_completions, record_locks
from reports.sessions.domain import SessionNow
from reports.sessions.keep import keep_sessions


async def on_session_state_changed(db: AsyncConnection, events: Sequence[SessionStateChanged]) -> None:
    """Keep the states of sessions, also of those that have not ended."""
    states = [
        SessionNow(
            session_id=event.session_id,
            org_id=event.org_id,
            sequence=event.sequence,
            state=event.state,
            coach_ids=tuple(coach.person_id for coach in event.coaches),
            course_coach_ids=tuple(sorted({one for of_course in event.course_coaches for one in of_course.person_ids})),
            learner_ids=tuple(learner.person_id for learner in event.roster),
        )
        for event in events
    ]
    await keep_sessions(db, states)


async def on_session_completed(db: AsyncConnection, events: Sequence[SessionCompleted]) -> None:
    """Count completed sessions, and refresh the insight inputs of their learners, coaches and batches."""
    completions = [
        Completion(
            cause=Cause(event.completed_at, event.session_id, event.event_id, event.correlation_id),
            org_id=event.org_id,
            logged_minutes=event.logged_minutes,
            record_hash=bytes.fromhex(event.record_hash),
            subjects=subjects_of(
                event.org_id,
                roster=event.roster,
                coaches=event.coaches,
                batch_id=event.batch_id,
                never_answered=event.never_answered,
            ),
        )
        for event in events
    ]
    await project_completions(db, completions, now=now())


async def on_session_amended(db: AsyncConnection, events: Sequence[SessionAmended]) -> None:
    """Apply the minutes of amended sessions. Recap and shares are in no total."""
    amendments = [
        Amendment(
            cause=Cause(event.amended_at, event.session_id, event.event_id, event.correlation_id),
            sequence=event.sequence,
            minutes=event.new.logged_minutes,
        )
        for event in events
    ]
    await amend_sessions(db, amendments, now=now())


async def on_session_voided(db: AsyncConnection, events: Sequence[SessionVoided]) -> None:
    """Take away from the totals what voided sessions added."""
    voids = [Cause(event.voided_at, event.session_id, event.event_id, event.correlation_id) for event in events]
    await void_sessions(db, voids, now=now())


async def on_attendance_locked(db: AsyncConnection, events: Sequence[AttendanceLocked]) -> None:
    """Record locked registers, and refresh the attendance features of their subjects."""
    locks = [
        Lock(
            cause=Cause(event.locked_at, event.session_id, event.event_id, event.correlation_id),
            org_id=event.org_id,
            marks={mark.person_id: mark.counts_as_present for mark in event.marks},
        )
        for event in events
    ]
    await record_locks(db, locks, now=now())


async def on_attendance_amended(db: AsyncConnection, events: Sequence[AttendanceAmended]) -> None:
    """Apply amended marks, and refresh the attendance features of their subjects."""
    amended = [
        AmendedMark(
            cause=Cause(event.amended_at, event.session_id, event.event_id, event.correlation_id),
            org_id=event.org_id,
            sequence=event.sequence,
            person_id=event.new.person_id,
            counts_as_present=event.new.counts_as_present,
        )
        for event in events
    ]
    await amend_marks(db, amended, now=now())


async def on_earnings_credited(db: AsyncConnection, events: Sequence[EarningsCredited]) -> None:
    """Record credited earnings, summed per currency."""
    credits_ = [
        Earned(
            cause=Cause(event.credited_at, event.session_id, event.event_id, event.correlation_id),
            org_id=event.org_id,
            sequence=event.sequence,
            amounts=sum_per_coach(Earning(one.coach_id, one.currency, one.amount_minor) for one in event.earnings),
        )
        for event in events
    ]
    await record_credits(db, credits_)


async def on_earnings_reversed(db: AsyncConnection, events: Sequence[EarningsReversed]) -> None:
    """Subtract reversed earnings, per currency."""
    reversals = [
        Earned(
            cause=Cause(event.reversed_at, event.session_id, event.event_id, event.correlation_id),
            org_id=event.org_id,
            sequence=event.sequence,
            amounts=sum_per_coach(Earning(one.coach_id, one.currency, -one.amount_minor) for one in event.reversals),
        )
        for event in events
    ]
    await change_earnings(db, reversals)


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
    """Erase the insight inputs of people, and answer."""
    await erase_people(db, people_of(events), now=now())


async def on_text_erased(db: AsyncConnection, events: Sequence[TextErased]) -> None:
    """Forget what parked records say of erased texts."""
    await forget_parked(db, [event.key for event in events])
