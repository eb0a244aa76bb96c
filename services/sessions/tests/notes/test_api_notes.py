"""Notes beside a session: who writes them, who reads them, and that they change nothing else."""

from typing import Any
from uuid import uuid4

from sqlalchemy import text

from ..conftest import School, refused
from ..helpers.corrections import completed


async def read(school: School, who: str, session_id: str) -> list[Any]:
    """Return the texts of the notes that a person reads."""
    items = (await school.ok(who, "GET", f"/v1/sessions/{session_id}/notes"))["items"]
    return [note["text"] for note in items]


async def write(school: School, who: str, session_id: str, said: str, **audience: str) -> Any:
    """Write a note and return the answer."""
    return await school.ok(who, "POST", f"/v1/sessions/{session_id}/notes", {"text": said, **audience})


async def test_notes_are_read_by_their_audience(school: School) -> None:
    session_id = await school.started()
    path = f"/v1/sessions/{session_id}"
    coaches = f"{path}/courses/{school.course_id}/coaches"
    await school.ok("admin", "POST", coaches, {"add": [school.people["coach-2"]]})
    await write(school, "admin", session_id, "for staff", audience="staff")
    await write(school, "coach-2", session_id, "for coaches")
    await write(school, "coach-1", session_id, "for all", audience="everyone")
    await write(school, "coach-1", session_id, "from coach to staff", audience="staff")

    everything = ["from coach to staff", "for all", "for coaches", "for staff"]
    for who in ("admin", "support"):
        assert await read(school, who, session_id) == everything
    assert await read(school, "coach-1", session_id) == everything[:3]
    assert await read(school, "coach-2", session_id) == ["for all", "for coaches"]
    assert await read(school, "learner-1", session_id) == ["for all"]
    auditor = school.api.headers(school.org_id, uuid4(), ["auditor"])
    answer = await school.api.client.get(f"{path}/notes", headers=auditor)
    assert [note["text"] for note in answer.json()["items"]] == everything
    refused(await school.api.client.post(f"{path}/notes", json={"text": "No"}, headers=auditor), 403, "forbidden")
    service = school.api.headers(school.org_id, uuid4(), ["service"])
    refused(await school.api.client.get(f"{path}/notes", headers=service), 403, "forbidden")
    refused(await school.send("learner-1", "POST", f"{path}/notes", {"text": "No"}), 403, "forbidden")
    refused(await school.send("learner-4", "GET", f"{path}/notes"), 404, "session-not-found")
    for wrong in ({"text": " "}, {"text": "x" * 5_001}, {"text": "No", "audience": "learners"}, {}):
        refused(await school.send("admin", "POST", f"{path}/notes", wrong), 422, "unprocessable")


async def test_notes_are_added_in_any_state_once_per_key_and_change_nothing_else(school: School) -> None:
    cancelled, session_id = await school.schedule(), await completed(school)
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "Measles", "notice": "Sorry"})
    await write(school, "coach-1", cancelled, "Moved to Friday")
    path = f"/v1/sessions/{session_id}"
    before, events = await school.ok("admin", "GET", path), await school.events(session_id)

    first = await school.send("coach-1", "POST", f"{path}/notes", {"text": "one"}, {"Idempotency-Key": "a"})
    again = await school.send("coach-1", "POST", f"{path}/notes", {"text": "one"}, {"Idempotency-Key": "a"})
    await write(school, "coach-1", session_id, "two")
    await write(school, "support", session_id, "three")

    assert (first.status_code, again.content) == (201, first.content)
    assert (await school.ok("admin", "GET", path), await school.events(session_id)) == (before, events)
    page = await school.ok("admin", "GET", f"{path}/notes", limit=2)
    rest = await school.ok("admin", "GET", f"{path}/notes", limit=2, cursor=page["next_cursor"])
    notes = page["items"] + rest["items"]
    assert [note["text"] for note in notes] == ["three", "two", "one"]
    assert rest["next_cursor"] is None
    assert notes[0]["author"] == {"person_id": str(school.support_id), "name": None}
    assert notes[2]["author"] == {"person_id": str(school.people["coach-1"]), "name": "Coach-1"}
    assert notes[2]["note_id"] == first.json()["note_id"]
    assert notes[2]["written_at"] == first.json()["written_at"]


async def test_erased_texts_leave_their_note_amendment_and_recap_in_place(school: School) -> None:
    session_id = await completed(school)
    path = f"/v1/sessions/{session_id}"
    await write(school, "coach-1", session_id, "Had a cold", audience="everyone")
    amendment = {"field": "minutes", "minutes": 30, "reason": "Had a cold"}
    await school.ok("coach-1", "POST", f"{path}/amendments", amendment)

    async with school.superuser.begin() as db:
        await db.execute(
            text(
                "INSERT INTO erased_texts SELECT text_id, org_id, gen_random_uuid(), 'asked for', now() FROM text_keys"
            )
        )
        await db.execute(text("DELETE FROM text_keys"))

    [note] = (await school.ok("learner-1", "GET", f"{path}/notes"))["items"]
    assert (note["text"], note["erased"]) == (None, True)
    [found] = (await school.ok("admin", "GET", f"{path}/amendments"))["items"]
    assert (found["reason"], found["erased"], found["new"]) == (None, True, 30)
    refused(await school.send("admin", "GET", f"{path}/recap"), 410, "text-erased")
    newest = (await school.ok("admin", "GET", f"{path}/history"))["items"][0]
    assert newest["changes"] == [{"field": "minutes", "old": 45, "new": 30}]
    approved = await school.send("admin", "POST", f"{path}/amendments/{found['amendment_id']}/approve")
    assert approved.json()["state"] == "applied"
