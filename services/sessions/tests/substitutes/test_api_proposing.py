"""A coach proposes a substitute for a session that is still to come, and for no other."""

from typing import Any
from uuid import uuid4

import pytest
from lockstep_testing.searching import columns_with

from ..conftest import School, add_people, refused
from ..helpers.substitutes import REASON, coaches_of, listed, propose, proposed, to_come


async def test_a_coach_proposes_a_substitute_and_stays_the_coach_until_somebody_decides(school: School) -> None:
    session_id = await to_come(school)
    events = await school.events(session_id)

    answer = await propose(school, "coach-1", session_id)

    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/substitutes?session_id={session_id}"
    body = answer.json()
    assert body.pop("proposal_id") and body.pop("proposed_at")
    assert body == {
        "session_id": session_id,
        "state": "open",
        "proposed_by": str(school.people["coach-1"]),
        "coach_id": str(school.people["coach-2"]),
        "decided_by": None,
        "decided_at": None,
        "session_version": None,
    }
    assert await coaches_of(school, session_id) == [("coach-1", 10_000)]
    assert await school.events(session_id) == events, "a proposal is no event"
    async with school.superuser.connect() as db:
        assert await columns_with(db, [REASON]) == [], "the reason is sealed"


async def test_a_co_coach_proposes_too_and_a_session_may_have_no_schedule(school: School) -> None:
    await add_people(school, ["coach-3", "admin-1"])
    session_id = await to_come(school, "coach-1", "coach-2", starts_at=None, ends_at=None)
    await proposed(school, session_id, "coach-2", "coach-3")
    await proposed(school, session_id, "coach-1", "admin-1")  # admins can coach too
    assert len(await listed(school, session_id=session_id)) == 2


async def test_the_same_key_gives_the_same_answer_and_a_second_open_proposal_is_refused(school: School) -> None:
    session_id = await to_come(school)
    first = await propose(school, "coach-1", session_id, headers={"Idempotency-Key": "a"})
    again = await propose(school, "coach-1", session_id, headers={"Idempotency-Key": "a"})
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)

    detail = refused(await propose(school, "coach-1", session_id), 409, "substitution-open")

    assert first.json()["proposal_id"] in detail
    other = await to_come(school, days=2)
    await proposed(school, other)
    assert len(await listed(school)) == 2


async def test_where_the_policy_leaves_planning_to_admins_nobody_proposes(school: School) -> None:
    session_id = await to_come(school)
    await school.ok("admin", "PUT", "/v1/policy", {"preset": "coaching"})
    refused(await propose(school, "coach-1", session_id), 403, "coaches-do-not-plan")


async def test_only_its_coaches_propose(school: School) -> None:
    await add_people(school, ["coach-3"])
    session_id = await to_come(school)
    add = {"add": [school.people["coach-3"]]}
    await school.ok("admin", "POST", f"/v1/sessions/{session_id}/courses/{school.course_id}/coaches", add)
    refused(await propose(school, "coach-3", session_id), 403, "not-the-coach")
    refused(await propose(school, "coach-2", session_id, "coach-3"), 404, "session-not-found")
    refused(await propose(school, "coach-1", str(uuid4())), 404, "session-not-found")
    for who in ("admin", "support", "learner-1"):
        refused(await propose(school, who, session_id), 403, "forbidden")
    assert await listed(school) == []
    await proposed(school, session_id, coach="coach-3")  # the coach of a course may take over


async def test_a_session_that_has_begun_is_over_or_is_cancelled_gets_no_substitute(school: School) -> None:
    begun = await to_come(school, days=-0.2)
    soon = await to_come(school, days=5 / 24 / 60)
    await school.ok("coach-1", "POST", f"/v1/sessions/{soon}/start")
    cancelled, completed = await to_come(school, days=2), await to_come(school, days=-0.1)
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "No room"})
    await school.ok("coach-1", "POST", f"/v1/sessions/{completed}/start")
    assert (await school.complete(completed)).is_success
    refused(await propose(school, "coach-1", begun), 409, "session-begun")
    refused(await propose(school, "coach-1", soon), 409, "session-begun")
    refused(await propose(school, "coach-1", cancelled), 409, "session-cancelled")
    refused(await propose(school, "coach-1", completed), 409, "already-completed")


async def test_a_coach_of_the_session_and_a_person_who_is_no_coach_are_no_substitutes(school: School) -> None:
    session_id = await to_come(school, "coach-1", "coach-2")
    for coach in ("coach-1", "coach-2"):
        detail = refused(await propose(school, "coach-1", session_id, coach), 422, "unknown-reference")
        assert "does not coach the session yet" in detail
    school.people["nobody"] = uuid4()
    answers = [await propose(school, "coach-1", session_id, one) for one in ("learner-1", "nobody")]
    details = {refused(answer, 422, "unknown-reference") for answer in answers}
    assert len(details) == 1, "an id that does not exist and a person who is no coach are answered alike"
    for answer, one in zip(answers, ("learner-1", "nobody"), strict=True):
        [error] = answer.json()["errors"]
        assert error == {"pointer": "/coach_id", "detail": f"there is no coach {school.people[one]}"}
    assert await listed(school) == []


@pytest.mark.parametrize("change", [{"reason": " "}, {"reason": None}, {"coach_id": "x"}, {"share": 5_000}])
async def test_a_proposal_names_a_coach_and_a_reason(school: School, change: dict[str, Any]) -> None:
    session_id = await to_come(school)
    body = {"coach_id": school.people["coach-2"], "reason": REASON} | change
    answer = await school.send("coach-1", "POST", f"/v1/sessions/{session_id}/substitutes", body)
    refused(answer, 422, "unprocessable")
