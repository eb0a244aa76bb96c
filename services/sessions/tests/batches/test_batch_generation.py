"""The worker generates the sessions of batches ahead of time: all of them, each once, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from chassis.database.engine import create_engine
from chassis.ids import new_id
from chassis.messaging.tasks import keep_running
from contracts.sessions import SessionScheduled
from lockstep_local.waiting import HANGING_SECONDS, eventually
from sessions.batches import generate as batches_generating
from sessions.batches.domain import session_of
from sessions.batches.generate import generate_next, organisations_due
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import School, add_people
from ..helpers.batches import create, first_monday, future, monday, seat
from ..helpers.tasks import task_of


@pytest.fixture
async def engine(school: School) -> AsyncIterator[AsyncEngine]:
    """The worker's engine on the school's database."""
    made = create_engine(school.database.worker_url, application_name="test-worker", pool_size=4)
    yield made
    await made.dispose()


def in_weeks(weeks: int) -> datetime:
    """Return a future instant, at which this many more weeks of a batch that was just created are within reach."""
    return datetime.now(UTC) + timedelta(weeks=weeks)


async def generate(engine: AsyncEngine, now: datetime) -> int:
    """Generate all batches that are due and return how many passes that took."""
    passes = 0
    while True:
        async with engine.begin() as db:
            org_ids = await organisations_due(db, now=now)
            if not await generate_next(db, org_ids=org_ids, now=now, new_id=new_id):
                return passes
        passes += 1
        assert passes < 100, "a batch stays due"


async def dates(school: School, batch_id: str) -> list[date]:
    """Return the dates of a batch that have a session, in order."""
    found = await school.rows("SELECT occurrence FROM sessions WHERE batch_id = :id ORDER BY 1", id=UUID(batch_id))
    return [row.occurrence for row in found]


async def test_what_comes_within_reach_is_generated_and_nothing_before(school: School, engine: AsyncEngine) -> None:
    made = await school.ok("admin", "POST", "/v1/classes", {"name": "7a"})
    batch = await create(school, roster=[seat(school, 1, "accepted")], class_ids=[made["class_id"]])
    batch_id = batch["batch_id"]
    await school.ok("admin", "POST", f"/v1/batches/{batch_id}/roster", {"add": [seat(school, 2)]})

    assert await generate(engine, datetime.now(UTC)) == 0
    assert await generate(engine, in_weeks(2)) == 1
    assert await generate(engine, in_weeks(2)) == 0

    assert await dates(school, batch_id) == [monday(week) for week in range(6)]
    *_, last = await future(school, batch_id)
    whole = await school.ok("admin", "GET", f"/v1/sessions/{last['session_id']}")
    assert (whole["name"], whole["batch_id"]) == (f"Algebra {monday(5)} 17:00", batch_id)
    answers = {one["person_id"]: one["acceptance"] for one in whole["roster"]}
    assert answers == {str(school.people["learner-1"]): "accepted", str(school.people["learner-2"]): "invited"}
    assert whole["class_ids"] == [made["class_id"]]
    [event] = await school.events(last["session_id"])
    assert isinstance(event, SessionScheduled)
    assert (str(event.batch_id), event.org_id) == (batch_id, school.org_id)
    [creator] = await school.rows("SELECT created_by FROM sessions WHERE id = :id", id=UUID(last["session_id"]))
    assert creator.created_by == school.admin_id
    assert (await school.ok("admin", "GET", f"/v1/batches/{batch_id}"))["version"] == 2, "nobody's ETag becomes stale"


async def test_a_long_pause_is_made_up_for_in_passes_of_limited_size(
    school: School, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches_generating, "OCCURRENCES_PER_PASS_MAX", 3)
    batch = await create(school, zone="UTC")
    now = in_weeks(8)

    assert await generate(engine, now) == 3

    ahead = [week for week in range(12) if datetime.combine(monday(week), time(17), UTC) > now]
    assert len(ahead) in (4, 5), "sessions in the past are not generated"
    assert await dates(school, batch["batch_id"]) == [monday(week) for week in (*range(4), *ahead)]


async def test_a_finished_or_ended_series_is_never_due_again(school: School, engine: AsyncEngine) -> None:
    finished = await create(school, rule="FREQ=WEEKLY;BYDAY=MO;COUNT=5")
    ended = await create(school, name="Drama", first_at=first_monday("08:00"))
    await school.ok("admin", "POST", f"/v1/batches/{ended['batch_id']}/end", {"reason": "Over"})

    assert await generate(engine, in_weeks(2)) == 1
    assert await generate(engine, in_weeks(80)) == 0

    assert len(await dates(school, finished["batch_id"])) == 5
    assert len(await dates(school, ended["batch_id"])) == 4


async def test_a_clash_is_noted_and_tried_again_until_it_is_gone(school: School, engine: AsyncEngine) -> None:
    batch_id = (await create(school))["batch_id"]
    at = datetime.combine(monday(4), datetime.min.time(), UTC)
    other = await school.schedule(name="Drama", starts_at=at, ends_at=at + timedelta(days=1))
    path = f"/v1/batches/{batch_id}"

    now = in_weeks(2)
    await generate(engine, now)

    [skipped] = (await school.ok("admin", "GET", path))["skipped"]
    assert skipped["occurrence"] == str(monday(4))
    assert skipped["detail"].startswith("Coach-1 is booked for 'Drama'")
    assert await dates(school, batch_id) == [monday(week) for week in (0, 1, 2, 3, 5)]
    [item] = (await school.ok("admin", "GET", "/v1/batches"))["items"]
    assert item["skipped_count"] == 1
    assert await generate(engine, now) == 0
    assert await generate(engine, now + timedelta(minutes=1)) == 1
    assert len((await school.ok("admin", "GET", path))["skipped"]) == 1

    described = await school.ok("admin", "PATCH", path, {"description": "A clash is in the way of no other change"})
    assert (described["sessions_created"], described["sessions_changed"]) == (0, 5)
    await school.ok("admin", "POST", f"/v1/sessions/{other}/cancel", {"reason": "Ill"})
    await generate(engine, now + timedelta(minutes=2))

    assert (await school.ok("admin", "GET", path))["skipped"] == []
    assert await dates(school, batch_id) == [monday(week) for week in range(6)]
    assert await generate(engine, now + timedelta(minutes=5)) == 0


async def test_a_name_that_is_taken_is_noted_and_a_new_rule_forgets_the_note(
    school: School, engine: AsyncEngine
) -> None:
    batch_id = (await create(school))["batch_id"]
    await school.schedule(name=f"Algebra {monday(4)} 17:00", starts_at=None, ends_at=None)

    await generate(engine, in_weeks(1))
    [skipped] = (await school.ok("admin", "GET", f"/v1/batches/{batch_id}"))["skipped"]
    assert "Names are unique" in skipped["detail"]

    await school.ok("admin", "PATCH", f"/v1/batches/{batch_id}", {"rule": "FREQ=WEEKLY;BYDAY=TU"})
    assert (await school.ok("admin", "GET", f"/v1/batches/{batch_id}"))["skipped"] == []


async def test_what_was_cancelled_by_hand_or_exists_is_not_generated_again(school: School, engine: AsyncEngine) -> None:
    batch_id = (await create(school))["batch_id"]
    first, second, *_ = await future(school, batch_id)
    await school.ok("admin", "POST", f"/v1/sessions/{first['session_id']}/cancel", {"reason": "Holiday"})
    at = datetime.combine(monday(1), datetime.min.time(), UTC) + timedelta(days=2)
    times = {"starts_at": at, "ends_at": at + timedelta(hours=1)}
    await school.ok("admin", "PATCH", f"/v1/sessions/{second['session_id']}", times)
    async with school.superuser.begin() as db:  # as if nobody knew how far they were generated
        await db.execute(text("UPDATE batches SET generated_to = current_date, due_at = now()"))

    assert await generate(engine, datetime.now(UTC) + timedelta(minutes=1)) == 1

    assert await dates(school, batch_id) == [monday(week) for week in range(4)]
    assert len(await school.rows("SELECT 1 FROM outbox WHERE topic = 'sessions.lifecycle.v1'")) == 6
    assert (await school.ok("admin", "GET", f"/v1/batches/{batch_id}"))["skipped"] == []


async def test_two_workers_share_the_batches_and_generate_nothing_twice(school: School, engine: AsyncEngine) -> None:
    elsewhere = await _another_school(school)
    batches = []
    for hour in range(4):
        for one in (school, elsewhere):
            batch = await create(one, name=f"Algebra {hour}", first_at=first_monday(f"{8 + hour:02}:00"))
            batches.append((one.org_id, batch["batch_id"]))

    passes = await asyncio.gather(*(generate(engine, in_weeks(3)) for _ in range(2)))

    assert sum(passes) == len(batches)
    for org_id, batch_id in batches:
        assert await dates(school, batch_id) == [monday(week) for week in range(7)]
        made = await school.rows("SELECT org_id, id FROM sessions WHERE batch_id = :id", id=UUID(batch_id))
        assert {row.org_id for row in made} == {org_id}
        events = [event for row in made for event in await school.events(str(row.id))]
        assert {event.org_id for event in events} == {org_id}
        assert len(events) == 7


async def test_a_batch_that_another_worker_is_at_is_passed_by(school: School, engine: AsyncEngine) -> None:
    await create(school)
    await create(school, name="Drama", first_at=first_monday("08:00"))
    now = in_weeks(2)

    async with engine.begin() as first, engine.begin() as second, engine.begin() as third:
        found = [
            await generate_next(db, org_ids=[school.org_id], now=now, new_id=new_id) for db in (first, second, third)
        ]

    assert found == [True, True, False]
    assert len(await school.rows("SELECT 1 FROM sessions")) == 12


async def test_a_crash_between_any_two_steps_leaves_nothing_half(school: School, engine: AsyncEngine) -> None:
    batch_id = (await create(school, roster=[seat(school, 1)]))["batch_id"]
    written = "SELECT (SELECT count(*) FROM {}) AS rows"
    tables = ("sessions", "outbox", "bookings", "roster", "session_coaches", "batch_skips", "search_words")
    before = [await school.rows(written.format(table)) for table in tables]

    class Crash(BaseException):
        """The process ends."""

    for steps in count(1):
        ids = iter([uuid4() for _ in range(steps)])

        def dying_id(ids: Any = ids) -> UUID:
            if (made := next(ids, None)) is None:
                raise Crash
            return made  # type: ignore[no-any-return]

        try:
            async with engine.begin() as db:
                await generate_next(db, org_ids=[school.org_id], now=in_weeks(2), new_id=dying_id)
        except Crash:
            assert [await school.rows(written.format(table)) for table in tables] == before
        else:
            break

    assert steps == 5, "an id for the pass, one for each session and one for each event"
    assert await dates(school, batch_id) == [monday(week) for week in range(6)]


async def test_a_batch_that_fails_waits_and_the_others_go_on(
    school: School, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (await create(school))["batch_id"]
    sound = (await create(school, name="Drama", first_at=first_monday("08:00")))["batch_id"]

    def failing(batch: Any, *args: Any, **kwargs: Any) -> Any:
        if str(batch.batch_id) == broken:
            raise RuntimeError("a defect")
        return session_of(batch, *args, **kwargs)

    now = in_weeks(2)
    with monkeypatch.context() as patch:
        patch.setattr("sessions.batches.generate.session_of", failing)
        assert await generate(engine, now) == 2
    assert (len(await dates(school, broken)), len(await dates(school, sound))) == (4, 6)

    assert await generate(engine, now) == 0
    assert await generate(engine, now + timedelta(minutes=5)) == 1
    assert len(await dates(school, broken)) == 6


async def test_a_change_waits_for_the_worker_and_reaches_what_it_generated(school: School, engine: AsyncEngine) -> None:
    batch_id = (await create(school))["batch_id"]

    async with engine.begin() as db:
        assert await generate_next(db, org_ids=[school.org_id], now=in_weeks(2), new_id=new_id)
        change = asyncio.create_task(
            school.ok("admin", "PATCH", f"/v1/batches/{batch_id}", {"description": "Equations"})
        )
        await school.until_waiting(1)

    assert (await change)["sessions_changed"] == 6


async def test_the_background_task_generates_and_stops(school: School, engine: AsyncEngine) -> None:
    batch_id = (await create(school))["batch_id"]
    async with school.superuser.begin() as db:
        await db.execute(text("UPDATE batches SET ahead_days = ahead_days + 14, due_at = now()"))
    stopping = asyncio.Event()
    generating = task_of("generate batches")
    task = asyncio.create_task(keep_running(generating, engine, stopping))

    async def generated() -> bool:
        return len(await dates(school, batch_id)) >= 6

    await eventually(generated, "the sessions of two more weeks")
    stopping.set()
    await asyncio.wait_for(task, HANGING_SECONDS)


async def _another_school(school: School) -> School:
    other = replace(school, org_id=uuid4(), admin_id=uuid4(), people={})
    await other.ok("admin", "PUT", "/v1/organisation", {"name": "Hillside", "zone": "Europe/Prague"})
    await add_people(other, ["coach-1", "learner-1"])
    return other
