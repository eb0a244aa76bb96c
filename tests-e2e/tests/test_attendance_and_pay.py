"""What happens to marks that come late, and to sessions for which there is no rate."""

from lockstep_e2e import topics
from lockstep_e2e.academy import RATE_AMOUNT_MINOR, Academy, found_academy
from lockstep_e2e.platform import Platform, names
from lockstep_local.waiting import eventually

PROBLEM = "urn:lockstep:problem:"


async def test_marks_newer_than_what_the_coach_saw_are_late_and_never_official(academy: Academy) -> None:
    session_id = await academy.schedule()
    seen = await academy.mark(session_id, "absent", "present")
    await academy.mark(session_id, "present")
    await academy.complete(session_id, attendance_version=seen)
    await academy.all_effects(session_id)
    register = await academy.register(session_id)
    late_learner = str(academy.learners[0].person_id)
    assert {mark["person_id"]: mark["code"] for mark in register["marks"]}[late_learner] == "absent"
    assert [(mark["person_id"], mark["code"]) for mark in register["late_marks"]] == [(late_learner, "present")]
    assert register["official_version"] == seen
    [locked] = await topics.events(academy.platform, session_id, "attendance.registers.v1")
    assert locked.model_dump()["late_marks"] == 1


async def test_marks_after_the_lock_are_refused_and_change_nothing(academy: Academy) -> None:
    session_id = await academy.schedule()
    await academy.mark(session_id, "present", "present")
    await academy.complete(session_id)
    await academy.all_effects(session_id)
    before = await academy.register(session_id)
    marks = {"marks": [{"person_id": str(academy.learners[0].person_id), "code": "absent"}]}
    answer = await academy.platform.send(
        academy.coach, "POST", f"/v1/attendance/registers/{session_id}/marks", json=marks
    )
    assert answer.status_code == 409
    assert answer.json()["type"] == f"{PROBLEM}register-locked"
    assert await academy.register(session_id) == before


async def test_learners_whom_nobody_marked_are_absent_by_default_and_flagged(academy: Academy) -> None:
    session_id = await academy.schedule()
    await academy.mark(session_id, "late")
    await academy.complete(session_id)
    await academy.all_effects(session_id)
    marks = {mark["person_id"]: mark for mark in (await academy.register(session_id))["marks"]}
    unmarked = marks[str(academy.learners[1].person_id)]
    assert (unmarked["code"], unmarked["source"]) == ("absent", "policy_default")


async def test_a_stale_register_is_not_overwritten(academy: Academy) -> None:
    session_id = await academy.schedule()
    version = await academy.mark(session_id, "present", "present")
    marks = {"marks": [{"person_id": str(academy.learners[0].person_id), "code": "absent"}]}
    answer = await academy.platform.send(
        academy.coach,
        "POST",
        f"/v1/attendance/registers/{session_id}/marks",
        json=marks,
        headers={"If-Match": f'"{version - 1}"'},
    )
    assert answer.status_code == 412
    assert answer.json()["type"] == f"{PROBLEM}stale-version"
    assert (await academy.register(session_id))["version"] == version


async def test_an_unrated_completion_is_visible_and_credited_once_when_a_rate_appears(platform: Platform) -> None:
    academy = await found_academy(platform, with_rate=False)
    session_id = await academy.schedule()
    await academy.complete(session_id)

    async def unrated() -> bool:
        found = await platform.get(academy.admin, "/v1/payouts/unrated")
        return names(found["items"], "session_id") == [str(session_id)]

    await eventually(unrated, f"session {session_id} among the unrated")
    assert await platform.count("payouts", "earnings", session_id) == 0

    async def locked_and_refreshed() -> bool:
        found = await academy.effects(session_id)
        effects = found["effects"] if found else {}
        return bool(effects.get("attendance_locked") and effects.get("insight_inputs_refreshed"))

    await eventually(locked_and_refreshed, "other two effects")
    missing = await platform.get(academy.admin, "/v1/reports/effects", missing="true")
    assert names(missing["items"], "session_id") == [str(session_id)]

    rate_id = await academy.set_rate()
    effects = await academy.all_effects(session_id)
    expected = [{"currency": "EUR", "amount_minor": RATE_AMOUNT_MINOR}]
    assert effects["effects"]["earnings_credited"]["amounts"] == expected
    assert (await platform.get(academy.admin, "/v1/payouts/unrated"))["items"] == []
    earnings = await platform.get(academy.coach, f"/v1/payouts/coaches/{academy.coach.person_id}/earnings")
    assert names(earnings["items"], "rate_id") == [str(rate_id)]
    assert len(await topics.events(platform, session_id, "payouts.earnings.v1")) == 1


async def test_another_organisation_sees_nothing_of_it(academy: Academy, platform: Platform) -> None:
    session_id = await academy.schedule()
    await academy.complete(session_id)
    await academy.all_effects(session_id)
    stranger = (await found_academy(platform)).admin.as_role("admin", "support", "auditor", "coach")
    paths = (
        f"/v1/sessions/{session_id}",
        f"/v1/sessions/{session_id}/record",
        f"/v1/attendance/registers/{session_id}",
        f"/v1/reports/sessions/{session_id}/effects",
        f"/v1/reports/insight-inputs/coach/{academy.coach.person_id}",
        f"/v1/people/{academy.coach.person_id}",
    )
    answers = {path: (await platform.send(stranger, "GET", path)).status_code for path in paths}
    assert answers == dict.fromkeys(paths, 404)
    assert (await platform.get(stranger, f"/v1/payouts/coaches/{academy.coach.person_id}/balance"))["balances"] == []
    assert (await platform.get(stranger, "/v1/reports/effects"))["items"] == []
