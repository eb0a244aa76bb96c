"""What a person sees of the others in a session: staff and coaches all of them, learners how many there are."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from ..conftest import School, add_people, refused
from ..helpers.corrections import put_policy

ONE, TWO = "learner-1", "learner-2"


async def session_with_two(school: School) -> str:
    """Return a session with two learners, of whom the second one has not answered, and a guardian of the first."""
    await add_people(school, ["guardian-1"])
    guardian = f"/v1/people/{school.people[ONE]}/guardians/{school.people['guardian-1']}"
    assert (await school.send("admin", "PUT", guardian)).status_code == 204
    return await school.schedule(
        roster=[
            {"person_id": school.people[ONE], "acceptance": "accepted"},
            {"person_id": school.people[TWO], "acceptance": "invited"},
        ]
    )


async def seen(school: School, who: str, session_id: str) -> tuple[set[str], set[str], int]:
    """Return the learners whose seats somebody sees, the names, and the number of learners."""
    found: dict[str, Any] = await school.ok(who, "GET", f"/v1/sessions/{session_id}")
    names = {one["name"] for one in found["people"]}
    return {one["person_id"] for one in found["roster"]}, names, found["learner_count"]


async def test_learners_and_guardians_see_their_own_seats_and_how_many_there_are(school: School) -> None:
    session_id = await session_with_two(school)
    one, two = str(school.people[ONE]), str(school.people[TWO])

    for who in ("admin", "support", "coach-1"):
        assert await seen(school, who, session_id) == ({one, two}, {"Coach-1", "Learner-1", "Learner-2"}, 2)
    for who in (ONE, "guardian-1"):
        assert await seen(school, who, session_id) == ({one}, {"Coach-1", "Learner-1"}, 2)
    assert await seen(school, TWO, session_id) == ({two}, {"Coach-1", "Learner-2"}, 2)


async def test_where_the_policy_says_so_learners_see_the_names_of_those_who_accepted(school: School) -> None:
    await put_policy(school, fellow_names=True, effective_from="2020-01-01T00:00:00Z")
    session_id = await session_with_two(school)
    one, two = str(school.people[ONE]), str(school.people[TWO])

    assert await seen(school, TWO, session_id) == ({two}, {"Coach-1", "Learner-1", "Learner-2"}, 2)
    assert await seen(school, ONE, session_id) == ({one}, {"Coach-1", "Learner-1"}, 2)


async def test_learners_see_coaches_and_themselves_in_the_call(school: School) -> None:
    session_id = await school.started()
    path = f"/v1/sessions/{session_id}"
    for who in ("coach-1", ONE, TWO):
        await school.ok(who, "POST", f"{path}/presence", {"action": "join"})

    mine = {str(school.people["coach-1"]), str(school.people[ONE])}
    again = await school.ok(ONE, "POST", f"{path}/presence", {"action": "join"})
    assert set(again["in_call"]) == set((await school.ok(ONE, "GET", path))["in_call"]) == mine
    assert len((await school.ok("coach-1", "GET", path))["in_call"]) == 3


async def test_people_read_those_they_have_to_do_with(school: School) -> None:
    await session_with_two(school)
    one, stranger = (f"/v1/people/{school.people[name]}" for name in (ONE, "learner-4"))

    for who in ("admin", "support", "coach-1", ONE, "guardian-1"):
        assert (await school.ok(who, "GET", one))["username"] == ONE
    for who in ("coach-1", ONE, "guardian-1"):
        refused(await school.send(who, "GET", stranger), 404, "person-not-found")
    refused(await school.send("coach-2", "GET", one), 404, "person-not-found")
    for who, status in (("coach-1", 200), (ONE, 200), ("guardian-1", 403), ("coach-2", 404)):
        assert (await school.send(who, "GET", f"{one}/guardians")).status_code == status


async def test_a_session_that_was_cancelled_or_voided_gives_no_right_to_read_people(school: School) -> None:
    session_id = await session_with_two(school)
    person = f"/v1/people/{school.people[ONE]}"
    assert (await school.send("coach-1", "GET", person)).status_code == 200
    cancelled = await school.send("admin", "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "Measles"})
    assert cancelled.status_code == 200
    refused(await school.send("coach-1", "GET", person), 404, "person-not-found")

    completed = await school.started()
    await school.complete(completed)
    assert (await school.send("coach-1", "GET", person)).status_code == 200
    await school.ok("admin", "POST", f"/v1/sessions/{completed}/void", {"reason": "It was another session"})
    refused(await school.send("coach-1", "GET", person), 404, "person-not-found")


async def test_an_answer_that_a_role_got_is_not_repeated_to_a_person_who_lost_it(school: School) -> None:
    path, key = f"/v1/sessions/{await school.started()}/start", {"Idempotency-Key": "once"}
    as_admin = school.api.headers(school.org_id, school.people["coach-1"], ["admin"]) | key
    as_coach = school.api.headers(school.org_id, school.people["coach-1"], ["coach"]) | key
    created = {"username": "ada", "name": "Ada", "role": "learner", "email": "ada@example.org"}

    first = await school.api.client.post("/v1/people", json=created, headers=as_admin)
    assert first.status_code == 201
    refused(await school.api.client.post("/v1/people", json=created, headers=as_coach), 403, "forbidden")
    await school.api.client.post(path, headers=as_admin)
    refused(await school.api.client.post(path, headers=as_coach), 422, "idempotency-key-reused")


async def test_finance_reads_records_and_no_texts(school: School) -> None:
    session_id = await school.started()
    await school.complete(session_id)
    finance = school.api.headers(school.org_id, uuid4(), ["finance"])

    found = {
        what: (await school.api.client.get(f"/v1/sessions/{session_id}/{what}", headers=finance)).status_code
        for what in ("record", "recap", "notes", "proof")
    }

    assert found == {"record": 200, "recap": 403, "notes": 403, "proof": 403}


async def test_an_admin_who_coaches_sees_that_their_own_session_is_open_in_both_places(school: School) -> None:
    later = datetime.now(UTC) + timedelta(days=2)
    session_id = await school.schedule(coach_from=later)
    headers = school.api.headers(school.org_id, school.people["coach-1"], ["admin", "coach"])

    [own] = (await school.api.client.get("/v1/me/sessions", headers=headers)).json()["items"]
    detail = (await school.api.client.get(f"/v1/sessions/{session_id}", headers=headers)).json()

    assert (own["access"], detail["access"]) == ("open", "open")
