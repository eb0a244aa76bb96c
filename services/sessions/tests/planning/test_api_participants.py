"""Roster, acceptance and presence through HTTP."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from contracts.sessions import PresenceChanged, RosterChanged, SessionScheduled
from sessions.session import seats

from ..conftest import School, refused


async def test_roster_deltas_keep_everybody_else_and_the_history(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}/roster"
    one, three = school.people["learner-1"], school.people["learner-3"]

    added = await school.ok("admin", "POST", path, {"add": [{"person_id": three}], "remove": [one]})
    again = await school.ok("admin", "POST", path, {"add": [{"person_id": one, "acceptance": "accepted"}]})
    same = await school.ok("admin", "POST", path, {"add": [{"person_id": one}]})

    assert {seat["person_id"]: seat["acceptance"] for seat in added["roster"]} == {
        str(school.people["learner-2"]): "accepted",
        str(three): "invited",
    }
    assert len(again["roster"]) == 3
    assert same["version"] == again["version"] == 3
    events = await school.events(session_id)
    assert [type(event) for event in events] == [SessionScheduled, RosterChanged, RosterChanged]
    assert isinstance(events[-1], RosterChanged)
    assert len(events[-1].roster) == 3
    periods = await school.rows(
        "SELECT removed_at IS NULL FROM roster WHERE session_id = :id AND person_id = :one ORDER BY added_at",
        id=session_id,
        one=one,
    )
    assert [current for (current,) in periods] == [False, True]


async def test_bad_roster_deltas_change_nothing(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}/roster"
    one = school.people["learner-1"]

    for body in (
        {"add": [{"person_id": uuid4()}]},
        {"add": [{"person_id": school.people["coach-2"]}]},
        {"remove": [uuid4()]},
        {"add": [{"person_id": one}], "remove": [one]},
    ):
        refused(await school.send("admin", "POST", path, body), 422, "unknown-reference")
    refused(await school.send("coach-1", "POST", path, {"remove": [one]}), 403, "not-planned-by-you")
    assert len(await school.events(session_id)) == 1


async def test_concurrent_roster_edits_drop_nobody(school: School) -> None:
    session_id = await school.schedule(roster=[])
    path = f"/v1/sessions/{session_id}/roster"

    await asyncio.gather(
        *(
            school.ok("admin", "POST", path, {"add": [{"person_id": school.people[f"learner-{n}"]}]})
            for n in range(1, 5)
        )
    )

    session = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    assert (len(session["roster"]), session["version"]) == (4, 5)
    assert [event.sequence for event in await school.events(session_id)] == [1, 2, 3, 4, 5]


async def test_learners_answer_for_themselves_and_admins_for_anybody(school: School) -> None:
    session_id = await school.schedule(roster=[{"person_id": school.people["learner-1"]}])
    path = f"/v1/sessions/{session_id}/acceptance"

    accepted = await school.ok("learner-1", "POST", path, {"acceptance": "accepted"})
    again = await school.send("learner-1", "POST", path, {"acceptance": "accepted"})
    corrected = {"person_id": school.people["learner-1"], "acceptance": "declined", "reason": "She said so"}
    declined = await school.send("admin", "POST", path, corrected)

    learner = str(school.people["learner-1"])
    assert accepted == {"session_id": session_id, "person_id": learner, "acceptance": "accepted"}
    assert declined.json() == accepted | {"acceptance": "declined"}
    assert (again.headers["etag"], declined.headers["etag"]) == ('"2"', '"3"')
    other = {"person_id": school.people["learner-1"], "acceptance": "accepted"}
    refused(await school.send("learner-2", "POST", path, other), 404, "session-not-found")
    refused(await school.send("learner-2", "POST", path, {"acceptance": "accepted"}), 404, "session-not-found")
    refused(await school.send("coach-1", "POST", path, other), 403, "forbidden")


@pytest.mark.parametrize("begun", ["by its coach", "by its plan"])
async def test_learners_decline_until_the_session_begins_and_accept_until_it_is_completed(
    school: School, begun: str
) -> None:
    seat = {"person_id": school.people["learner-1"]}
    when = datetime.now(UTC) + timedelta(minutes=10 if begun == "by its coach" else -10)
    session_id = await school.schedule(roster=[seat], starts_at=when, ends_at=when + timedelta(minutes=45))
    path = f"/v1/sessions/{session_id}/acceptance"
    if begun == "by its coach":
        await school.ok("learner-1", "POST", path, {"acceptance": "declined"})
        await school.ok("learner-1", "POST", path, {"acceptance": "accepted"})
        await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/start")
    answer = await school.send("learner-1", "POST", path, {"acceptance": "declined"})
    assert "ask an admin" in refused(answer, 409, "too-late-to-decline")
    await school.ok("admin", "POST", path, seat | {"acceptance": "declined", "reason": "She said so"})
    await school.ok("learner-1", "POST", path, {"acceptance": "accepted"})
    if begun == "by its plan":
        await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/start")
    assert (await school.complete(session_id)).is_success
    answer = await school.send("learner-1", "POST", path, {"acceptance": "declined"})
    refused(answer, 409, "already-completed")


async def test_presence_is_for_participants_of_an_online_session_in_progress(school: School) -> None:
    scheduled, in_person = await school.schedule(), await school.started(mode="in_person")
    session_id = await school.started()
    path = f"/v1/sessions/{session_id}/presence"
    join = {"action": "join"}

    assert len((await school.ok("learner-1", "POST", path, join))["in_call"]) == 1
    assert len((await school.ok("learner-1", "POST", path, join))["in_call"]) == 1
    other = {"action": "join", "person_id": school.people["learner-2"]}
    assert len((await school.ok("coach-1", "POST", path, other))["in_call"]) == 2
    refused(await school.send("learner-1", "POST", path, other), 403, "not-a-participant")
    refused(await school.send("learner-3", "POST", path, join), 404, "session-not-found")
    refused(await school.send("coach-2", "POST", path, join), 404, "session-not-found")
    refused(
        await school.send("learner-1", "POST", f"/v1/sessions/{scheduled}/presence", join), 409, "session-not-started"
    )
    refused(await school.send("learner-1", "POST", f"/v1/sessions/{in_person}/presence", join), 409, "no-call")
    assert (await school.send("learner-1", "POST", path, {"action": "dance"})).status_code == 422
    joined = [event for event in await school.events(session_id) if isinstance(event, PresenceChanged)]
    assert [len(event.in_call) for event in joined] == [1, 2]


async def test_who_is_taken_off_the_roster_leaves_the_call(school: School) -> None:
    session_id = await school.started()
    await school.ok("learner-1", "POST", f"/v1/sessions/{session_id}/presence", {"action": "join"})

    await school.ok("admin", "POST", f"/v1/sessions/{session_id}/roster", {"remove": [school.people["learner-1"]]})

    assert (await school.complete(session_id)).status_code == 200


async def test_learners_are_put_on_a_roster_only_as_often_as_a_message_has_room_for(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await school.schedule(name="Algebra")
    path = f"/v1/sessions/{session_id}/roster"
    one = school.people["learner-1"]
    monkeypatch.setattr(seats, "ENROLMENTS_MAX", 3)
    await school.ok("admin", "POST", path, {"remove": [one]})
    back = {"add": [{"person_id": one}]}
    await school.ok("admin", "POST", path, back)
    await school.ok("admin", "POST", path, {"remove": [one]})

    answer = refused(await school.send("admin", "POST", path, back), 422, "unknown-reference")
    await school.ok(
        "admin", "POST", path, {"add": [{"person_id": school.people["learner-2"], "acceptance": "declined"}]}
    )
    columns = b"SessionName;Coach;DateStart;DateEnd;Users\nAlgebra;coach-1;;;learner-1\n"
    for kind, file in (("enrolments", b"SessionName;Username\nAlgebra;learner-1\n"), ("sessions", columns)):
        sent = await school.send("admin", "POST", f"/v1/imports/{kind}", file, import_mode="upsert")
        refused(sent, 422, "import-refused")
        [error] = sent.json()["errors"]
        assert "3 times in all" in error["detail"]

    assert "3 times in all" in answer


async def test_support_and_programs_let_others_join_and_leave_and_nobody_outside_does(school: School) -> None:
    session_id = await school.started()
    path, learner = f"/v1/sessions/{session_id}/presence", str(school.people["learner-1"])

    async def send(role: str, action: str) -> int:
        headers = school.api.headers(school.org_id, uuid4(), [role], ["presence:write"])
        body = {"person_id": learner, "action": action}
        return (await school.api.client.post(path, json=body, headers=headers)).status_code

    for role in ("admin", "support", "service"):
        assert [await send(role, "join"), await send(role, "leave")] == [200, 200], role
    assert [await send(role, "join") for role in ("coach", "learner", "finance", "auditor")] == [404, 404, 403, 403]
