"""The worker process of attendance: follows sessions, locks registers, relays the outbox."""

from collections.abc import Mapping
from typing import Final

from chassis.messaging.consumer import Handler
from chassis.messaging.worker import create_worker as create_chassis_worker
from chassis.operations.settings import ServiceSettings
from contracts.envelope import Event
from contracts.sessions import (
    GuardianLinked,
    GuardianUnlinked,
    OrganisationChanged,
    SessionCompleted,
    SessionStateChanged,
    SessionVoided,
)
from faststream.asgi import AsgiFastStream

from attendance import handlers
from attendance.recovery import importer

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    SessionStateChanged: handlers.on_session_state_changed,
    OrganisationChanged: handlers.on_organisation_changed,
    GuardianLinked: handlers.on_guardian_linked,
    GuardianUnlinked: handlers.on_guardian_linked,
    SessionCompleted: handlers.on_session_completed,
    SessionVoided: handlers.on_session_voided,
}
"""The handler of each event. SessionAmended has none, because a register has no minutes, recap or shares of its
session."""

IMPORTER: Final = importer.IMPORTER
"""What `recover` does with the events that attendance has published."""


def create_worker(settings: ServiceSettings) -> AsgiFastStream:
    """Return the worker of attendance."""
    return create_chassis_worker(settings, handlers=HANDLERS)
