"""Corrections reach the projections once: minutes, marks, earnings, and everything that a void takes back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.messaging.consumer import apply
from lockstep_testing.api import Api
from reports.effects.queries import count_missing_effects
from reports.inputs.domain import Totals
from reports.worker import HANDLERS
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]

DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


async def totals(rows: Rows, world: Any, kind: str, name: str) -> tuple[int, Totals]:
    """Return a subject's version and totals."""
    (row,) = await rows(
        "SELECT * FROM subjects WHERE subject_type = :kind AND subject_id = :id", kind=kind, id=world.id(name)
    )
    return row.version, Totals(*(getattr(row, name) for name in Totals._fields))


async def inputs(api: Api, world: Any, kind: str, name: str, **query: Any) -> Any:
    """Return a subject's insight inputs, as an admin reads them."""
    headers = api.headers(world.org_id, world.id("admin"), ["admin"])
    answer = await api.client.get(f"/v1/reports/insight-inputs/{kind}/{world.id(name)}", headers=headers, params=query)
    assert answer.status_code == 200
    return answer.json()


async def effects(api: Api, world: Any, name: str) -> Any:
    """Return a session's effects, as an admin reads them."""
    headers = api.headers(world.org_id, world.id("admin"), ["admin"])
    answer = await api.client.get(f"/v1/reports/sessions/{world.id(name)}/effects", headers=headers)
    assert answer.status_code == 200
    return answer.json()


async def test_an_amended_session_changes_the_minutes_of_its_subjects_once(
    api: Api, handle: Handle, rows: Rows, world: Any
) -> None:
    await handle(world.completed("s", learners=["anna"], batch="squad", minutes=60))
    assert (await effects(api, world, "s"))["amended_at"] is None
    amended = world.amended("s", 60, 45)
    for _ in range(2):
        await handle(amended)
    for kind, name in (("learner", "anna"), ("coach", "coach"), ("batch", "squad")):
        assert await totals(rows, world, kind, name) == (2, Totals(1, 45))
    (published,) = await rows(
        "SELECT convert_from(payload, 'UTF8')::jsonb AS value FROM outbox WHERE key = :key AND sequence = 2",
        key=f"learner:{world.id('anna')}",
    )
    assert published.value["features"]["minutes_logged"] == 45
    assert published.value["causation_id"] == str(amended.event_id)
    assert (await effects(api, world, "s"))["amended_at"] == "2026-11-03T07:10:00Z"

    recap = world.amended("s", 45, 45, sequence=9, at=DAY + timedelta(days=3))
    await handle(recap)
    assert await totals(rows, world, "learner", "anna") == (2, Totals(1, 45))
    (row,) = await rows("SELECT * FROM sessions")
    assert (row.logged_minutes, row.corrected_minutes, row.corrected_at) == (60, 45, recap.amended_at)
    await handle(world.amended("s", 45, 50, sequence=10), world.amended("s", 50, 55, sequence=11))
    await handle(amended)
    assert await totals(rows, world, "learner", "anna") == (3, Totals(1, 55))
    await handle(world.amended("never completed here", 60, 45), world.voided("never completed here"))
    assert len(await rows("SELECT session_id FROM sessions")) == 1


async def test_a_withdrawn_session_takes_everything_away_and_earlier_versions_still_show_it(
    api: Api, handle: Handle, rows: Rows, world: Any, worker: AsyncEngine
) -> None:
    await handle(world.completed("kept", learners=["anna"], minutes=30, at=DAY))
    await handle(world.completed("s", learners=["anna", "ben"], minutes=60, at=DAY + timedelta(hours=1)))
    await handle(world.locked("s", {"anna": True, "ben": False}))
    before = await inputs(api, world, "learner", "anna")
    assert [one["session_id"] for one in before["records"]] == [str(world.id("s")), str(world.id("kept"))]
    voided = world.voided("s")
    for _ in range(2):
        await handle(voided)
    after = await inputs(api, world, "learner", "anna")
    assert (after["version"], after["caused_by"]) == (before["version"] + 1, str(voided.event_id))
    assert [one["session_id"] for one in after["records"]] == [str(world.id("kept"))]
    assert after["features"] == {
        "sessions_completed": 1,
        "minutes_logged": 30,
        "sessions_attended": 0,
        "sessions_with_attendance": 0,
        "attendance_rate_basis_points": None,
        "last_completed_at": "2026-11-02T09:00:00Z",
    }
    assert await inputs(api, world, "learner", "anna", version=before["version"]) == before
    ben = await inputs(api, world, "learner", "ben")
    assert (ben["records"], ben["features"]["last_completed_at"]) == ([], None)
    assert (await effects(api, world, "s"))["voided_at"] == "2026-11-04T07:10:00Z"

    versions = await rows("SELECT * FROM insight_inputs")
    await handle(world.remarked("s", "ben", True), world.amended("s", 60, 5, sequence=10))
    await handle(world.completed("unlocked", learners=["cara"]), world.voided("unlocked"))
    await handle(world.locked("unlocked", {"cara": True}), world.remarked("unlocked", "cara", False))
    assert await totals(rows, world, "learner", "cara") == (2, Totals())
    assert len(await rows("SELECT * FROM insight_inputs")) == len(versions) + 4  # Cara and the coach, twice each
    async with worker.connect() as db:  # no earnings are expected for a voided completion
        missing = await count_missing_effects(db, now=DAY + timedelta(days=9))
    assert missing["earnings_credited"] == 1


async def test_a_corrected_mark_counts_for_the_learner_the_coach_and_the_batch(
    handle: Handle, rows: Rows, world: Any
) -> None:
    await handle(world.completed("s", learners=["anna", "ben"], batch="squad", minutes=60))
    await handle(world.locked("s", {"anna": False, "ben": False}))
    first, second = world.remarked("s", "anna", True), world.remarked("s", "anna", False, sequence=5)
    for _ in range(2):
        await handle(first)
    assert await totals(rows, world, "learner", "anna") == (3, Totals(1, 60, 1, 1, 1, 1))
    assert await totals(rows, world, "learner", "ben") == (2, Totals(1, 60, 1, 0, 1, 0))
    for kind, name in (("coach", "coach"), ("batch", "squad")):
        assert await totals(rows, world, kind, name) == (3, Totals(1, 60, 1, 1, 2, 1))
    await handle(second)
    await handle(first)
    assert await totals(rows, world, "coach", "coach") == (4, Totals(1, 60, 1, 0, 2, 0))

    # The newest amendment holds, even if it comes before the lock, the completion and an older amendment.
    await handle(world.remarked("t", "cara", True, sequence=6))
    await handle(world.remarked("t", "cara", False, sequence=5))
    await handle(world.completed("t", learners=["cara"]))
    await handle(world.locked("t", {"cara": False}))
    assert (await totals(rows, world, "learner", "cara"))[1] == Totals(1, 60, 1, 1, 1, 1)


async def test_earnings_follow_what_is_taken_back_and_credited_anew(
    api: Api, handle: Handle, rows: Rows, world: Any
) -> None:
    first = world.credited("s", ("EUR", 100), ("EUR", 50))
    events = [
        world.completed("s", at=DAY),
        first,
        world.reversed("s", ("EUR", 100), ("EUR", 50)),
        world.credited("s", ("EUR", 90), ("JPY", 7), sequence=3),
    ]
    for event in events:
        await handle(event)
    for _ in range(2):
        await handle(*events)
    shown = (await effects(api, world, "s"))["effects"]["earnings_credited"]
    assert shown["amounts"] == [
        {"currency": "EUR", "amount_minor": 90},
        {"currency": "JPY", "amount_minor": 7},
    ]
    (row,) = await rows("SELECT * FROM sessions")
    assert (row.credited_at, row.earnings_sequence) == (first.credited_at, 3)
    headers = api.headers(world.org_id, world.id("admin"), ["admin"])
    summary = (await api.client.get("/v1/reports/effects/summary", headers=headers)).json()
    assert summary["earnings"] == shown["amounts"]
    await handle(world.reversed("s", ("EUR", 90), ("JPY", 7), sequence=4))
    assert {
        one["amount_minor"] for one in (await effects(api, world, "s"))["effects"]["earnings_credited"]["amounts"]
    } == {0}


async def test_corrections_that_race_with_themselves_and_with_the_lock_count_once(
    handle: Handle, rows: Rows, world: Any, worker: AsyncEngine
) -> None:
    async def alone(*events: Any) -> None:
        async with worker.begin() as db:
            await apply(db, HANDLERS, events, {})

    names = [f"s{number}" for number in range(12)]
    await handle(*(world.completed(name, learners=["anna", "ben"]) for name in names))
    for name in names:  # two consumers get the same event at once
        amended = world.amended(name, 60, 45)
        await asyncio.gather(alone(amended), alone(amended))
    assert (await totals(rows, world, "learner", "anna"))[1] == Totals(len(names), 45 * len(names))
    for name in names:
        voided = world.voided(name)
        locked, remarked = world.locked(name, {"anna": True, "ben": False}), world.remarked(name, "ben", True)
        await asyncio.gather(alone(voided), alone(voided), alone(locked), alone(remarked))
    for kind, name in (("learner", "anna"), ("learner", "ben"), ("coach", "coach")):
        assert (await totals(rows, world, kind, name))[1] == Totals()
