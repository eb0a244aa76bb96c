"""The sessions worker process: relays the outbox, copies locked registers, generates batches, goes on with imports."""

from collections.abc import Mapping
from typing import Final

from chassis.consumer import Handler
from chassis.settings import ServiceSettings
from chassis.worker import create_worker as create_chassis_worker
from contracts.attendance import AttendanceLocked
from contracts.envelope import Event
from faststream.asgi import AsgiFastStream

from sessions import handlers
from sessions.generation import generate_ahead
from sessions.importing import import_files

HANDLERS: Final[Mapping[type[Event], Handler]] = {AttendanceLocked: handlers.on_attendance_locked}
"""What sessions do on each event that they handle."""


def create_worker(settings: ServiceSettings) -> AsgiFastStream:
    """Return the worker that publishes what the API wrote and handles what others did."""
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=[generate_ahead, import_files])
