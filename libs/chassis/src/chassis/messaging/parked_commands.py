"""The operator's commands on parked Kafka records: list, show, replay, discard."""

import argparse
from collections.abc import Mapping
from typing import Any, Final

from contracts.cloudevents import MalformedRecordError, from_record
from contracts.envelope import Event
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.database import retention
from chassis.database.engine import create_engine, is_transient
from chassis.database.standing import read_standing
from chassis.messaging import parked
from chassis.messaging.consumer import Handler, apply, claim
from chassis.operations.settings import ServiceSettings

ID_MAX: Final = 2**63 - 1


async def manage_parked(
    settings: ServiceSettings, handlers: Mapping[type[Event], Handler], arguments: argparse.Namespace
) -> int:
    """Run one of the commands and return the exit status.

    1: the id is unknown, the Kafka record fails again, or the database may lack what its service has published.
    """
    if arguments.action != "list" and not 0 < arguments.id <= ID_MAX:
        return _unknown(arguments.id)
    engine = create_engine(
        settings.needed("worker_database_url"), application_name=f"{settings.service}-parked", pool_size=1
    )
    try:
        match arguments.action:
            case "list":
                return await _list(engine)
            case "show":
                return await _show(engine, arguments.id)
            case "replay":
                if refusal := await _refusal(engine, settings.service):
                    print(refusal)
                    return 1
                return await replay(engine, handlers, arguments.id)
            case _:
                return await _discard(engine, arguments.id)
    finally:
        await engine.dispose()


async def _refusal(engine: AsyncEngine, service: str) -> str | None:
    """Return why nothing may be handled now, or None.

    A handler derives its effect also from what only this database had. If the database lacks some of it, the effect
    would differ from the one that was published (docs/adr/0018). So the command waits for `recover`, as consumers do.
    """
    async with engine.connect() as db:
        standing = await read_standing(db)
    if standing is None:
        return (
            "No worker has compared this database with the published events yet, so nothing was handled. Start a "
            "worker, and run this again in a few seconds."
        )
    if standing.behind is not None:
        return (
            "This database was restored to an earlier state than the published events, so nothing was handled. Run "
            f"`python -m {service} recover`, and then this command again."
        )
    return None


async def _list(engine: AsyncEngine) -> int:
    async with engine.connect() as db:
        rows = await parked.listed(db)
        if not rows:
            print("no Kafka record is parked")
        for row in rows:
            key = row.key.decode("utf-8", "backslashreplace")
            line = (
                f"{row.id}  {row.parked_at:%Y-%m-%dT%H:%M:%SZ}  {row.topic}[{row.partition}]@{row.record_offset}"
                f"  key={key}  {row.error}"
            )
            # Anybody may have written it, so neither its key nor its error may break lines or control a terminal.
            print("".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line))
    return 0


async def _show(engine: AsyncEngine, parked_id: int) -> int:
    async with engine.connect() as db:
        record = await parked.shown(db, parked_id)
    if record is None:
        return _unknown(parked_id)
    for name, value in record.items():
        print(f"{name}: {value!r}")
    return 0


async def _discard(engine: AsyncEngine, parked_id: int) -> int:
    """Delete one parked Kafka record. Its event counts as handled from now on, without a time limit.

    Otherwise it would take effect after later events if it were delivered again, for example after a crash.
    """
    async with engine.begin() as db:
        found = await parked.key_of(db, parked_id)
        if found is None:
            return _unknown(parked_id)
        events = {row.id: _event_in(row) for row in await parked.lock_key(db, *found)}
        event = events.get(parked_id)
        earlier = {e.event_id for row_id, e in events.items() if row_id < parked_id and isinstance(e, Event)}
        # If the same event was parked before, this is a copy: only the copy is deleted, and the event is still handled.
        if isinstance(event, Event) and event.event_id not in earlier:
            await retention.remember_without_end(db, event.event_id)
        await parked.delete(db, [parked_id])
    print(f"{parked_id} discarded")
    return 0


async def replay(engine: AsyncEngine, handlers: Mapping[type[Event], Handler], parked_id: int) -> int:
    """Handle all parked Kafka records with the same partition key as this one, in order, with the service's handlers.

    They stay locked until the end, so that the consumer neither overtakes them nor parks behind them. Stops at the
    first one that fails again, keeps what succeeded, and returns 1.
    """
    async with engine.begin() as db:
        found = await parked.key_of(db, parked_id)
        if found is None:
            return _unknown(parked_id)
        for row in await parked.lock_key(db, *found):
            if error := await _handle_again(db, handlers, row):
                await parked.set_error(db, row.id, error)
                print(f"{row.id} failed again: {error}")
                return 1
            await parked.delete(db, [row.id])
            print(f"{row.id} handled")
    return 0


async def _handle_again(db: AsyncConnection, handlers: Mapping[type[Event], Handler], row: Row[Any]) -> str | None:
    """Handle one Kafka record. Return its error if it fails for good. Raises transient faults; then nothing changed."""
    event = _event_in(row)
    if isinstance(event, MalformedRecordError):
        return str(event)
    try:
        async with db.begin_nested():
            if await claim(db, [event]):
                await apply(db, handlers, [event], {})
    except Exception as error:
        if is_transient(error):
            raise
        return f"{type(error).__name__}: {error}"
    return None


def _event_in(row: Row[Any]) -> Event | MalformedRecordError:
    """Return the event in a parked Kafka record, or the error that says why there is none."""
    headers = [
        (name.decode("utf-8", "replace"), value)
        for name, value in zip(row.header_names, row.header_values, strict=True)
    ]
    try:
        return from_record(headers, row.value)
    except MalformedRecordError as error:
        return error


def _unknown(parked_id: int) -> int:
    print(f"no parked Kafka record has the id {parked_id}; run `parked list` to see the ids")
    return 1
