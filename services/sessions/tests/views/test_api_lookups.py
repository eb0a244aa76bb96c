"""Look-ups: many people or sessions by ids or names, of those whom the caller may see."""

from typing import Any
from uuid import uuid4

import pytest

from ..conftest import School, add_people, refused
from ..helpers.catalogue import fill_people, log_queries, scans
from ..helpers.corrections import put_policy


async def names(school: School, who: str, **asked: str) -> dict[str, set[str]]:
    """Return the people whom somebody finds by a look-up, by name, with the fields that they see."""
    page = await school.ok(who, "GET", "/v1/people", **asked)
    assert page["next_cursor"] is None
    return {one["name"]: set(one) for one in page["items"]}


def ids(school: School, *usernames: str) -> str:
    """Return the ids of people as a look-up has them."""
    return ",".join(str(school.people[one]) for one in usernames)


EVERYBODY = ("coach-1", "coach-2", "learner-1", "learner-2", "learner-3", "guardian-1")
WHOLE = {"username", "name", "email", "role", "version", "person_id", "external_id", "language", "zone"}
NAME = {"person_id", "name"}


@pytest.fixture
async def session_id(school: School) -> str:
    """A session of coach-1 with two learners, of whom the second has not answered, and a guardian of the first."""
    await add_people(school, ["guardian-1"])
    path = f"/v1/people/{school.people['learner-1']}/guardians/{school.people['guardian-1']}"
    assert (await school.send("admin", "PUT", path)).is_success
    return await school.schedule(
        roster=[
            {"person_id": school.people["learner-1"], "acceptance": "accepted"},
            {"person_id": school.people["learner-2"], "acceptance": "invited"},
        ]
    )


async def test_everybody_looks_up_the_people_whom_they_may_see(school: School, session_id: str) -> None:
    asked = f"{ids(school, *EVERYBODY)},{uuid4()}"

    everybody = {name.title(): WHOLE for name in EVERYBODY}
    assert await names(school, "admin", ids=asked) == everybody
    assert await names(school, "support", ids=asked) == everybody
    assert await names(school, "coach-1", ids=asked) == {
        "Coach-1": WHOLE,
        "Learner-1": WHOLE,
        "Learner-2": WHOLE,
    }
    assert await names(school, "coach-2", ids=asked) == {"Coach-2": WHOLE}
    assert await names(school, "learner-1", ids=asked) == {"Learner-1": WHOLE, "Coach-1": NAME}
    assert await names(school, "learner-3", ids=asked) == {"Learner-3": WHOLE}
    assert await names(school, "guardian-1", ids=asked) == {"Guardian-1": WHOLE, "Learner-1": WHOLE, "Coach-1": NAME}


async def test_learners_look_up_the_names_of_others_only_where_the_policy_and_the_session_show_them(
    school: School,
) -> None:
    await put_policy(school, fellow_names=True, effective_from="2020-01-01T00:00:00Z")
    roster = [{"person_id": school.people[one], "acceptance": "accepted"} for one in ("learner-1", "learner-2")]
    roster.append({"person_id": school.people["learner-3"], "acceptance": "invited"})
    session_id = await school.schedule(roster=roster)
    asked = ids(school, "coach-1", "learner-2", "learner-3")

    assert await names(school, "learner-1", ids=asked) == {"Coach-1": NAME, "Learner-2": NAME}
    hidden = {"visibility": "not_accessible", "access_until": "2026-01-01T00:00:00Z"}
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", hidden)
    assert await names(school, "learner-1", ids=asked) == {}
    listed = {"visibility": "list_only"}  # lists show the coach's name, and nothing else of the session can be read
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", listed)
    assert await names(school, "learner-1", ids=asked) == {"Coach-1": NAME}


async def test_usernames_are_looked_up_in_any_case_and_find_only_those_who_may_be_read(
    school: School, session_id: str
) -> None:
    asked = "COACH-1, learner-1,learner-3,nobody"

    assert set(await names(school, "admin", usernames=asked)) == {"Coach-1", "Learner-1", "Learner-3"}
    assert set(await names(school, "coach-1", usernames=asked)) == {"Coach-1", "Learner-1"}
    assert set(await names(school, "learner-1", usernames=asked)) == {"Learner-1"}
    both = {"usernames": asked, "ids": ids(school, "learner-3", "learner-2")}
    assert set(await names(school, "admin", **both)) == {"Learner-3"}
    assert await names(school, "admin", usernames=asked, role="coach") == {"Coach-1": WHOLE}


async def test_people_who_are_not_staff_cannot_list_or_search(school: School) -> None:
    own = ids(school, "learner-1")
    asked: list[dict[str, Any]] = [
        {},
        {"q": "coach"},
        {"ids": own, "q": "l"},
        {"username": "coach-1"},
        {"ids": own, "role": "coach"},
    ]
    for params in asked:
        refused(await school.send("learner-1", "GET", "/v1/people", **params), 422, "look-up-needed")


async def test_a_look_up_that_cannot_be_read_or_is_too_long_is_refused_and_names_the_limit(school: School) -> None:
    many = ",".join(str(uuid4()) for _ in range(201))
    asked: list[tuple[str, dict[str, Any], str]] = [
        ("/v1/people", {"ids": many}, "has 201 values: look up at most 200"),
        ("/v1/sessions", {"ids": many}, "has 201 values: look up at most 200"),
        ("/v1/people", {"ids": "ada"}, "an id is a UUID"),
        ("/v1/people", {"ids": ""}, "has an empty place"),
        ("/v1/people", {"usernames": "ada,,grace"}, "has an empty place"),
        ("/v1/people", {"usernames": 'ada,"grace'}, "quotation marks"),
        ("/v1/sessions", {"names": "Algebra\x00"}, "character"),
    ]
    for path, params, says in asked:
        answer = await school.send("admin", "GET", path, **params)
        refused(answer, 422, "unprocessable")
        assert says in answer.json()["errors"][0]["detail"], answer.text
    whole = ",".join([*(str(uuid4()) for _ in range(199)), ids(school, "coach-1"), ids(school, "coach-1")])
    assert list(await names(school, "admin", ids=whole)) == ["Coach-1"]


async def test_sessions_are_looked_up_by_ids_and_names_within_what_the_caller_sees(school: School) -> None:
    first = await school.schedule(name="Algebra, Mon 7:10")
    second = await school.schedule(name="Drama", coaches=[{"person_id": school.people["coach-2"]}], roster=[])
    third = await school.schedule(name="Geometry")

    async def found(who: str, **asked: Any) -> list[str]:
        page = await school.ok(who, "GET", "/v1/sessions", **asked)
        return [one["session_id"] for one in page["items"]]

    asked = f"{first},{second},{uuid4()}"
    assert set(await found("admin", ids=asked, limit=1)) == {first, second}
    assert await found("coach-1", ids=asked) == [first]
    assert await found("learner-3", ids=asked) == []
    assert set(await found("admin", names='"ALGEBRA, mon 7:10",drama,Chess')) == {first, second}
    assert await found("learner-1", names='"Algebra, Mon 7:10",Drama') == [first]
    assert await found("admin", ids=asked, names="drama,geometry") == [second]
    exported = await school.send("admin", "GET", "/v1/sessions/export", ids=f"{third}")
    assert exported.text.count("\n") == 2 and "Geometry" in exported.text


async def test_look_ups_read_no_table_from_end_to_end(school: School) -> None:
    await fill_people(school, 10_000)
    rows = await school.rows("SELECT id, username FROM people WHERE username LIKE 'user%' ORDER BY id LIMIT 200")
    sent = log_queries(school)
    for params in (
        {"ids": ",".join(str(row.id) for row in rows)},
        {"usernames": ",".join(row.username for row in rows)},
    ):
        sent.queries.clear()
        assert len((await school.ok("admin", "GET", "/v1/people", **params))["items"]) == 200
        assert len(sent.reads()) == 1
        for scan in await scans(school, sent):
            assert scan.kind != "Seq Scan" and scan.rows <= 200, scan


async def test_people_and_sessions_are_looked_up_by_the_ids_of_another_system(school: School, session_id: str) -> None:
    person = {"username": "nils", "name": "Nils", "role": "learner", "external_id": "LMS-1"}
    await school.ok("admin", "POST", "/v1/people", person)
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"external_id": "LMS-2"})

    assert await names(school, "admin", external_ids="LMS-1, lms-1,other") == {"Nils": WHOLE}
    assert await names(school, "learner-1", external_ids="LMS-1") == {}
    for who, found in (("admin", [session_id]), ("coach-1", [session_id]), ("coach-2", [])):
        page = await school.ok(who, "GET", "/v1/sessions", external_ids="LMS-2,LMS-3")
        assert [one["session_id"] for one in page["items"]] == found
