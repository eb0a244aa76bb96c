"""The sessions worker process: relays the outbox. It handles no event: sessions is where they begin."""

from collections.abc import Mapping
from typing import Final

from chassis.consumer import Handler
from chassis.settings import ServiceSettings
from chassis.worker import create_worker as create_chassis_worker
from contracts.envelope import Event
from faststream.asgi import AsgiFastStream

HANDLERS: Final[Mapping[type[Event], Handler]] = {}
"""What sessions do on each event that they handle."""


def create_worker(settings: ServiceSettings) -> AsgiFastStream:
    """Return the worker that publishes what the API wrote."""
    return create_chassis_worker(settings, handlers=HANDLERS)
