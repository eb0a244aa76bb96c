"""How a session can be ended: what GET …/ending says is what the completion answers."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ..conftest import School, refused
from ..helpers.corrections import put_policy

NOW = datetime.now(UTC)


async def ending(school: School, who: str, session_id: str) -> dict[str, Any]:
    """Return what somebody reads about ending a session."""
    found: dict[str, Any] = await school.ok(who, "GET", f"/v1/sessions/{session_id}/ending")
    return found


def slugs(found: dict[str, Any]) -> list[str]:
    """Return the kinds of the hindrances."""
    return [one["type"].removeprefix("urn:lockstep:problem:") for one in found["hindrances"]]


async def test_a_coach_reads_the_limits_and_that_nothing_is_in_the_way(school: School) -> None:
    session_id = await school.started()
    planned = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")

    found = await ending(school, "coach-1", session_id)

    assert (found["may_end"], found["hindrances"], found["reason_needed"]) == (True, [], False)
    assert found["minutes"] == {"minimum": 5, "maximum": 90, "step": 5, "rounding": "up"}
    assert found["recap"] == {"minimum_characters": 150, "sections_required": False}
    ends_at = datetime.fromisoformat(planned["ends_at"])
    assert datetime.fromisoformat(found["log_until"]) == ends_at + timedelta(hours=72)
    assert (found["begun_at"], found["unanswered"], found["in_call"]) == (planned["started_at"], [], [])
    assert (await school.complete(session_id)).status_code == 200
    after = await ending(school, "coach-1", session_id)
    assert (after["may_end"], slugs(after), after["state"]) == (False, ["already-completed"], "completed")


async def test_the_limits_are_those_of_the_policy_that_judges_the_session(school: School) -> None:
    before = await school.schedule(starts_at=NOW - timedelta(days=1), ends_at=NOW - timedelta(hours=23))
    put: dict[str, Any] = {
        "maximum_minutes": 120,
        "step_minutes": 15,
        "minimum_minutes": 15,
        "recap_sections_required": True,
    }
    await put_policy(school, **put, effective_from=(NOW - timedelta(hours=12)).isoformat())
    after = await school.schedule(name="Later", starts_at=NOW, ends_at=NOW + timedelta(hours=1), roster=[])

    old, new = await ending(school, "admin", before), await ending(school, "admin", after)

    assert (old["policy_version"], old["minutes"]["maximum"], old["recap"]["sections_required"]) == (0, 90, False)
    assert (new["policy_version"], new["minutes"]["maximum"], new["minutes"]["step"]) == (1, 120, 15)
    assert new["recap"]["sections_required"]


async def test_everything_that_is_in_the_way_is_named_with_its_people(school: School) -> None:
    roster = [
        {"person_id": school.people["learner-1"], "acceptance": "accepted"},
        {"person_id": school.people["learner-2"], "acceptance": "invited"},
    ]
    session_id = await school.started(roster=roster)
    for who in ("coach-1", "learner-1"):
        await school.ok(who, "POST", f"/v1/sessions/{session_id}/presence", {"action": "join"})

    found = await ending(school, "coach-1", session_id)

    assert slugs(found) == ["not-all-accepted", "call-not-empty"]
    assert found["unanswered"] == [{"person_id": str(school.people["learner-2"]), "name": "Learner-2"}]
    assert found["in_call"] == [{"person_id": str(school.people["learner-1"]), "name": "Learner-1"}]
    for_admin = await ending(school, "admin", session_id)
    assert (slugs(for_admin), for_admin["reason_needed"]) == (["not-all-accepted", "call-not-empty"], True)
    assert slugs(await ending(school, "support", session_id))[0] == "not-the-coach"
    assert {one["name"] for one in for_admin["in_call"]} == {"Coach-1", "Learner-1"}


async def test_only_its_coaches_and_staff_read_it(school: School) -> None:
    path = f"/v1/sessions/{await school.schedule()}/ending"
    refused(await school.send("coach-2", "GET", path), 404, "session-not-found")
    refused(await school.send("learner-1", "GET", path), 403, "forbidden")
    assert (await school.send("support", "GET", path)).status_code == 200


@pytest.mark.parametrize("mode", ["online", "in_person"])
async def test_the_first_hindrance_is_what_the_completion_answers(school: School, mode: str) -> None:
    """Every place of the session in time, with each answer of its learner and each person who asks."""
    hour = timedelta(hours=1)
    wrong = []
    places = itertools.product((None, 3, -1, -100), ("invited", "accepted", "declined"), (False, True))
    for number, (hours, answer, is_started) in enumerate(places):
        # each at a time of its own, because a coach has one session at a time
        starts_at = None if hours is None else NOW + hour * (hours + number * (1 if hours > 0 else -1))
        ends_at = None if starts_at is None else starts_at + hour / 2
        roster = [{"person_id": school.people["learner-1"], "acceptance": answer}]
        session_id = await school.schedule(mode=mode, starts_at=starts_at, ends_at=ends_at, roster=roster)
        if is_started:
            await school.send("coach-1", "POST", f"/v1/sessions/{session_id}/start")
        for who in ("support", "coach-1"):
            said = await ending(school, who, session_id)
            reason = {"reason": "The coach was ill"} if said["reason_needed"] else {}
            completed = await school.complete(session_id, who, None, **reason)
            kind = [] if completed.is_success else [completed.json()["type"].rpartition(":")[2]]
            if kind != slugs(said)[:1] or said["may_end"] != completed.is_success:
                wrong.append(
                    f"{starts_at}, {answer}, started {is_started}, {who}: {slugs(said)}, then {completed.text}"
                )
        await school.send("admin", "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "The next one comes"})
    assert not wrong, "\n".join(wrong)
