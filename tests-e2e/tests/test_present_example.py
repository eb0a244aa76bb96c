"""The example of a reader that starts from the present, on the topics of a running platform."""

import asyncio
import importlib.util
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer
from contracts.sessions import SessionStateChanged
from lockstep_e2e import topics
from lockstep_e2e.academy import Academy
from lockstep_local.waiting import eventually

_SPEC = importlib.util.spec_from_file_location(
    "present", Path(__file__).parents[2] / "examples" / "consumer" / "present.py"
)
assert _SPEC is not None
assert _SPEC.loader is not None
present: Any = importlib.util.module_from_spec(_SPEC)  # Any: the script is in no package
_SPEC.loader.exec_module(present)


async def latest_state(academy: Academy, session_id: UUID) -> SessionStateChanged:
    """Return the last state of a session on its topic."""
    event = (await topics.events(academy.platform, session_id, present.STATE))[-1]
    assert isinstance(event, SessionStateChanged)
    return event


async def test_a_reader_that_starts_now_knows_every_session_and_misses_nothing_that_follows(academy: Academy) -> None:
    """A session is completed before the reader starts, one while it reads the states, and one after that."""
    early, meanwhile, late = [await academy.schedule() for _ in range(3)]
    await academy.complete(early)
    await academy.all_effects(early)
    consumer = AIOKafkaConsumer(**academy.platform.kafka.options(), enable_auto_commit=False)
    await consumer.start()
    try:
        ends = await present.note_ends(consumer)
        await academy.complete(meanwhile, minutes=45)
        await academy.all_effects(meanwhile)
        known = await present.read_present(consumer, ends)
        assert known[str(early)] == {"sequence": 2, "state": "completed", "minutes": 60}
        assert known[str(late)] == {"sequence": 1, "state": "scheduled", "minutes": None}

        following = asyncio.create_task(present.follow(consumer, ends, known))
        await academy.complete(late, minutes=30)

        async def is_known() -> bool:
            return bool(known[str(late)]["state"] == "completed")

        await eventually(is_known, "the last completion")
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
    finally:
        await consumer.stop()

    for session_id, minutes in ((early, 60), (meanwhile, 45), (late, 30)):
        state = await latest_state(academy, session_id)
        assert known[str(session_id)] == {"sequence": state.sequence, "state": "completed", "minutes": minutes}
