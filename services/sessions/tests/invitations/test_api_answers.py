"""Answers to invitations, and how an admin corrects one."""

from ..conftest import School, refused


async def answer(school: School, session_id: str, acceptance: str, who: str = "admin", **more: str) -> object:
    body = {"person_id": str(school.people["learner-1"]), "acceptance": acceptance, **more}
    return await school.ok(who, "POST", f"/v1/sessions/{session_id}/acceptance", body)


async def test_an_admin_corrects_an_answer_with_a_reason_that_staff_read(school: School) -> None:
    session_id = await school.started()
    path = f"/v1/sessions/{session_id}/acceptance"
    body = {"person_id": str(school.people["learner-1"]), "acceptance": "declined"}

    said = refused(await school.send("admin", "POST", path, body), 422, "reason-missing")
    assert "Say in `reason` why you correct it" in said
    await answer(school, session_id, "declined", reason="She was ill, as she said by phone")

    [newest, *_] = (await school.ok("admin", "GET", f"/v1/sessions/{session_id}/history"))["items"]
    changes = {one["field"]: one["new"] for one in newest["changes"]}
    assert (newest["action"], changes["reason"]) == ("answered", "She was ill, as she said by phone")
    of_coach = await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}/history")
    assert "ill" not in str(of_coach["items"])
    [row] = await school.rows("SELECT changes FROM session_history WHERE text_id IS NOT NULL")
    assert "ill" not in str(row.changes), "a reason is personal, so it is sealed"


async def test_the_first_answer_for_a_learner_and_the_same_answer_again_need_no_reason(school: School) -> None:
    session_id = await school.schedule(roster=[{"person_id": school.people["learner-1"]}])

    await answer(school, session_id, "accepted")
    await answer(school, session_id, "accepted")
