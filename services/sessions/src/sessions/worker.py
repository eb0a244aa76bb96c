"""The sessions worker: publish the outbox, copy registers, generate batches, import files, remind, sequence the log."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from chassis.ids import new_id
from chassis.messaging.consumer import Handler
from chassis.messaging.tasks import Task, in_transaction
from chassis.messaging.worker import create_worker as create_chassis_worker
from contracts.attendance import AttendanceAmended, AttendanceLocked
from contracts.envelope import Event
from faststream.asgi import AsgiFastStream

from sessions import handlers
from sessions.batches.generate import generate_next
from sessions.calls.forget import forget_deliveries
from sessions.ending.remind import remind_next
from sessions.imports.jobs.task import take_step
from sessions.log.task import sequence_next
from sessions.settings import SessionsSettings

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    AttendanceLocked: handlers.on_attendance_locked,
    AttendanceAmended: handlers.on_attendance_amended,
}
"""The handler for each event that the sessions service reads."""


def tasks(settings: SessionsSettings) -> tuple[Task, ...]:
    """Return the background tasks: a name, a step, and the pause when there was nothing to do."""
    sequence = partial(sequence_next, signer=settings.log_signer(), log_name=settings.log_name)
    return (
        Task("generate batches", in_transaction(partial(generate_next, new_id=new_id)), interval_seconds=60.0),
        Task("import files", take_step, interval_seconds=1.0),
        Task("remind coaches", in_transaction(partial(remind_next, new_id=new_id)), interval_seconds=10.0),
        Task("forget deliveries of call providers", in_transaction(forget_deliveries), interval_seconds=10.0),
        # With this pause an organisation gets at most four checkpoints a second, however busy it is.
        Task("append to the logs", sequence, interval_seconds=0.25),
    )


def create_worker(settings: SessionsSettings) -> AsgiFastStream:
    """Return the worker: it publishes the outbox, handles events of other services, and runs the background tasks."""
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=tasks(settings))
