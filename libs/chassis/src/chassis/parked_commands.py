"""The operator's commands on parked records: list, show, replay, discard."""

import argparse
from collections.abc import Mapping
from typing import Any

from contracts.cloudevents import MalformedRecordError, from_record
from contracts.envelope import Event
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import parked
from chassis.consumer import Handler, apply, claim
from chassis.db import create_engine, is_transient
from chassis.settings import ServiceSettings


async def run(settings: ServiceSettings, handlers: Mapping[type[Event], Handler], arguments: argparse.Namespace) -> int:
    """Run one of the commands and return the exit status: 1 where the record is unknown or fails again."""
    engine = create_engine(
        settings.worker_database_url.get_secret_value(), application_name=f"{settings.service}-parked", pool_size=1
    )
    try:
        match arguments.action:
            case "list":
                return await _list(engine)
            case "show":
                return await _show(engine, arguments.id)
            case "replay":
                return await replay(engine, handlers, arguments.id)
            case _:
                return await _discard(engine, arguments.id)
    finally:
        await engine.dispose()


async def _list(engine: AsyncEngine) -> int:
    async with engine.connect() as db:
        for row in await parked.listed(db):
            key = row.key.decode("utf-8", "backslashreplace")
            print(
                f"{row.id}  {row.parked_at:%Y-%m-%dT%H:%M:%SZ}  {row.topic}[{row.partition}]@{row.record_offset}"
                f"  key={key}  {row.error}"
            )
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
    async with engine.begin() as db:
        if await parked.key_of(db, parked_id) is None:
            return _unknown(parked_id)
        await parked.delete(db, [parked_id])
    print(f"{parked_id} discarded")
    return 0


async def replay(engine: AsyncEngine, handlers: Mapping[type[Event], Handler], parked_id: int) -> int:
    """Handle all parked records of this record's key in order, through the same handlers.

    The key's records stay locked until the end, so that the consumer neither overtakes nor parks behind them. Stops at
    the first that fails again, keeps what succeeded, and returns 1.
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
    """Handle one record; return its error if it fails for good. Transient faults are raised: nothing happened then."""
    headers = [
        (name.decode("utf-8", "replace"), value)
        for name, value in zip(row.header_names, row.header_values, strict=True)
    ]
    try:
        event = from_record(headers, row.value)
        async with db.begin_nested():
            if await claim(db, [event]):
                await apply(db, handlers, [event], {})
    except MalformedRecordError as error:
        return str(error)
    except Exception as error:
        if is_transient(error):
            raise
        return f"{type(error).__name__}: {error}"
    return None


def _unknown(parked_id: int) -> int:
    print(f"no parked record has the id {parked_id}; see `parked list`")
    return 1
