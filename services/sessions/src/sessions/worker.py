"""The worker process: relays the outbox."""

from chassis import worker
from chassis.settings import ServiceSettings
from faststream.asgi import AsgiFastStream

from sessions.handlers import HANDLERS


def create_worker(settings: ServiceSettings) -> AsgiFastStream:
    """Return the sessions worker."""
    return worker.create_worker(settings, handlers=HANDLERS)
