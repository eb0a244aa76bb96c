"""Policies take effect at an instant: which policy a session is judged by, and what admins see."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sessions.organisation.domain import DEFAULT_POLICY
from sessions.organisation.queries import policy_by_version
from sqlalchemy import text

from ..conftest import School, refused

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def put(school: School, **values: Any) -> dict[str, Any]:
    """Put a policy in force and return it."""
    found: dict[str, Any] = await school.ok("admin", "PUT", "/v1/policy", values)
    return found


async def test_a_session_is_judged_by_the_policy_of_its_own_time(school: School) -> None:
    now = datetime.now(UTC)
    before, after = await school.started(), await school.started()  # began 30 and 90 minutes ago
    await put(school, maximum_minutes=60)

    late = await school.complete(before, minutes=90)
    assert late.json()["policy_version"] == 0, "a policy without a date does not apply to sessions that have begun"
    await put(school, maximum_minutes=120, effective_from=now - 2 * HOUR)
    assert (await school.complete(after, minutes=120)).json()["policy_version"] == 2, "its date lies before the session"
    record = await school.ok("coach-1", "GET", f"/v1/sessions/{before}/record")
    assert (record["policy"]["version"], record["policy"]["maximum_minutes"]) == (0, 90)


async def test_without_a_schedule_the_actual_start_counts(school: School) -> None:
    session_id = await school.unplanned()
    await put(school, maximum_minutes=60)
    other = await school.unplanned()

    assert (await school.complete(session_id, minutes=90)).json()["policy_version"] == 0
    refused(await school.complete(other, minutes=90), 422, "minutes-too-many")
    assert (await school.complete(other, minutes=60)).json()["policy_version"] == 1


async def test_later_versions_wait_until_their_time_and_the_newest_wins(school: School) -> None:
    now = datetime.now(UTC)
    first = await put(school, maximum_minutes=60, effective_from=now + 2 * DAY)
    answer = await school.send("coach-1", "GET", "/v1/policy")
    assert (answer.json()["version"], answer.json()["effective_from"]) == (0, None)
    assert (answer.headers["ETag"][:3], answer.json()["scheduled"]) == ('"1-', [first])

    stale = await school.send("admin", "PUT", "/v1/policy", {}, {"If-Match": '"0"'})
    refused(stale, 412, "stale-version")
    second = await put(school, maximum_minutes=120, effective_from=now + 3 * DAY)
    third = await put(school, maximum_minutes=100, effective_from=now + DAY)
    found = await school.ok("coach-1", "GET", "/v1/policy")
    assert found["scheduled"] == [third], "it is newer and starts earlier, so the others never apply"
    assert (await put(school, maximum_minutes=100, effective_from=now + 5 * DAY))["version"] == 3, "it holds then"
    fourth = await put(school, maximum_minutes=100)
    found = await school.ok("coach-1", "GET", "/v1/policy")
    assert (found["version"], found["scheduled"]) == (4, [])
    page = await school.ok("learner-1", "GET", "/v1/policy/versions", limit=3)
    rest = await school.ok("learner-1", "GET", "/v1/policy/versions", limit=3, cursor=page["next_cursor"])
    assert page["items"] + rest["items"] == [fourth, third, second, first]
    assert rest["next_cursor"] is None
    for cursor in ("WyJ4Il0", "WzBd", "nonsense"):
        answer = await school.send("admin", "GET", "/v1/policy/versions", cursor=cursor)
        refused(answer, 422, "invalid-cursor")


async def test_presets_and_bad_values(school: School) -> None:
    presets = {one["preset"]: one for one in (await school.ok("coach-1", "GET", "/v1/policy/presets"))["items"]}
    assert presets["tutoring"]["maximum_minutes"] == 90
    coaching = await put(school, preset="coaching", amendment_approvers=["support"])
    for name, value in presets["coaching"].items():
        if name not in ("preset", "amendment_approvers"):
            assert coaching[name] == value, name
    for body, slug in (
        ({"preset": "yoga"}, "unprocessable"),
        ({"rounding": "sideways"}, "unprocessable"),
        ({"attendance_default": "asleep"}, "unprocessable"),
        ({"amendment_approvers": []}, "unprocessable"),
        ({"amendment_approvers": ["coach"]}, "unprocessable"),
        ({"amendment_approvers": ["admin", "admin"]}, "invalid-policy"),
        ({"reminder_hours": [2, 1]}, "invalid-policy"),
        ({"reminder_hours": ["1"]}, "unprocessable"),
        ({"effective_from": "2026-11-02T07:00:00"}, "unprocessable"),
        ({"effective_from": "1999-11-02T07:00:00Z"}, "unprocessable"),
    ):
        refused(await school.send("admin", "PUT", "/v1/policy", body), 422, slug)


async def test_rounding_and_sections_are_asked_for_and_pinned(school: School) -> None:
    since = datetime.now(UTC) - DAY
    await put(
        school,
        rounding="down",
        recap_sections_required=True,
        reminder_hours=[2],
        void_allowed=False,
        effective_from=since,
    )
    session_id = await school.started()
    sections = {"topics_covered": "x" * 60, "learner_progress": "y" * 60, "next_steps": "z" * 60}

    assert "three sections" in refused(await school.complete(session_id), 422, "recap-sections-needed")
    completed = await school.complete(session_id, raw_minutes=49, recap=sections)

    assert (completed.json()["raw_minutes"], completed.json()["logged_minutes"]) == (49, 45)
    pinned = (await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}/record"))["policy"]
    assert (pinned["rounding"], pinned["recap_sections_required"], pinned["void_allowed"]) == ("down", True, False)
    async with school.superuser.connect() as db:
        applied = await policy_by_version(db, org_id=school.org_id, version=pinned["version"])
        assert (applied.rounding, applied.reminder_hours, applied.amendment_approvers) == ("down", (2,), ("admin",))
        assert await policy_by_version(db, org_id=school.org_id, version=0) == DEFAULT_POLICY
        with pytest.raises(ValueError, match="unpack"):
            await policy_by_version(db, org_id=school.org_id, version=2)


async def test_the_tables_defaults_are_those_of_the_code(school: School) -> None:
    """A version of the code that knows fewer values leaves the others to the tables. They get the default policy's."""
    async with school.superuser.begin() as db:
        await db.execute(
            text("""
                INSERT INTO policies (org_id, version, minimum_minutes, maximum_minutes, step_minutes,
                    recap_minimum_characters, acceptance_required, empty_call_required, log_within_hours,
                    start_early_minutes, created_at, created_by)
                VALUES (:org_id, 1, 5, 90, 5, 150, true, true, 72, 60, now(), :org_id)
            """),
            {"org_id": school.org_id},
        )
    found = await school.ok("coach-1", "GET", "/v1/policy")
    assert found["version"] == 1
    built_in = next(iter((await school.ok("coach-1", "GET", "/v1/policy/presets"))["items"]))
    # A policy that was written before coaches could plan does not let them.
    assert {name: found[name] for name in built_in if name != "preset"} == {
        name: value for name, value in built_in.items() if name != "preset"
    } | {"coaches_plan": False}
