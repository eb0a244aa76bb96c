"""The sessions worker: publish the outbox, copy registers, generate batches, import files, remind, sequence the log."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from chassis.ids import new_id
from chassis.messaging.consumer import Handler
from chassis.messaging.tasks import Task, by_organisation, committed, in_transaction
from chassis.messaging.worker import create_worker as create_chassis_worker
from contracts.attendance import AttendanceAmended, AttendanceLocked
from contracts.envelope import Event
from faststream.asgi import AsgiFastStream

from sessions import handlers
from sessions.batches import generate
from sessions.calls.forget import forget_deliveries
from sessions.ending import remind
from sessions.imports.jobs.queries import organisations_importing
from sessions.imports.jobs.task import take_step
from sessions.log.task import announcing, sequencing
from sessions.recovery import importer
from sessions.settings import SessionsSettings

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    AttendanceLocked: handlers.on_attendance_locked,
    AttendanceAmended: handlers.on_attendance_amended,
}
"""The handler for each event that the sessions service reads."""

IMPORTER: Final = importer.IMPORTER
"""What `recover` does with the events that the sessions service has published."""


def tasks(settings: SessionsSettings) -> tuple[Task, ...]:
    """Return the background tasks: their names, what waits, what they do, and the pause when nothing waits."""
    return (
        by_organisation(
            generate.TASK,
            waiting=generate.organisations_due,
            work=committed(partial(generate.generate_next, new_id=new_id)),
            interval_seconds=60.0,
        ),
        by_organisation("import files", waiting=organisations_importing, work=take_step, interval_seconds=1.0),
        by_organisation(
            "remind coaches",
            waiting=remind.organisations_due,
            work=committed(partial(remind.remind_next, new_id=new_id)),
            interval_seconds=10.0,
        ),
        # It deletes rows by their age alone, for all organisations at once. What is in a row cannot make it fail.
        Task("forget deliveries of call providers", in_transaction(forget_deliveries), interval_seconds=10.0),
        sequencing(signer=settings.log_signer(), log_name=settings.log_name),
        announcing(signer=settings.log_signer(), log_name=settings.log_name),
    )


def create_worker(settings: SessionsSettings) -> AsgiFastStream:
    """Return the worker: it publishes the outbox, handles events of other services, and runs the background tasks."""
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=tasks(settings))
