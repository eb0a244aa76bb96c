"""Completing a session with a request for help: one call, with the coach's recap, minutes and marks."""

import orjson
from contracts.sessions import ReportedMark, SessionCompleted, TextWritten

from ..conftest import RECAP, School, refused
from ..helpers.asking import WHY, ask, asked, blocked, complete, detail, listed, mark, reported, roster_of, too_late
from ..helpers.corrections import put_policy
from ..helpers.erasing import erase


async def completed_event(school: School, session_id: str) -> SessionCompleted:
    """Return the completion in the outbox."""
    event = (await school.events(session_id))[-1]
    assert isinstance(event, SessionCompleted)
    return event


async def test_support_completes_with_one_call_and_the_record_says_who_wrote_the_recap(school: School) -> None:
    session_id = await too_late(school)
    marks = [mark(school, "learner-1", "late", 40), mark(school, "learner-2", "absent")]
    help_id = await asked(school, session_id, minutes=None, raw_minutes=43, marks=marks)

    answer = await complete(school, help_id)

    coach, support = str(school.people["coach-1"]), str(school.support_id)
    said = answer.json()
    assert answer.status_code == 200, answer.text
    assert (said["completed_by"], said["recap_by"], said["on_behalf_of"], said["late"]) == (support, coach, coach, True)
    assert (said["raw_minutes"], said["logged_minutes"]) == (43, 45)
    record = (await school.send("coach-1", "GET", f"/v1/sessions/{session_id}/record")).json()
    assert (record["completed_by"], record["recap_by"], record["on_behalf_of"]) == (support, coach, coach)
    assert (await school.send("learner-1", "GET", f"/v1/sessions/{session_id}/recap")).json() == RECAP
    event = await completed_event(school, session_id)
    assert event.reported_marks == tuple(ReportedMark.model_validate(one) for one in marks)
    assert str(event.recap_by) == coach
    [text] = await school.outbox(f"text:{event.event_id}")
    assert isinstance(text, TextWritten)
    assert str(text.author_id) == coach
    whole = await detail(school, help_id)
    assert (whole["state"], whole["completed_by"]) == ("completed", support)
    assert whole["completed_at"] == said["completed_at"]
    assert (await listed(school), await listed(school, state="completed")) == ([], [(help_id, "completed")])


async def test_the_same_request_again_gets_the_same_answer_and_another_one_is_refused(school: School) -> None:
    help_id = await asked(school, await too_late(school))

    first = await complete(school, help_id)
    again = await complete(school, help_id)

    assert (again.status_code, again.content, again.headers["ETag"]) == (200, first.content, first.headers["ETag"])
    refused(await complete(school, help_id, reason="Another reason"), 409, "help-ended")
    refused(await complete(school, help_id, minutes=30), 409, "help-ended")
    refused(await complete(school, help_id, "admin"), 409, "help-ended")
    assert len(await school.rows("SELECT 1 FROM completion_records")) == 1


async def test_support_corrects_the_minutes_and_the_recap_stays(school: School) -> None:
    first, second = await too_late(school), await too_late(school)
    to_minutes, to_raw = await asked(school, first, minutes=None, raw_minutes=43), await asked(school, second)

    assert (await complete(school, to_minutes, minutes=30)).json()["logged_minutes"] == 30
    assert (await complete(school, to_raw, raw_minutes=51)).json()["raw_minutes"] == 51
    refused(await complete(school, to_raw, minutes=30, raw_minutes=30), 422, "unprocessable")
    assert (await school.send("coach-1", "GET", f"/v1/sessions/{first}/recap")).json() == RECAP


async def test_what_a_completion_refuses_is_refused_here_too(school: School) -> None:
    waits = await blocked(school)
    help_id = await asked(school, waits)

    refused(await complete(school, help_id, "support"), 403, "not-the-coach")  # its coaches' time is not over
    refused(await complete(school, help_id, "admin"), 409, "not-all-accepted")
    refused(await complete(school, help_id, "coach-1"), 403, "forbidden")
    there = reported(school, attended="learner-3")
    refused(await complete(school, help_id, "admin", minutes=43, **there), 422, "minutes-off-step")
    refused(await complete(school, help_id, "admin", reason="\u200b", **there), 422, "reason-missing")
    stranger = reported(school, attended="learner-4", not_attended="learner-3")
    refused(await complete(school, help_id, "admin", **stranger), 422, "invalid-report")
    assert await listed(school) == [(help_id, "open")]

    answer = await complete(school, help_id, "admin", **there)

    said = answer.json()
    assert (answer.status_code, said["late"], said["completed_by"]) == (200, False, str(school.admin_id))
    seats = {one["person_id"]: (one["acceptance"], one["accepted_by"]) for one in said["roster"]}
    assert seats[str(school.people["learner-3"])] == ("accepted", "attending")


async def test_while_duties_are_separate_only_support_completes_after_the_deadline(school: School) -> None:
    await school.ok("admin", "POST", "/v1/people", {"username": "sue", "name": "Sue", "role": "support"})
    await put_policy(school, separate_duties=["support"])
    help_id = await asked(school, await too_late(school))

    refused(await complete(school, help_id, "admin"), 409, "logging-window-closed")
    assert (await complete(school, help_id, "support")).status_code == 200


async def test_a_learner_who_was_taken_off_the_roster_since_is_left_out(school: School) -> None:
    session_id = await too_late(school, roster=roster_of(school, "accepted", "invited", "invited"))
    help_id = await asked(school, session_id, **reported(school, attended="learner-2", not_attended="learner-3"))
    gone = [school.people[f"learner-{number}"] for number in (2, 3)]
    await school.ok("admin", "POST", f"/v1/sessions/{session_id}/roster", {"remove": gone})

    assert (await complete(school, help_id)).status_code == 200


async def test_who_never_answered_and_was_not_there_gets_no_mark(school: School) -> None:
    session_id = await too_late(school, roster=roster_of(school, "accepted", "invited", "invited"))
    said = reported(school, attended="learner-2", not_attended="learner-3")
    wrong = await ask(school, session_id, **said, marks=[mark(school, "learner-3")])
    refused(wrong, 422, "invalid-marks")
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/marks/0/code"]
    marks = [mark(school, "learner-2", "late", 30), mark(school, "learner-3", "absent")]
    help_id = await asked(school, session_id, **said, marks=marks)

    # support knows better: learner-2 was not there, and learner-3 was
    other = reported(school, attended="learner-3", not_attended="learner-2")
    assert (await complete(school, help_id, **other)).status_code == 200

    event = await completed_event(school, session_id)
    assert event.never_answered == (school.people["learner-2"],)
    assert [one.person_id for one in event.reported_marks] == [school.people["learner-3"]]
    assert {one.person_id: one.accepted_by for one in event.roster}[school.people["learner-3"]] == "attending"


async def test_a_coach_who_coaches_the_session_no_more_cannot_be_completed_for(school: School) -> None:
    session_id = await too_late(school)
    help_id = await asked(school, session_id)
    change = {"coaches": [{"person_id": school.people["coach-2"]}]}
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", change)

    refused(await complete(school, help_id), 409, "help-outdated")
    assert await listed(school, "coach-2") == [(help_id, "open")]
    refused(await school.send("coach-1", "GET", f"/v1/help/{help_id}"), 404, "help-not-found")


async def test_an_admin_who_coaches_the_session_too_completes_it_for_themselves_with_the_others_recap(
    school: School,
) -> None:
    school.people["admin-2"] = school.people["coach-2"]
    both = [{"person_id": school.people[coach]} for coach in ("coach-1", "coach-2")]
    session_id = await blocked(school, coaches=both)
    help_id = await asked(school, session_id)

    answer = await complete(school, help_id, "admin-2", **reported(school, attended="learner-3"))

    said = answer.json()
    assert (answer.status_code, said["on_behalf_of"]) == (200, None)
    assert said["recap_by"] == str(school.people["coach-1"])


async def test_requests_of_sessions_that_ended_without_them_are_overtaken_and_nothing_can_be_done_with_them(
    school: School,
) -> None:
    completed, cancelled = await too_late(school), await too_late(school)
    first, second = await asked(school, completed), await asked(school, cancelled)
    assert (await school.complete(completed, who="support", reason=WHY)).is_success
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "It did not take place"})

    assert await listed(school) == []
    assert await listed(school, state="overtaken") == [(second, "overtaken"), (first, "overtaken")]
    for help_id in (first, second):
        refused(await complete(school, help_id), 409, "help-ended")
        for verb, body in (("question", {"text": "Who?"}), ("close", {"reason": "Done"})):
            refused(await school.send("support", "POST", f"/v1/help/{help_id}/{verb}", body), 409, "help-ended")


async def test_a_request_whose_texts_were_erased_says_so_and_completes_nothing(school: School) -> None:
    session_id = await too_late(school)
    help_id = await asked(school, session_id)
    question = {"text": "Was Ada there until the end?"}
    await school.ok("support", "POST", f"/v1/help/{help_id}/question", question)
    gone = school.people["learner-1"]
    await school.ok("admin", "POST", f"/v1/sessions/{session_id}/roster", {"remove": [gone]})
    await erase(school, gone, with_shared=True)

    whole = await detail(school, help_id)
    assert (whole["recap"], whole["reason"], whole["question"], whole["erased"]) == (None, None, None, True)
    assert "POST /v1/sessions/{id}/complete" in refused(await complete(school, help_id), 410, "text-erased")
    assert await listed(school) == [(help_id, "questioned")]
    await school.ok("support", "POST", f"/v1/help/{help_id}/close", {"reason": "The recap is gone"})
    assert await listed(school, state="closed") == [(help_id, "closed")]


async def test_the_answer_of_a_completion_whose_texts_were_erased_is_not_repeated(school: School) -> None:
    session_id = await too_late(school, roster=roster_of(school, "accepted"))
    help_id = await asked(school, session_id)
    assert (await complete(school, help_id)).status_code == 200
    await erase(school, school.people["learner-1"])

    refused(await complete(school, help_id), 409, "help-ended")


async def test_nothing_of_a_request_is_in_a_record_but_what_completes_the_session(school: School) -> None:
    session_id = await too_late(school)
    help_id = await asked(school, session_id, reason="secret-zq9")
    await complete(school, help_id)

    rows = await school.rows("SELECT payload FROM outbox WHERE payload IS NOT NULL")
    assert rows
    assert all(b"secret-zq9" not in row.payload for row in rows)
    [record] = await school.rows("SELECT record FROM completion_records")
    assert orjson.loads(bytes(record.record))["late_reason_sha256"]


async def test_who_waits_longest_comes_first_and_of_those_that_have_ended_the_newest(school: School) -> None:
    ids = [await asked(school, await too_late(school)) for _ in range(3)]
    first = await school.ok("support", "GET", "/v1/help", limit=2)
    rest = await school.ok("support", "GET", "/v1/help", limit=2, cursor=first["next_cursor"])
    assert [one["help_id"] for one in (*first["items"], *rest["items"])] == ids
    for help_id in ids:
        assert (await complete(school, help_id)).is_success
    first = await school.ok("support", "GET", "/v1/help", limit=2, state="completed")
    rest = await school.ok("support", "GET", "/v1/help", limit=2, state="completed", cursor=first["next_cursor"])
    assert [one["help_id"] for one in (*first["items"], *rest["items"])] == ids[::-1]
