"""People through HTTP: searching among many, changing them, and what their role allows."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text

from ..conftest import School, add_people, refused
from ..helpers.catalogue import add_batch, fill_people, log_queries, scans


async def test_people_are_found_by_beginnings_of_their_name_username_and_email_address(school: School) -> None:
    body = {
        "username": "ada.l",
        "name": "Ada Lovelace-Žižek",
        "email": "countess@analytical.example",
        "role": "learner",
    }
    await school.ok("admin", "POST", "/v1/people", body)

    for q in ("love", "ADA", "zizek", "Žižek ada", "countess", "analytical.example", "ada.l", "lov coun"):
        page = await school.ok("support", "GET", "/v1/people", q=q)
        assert [person["username"] for person in page["items"]] == ["ada.l"], q
    for q in ("velace", "ada grace", "countess@other"):
        assert (await school.ok("support", "GET", "/v1/people", q=q))["items"] == [], q
    assert (await school.ok("admin", "GET", "/v1/people", q="ada", role="coach"))["items"] == []
    assert (await school.ok("admin", "GET", "/v1/people", username="ada"))["items"] == []
    assert len((await school.ok("admin", "GET", "/v1/people", username="ada.l"))["items"]) == 1


async def test_searches_among_ten_thousand_people_read_no_table_from_end_to_end(school: School) -> None:
    await fill_people(school, 10_000)
    sent = log_queries(school)

    for params, words_max, people_max in (
        ({}, 0, 60),
        ({"role": "support"}, 0, 60),
        ({"username": "user9999"}, 0, 60),
        ({"username": "USER9999"}, 0, 1),
        ({"q": "user777"}, 60, 60),
        ({"q": "family77 ada"}, 5_001, 60),
        ({"q": "ada"}, 5_001, 5_001),
        ({"q": "user"}, 5_001, 120),
        ({"q": "user example org"}, 5_001, 120),
        ({"q": "user", "role": "support"}, 5_001, 60),
    ):
        sent.queries.clear()
        page = await school.ok("admin", "GET", "/v1/people", **params)
        assert page["items"], params
        assert 1 <= len(sent.reads()) <= 5, params
        for scan in await scans(school, sent):
            assert scan.kind != "Seq Scan", (params, scan)
            assert scan.rows <= (words_max if scan.table == "search_words" else people_max), (params, scan)


async def test_people_are_found_in_order_page_by_page_where_every_word_is_common(school: School) -> None:
    await fill_people(school, 11_000)

    listed: list[str] = []
    cursor: str | None = ""
    pages = 0
    while cursor is not None:
        following = {"cursor": cursor} if cursor else {}
        page = await school.ok("admin", "GET", "/v1/people", q="user ada", limit=200, **following)
        listed += [person["username"] for person in page["items"]]
        cursor = page["next_cursor"]
        pages += 1

    expected = await school.rows("SELECT username FROM people WHERE name LIKE 'Ada %' ORDER BY username")
    assert listed == [username for (username,) in expected]
    assert len(listed) == 5_500
    assert pages <= 30


async def test_two_common_words_that_nobody_has_both_of_end_with_an_empty_page(school: School) -> None:
    await fill_people(school, 10_500)

    page = await school.ok("admin", "GET", "/v1/people", q="ada alan")
    assert page["items"] == []
    page = await school.ok("admin", "GET", "/v1/people", q="ada alan", cursor=page["next_cursor"])
    assert (page["items"], page["next_cursor"]) == ([], None)


async def test_a_person_is_changed_field_by_field(school: School) -> None:
    body = {"username": "ada", "name": "Ada Byron", "email": "ada@example.org", "role": "learner"}
    person = await school.ok("admin", "POST", "/v1/people", body)
    path = f"/v1/people/{person['person_id']}"

    assert (await school.ok("admin", "PATCH", path, {"name": "Ada Lovelace"}))["email"] == "ada@example.org"
    assert (await school.ok("admin", "PATCH", path, {"email": None}))["email"] is None
    assert (await school.ok("admin", "PATCH", path, {"role": "guardian"}))["version"] == 4
    assert (await school.ok("admin", "PATCH", path, {}))["version"] == 4
    for change in ({"name": None}, {"name": " "}, {"username": "a b"}, {"role": "boss"}, {"email": "x"}, {"id": "1"}):
        refused(await school.send("admin", "PATCH", path, change), 422, "unprocessable")
    refused(await school.send("admin", "PATCH", path, {"username": "coach-1"}), 409, "name-taken")


@pytest.mark.parametrize("part", ["coach", "course coach", "learner", "class", "batch coach", "batch learner"])
async def test_a_role_stays_as_long_as_somebody_takes_part_by_it(school: School, part: str) -> None:
    coach, learner = school.people["coach-2"], school.people["learner-4"]
    wanted: dict[str, dict[str, object]] = {"course coach": {"course_coaches": {str(school.course_id): [coach]}}}
    wanted |= {"coach": {"coaches": [{"person_id": coach}]}, "learner": {"roster": [{"person_id": learner}]}}
    if part in wanted:
        session_id = await school.schedule(name="Algebra", **wanted[part])
    elif part == "class":
        created = await school.ok("admin", "POST", "/v1/classes", {"name": "7b", "members": [str(learner)]})
    elif part == "batch coach":
        await add_batch(school, coach=coach)
    else:
        await add_batch(school, learner=learner)
    is_coach = "coach" in part
    path = f"/v1/people/{coach if is_coach else learner}"
    place = {"class": "'7b'"}.get(part, "'Mondays'" if "batch" in part else "'Algebra'")

    answer = await school.send("admin", "PATCH", path, {"role": "learner" if is_coach else "coach", "name": "New"})

    detail = refused(answer, 409, "role-needed")
    assert place in detail
    assert "Then try again" in detail
    assert answer.json()["errors"][0]["pointer"] == "/role"
    assert (await school.ok("admin", "GET", path))["version"] == 1
    if is_coach:  # an admin may coach too
        assert (await school.ok("admin", "PATCH", path, {"role": "admin"}))["role"] == "admin"
    if part in wanted:
        await school.ok("admin", "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "ill"})
    elif part == "class":
        delta = {"remove": [str(learner)]}
        await school.ok("admin", "POST", f"/v1/classes/{created['class_id']}/members", delta)
    else:
        async with school.superuser.begin() as db:
            await db.execute(text("UPDATE batches SET state = 'ended', ended_at = now()"))
    assert (await school.ok("admin", "PATCH", path, {"role": "guardian"}))["role"] == "guardian"


async def test_a_refusal_names_at_most_twenty_places(school: School) -> None:
    await add_people(school, ["learner-9"])
    learner = school.people["learner-9"]
    for number in range(22):
        await school.ok("admin", "POST", "/v1/classes", {"name": f"class {number}", "members": [str(learner)]})

    answer = await school.send("admin", "PATCH", f"/v1/people/{learner}", {"role": "coach"})
    refused(answer, 409, "role-needed")
    assert len(answer.json()["errors"]) == 20


async def test_a_part_given_and_a_role_taken_at_once_are_never_both_done(school: School) -> None:
    coach = school.people["coach-2"]
    async with school.superuser.connect() as db:
        await db.execute(text("SELECT 1 FROM people WHERE id = :id FOR UPDATE"), {"id": coach})
        tasks = [
            asyncio.create_task(school.send("admin", "PATCH", f"/v1/people/{coach}", {"role": "learner"})),
            asyncio.create_task(school.send("admin", "POST", "/v1/sessions", _session(str(coach)))),
        ]
        await school.until_waiting(2)
    changed, scheduled = await asyncio.gather(*tasks)

    assert (changed.status_code, scheduled.status_code) in {(200, 422), (409, 201)}


def _session(coach: str) -> dict[str, object]:
    return {"name": f"Race {uuid4()}", "mode": "online", "coaches": [{"person_id": coach}]}
