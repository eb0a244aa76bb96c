"""The worker process of attendance: follows sessions, locks registers, erases texts, relays the outbox."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from chassis.ids import new_id
from chassis.messaging.consumer import Handler
from chassis.messaging.tasks import by_organisation, committed
from chassis.messaging.worker import create_worker as create_chassis_worker
from chassis.operations.settings import ServiceSettings
from contracts.envelope import Event
from contracts.sessions import (
    GuardianLinked,
    GuardianUnlinked,
    OrganisationChanged,
    PersonErased,
    SessionCompleted,
    SessionStateChanged,
    SessionVoided,
    TextErased,
)
from faststream.asgi import AsgiFastStream

from attendance import handlers
from attendance.recovery import importer
from attendance.texts import seal

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    SessionStateChanged: handlers.on_session_state_changed,
    OrganisationChanged: handlers.on_organisation_changed,
    GuardianLinked: handlers.on_guardian_linked,
    GuardianUnlinked: handlers.on_guardian_linked,
    SessionCompleted: handlers.on_session_completed,
    SessionVoided: handlers.on_session_voided,
    PersonErased: handlers.on_person_erased,
    TextErased: handlers.on_text_erased,
}
"""The handler of each event. SessionAmended has none, because a register has no minutes, recap or shares of its
session."""

AGAIN: Final = (f"{SessionStateChanged.type}#windows",)
"""The ranges of events that are handled once more (migration 0018): registers keep windows since then."""

IMPORTER: Final = importer.IMPORTER
"""What `recover` does with the events that attendance has published."""

TASKS: Final = (
    by_organisation(
        seal.TASK,
        waiting=seal.organisations_with_plain_texts,
        work=committed(partial(seal.seal_next, new_id=new_id)),
        interval_seconds=60.0,
    ),
)
"""The background tasks: their names, what waits, what they do, and the pause when nothing waits."""


def create_worker(settings: ServiceSettings) -> AsgiFastStream:
    """Return the worker of attendance."""
    return create_chassis_worker(settings, handlers=HANDLERS, tasks=TASKS, again=AGAIN)
