"""The sessions worker: publish the outbox, copy registers, and what `tasks` lists."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from chassis.ids import new_id
from chassis.messaging.consumer import Handler
from chassis.messaging.tasks import Task, by_organisation, committed, in_transaction
from chassis.messaging.worker import create_worker as create_chassis_worker
from contracts.attendance import AttendanceAmended, AttendanceDataErased, AttendanceLocked
from contracts.envelope import Event
from contracts.payouts import PayoutsDataErased
from contracts.reports import ReportsDataErased
from faststream.asgi import AsgiFastStream

from sessions import handlers
from sessions.batches import generate
from sessions.calls.forget import forget_deliveries
from sessions.ending import remind
from sessions.erasure import carry_out
from sessions.imports.jobs.queries import organisations_importing
from sessions.imports.jobs.task import take_step
from sessions.log.task import announcing, sequencing
from sessions.recovery import importer
from sessions.sealed import publish_left
from sessions.settings import SessionsSettings

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    AttendanceLocked: handlers.on_attendance_locked,
    AttendanceAmended: handlers.on_attendance_amended,
    AttendanceDataErased: handlers.on_attendance_data_erased,
    PayoutsDataErased: handlers.on_payouts_data_erased,
    ReportsDataErased: handlers.on_reports_data_erased,
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
        by_organisation(
            carry_out.TASK,
            waiting=carry_out.organisations_erasing,
            work=committed(partial(carry_out.carry_out_next, new_id=new_id)),
            interval_seconds=1.0,
        ),
        by_organisation(
            carry_out.TOMBSTONES_TASK,
            waiting=carry_out.organisations_with_tombstones,
            work=committed(carry_out.send_tombstones_again),
            interval_seconds=60.0,
        ),
        by_organisation(
            publish_left.TASK,
            waiting=publish_left.organisations_with_texts_left,
            work=committed(publish_left.publish_next),
            interval_seconds=60.0,
        ),
        # It deletes rows by their age alone, for all organisations at once. What is in a row cannot make it fail.
        Task("forget deliveries of call providers", in_transaction(forget_deliveries), interval_seconds=10.0),
        sequencing(signer=settings.log_signer(), log_name=settings.log_name),
        announcing(signer=settings.log_signer(), log_name=settings.log_name),
    )


def create_worker(settings: SessionsSettings) -> AsgiFastStream:
    """Return the worker: it publishes the outbox, handles events of other services, and runs the background tasks."""
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=tasks(settings))
