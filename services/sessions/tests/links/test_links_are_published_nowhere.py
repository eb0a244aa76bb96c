"""The address of a link stays where it is: no event, record, proof, export or history has it, and no version."""

from typing import Any

from ..conftest import School
from ..helpers.importing import worker_of
from ..helpers.links import added, seen
from ..helpers.transparency import sequence

PLANTED = "planted-6f1c0b"


async def outbox(school: School) -> str:
    """Return all that is in the outbox, as one text."""
    rows: list[Any] = await school.rows(
        "SELECT concat_ws(' ', key, CAST(headers AS text), convert_from(payload, 'UTF8')) AS said FROM outbox"
    )
    return "\n".join(row.said for row in rows)


async def test_an_address_is_in_no_event_record_proof_export_or_history(school: School) -> None:
    batch = {
        "name": "Series",
        "mode": "online",
        "coaches": [{"person_id": school.people["coach-1"]}],
        "course_ids": [school.course_id],
        "rule": "FREQ=DAILY;COUNT=2",
        "first_at": "2099-11-02T17:00",
        "duration_minutes": 60,
        "ahead_days": 1,
    }
    batch_id = (await school.ok("admin", "POST", "/v1/batches", batch))["batch_id"]
    session_id = await school.started()
    session = f"/v1/sessions/{session_id}"
    async with school.superuser.begin() as db:
        await db.exec_driver_sql("UPDATE sessions SET batch_id = $1 WHERE id = $2", (batch_id, session_id))
    before = await school.ok("admin", "GET", session)
    for owner in (session, f"/v1/batches/{batch_id}", f"/v1/courses/{school.course_id}"):
        for kind in ("call", "material"):
            await added(school, "admin", owner, kind, f"https://{PLANTED}.example.org/{kind}")
    assert await school.ok("admin", "GET", session) == before

    await school.ok("admin", "PATCH", session, {"description": "Equations"})
    await school.ok("admin", "PATCH", f"/v1/batches/{batch_id}", {"description": "Equations"})
    assert (await school.complete(session_id)).is_success
    async with worker_of(school) as engine:
        await sequence(engine)
    await school.ok("admin", "POST", f"{session}/copy", {"name": "Again"})

    assert len(await seen(school, "coach-1", session)) == 6
    published = await outbox(school)
    assert "SessionCompleted" in published
    assert "SessionStateChanged" in published
    assert PLANTED not in published
    for who, path in (
        ("admin", "/v1/sessions/export"),
        ("admin", "/v1/sessions"),
        ("admin", f"/v1/batches/{batch_id}"),
        *(("coach-1", f"{session}{view}") for view in ("", "/record", "/proof", "/history", "/tracking", "/recap")),
    ):
        answer = await school.send(who, "GET", path)
        assert answer.status_code == 200, answer.text
        assert PLANTED not in answer.text, path
    [copied] = (await school.ok("admin", "GET", "/v1/sessions", q="Again"))["items"]
    assert await seen(school, "admin", f"/v1/sessions/{copied['session_id']}") == [
        ("course", kind, f"https://{PLANTED}.example.org/{kind}") for kind in ("call", "material")
    ], "a copy has the links of its courses, and none of its own"
