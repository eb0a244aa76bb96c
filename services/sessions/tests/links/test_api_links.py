"""Links of a session: who adds, removes and reads them, and when."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import text

from ..conftest import School, refused
from ..helpers.corrections import completed
from ..helpers.links import CALL, add, added, seen

DAY = timedelta(days=1)
PAPER = "https://files.example.org/paper"


async def test_coaches_and_admins_add_links_and_everybody_in_the_session_reads_them(school: School) -> None:
    coaches = [{"person_id": school.people[name]} for name in ("coach-1", "coach-2")]
    session = f"/v1/sessions/{await school.schedule(coaches=coaches)}"

    answer = await add(school, "coach-1", session, "call", title="Cafe\u0301 room")
    await added(school, "coach-2", session, url=PAPER)
    await added(school, "admin", session, url=f"{PAPER}/2")

    made = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{session}/links")
    assert {name: value for name, value in made.items() if name not in ("link_id", "created_at")} == {
        "of": "session",
        "owner_id": session.rpartition("/")[2],
        "kind": "call",
        "title": "Caf\u00e9 room",
        "url": CALL,
        "created_by": str(school.people["coach-1"]),
    }
    expected = [("session", "call", CALL), ("session", "material", PAPER), ("session", "material", f"{PAPER}/2")]
    for who in ("admin", "support", "coach-1", "coach-2", "learner-1"):
        assert await seen(school, who, session) == expected, who
    auditor = school.api.headers(school.org_id, uuid4(), ["auditor"])
    read = (await school.api.client.get(f"{session}/links", headers=auditor)).json()
    assert read["items"][0] == made
    assert len(read["items"]) == 3


async def test_nobody_else_adds_reads_or_removes_them(school: School) -> None:
    session_id = await school.schedule()
    session = f"/v1/sessions/{session_id}"
    link = f"{session}/links/{await added(school, 'coach-1', session)}"
    for who in ("learner-1", "support"):
        refused(await add(school, who, session), 403, "forbidden")
        refused(await school.send(who, "DELETE", link), 403, "forbidden")
    for who in ("coach-2", "learner-4"):
        refused(await school.send(who, "GET", f"{session}/links"), 404, "session-not-found")
    refused(await add(school, "coach-2", session), 404, "session-not-found")
    refused(await school.send("coach-2", "DELETE", link), 404, "session-not-found")
    await school.ok(
        "admin", "POST", f"{session}/courses/{school.course_id}/coaches", {"add": [school.people["coach-2"]]}
    )

    assert await seen(school, "coach-2", session) == [("session", "material", CALL)], "a course coach reads them"
    assert "own coaches and admins" in refused(await add(school, "coach-2", session), 403, "not-the-coach")
    refused(await school.send("coach-2", "DELETE", link), 403, "not-the-coach")
    for role in ("service", "finance"):
        stranger = school.api.headers(school.org_id, uuid4(), [role])
        refused(await school.api.client.get(f"{session}/links", headers=stranger), 403, "forbidden")
    other = school.api.headers(uuid4(), school.admin_id, ["admin"])
    refused(await school.api.client.get(f"{session}/links", headers=other), 404, "session-not-found")
    refused(await school.api.client.delete(link, headers=other), 404, "session-not-found")
    assert len(await seen(school, "admin", session)) == 1


async def test_a_link_is_read_only_while_the_session_is_open_to_the_reader(school: School) -> None:
    later = {"access_from": datetime.now(UTC) + DAY, "access_until": datetime.now(UTC) + 2 * DAY}
    session_id = await school.schedule(visibility="read_only", **later)
    session = f"/v1/sessions/{session_id}"
    await added(school, "coach-1", session, "call")  # in advance

    for who in ("learner-1", "coach-1"):
        assert (await school.send(who, "GET", session)).status_code == 200
        answer = await school.send(who, "GET", f"{session}/links")
        assert "opens at" in refused(answer, 403, "session-not-open")
        assert CALL not in answer.text
    assert await seen(school, "support", session) == [("session", "call", CALL)]
    await school.ok("admin", "PATCH", session, {"visibility": "list_only"})
    refused(await school.send("learner-1", "GET", f"{session}/links"), 403, "session-not-open")
    await school.ok("admin", "PATCH", session, {"visibility": "not_accessible"})
    refused(await school.send("learner-1", "GET", f"{session}/links"), 404, "session-not-found")
    await school.ok("admin", "PATCH", session, {"coach_from": datetime.now(UTC) - DAY})
    assert await seen(school, "coach-1", session) == [("session", "call", CALL)]
    await school.ok("admin", "PATCH", session, {"visibility": "accessible"})
    assert await seen(school, "learner-1", session) == [("session", "call", CALL)]


async def test_a_guardian_reads_what_the_learner_reads(school: School) -> None:
    guardian = {"username": "guardian-1", "name": "Guardian", "role": "guardian"}
    school.people["guardian-1"] = (await school.ok("admin", "POST", "/v1/people", guardian))["person_id"]
    session = f"/v1/sessions/{await school.schedule()}"
    await added(school, "coach-1", session, "call")
    refused(await school.send("guardian-1", "GET", f"{session}/links"), 404, "session-not-found")

    path = f"/v1/people/{school.people['learner-1']}/guardians/{school.people['guardian-1']}"
    assert (await school.send("admin", "PUT", path)).status_code == 204

    assert await seen(school, "guardian-1", session) == [("session", "call", CALL)]
    refused(await add(school, "guardian-1", session), 403, "forbidden")


async def test_a_session_that_is_over_gets_material_and_no_call(school: School) -> None:
    done = f"/v1/sessions/{await completed(school)}"
    dropped = f"/v1/sessions/{await school.schedule()}"
    await added(school, "coach-1", dropped, "call")
    await added(school, "coach-1", dropped, url=PAPER)
    await school.ok("admin", "POST", f"{dropped}/cancel", {"reason": "Measles", "notice": "Sorry"})

    assert "still add" in refused(await add(school, "coach-1", done, "call"), 409, "already-completed")
    assert "still add" in refused(await add(school, "admin", dropped, "call"), 409, "session-cancelled")
    await added(school, "coach-1", done, url=PAPER)
    await added(school, "coach-1", dropped, url=f"{PAPER}/2")

    assert await seen(school, "learner-1", done) == [("session", "material", PAPER)]
    for who in ("admin", "coach-1", "learner-1"):
        assert await seen(school, who, dropped) == [
            ("session", "material", PAPER),
            ("session", "material", f"{PAPER}/2"),
        ], "a cancelled session shows no call"


async def test_a_second_call_and_a_twenty_first_link_are_refused(school: School) -> None:
    session = f"/v1/sessions/{await school.schedule()}"
    first = await added(school, "coach-1", session, "call")

    refusal = refused(await add(school, "admin", session, "call", PAPER), 409, "call-link-exists")
    assert "Remove the first link" in refusal
    assert (await school.send("coach-1", "DELETE", f"{session}/links/{first}")).status_code == 204
    await added(school, "admin", session, "call", PAPER)
    for number in range(19):
        await added(school, "coach-1", session, url=f"{PAPER}/{number}")
    assert "20 links" in refused(await add(school, "coach-1", session), 409, "too-many-links")
    assert len(await seen(school, "coach-1", session)) == 20


async def test_two_requests_at_once_add_one_call(school: School) -> None:
    session_id = await school.schedule()
    session = f"/v1/sessions/{session_id}"
    async with school.superuser.begin() as db:
        await db.execute(text("SELECT FROM sessions WHERE id = :id FOR UPDATE"), {"id": session_id})
        both = [asyncio.create_task(add(school, who, session, "call")) for who in ("coach-1", "admin")]
        await school.until_waiting(2)

    answers = await asyncio.gather(*both)

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert await seen(school, "coach-1", session) == [("session", "call", CALL)]


async def test_the_same_key_adds_one_link(school: School) -> None:
    session = f"/v1/sessions/{await school.schedule()}"
    body = {"kind": "call", "title": "Room", "url": CALL}

    first, again = [
        await school.send("coach-1", "POST", f"{session}/links", body, {"Idempotency-Key": "a"}) for _ in range(2)
    ]

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(await seen(school, "coach-1", session)) == 1


async def test_what_is_removed_is_gone_and_what_is_not_there_is_not_found(school: School) -> None:
    one, two = [f"/v1/sessions/{await school.schedule()}" for _ in range(2)]
    link_id = await added(school, "coach-1", one)

    for path in (f"{two}/links/{link_id}", f"{one}/links/{uuid4()}"):
        refused(await school.send("admin", "DELETE", path), 404, "link-not-found")
    refused(await school.send("admin", "DELETE", f"/v1/sessions/{uuid4()}/links/{link_id}"), 404, "session-not-found")
    assert (await school.send("coach-1", "DELETE", f"{one}/links/{link_id}")).status_code == 204
    refused(await school.send("coach-1", "DELETE", f"{one}/links/{link_id}"), 404, "link-not-found")
    assert await seen(school, "admin", one) == []
    assert await school.rows("SELECT * FROM links") == []
    for owner in ("sessions", "batches", "courses"):
        path, slug = f"/v1/{owner}/{uuid4()}", {"batches": "batch"}.get(owner, owner.removesuffix("s"))
        refused(await add(school, "admin", path), 404, f"{slug}-not-found")
        refused(await school.send("admin", "GET", f"{path}/links"), 404, f"{slug}-not-found")


async def test_a_wrong_link_is_refused_with_its_field(school: School) -> None:
    session = f"/v1/sessions/{await school.schedule()}"
    good = {"kind": "material", "title": "Paper", "url": PAPER}
    for field, values in {
        "kind": ("video", None, 1),
        "title": ("", " ", " Paper", "two\nlines", "\u202eevil", "\u200b", "x" * 151, None),
        "url": ("http://example.org", "https://ada@example.org", "https://a b", f"https://a/{'x' * 2_000}", None),
    }.items():
        for value in values:
            answer = await school.send("coach-1", "POST", f"{session}/links", {**good, field: value})
            refused(answer, 422, "unprocessable")
            assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"], value
    refused(await school.send("coach-1", "POST", f"{session}/links", {**good, "colour": "blue"}), 422, "unprocessable")
    assert await seen(school, "admin", session) == []
    await added(school, "coach-1", session, url="https://meet.example.org/".ljust(2_000, "x"))
    assert (await add(school, "coach-1", session, title="x" * 150)).status_code == 201
