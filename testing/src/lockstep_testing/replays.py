"""What a service emits when it handles events in a fresh database, as after a restore."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

import orjson
from chassis.database.engine import create_engine
from chassis.messaging.consumer import Handler, apply
from contracts.envelope import Event
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from lockstep_testing.databases import Databases

Step = Callable[[AsyncConnection], Awaitable[Any]]


def handling(handlers: Mapping[type[Event], Handler], *events: Event) -> Step:
    """Return a step that hands a batch of events to their handlers."""

    async def step(db: AsyncConnection) -> None:
        await apply(db, handlers, events, {})

    return step


async def emitted_afresh(
    databases: Databases, service: str, steps: Sequence[Step], *, clock_fields: Collection[str]
) -> list[dict[str, Any]]:
    """Take steps in a fresh database, each in a transaction, and return the emitted events in their order.

    `clock_fields` names the fields whose values come from a clock. They are left out.
    """
    async with databases.fresh(service) as database:
        engine = create_engine(database.superuser_url, application_name="test", pool_size=1)
        for step in steps:
            async with engine.begin() as db:
                await step(db)
        async with engine.connect() as db:
            rows = (await db.execute(text("SELECT topic, payload FROM outbox ORDER BY id"))).all()
        await engine.dispose()
    return [
        {"topic": row.topic}
        | {name: value for name, value in orjson.loads(row.payload).items() if name not in clock_fields}
        for row in rows
    ]
