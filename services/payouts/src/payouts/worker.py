"""The worker process of payouts: credits completed sessions, follows their corrections, relays the outbox."""

from collections.abc import Mapping
from typing import Final

from chassis.messaging.consumer import Handler
from chassis.messaging.tasks import by_organisation, committed
from chassis.messaging.worker import create_worker as create_chassis_worker
from chassis.operations.settings import ServiceSettings
from contracts.envelope import Event
from contracts.sessions import (
    OrganisationChanged,
    PersonErased,
    SessionAmended,
    SessionCompleted,
    SessionVoided,
    TextErased,
)
from faststream.asgi import AsgiFastStream

from payouts import handlers
from payouts.pricing.sweep import sweep, waiting
from payouts.recovery import importer

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    SessionCompleted: handlers.on_session_completed,
    SessionAmended: handlers.on_session_amended,
    SessionVoided: handlers.on_session_voided,
    PersonErased: handlers.on_person_erased,
    TextErased: handlers.on_text_erased,
    OrganisationChanged: handlers.on_organisation_changed,
}
"""The handler of each event."""

IMPORTER: Final = importer.IMPORTER
"""What `recover` does with the events that payouts has published."""

TASKS: Final = (
    by_organisation(
        "credit unrated completions",
        waiting=waiting,
        work=committed(sweep),
        interval_seconds=1.0,
    ),
)
"""The background tasks: their names, what waits, what they do, and the pause when nothing waits."""


def create_worker(settings: ServiceSettings) -> AsgiFastStream:
    """Return the worker of payouts."""
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=TASKS)
