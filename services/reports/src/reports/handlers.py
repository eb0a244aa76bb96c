"""What reports do when effects happen: from contract to command, nothing else."""

from collections import Counter
from collections.abc import Sequence

from chassis.clock import now
from chassis.ids import new_id
from contracts.attendance import AttendanceLocked
from contracts.payouts import EarningsCredited
from contracts.sessions import SessionCompleted
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.commands.effects import Credit, Latency, Lock, project_completions, record_credits, record_locks
from reports.domain import Cause, Completion, subjects_of
from reports.metrics import FANOUT_LATENCY


async def on_session_completed(db: AsyncConnection, events: Sequence[SessionCompleted]) -> None:
    """Project completed sessions and refresh the insight inputs of their learners, coaches and batches."""
    completions = [
        Completion(
            cause=Cause(event.completed_at, event.session_id, event.event_id, event.correlation_id),
            org_id=event.org_id,
            logged_minutes=event.logged_minutes,
            record_hash=bytes.fromhex(event.record_hash),
            subjects=subjects_of(event.org_id, roster=event.roster, coaches=event.coaches, batch_id=event.batch_id),
        )
        for event in events
    ]
    _observe(await project_completions(db, completions, now=now(), new_id=new_id))


async def on_attendance_locked(db: AsyncConnection, events: Sequence[AttendanceLocked]) -> None:
    """Record locked registers, and refresh the attendance features that rest on them."""
    locks = [
        Lock(
            cause=Cause(event.locked_at, event.session_id, event.event_id, event.correlation_id),
            org_id=event.org_id,
            marks={mark.person_id: mark.counts_as_present for mark in event.marks},
        )
        for event in events
    ]
    _observe(await record_locks(db, locks, now=now(), new_id=new_id))


async def on_earnings_credited(db: AsyncConnection, events: Sequence[EarningsCredited]) -> None:
    """Record credited earnings, summed per currency."""
    found = []
    for event in events:
        amounts: Counter[str] = Counter()
        for earning in event.earnings:
            amounts[earning.currency] += earning.amount_minor
        cause = Cause(event.credited_at, event.session_id, event.event_id, event.correlation_id)
        found.append(Credit(cause, event.org_id, amounts))
    _observe(await record_credits(db, found))


def _observe(latencies: Sequence[Latency]) -> None:
    """Count latencies. Before the commit: a batch that is put back is counted again, which a histogram bears."""
    for effect, after in latencies:
        FANOUT_LATENCY.labels(effect).observe(after.total_seconds())
