"""The sessions worker: publish the outbox, copy registers, generate batches, import files, remind, sequence the log."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from chassis.messaging.consumer import Handler
from chassis.messaging.worker import create_worker as create_chassis_worker
from contracts.attendance import AttendanceAmended, AttendanceLocked
from contracts.envelope import Event
from faststream.asgi import AsgiFastStream

from sessions import handlers
from sessions.batches.task import generate_ahead
from sessions.ending.task import remind
from sessions.imports.jobs.task import import_files
from sessions.log.task import sequence_log
from sessions.settings import SessionsSettings

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    AttendanceLocked: handlers.on_attendance_locked,
    AttendanceAmended: handlers.on_attendance_amended,
}
"""The handler for each event that the sessions service reads."""


def create_worker(settings: SessionsSettings) -> AsgiFastStream:
    """Return the worker: it publishes the outbox, handles events of other services, and runs the background tasks."""
    sequence = partial(sequence_log, signer=settings.log_signer(), log_name=settings.log_name)
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=[generate_ahead, import_files, remind, sequence])
