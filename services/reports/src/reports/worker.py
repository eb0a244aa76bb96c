"""The worker process of reports: consumes completions and their effects, relays the outbox, counts missing effects."""

from collections.abc import Mapping
from typing import Final

from chassis.messaging.consumer import Handler
from chassis.messaging.tasks import Task
from chassis.messaging.worker import create_worker as create_chassis_worker
from chassis.operations.settings import ServiceSettings
from contracts.attendance import AttendanceAmended, AttendanceLocked
from contracts.envelope import Event
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
from faststream.asgi import AsgiFastStream

from reports import handlers
from reports.effects.watch import watch_missing_effects
from reports.recovery import importer

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    SessionStateChanged: handlers.on_session_state_changed,
    OrganisationChanged: handlers.on_organisation_changed,
    GuardianLinked: handlers.on_guardian_linked,
    GuardianUnlinked: handlers.on_guardian_linked,
    SessionCompleted: handlers.on_session_completed,
    SessionAmended: handlers.on_session_amended,
    SessionVoided: handlers.on_session_voided,
    AttendanceLocked: handlers.on_attendance_locked,
    AttendanceAmended: handlers.on_attendance_amended,
    EarningsCredited: handlers.on_earnings_credited,
    EarningsReversed: handlers.on_earnings_reversed,
    PersonErased: handlers.on_person_erased,
    TextErased: handlers.on_text_erased,
}
"""The handler of each event."""

IMPORTER: Final = importer.IMPORTER
"""What `recover` does with the events that reports has published."""

# It counts in one query for all organisations and reads no row, so no row can make it fail.
TASKS: Final = (Task("watch missing effects", watch_missing_effects, interval_seconds=5.0),)
"""The background tasks: a name, a step, and the pause when there was nothing to do."""


def create_worker(settings: ServiceSettings) -> AsgiFastStream:
    """Return the worker of reports."""
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=TASKS)
