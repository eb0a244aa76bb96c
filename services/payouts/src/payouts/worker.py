"""The payouts worker process: credits completed sessions, relays the outbox."""

from collections.abc import Mapping
from typing import Final

from chassis.consumer import Handler
from chassis.settings import ServiceSettings
from chassis.worker import create_worker as create_chassis_worker
from contracts.envelope import Event
from contracts.sessions import SessionCompleted
from faststream.asgi import AsgiFastStream

from payouts import handlers
from payouts.sweeper import sweep

HANDLERS: Final[Mapping[type[Event], Handler]] = {SessionCompleted: handlers.on_session_completed}
"""What payouts does on each event that it handles."""


def create_worker(settings: ServiceSettings) -> AsgiFastStream:
    """Return the payouts worker."""
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=[sweep])
