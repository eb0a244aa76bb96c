"""Classes: who joins and leaves them, what is kept about that, and what stays as it is."""

import asyncio
from uuid import UUID, uuid4

from sqlalchemy import text

from ..conftest import School, add_people, refused
from ..helpers.catalogue import fill_people, log_queries, scans

PERIODS = """
    SELECT person_id, removed_at IS NULL AS stands FROM class_members WHERE class_id = :class_id
    ORDER BY person_id, added_at
"""


async def create_class(school: School, name: str = "7b", members: tuple[str, ...] = ()) -> str:
    body = {"name": name, "members": [school.people[username] for username in members]}
    return str((await school.ok("admin", "POST", "/v1/classes", body))["class_id"])


async def usernames(school: School, class_id: str) -> list[str]:
    read = await school.ok("coach-1", "GET", f"/v1/classes/{class_id}")
    assert read["member_count"] == len(read["members"])
    return [member["username"] for member in read["members"]]


async def test_a_class_is_created_with_its_members_and_read_with_their_names(school: School) -> None:
    members = [school.people["learner-2"], school.people["learner-1"], school.people["learner-1"]]
    body = {"name": "7b", "description": "Second floor", "members": members}

    created = await school.ok("admin", "POST", "/v1/classes", body)

    assert (created["description"], created["member_count"], created["version"]) == ("Second floor", 2, 1)
    read = await school.ok("coach-1", "GET", f"/v1/classes/{created['class_id']}")
    assert [(one["username"], one["name"]) for one in read["members"]] == [
        ("learner-1", "Learner-1"),
        ("learner-2", "Learner-2"),
    ]
    [listed] = (await school.ok("coach-1", "GET", "/v1/classes"))["items"]
    assert listed == created


async def test_learners_join_and_leave_by_deltas_that_leave_the_others_alone(school: School) -> None:
    class_id = await create_class(school, members=("learner-1", "learner-2"))
    path = f"/v1/classes/{class_id}/members"

    delta = {"add": [school.people["learner-3"]], "remove": [school.people["learner-1"]]}
    changed = await school.send("admin", "POST", path, delta, {"If-Match": '"1"'})

    assert (changed.headers["ETag"], changed.json()["member_count"]) == ('"2"', 2)
    assert await usernames(school, class_id) == ["learner-2", "learner-3"]
    same = await school.send("admin", "POST", path, {"add": [school.people["learner-3"]]}, {"If-Match": '"2"'})
    assert same.headers["ETag"] == '"2"'
    refused(await school.send("admin", "POST", path, delta, {"If-Match": '"1"'}), 412, "stale-version")


async def test_who_leaves_and_comes_back_has_two_periods_and_none_is_ever_lost(school: School) -> None:
    class_id = await create_class(school, members=("learner-1",))
    path = f"/v1/classes/{class_id}/members"
    learner = school.people["learner-1"]

    for delta in ({"remove": [learner]}, {"add": [learner]}, {"remove": [learner]}, {"add": [learner]}):
        await school.ok("admin", "POST", path, delta)

    assert [stands for _, stands in await school.rows(PERIODS, class_id=class_id)] == [False, False, True]
    overlapping = await school.rows(
        "SELECT 1 FROM class_members a JOIN class_members b USING (class_id, person_id) "
        "WHERE a.added_at < b.added_at AND (a.removed_at IS NULL OR a.removed_at > b.added_at)"
    )
    assert overlapping == []


async def test_a_clock_that_goes_back_between_two_changes_makes_no_period_that_ends_before_it_begins(
    school: School,
) -> None:
    class_id = await create_class(school, members=("learner-1",))
    async with school.superuser.begin() as db:
        await db.execute(text("UPDATE class_members SET added_at = added_at + interval '1 hour'"))
    path = f"/v1/classes/{class_id}/members"
    learner = school.people["learner-1"]

    await school.ok("admin", "POST", path, {"remove": [learner]})
    await school.ok("admin", "POST", path, {"add": [learner]})

    assert [stands for _, stands in await school.rows(PERIODS, class_id=class_id)] == [False, True]


async def test_only_learners_stand_in_classes(school: School) -> None:
    class_id = await create_class(school, members=("learner-1",))
    path = f"/v1/classes/{class_id}/members"
    coach, stranger, absent = school.people["coach-1"], uuid4(), school.people["learner-2"]

    for body, pointer in (
        ({"add": [coach]}, "/add"),
        ({"add": [stranger]}, "/add"),
        ({"remove": [absent]}, "/remove"),
        ({"add": [absent], "remove": [absent]}, "/remove"),
    ):
        answer = await school.send("admin", "POST", path, body)
        refused(answer, 422, "unknown-reference")
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    answer = await school.send("admin", "POST", "/v1/classes", {"name": "8b", "members": [coach]})
    refused(answer, 422, "unknown-reference")
    other = School(school.api, school.database, school.superuser)
    answer = await other.send("admin", "POST", "/v1/classes", {"name": "8b", "members": [school.people["learner-1"]]})
    refused(answer, 422, "unknown-reference")
    assert await usernames(school, class_id) == ["learner-1"]


async def test_of_two_deltas_for_the_same_version_one_wins(school: School) -> None:
    class_id = await create_class(school, members=("learner-1",))
    path = f"/v1/classes/{class_id}/members"

    answers = await asyncio.gather(
        *(
            school.send("admin", "POST", path, {"add": [school.people[name]]}, {"If-Match": '"1"'})
            for name in ("learner-2", "learner-3", "learner-4")
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    assert len(await usernames(school, class_id)) == 2


async def test_deltas_at_once_without_a_version_all_count(school: School) -> None:
    names = [f"learner-{number}" for number in range(10, 30)]
    await add_people(school, names)
    class_id = await create_class(school, members=("learner-1", *names[:10]))
    path = f"/v1/classes/{class_id}/members"

    answers = await asyncio.gather(
        *(school.send("admin", "POST", path, {"add": [school.people[name]]}) for name in names[10:]),
        *(school.send("admin", "POST", path, {"remove": [school.people[name]]}) for name in names[:10]),
    )

    assert {answer.status_code for answer in answers} == {200}
    assert await usernames(school, class_id) == ["learner-1", *names[10:]]
    assert sorted(answer.json()["version"] for answer in answers) == list(range(2, 22))


async def test_a_session_keeps_its_roster_and_seats_when_an_enrolled_class_changes(school: School) -> None:
    class_id = await create_class(school, members=("learner-1", "learner-2"))
    session_id = await school.schedule(roster=[], class_ids=[class_id], seats_max=2)
    before = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")

    delta = {"add": [school.people["learner-3"]], "remove": [school.people["learner-1"]]}
    await school.ok("admin", "POST", f"/v1/classes/{class_id}/members", delta)

    after = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    assert after == before
    assert {seat["person_id"] for seat in after["roster"]} == {
        str(school.people["learner-1"]),
        str(school.people["learner-2"]),
    }


async def test_a_class_that_was_enrolled_stays_and_another_goes_with_its_periods(school: School) -> None:
    enrolled = await create_class(school, "7a", ("learner-1",))
    unused = await create_class(school, "7b", ("learner-1",))
    await school.schedule(roster=[], class_ids=[enrolled])

    answer = await school.send("admin", "DELETE", f"/v1/classes/{enrolled}")
    assert "by a session" in refused(answer, 409, "in-use")
    assert (await school.send("admin", "DELETE", f"/v1/classes/{unused}")).status_code == 204

    assert await school.rows(PERIODS, class_id=unused) == []
    assert len(await school.rows(PERIODS, class_id=enrolled)) == 1


async def test_the_api_cannot_delete_a_period_of_membership(school: School) -> None:
    [(granted,)] = await school.rows("SELECT has_table_privilege('sessions_api', 'class_members', 'DELETE')")
    assert not granted


async def test_a_class_has_at_most_as_many_members_as_a_session_has_seats(school: School) -> None:
    await fill_people(school, 1_100)
    rows = await school.rows("SELECT id FROM people WHERE username LIKE 'user%' AND role = 'learner' LIMIT 1001")
    learners: list[UUID] = [person_id for (person_id,) in rows]
    body = {"name": "everybody", "members": [str(one) for one in learners[:1_000]]}
    created = await school.ok("admin", "POST", "/v1/classes", body)
    path = f"/v1/classes/{created['class_id']}"

    assert created["member_count"] == 1_000
    delta: dict[str, object] = {"add": [str(learners[1_000])]}
    refused(await school.send("admin", "POST", f"{path}/members", delta), 422, "unknown-reference")
    delta["remove"] = [str(learners[0])]
    await school.ok("admin", "POST", f"{path}/members", delta)
    refused(
        await school.send("admin", "POST", "/v1/classes", {"name": "x", "members": [str(uuid4())] * 1_001}),
        422,
        "unprocessable",
    )

    sent = log_queries(school)
    listed: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await school.ok("admin", "GET", path, **({"cursor": cursor} if cursor else {}))
        assert len(page["members"]) <= 200
        listed += [member["username"] for member in page["members"]]
        cursor = page["next_cursor"]
    assert listed == sorted(set(listed))
    assert len(listed) == 1_000
    assert len(sent.reads()) == 3 * 5  # the class, its coaches, a page of its members
    assert all(scan.kind != "Seq Scan" for scan in await scans(school, sent))


async def test_bad_classes_are_refused(school: School) -> None:
    class_id = await create_class(school)
    for body in ({"name": ""}, {"name": "a|b"}, {"name": "x" * 201}, {"description": None}, {"seats": 4}):
        refused(await school.send("admin", "POST", "/v1/classes", {"name": "8a", **body}), 422, "unprocessable")
        refused(await school.send("admin", "PATCH", f"/v1/classes/{class_id}", body), 422, "unprocessable")
    changed = await school.ok("admin", "PATCH", f"/v1/classes/{class_id}", {"description": "Third floor"})
    assert (changed["name"], changed["description"], changed["version"]) == ("7b", "Third floor", 2)
