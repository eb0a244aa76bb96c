"""The worker process of payouts: credits completed sessions, follows their corrections, relays the outbox."""

from collections.abc import Mapping
from typing import Final

from chassis.messaging.consumer import Handler
from chassis.messaging.tasks import Task, in_transaction
from chassis.messaging.worker import create_worker as create_chassis_worker
from chassis.operations.settings import ServiceSettings
from contracts.envelope import Event
from contracts.sessions import SessionAmended, SessionCompleted, SessionVoided
from faststream.asgi import AsgiFastStream

from payouts import handlers
from payouts.pricing.sweep import sweep

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    SessionCompleted: handlers.on_session_completed,
    SessionAmended: handlers.on_session_amended,
    SessionVoided: handlers.on_session_voided,
}
"""The handler of each event."""

TASKS: Final = (Task("credit unrated completions", in_transaction(sweep), interval_seconds=1.0),)
"""The background tasks: a name, a step, and the pause when there was nothing to do."""


def create_worker(settings: ServiceSettings) -> AsgiFastStream:
    """Return the worker of payouts."""
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=TASKS)
