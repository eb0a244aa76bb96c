"""Re-import the published events of the sessions service, each by the command for its kind."""

from collections.abc import Sequence
from typing import Final

from chassis.messaging.recovering import Importer, Lost, NotRecoverableError, Outcome
from contracts.envelope import Event
from contracts.sessions import (
    GuardianLinked,
    GuardianUnlinked,
    LogCheckpointed,
    OrganisationChanged,
    PersonErased,
    SessionAmended,
    SessionCompleted,
    SessionScheduled,
    SessionStateChanged,
    SessionVoided,
    TextErased,
    TextWritten,
)
from contracts.topics import TOPIC_OF
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.log.adopt import ForkedLogError, adopt_checkpoint
from sessions.recovery.bookings import book_open_sessions
from sessions.recovery.completions import RESTORE_AGAIN, take_completed
from sessions.recovery.corrected import take_correction
from sessions.recovery.directory import take_directory
from sessions.recovery.erasures import take_erasure
from sessions.recovery.lifecycle import take_lifecycle
from sessions.recovery.versions import raise_versions

# Erasures come before everything that they erase, lifecycles before completions, and all records before the checkpoints
# that cover them. The latest states come after what they are made of: they matter where Kafka keeps no lifecycle.
TOPICS: Final = tuple(
    TOPIC_OF[event].name
    for event in (
        PersonErased,
        OrganisationChanged,
        GuardianLinked,
        SessionScheduled,
        SessionCompleted,
        SessionStateChanged,
        TextWritten,
        LogCheckpointed,
    )
)


async def take(db: AsyncConnection, events: Sequence[Event], outcome: Outcome) -> None:
    """Write what some events say, in order, as far as the database lacks it."""
    for event in events:
        match event:
            case PersonErased() | TextErased():
                await take_erasure(db, event, outcome)
            case SessionCompleted():
                await take_completed(db, event, outcome)
            case SessionAmended() | SessionVoided():
                await take_correction(db, event, outcome)
            case LogCheckpointed():
                await _take_checkpoint(db, event, outcome)
            case TextWritten():
                pass  # a text is sealed with a salt, which no event has; what is lost was named with its session
            case OrganisationChanged() | GuardianLinked() | GuardianUnlinked():
                await take_directory(db, event, outcome)
            case _:
                await take_lifecycle(db, event, outcome)


async def _take_checkpoint(db: AsyncConnection, event: LogCheckpointed, outcome: Outcome) -> None:
    try:
        lost = await adopt_checkpoint(db, event)
    except ForkedLogError as error:
        raise NotRecoverableError(
            f"The log of organisation {event.org_id} is not the published one: {error}. {RESTORE_AGAIN}"
        ) from error
    if lost is not None:
        outcome.add(event)
        outcome.lost += [
            Lost("the log of organisation", event.org_id, f"the record of leaf {position}", event.checkpointed_at)
            for position in lost
        ]


IMPORTER: Final = Importer(TOPICS, take, raise_versions, book_open_sessions)
