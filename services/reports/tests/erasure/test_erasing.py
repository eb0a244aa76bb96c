"""What was derived about an erased person is gone and stays gone, in whatever order events arrive."""

from collections.abc import Awaitable, Callable
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest
from chassis.messaging.recovering import Outcome
from contracts.reports import InsightInputsRefreshed, ReportsDataErased
from contracts.sessions import PersonErased
from lockstep_testing.api import Api
from reports.inputs.domain import Totals
from reports.recovery.importer import IMPORTER
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]

TOTALS = """
    SELECT subject_type, sessions_completed, minutes_logged, sessions_with_attendance, sessions_attended, marks_counted,
           marks_present, last_completed_at
    FROM subjects WHERE subject_id = :id
"""


def erasure(world: Any, name: str, sequence: int = 1) -> PersonErased:
    """Return the event that a person was erased."""
    person = world.id(name)
    fields = world.fields("s", world.completed("s").completed_at, sequence) | {"key": f"person:{person}"}
    return PersonErased(**fields, person_id=person, erased_at=fields["occurred_at"], erasure_id=uuid4())


async def totals(rows: Rows, world: Any, name: str) -> dict[str, Totals]:
    """Return a person's or batch's totals by its types."""
    found = await rows(TOTALS, id=world.id(name))
    return {row.subject_type: Totals(*(getattr(row, field) for field in Totals._fields)) for row in found}


async def status(api: Api, world: Any, kind: str, name: str) -> int:
    """Return the status with which the insight inputs of a subject are answered."""
    headers = api.headers(world.org_id, world.id("admin"), ["admin"])
    answer = await api.client.get(f"/v1/reports/insight-inputs/{kind}/{world.id(name)}", headers=headers)
    return answer.status_code


async def test_the_inputs_of_an_erased_person_go_and_those_of_the_others_stay(
    api: Api, handle: Handle, rows: Rows, world: Any
) -> None:
    await handle(world.completed("s", learners=["anna", "ben"], batch="squad", minutes=60))
    await handle(world.locked("s", {"anna": True, "ben": False}))
    assert await status(api, world, "learner", "anna") == 200
    event = erasure(world, "anna")
    await handle(event)
    assert await status(api, world, "learner", "anna") == 404
    assert {await status(api, world, *one) for one in (("learner", "ben"), ("batch", "squad"), ("coach", "coach"))} == {
        200
    }
    assert await totals(rows, world, "anna") == {"learner": Totals(), "coach": Totals()}
    assert (await totals(rows, world, "squad"))["batch"].marks_counted == 2, "a sum that names nobody"
    found = await rows("SELECT topic, key, sequence, payload FROM outbox ORDER BY id DESC LIMIT 2")
    tombstone, answered = found
    assert (tombstone.key, tombstone.payload) == (f"learner:{world.id('anna')}", None)
    assert tombstone.sequence == 3, "above what was published"
    answer = ReportsDataErased.model_validate_json(answered.payload)
    assert (answered.topic, answer.erasure_id) == ("reports.erasures.v1", event.erasure_id)
    assert {one.kind: one.count for one in answer.erased} == {"insight_inputs": 2, "stored_answers": 0}
    assert {(one.kind, one.count) for one in answer.kept} == {("counted_sessions", 1), ("marks", 1)}


async def test_nothing_that_comes_later_brings_back_an_erased_person(handle: Handle, rows: Rows, world: Any) -> None:
    await handle(world.completed("s", learners=["anna"], batch="squad", minutes=60))
    await handle(erasure(world, "anna"))
    await handle(world.locked("s", {"anna": True}))
    await handle(world.amended("s", 60, 45))
    await handle(world.completed("later", learners=["anna"], batch="squad", minutes=30))
    await handle(world.voided("s"))
    assert await totals(rows, world, "anna") == {"learner": Totals(), "coach": Totals()}
    assert await rows("SELECT 1 FROM insight_inputs WHERE subject_id = :id", id=world.id("anna")) == []
    assert (await totals(rows, world, "squad"))["batch"] == Totals(1, 30)
    written = await rows("SELECT payload FROM outbox WHERE key = :key ORDER BY id", key=f"learner:{world.id('anna')}")
    assert [row.payload is None for row in written] == [False, True]


async def test_an_erasure_wins_in_every_order(handle: Handle, rows: Rows, world: Any) -> None:
    made = type(world)
    for order in permutations(range(4)):
        here = made()
        events = [
            here.completed("s", learners=["anna"], batch="squad", minutes=60),
            here.locked("s", {"anna": True}),
            erasure(here, "anna"),
            here.amended("s", 60, 45),
        ]
        for position in order:
            await handle(events[position])
        assert await totals(rows, here, "anna") == {"learner": Totals(), "coach": Totals()}, order
        left = await rows("SELECT 1 FROM insight_inputs WHERE subject_id = :id", id=here.id("anna"))
        assert left == [], order


async def test_an_erased_coach_is_no_subject_any_more(api: Api, handle: Handle, rows: Rows, world: Any) -> None:
    await handle(world.completed("s", learners=["anna"], minutes=60))
    await handle(erasure(world, "coach"), erasure(world, "coach", sequence=2))
    assert await status(api, world, "coach", "coach") == 404
    assert await status(api, world, "learner", "anna") == 200
    answers = await rows("SELECT sequence FROM outbox WHERE topic = 'reports.erasures.v1' ORDER BY id")
    assert [row.sequence for row in answers] == [1, 2], "each erasure is answered"


async def test_only_an_erasure_deletes_insight_inputs(handle: Handle, superuser: AsyncEngine, world: Any) -> None:
    await handle(world.completed("s", learners=["anna"], minutes=60))
    for refused in ("DELETE FROM insight_inputs", "UPDATE insight_inputs SET features = '{}'"):
        with pytest.raises(IntegrityError, match="immutable"):
            async with superuser.begin() as db:
                await db.execute(text(refused))


async def test_a_restored_database_erases_again_whom_it_had_erased(
    handle: Handle, rows: Rows, worker: AsyncEngine, world: Any
) -> None:
    await handle(world.completed("s", learners=["anna"], minutes=60))
    (published,) = await rows("SELECT payload FROM outbox WHERE key = :key", key=f"learner:{world.id('anna')}")
    inputs = InsightInputsRefreshed.model_validate_json(published.payload).model_copy(update={"sequence": 7})
    person = erasure(world, "anna")
    answer = ReportsDataErased(
        **world.fields("s", person.erased_at, 1) | {"key": person.key},
        person_id=person.person_id,
        erased=(),
        kept=(),
        erased_at=person.erased_at,
    )
    outcome = Outcome()
    async with worker.begin() as db:
        await IMPORTER.take(db, [answer], outcome)
        await IMPORTER.take(db, [inputs], outcome)
        await IMPORTER.raise_sequences(db, {answer.key: 1})
    assert outcome.imported == {"ReportsDataErased": 1}, "the inputs do not come back"
    assert await rows("SELECT 1 FROM insight_inputs WHERE subject_id = :id", id=person.person_id) == []
