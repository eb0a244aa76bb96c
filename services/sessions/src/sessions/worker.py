"""The sessions worker process: relays the outbox, copies locked registers, generates batches, goes on with imports."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from chassis.consumer import Handler
from chassis.worker import create_worker as create_chassis_worker
from contracts.attendance import AttendanceAmended, AttendanceLocked
from contracts.envelope import Event
from faststream.asgi import AsgiFastStream

from sessions import handlers
from sessions.generation import generate_ahead
from sessions.importing import import_files
from sessions.reminding import remind
from sessions.sequencing import sequence_log
from sessions.settings import SessionsSettings

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    AttendanceLocked: handlers.on_attendance_locked,
    AttendanceAmended: handlers.on_attendance_amended,
}
"""What sessions do on each event that they handle."""


def create_worker(settings: SessionsSettings) -> AsgiFastStream:
    """Return the worker that publishes what the API wrote and handles what others did."""
    sequence = partial(sequence_log, signer=settings.log_signer(), log_name=settings.log_name)
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=[generate_ahead, import_files, remind, sequence])
