"""What was planned, started and logged, and what contradicts in it, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from chassis.wording import instant_words
from sessions.audit.domain import completion_faults
from sessions.session.queries import read_session

from ..conftest import School, refused

HOUR = timedelta(hours=1)


def ago(hours: float, minutes: int = 45) -> dict[str, Any]:
    """Return a plan that ended this number of hours ago."""
    ends_at = datetime.now(UTC).replace(microsecond=0) - hours * HOUR
    return {"starts_at": ends_at - timedelta(minutes=minutes), "ends_at": ends_at}


def text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


async def record_of(school: School, session_id: str) -> dict[str, Any]:
    record: dict[str, Any] = await school.ok("admin", "GET", f"/v1/sessions/{session_id}/record")
    return record


async def move(school: School, session_id: str, plan: dict[str, Any]) -> httpx.Response:
    return await school.send("admin", "PATCH", f"/v1/sessions/{session_id}", plan)


async def test_a_start_that_is_pressed_30_hours_late_is_not_the_time_of_delivery(school: School) -> None:
    plan = ago(29.25)
    session_id = await school.started(**plan)

    completed = await school.complete(session_id, minutes=45)

    assert completed.json()["contradictions"] == ["started_after_plan"]
    record = await record_of(school, session_id)
    assert record["type"] == "lockstep.completion-record.v3"
    assert (record["started_at"], record["ended_at"]) == (text(plan["starts_at"]), text(plan["ends_at"]))
    assert record["start_pressed_at"] > text(plan["ends_at"])
    [event] = [one for one in await school.events(session_id) if one.type.endswith("SessionCompleted.v1")]
    assert event.model_dump()["contradictions"] == ("started_after_plan",)
    assert event.model_dump()["started_at"] == plan["starts_at"]


async def test_90_minutes_that_were_logged_for_half_a_second_carry_a_flag(school: School) -> None:
    now = datetime.now(UTC)
    session_id = await school.started(starts_at=now, ends_at=now + HOUR)

    completed = await school.complete(session_id, minutes=90)

    assert completed.json()["contradictions"] == ["longer_than_elapsed"]
    assert (await record_of(school, session_id))["contradictions"] == ["longer_than_elapsed"]


async def test_rounding_up_to_the_step_contradicts_nothing(school: School) -> None:
    now = datetime.now(UTC)
    session_id = await school.started(starts_at=now, ends_at=now + HOUR)

    assert (await school.complete(session_id, minutes=None, raw_minutes=1)).json()["contradictions"] == []


async def test_moving_the_plan_of_a_session_that_is_over_does_not_reopen_the_time_for_logging(school: School) -> None:
    first, second, third = ago(99), ago(25), ago(2)
    session_id = await school.started(**first)
    for plan in (second, third):
        assert (await move(school, session_id, plan)).status_code == 200

    said = refused(await school.complete(session_id), 409, "logging-window-closed")
    deadline = first["ends_at"] + 72 * HOUR
    assert instant_words(deadline, zone="Europe/Prague") in said
    unlogged = await school.ok("coach-1", "GET", "/v1/me/unlogged")
    [item] = unlogged["items"]
    assert datetime.fromisoformat(item["log_until"]) == deadline

    late = await school.complete(session_id, who="support", reason="The plan was wrong")
    assert (late.json()["late"], late.json()["contradictions"]) == (
        True,
        ["started_after_plan", "plan_moved_afterwards"],
    )
    moved = (await record_of(school, session_id))["moved_plan"]
    assert (moved["starts_at"], moved["ends_at"]) == (text(first["starts_at"]), text(first["ends_at"]))


async def test_a_session_that_was_moved_ahead_is_logged_within_the_time_after_its_new_plan(school: School) -> None:
    session_id = await school.schedule(**ago(99), mode="in_person")
    now = datetime.now(UTC)
    ahead = {"starts_at": now + timedelta(seconds=1), "ends_at": now + HOUR}
    assert (await move(school, session_id, ahead)).status_code == 200
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/start")

    completed = await school.complete(session_id, minutes=5)

    assert (completed.status_code, completed.json()["late"]) == (200, False)
    assert completed.json()["contradictions"] == []


async def test_the_audit_compares_the_times_of_a_record_with_the_tables(school: School) -> None:
    session_id = await school.started(**ago(99))
    await move(school, session_id, ago(25))
    await school.complete(session_id, who="support", reason="The plan was wrong")
    [row] = await school.rows("SELECT record, leaf_hash FROM completion_records WHERE session_id = :id", id=session_id)
    async with school.superuser.connect() as db:
        session = await read_session(db, org_id=school.org_id, session_id=UUID(session_id))

    faults = list(
        completion_faults(
            row.record, row.leaf_hash, org_id=school.org_id, session_id=session.session_id, session=session
        )
    )
    assert faults == []


async def test_an_admin_completes_on_behalf_of_a_coach_who_forgot(school: School) -> None:
    session_id = await school.started(**ago(1))
    coach_id, other = str(school.people["coach-1"]), str(school.people["learner-1"])

    assert "on behalf of" in refused(await school.complete(session_id, who="admin"), 422, "reason-missing")
    refused(
        await school.complete(session_id, who="admin", reason="She forgot", on_behalf_of=other),
        422,
        "on-behalf-of-nobody",
    )
    completed = (await school.complete(session_id, who="admin", reason="She forgot")).json()
    again = await school.complete(session_id, who="admin", reason="She forgot")

    assert (completed["on_behalf_of"], completed["late"]) == (coach_id, False)
    assert completed["completed_by"] == str(school.admin_id)
    assert again.json() == completed
    record = await record_of(school, session_id)
    assert record["on_behalf_reason_sha256"]
    assert record["late_reason_sha256"] is None


async def test_a_coach_completes_on_behalf_of_nobody(school: School) -> None:
    session_id = await school.started()

    refused(await school.complete(session_id, on_behalf_of=str(school.people["coach-1"])), 422, "on-behalf-of-nobody")
