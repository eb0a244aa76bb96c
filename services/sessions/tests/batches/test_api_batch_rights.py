"""Who writes and who reads a series."""

from uuid import uuid4

from ..conftest import School, refused
from ..helpers.batches import body, create


async def test_only_those_who_plan_write_and_only_staff_and_its_coaches_read(school: School) -> None:
    batch_id = (await create(school))["batch_id"]
    for who in ("learner-1", "support"):
        for method, path, sent in (
            ("POST", "/v1/batches", body(school)),
            ("PATCH", f"/v1/batches/{batch_id}", {"description": "New"}),
            ("POST", f"/v1/batches/{batch_id}/roster", {}),
            ("POST", f"/v1/batches/{batch_id}/end", {"reason": "Over"}),
        ):
            refused(await school.send(who, method, path, sent), 403, "forbidden")
    for path in ("/v1/batches", f"/v1/batches/{batch_id}"):
        refused(await school.send("learner-1", "GET", path), 403, "forbidden")
        for who in ("support", "coach-1"):
            assert (await school.send(who, "GET", path)).status_code == 200
    assert (await school.ok("coach-2", "GET", "/v1/batches"))["items"] == []
    refused(await school.send("coach-2", "GET", f"/v1/batches/{batch_id}"), 404, "batch-not-found")
    refused(
        await school.send("coach-1", "PATCH", f"/v1/batches/{batch_id}", {"description": "New"}),
        403,
        "not-planned-by-you",
    )
    elsewhere = school.api.headers(uuid4(), uuid4(), ["admin"])
    for path in (f"/v1/batches/{batch_id}", f"/v1/batches/{uuid4()}"):
        refused(await school.send("admin", "GET", path, headers=elsewhere), 404, "batch-not-found")
