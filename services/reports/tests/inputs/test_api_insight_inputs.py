"""Insight inputs over HTTP: versions, features, lineage, and who may read them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lockstep_testing.api import Api

Handle = Callable[..., Awaitable[None]]

DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


async def _get(
    api: Api, world: Any, kind: str, name: str, *, role: str = "admin", person: str = "x", **query: Any
) -> Any:
    headers = api.headers(world.org_id, world.id(person), [role])
    return await api.client.get(f"/v1/reports/insight-inputs/{kind}/{world.id(name)}", headers=headers, params=query)


async def test_the_latest_version_and_every_earlier_one_can_be_read_with_its_lineage(
    api: Api, handle: Handle, world: Any
) -> None:
    first = world.completed("first", learners=["anna"], minutes=60, at=DAY)
    lock = world.locked("first", {"anna": True})
    second = world.completed("second", learners=["anna"], minutes=30, at=DAY - timedelta(days=1))
    for event in (first, lock, second):
        await handle(event)
    answer = await _get(api, world, "learner", "anna")
    body = answer.json()
    assert (answer.status_code, answer.headers["ETag"][:3]) == (200, '"3-')
    assert (body["subject_type"], body["subject_id"], body["version"]) == ("learner", str(world.id("anna")), 3)
    assert body["features"] == {
        "sessions_completed": 2,
        "minutes_logged": 90,
        "sessions_attended": 1,
        "sessions_with_attendance": 1,
        "attendance_rate_basis_points": 10_000,
        "last_completed_at": "2026-11-02T09:00:00Z",
    }
    records = [
        {"session_id": str(world.id(name)), "record_hash": world.record_hash(name)} for name in ("first", "second")
    ]
    assert body["records"] == records
    assert body["caused_by"] == str(second.event_id)
    for version, minutes, rate, caused_by in ((1, 60, None, first), (2, 60, 10_000, lock)):
        earlier = (await _get(api, world, "learner", "anna", version=version)).json()
        assert (earlier["version"], earlier["features"]["minutes_logged"]) == (version, minutes)
        assert earlier["features"]["attendance_rate_basis_points"] == rate
        assert earlier["records"] == records[:1]
        assert earlier["caused_by"] == str(caused_by.event_id)


async def test_unknown_subjects_versions_and_kinds_are_problems(api: Api, handle: Handle, world: Any) -> None:
    await handle(world.completed("s", learners=["anna"]))
    assert (await _get(api, world, "learner", "ben")).status_code == 404
    assert (await _get(api, world, "coach", "anna")).status_code == 404
    assert (await _get(api, world, "learner", "anna", version=2)).status_code == 404
    assert (await _get(api, world, "learner", "anna", version=0)).status_code == 422
    assert (await _get(api, world, "learner", "anna", version=2**63)).status_code == 422
    assert (await _get(api, world, "parent", "anna")).status_code == 422


async def test_another_organisation_reads_nothing(api: Api, handle: Handle, world: Any, new_world: Any) -> None:
    await handle(world.completed("s", learners=["anna"]))
    headers = api.headers(new_world().org_id, world.id("x"), ["admin"])
    answer = await api.client.get(f"/v1/reports/insight-inputs/learner/{world.id('anna')}", headers=headers)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [
        ("learner", "anna", 200),
        ("batch", "squad", 200),
        ("coach", "me", 200),
        ("learner", "ben", 404),
        ("batch", "course", 404),
        ("coach", "other", 404),
        ("coach", "together", 404),
    ],
)
async def test_a_coach_reads_their_own_and_those_of_whom_they_coached(
    *, kind: str, name: str, status: int, api: Api, handle: Handle, world: Any
) -> None:
    await handle(
        world.completed("mine", learners=["anna"], coaches=["me", "together"], batch="squad"),
        world.completed("theirs", learners=["ben"], coaches=["other"], batch="course"),
    )
    assert (await _get(api, world, kind, name, role="coach", person="me")).status_code == status
