"""The sessions of a batch, all of them."""

from uuid import uuid4

from ..conftest import School, refused
from ..helpers.batches import create, future


async def test_all_sessions_of_a_batch_are_listed_past_and_cancelled_ones_too_for_its_coaches_as_well(
    school: School,
) -> None:
    batch_id = (await create(school))["batch_id"]
    first, second, *_ = await future(school, batch_id)
    await school.ok("admin", "POST", f"/v1/sessions/{first['session_id']}/cancel", {"reason": "Holiday"})
    past = {"starts_at": "2026-01-05T17:00:00Z", "ends_at": "2026-01-05T18:00:00Z"}
    await school.ok("admin", "PATCH", f"/v1/sessions/{second['session_id']}", past)
    path = f"/v1/batches/{batch_id}/sessions"

    for who in ("admin", "coach-1"):
        found = {one["session_id"]: one for one in (await school.ok(who, "GET", path))["items"]}
        assert len(found) == 4
        assert found[first["session_id"]]["state"] == "cancelled"
        assert found[second["session_id"]]["status"] == "past"
    page = await school.ok("admin", "GET", path, limit=3, sort="-start")
    rest = await school.ok("admin", "GET", path, limit=3, sort="-start", cursor=page["next_cursor"])
    assert [len(page["items"]), len(rest["items"])] == [3, 1]
    assert (await school.ok("coach-2", "GET", path))["items"] == []
    refused(await school.send("learner-1", "GET", path), 403, "forbidden")
    refused(await school.send("admin", "GET", f"/v1/batches/{uuid4()}/sessions"), 404, "batch-not-found")
