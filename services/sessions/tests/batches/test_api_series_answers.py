"""An answer to a series is given once for all its sessions to come, and can be taken back for one."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from chassis.database.engine import create_engine
from chassis.ids import new_id
from sessions.batches.generate import generate_next

from ..conftest import School, add_people, refused
from ..helpers.batches import create, future, monday, seat


async def answers_of(school: School, number: int) -> list[tuple[str, str | None]]:
    """Return the answers of a learner to the sessions to come, by start."""
    rows = await school.rows(
        "SELECT r.acceptance, r.answered_by FROM roster r JOIN sessions s ON s.id = r.session_id "
        "WHERE r.person_id = :id AND r.removed_at IS NULL ORDER BY s.starts_at",
        id=school.people[f"learner-{number}"],
    )
    return [tuple(row) for row in rows]


async def answer(school: School, who: str, batch: Any, acceptance: str, **more: object) -> Any:
    return await school.ok(
        who, "POST", f"/v1/batches/{batch['batch_id']}/acceptance", {"acceptance": acceptance, **more}
    )


async def test_one_answer_holds_for_all_sessions_to_come_and_those_generated_later(school: School) -> None:
    batch = await create(school, roster=[seat(school, 1)])
    assert await answers_of(school, 1) == [("invited", None)] * 4

    said = await answer(school, "learner-1", batch, "accepted")

    assert said["sessions_changed"] == 4
    assert await answers_of(school, 1) == [("accepted", "series")] * 4
    assert (await answer(school, "learner-1", batch, "accepted"))["sessions_changed"] == 0
    ahead = (monday(5) - datetime.now(UTC).date()).days + 1
    await school.ok("admin", "PATCH", f"/v1/batches/{batch['batch_id']}", {"ahead_days": ahead})
    assert await answers_of(school, 1) == [("accepted", "series")] * 6
    [whole] = (await school.ok("admin", "GET", f"/v1/batches/{batch['batch_id']}"))["roster"]
    assert (whole["acceptance"], whole["accepted_by"]) == ("accepted", "series")


async def test_an_answer_that_was_taken_back_for_one_session_stays_whatever_the_series_gets(school: School) -> None:
    batch = await create(school, roster=[seat(school, 1)])
    [first, *_] = await future(school, batch["batch_id"])
    await answer(school, "learner-1", batch, "accepted")
    path = f"/v1/sessions/{first['session_id']}/acceptance"
    await school.ok("learner-1", "POST", path, {"acceptance": "declined"})
    assert await answers_of(school, 1) == [("declined", "answer")] + [("accepted", "series")] * 3

    await answer(school, "learner-1", batch, "declined")
    assert await answers_of(school, 1) == [("declined", "answer")] + [("declined", "series")] * 3
    await answer(school, "learner-1", batch, "accepted")

    assert await answers_of(school, 1) == [("declined", "answer")] + [("accepted", "series")] * 3


async def test_who_was_enrolled_by_class_has_accepted_and_may_decline_the_series(school: School) -> None:
    members = [school.people["learner-1"], school.people["learner-2"]]
    group = await school.ok("admin", "POST", "/v1/classes", {"name": "4b", "members": members})
    batch = await create(school, class_ids=[group["class_id"]], roster=[seat(school, 3)])
    assert await answers_of(school, 1) == [("accepted", "enrolment")] * 4
    assert await answers_of(school, 3) == [("invited", None)] * 4

    await answer(school, "learner-1", batch, "declined")
    await answer(school, "learner-2", batch, "accepted")

    assert await answers_of(school, 1) == [("declined", "series")] * 4
    assert await answers_of(school, 2) == [("accepted", "series")] * 4, "an answer says more than an enrolment"
    await school.ok("admin", "POST", f"/v1/batches/{batch['batch_id']}/roster", {"class_ids": [group["class_id"]]})
    assert await answers_of(school, 1) == [("declined", "series")] * 4, "to enrol the class again answers for nobody"


async def test_guardians_and_admins_answer_for_others_and_nobody_else_does(school: School) -> None:
    batch = await create(school, roster=[seat(school, 1), seat(school, 2)])
    other = school.people["learner-2"]
    path = f"/v1/batches/{batch['batch_id']}/acceptance"
    sent = {"acceptance": "accepted", "person_id": str(other)}
    refused(await school.send("learner-1", "POST", path, sent), 403, "not-a-participant")
    refused(await school.send("learner-3", "POST", path, {"acceptance": "accepted"}), 404, "batch-not-found")
    refused(await school.send("learner-3", "POST", path, sent), 404, "batch-not-found")
    refused(await school.send("coach-1", "POST", path, sent), 403, "forbidden")
    refused(await school.send("admin", "POST", path, {**sent, "person_id": str(uuid4())}), 403, "not-a-participant")
    await add_people(school, ["guardian-1"])
    guardian = f"/v1/people/{other}/guardians/{school.people['guardian-1']}"
    assert (await school.send("admin", "PUT", guardian)).status_code == 204
    await answer(school, "guardian-1", batch, "accepted", person_id=str(other))
    assert await answers_of(school, 2) == [("accepted", "series")] * 4
    await answer(school, "admin", batch, "declined", person_id=str(other))
    assert await answers_of(school, 2) == [("declined", "series")] * 4
    [_, listed] = (await school.ok("admin", "GET", f"/v1/batches/{batch['batch_id']}"))["roster"]
    assert listed["acceptance"] == "declined"
    await answer(school, "learner-2", batch, "accepted")
    assert await answers_of(school, 2) == [("accepted", "series")] * 4, "the learner has the last word"
    await school.ok("admin", "POST", f"/v1/batches/{batch['batch_id']}/end", {"reason": "Over"})
    refused(await school.send("learner-1", "POST", path, {"acceptance": "accepted"}), 409, "batch-ended")


async def test_an_answer_while_the_series_is_generated_reaches_every_session(school: School) -> None:
    batch = await create(school, roster=[seat(school, 1)], ahead_days=(monday(1) - datetime.now(UTC).date()).days + 1)
    later = datetime.now(UTC) + timedelta(days=14)
    async with school.superuser.begin() as db:
        await db.exec_driver_sql("UPDATE batches SET due_at = now() - interval '1 minute'")
    worker = create_engine(school.database.worker_url, application_name="test-worker", pool_size=1)
    async with worker.begin() as db:
        assert await generate_next(db, org_ids=[school.org_id], now=later, new_id=new_id)
        waiting = asyncio.create_task(answer(school, "learner-1", batch, "accepted"))
        await school.until_waiting(1)
    await waiting
    await worker.dispose()
    found = await answers_of(school, 1)
    assert len(found) > 2
    assert set(found) == {("accepted", "series")}
