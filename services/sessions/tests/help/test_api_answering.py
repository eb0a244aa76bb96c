"""What support sees of requests for help, and answers: the list, one request, questions and closing."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from ..conftest import School, refused
from ..helpers.asking import ask, asked, blocked, detail, listed, reported, too_late

QUESTION = {"text": "Was Ada there until the end?"}
CLOSED = {"reason": "It did not take place"}


async def test_the_list_names_session_coach_time_and_blockers(school: School) -> None:
    session_id = await too_late(school)
    help_id = await asked(school, session_id)
    session = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")

    [row] = (await school.ok("support", "GET", "/v1/help"))["items"]

    coach = {"person_id": str(school.people["coach-1"]), "name": "Coach-1"}
    assert row.pop("asked_at") == (await detail(school, help_id))["asked_at"]
    ended = datetime.fromisoformat(session["ends_at"])
    assert datetime.fromisoformat(row.pop("log_until")) == ended + timedelta(hours=72)
    assert row == {
        "help_id": help_id,
        "session_id": session_id,
        "session_name": session["name"],
        "starts_at": session["starts_at"],
        "ends_at": session["ends_at"],
        "coach": coach,
        "asked_by": coach,
        "state": "open",
        "blockers": ["logging-window-closed"],
    }


async def test_staff_see_all_requests_and_coaches_those_of_their_sessions(school: School) -> None:
    school.people["auditor-1"] = uuid4()
    both = [{"person_id": school.people[coach]} for coach in ("coach-1", "coach-2")]
    own, shared = await too_late(school), await too_late(school, coaches=both)
    first, second = await asked(school, own), await asked(school, shared)

    for who in ("admin", "support", "auditor-1", "coach-1"):
        assert await listed(school, who) == [(first, "open"), (second, "open")]
        assert (await detail(school, first, who))["help_id"] == first
    assert await listed(school, "coach-2") == [(second, "open")]
    assert await listed(school, session_id=own) == [(first, "open")]
    refused(await school.send("coach-2", "GET", f"/v1/help/{first}"), 404, "help-not-found")
    refused(await school.send("support", "GET", f"/v1/help/{uuid4()}"), 404, "help-not-found")
    stranger = School(school.api, school.database, school.superuser, people=school.people)
    assert await listed(stranger) == []
    refused(await stranger.send("support", "GET", f"/v1/help/{first}"), 404, "help-not-found")
    refused(await school.send("learner-1", "GET", "/v1/help"), 403, "forbidden")


async def test_a_request_shows_what_is_in_the_way_now_for_its_reader(school: School) -> None:
    session_id = await blocked(school)
    await school.ok("learner-1", "POST", f"/v1/sessions/{session_id}/presence", {"action": "join"})
    help_id = await asked(school, session_id, **reported(school, attended="learner-3"))
    assert (await detail(school, help_id))["blockers"] == ["call-not-empty"]

    def hindrances(whole: dict[str, dict[str, list[dict[str, str]]]]) -> list[str]:
        return [one["type"].rpartition(":")[2] for one in whole["ending"]["hindrances"]]

    assert hindrances(await detail(school, help_id, "coach-1")) == ["call-not-empty"]
    assert hindrances(await detail(school, help_id, "support")) == ["not-the-coach", "call-not-empty"]
    await school.ok("learner-1", "POST", f"/v1/sessions/{session_id}/leave")
    whole = await detail(school, help_id, "coach-1")
    assert (hindrances(whole), whole["ending"]["may_end"], whole["blockers"]) == ([], True, ["call-not-empty"])


async def test_support_asks_back_and_the_coach_answers_with_another_request(school: School) -> None:
    session_id = await too_late(school)
    help_id = await asked(school, session_id)
    path = f"/v1/help/{help_id}/question"

    said = await school.ok("support", "POST", path, QUESTION)

    assert (said["state"], said["questioned_by"]) == ("questioned", str(school.support_id))
    whole = await detail(school, help_id, "coach-1")
    assert (whole["state"], whole["question"]) == ("questioned", QUESTION["text"])
    assert {"person_id": str(school.people["coach-1"]), "name": "Coach-1"} in whole["people"]
    assert await listed(school, "coach-1") == [(help_id, "questioned")]
    assert (await listed(school, state="open"), await listed(school, state="questioned")) == (
        [],
        [(help_id, "questioned")],
    )
    assert await school.ok("support", "POST", path, QUESTION) == said
    other = await school.ok("admin", "POST", path, {"text": "And Ben?"})
    assert (other["questioned_by"], (await detail(school, help_id))["question"]) == (str(school.admin_id), "And Ben?")
    refused(await school.send("support", "POST", path, {"text": "\u200b"}), 422, "reason-missing")
    refused(await school.send("coach-1", "POST", path, QUESTION), 403, "forbidden")

    answer = await asked(school, session_id, reason="She was, Ben too")

    assert await listed(school) == [(answer, "open")]
    refused(await school.send("support", "POST", path, QUESTION), 409, "help-ended")


@pytest.mark.parametrize("who", ["support", "admin", "coach-1"])
async def test_staff_and_the_coach_who_asked_close_a_request_with_a_reason(school: School, who: str) -> None:
    session_id = await too_late(school)
    help_id = await asked(school, session_id)
    path = f"/v1/help/{help_id}/close"

    refused(await school.send(who, "POST", path, {"reason": "\u200b"}), 422, "reason-missing")
    said = await school.ok(who, "POST", path, CLOSED)

    assert (said["state"], said["completed_by"]) == ("closed", None)
    whole = await detail(school, help_id)
    assert (whole["close_reason"], whole["closed_by"]) == (CLOSED["reason"], said["closed_by"])
    assert (await listed(school), await listed(school, state="closed")) == ([], [(help_id, "closed")])
    assert await school.ok(who, "POST", path, CLOSED) == said
    for verb, body in (("close", {"reason": "Another"}), ("question", QUESTION), ("complete", CLOSED)):
        refused(await school.send("support", "POST", f"/v1/help/{help_id}/{verb}", body), 409, "help-ended")
    assert (await ask(school, session_id)).status_code == 201, "its coach may ask again"


async def test_a_coach_closes_no_request_of_another(school: School) -> None:
    both = [{"person_id": school.people[coach]} for coach in ("coach-1", "coach-2")]
    shared, own = await too_late(school, coaches=both), await too_late(school)
    help_id = await asked(school, shared)

    refused(await school.send("coach-2", "POST", f"/v1/help/{help_id}/close", CLOSED), 403, "not-the-asker")
    path = f"/v1/help/{await asked(school, own)}/close"
    refused(await school.send("coach-2", "POST", path, CLOSED), 404, "help-not-found")
    refused(await school.send("learner-1", "POST", path, CLOSED), 403, "forbidden")


async def test_answers_with_an_idempotency_key_are_replayed(school: School) -> None:
    help_id = await asked(school, await too_late(school))
    for verb, body in (("question", QUESTION), ("close", CLOSED)):
        headers = {"Idempotency-Key": str(uuid4())}
        path = f"/v1/help/{help_id}/{verb}"
        first = await school.send("support", "POST", path, body, headers)
        again = await school.send("support", "POST", path, body, headers)
        assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
