"""The organisation, its policy, people and courses through HTTP."""

import asyncio
from uuid import uuid4

from ..conftest import School, refused


async def test_an_organisation_is_created_and_changed_by_admins(school: School) -> None:
    body = {"name": "Hillside", "zone": "Asia/Kolkata"}

    assert await school.ok("admin", "PUT", "/v1/organisation", body) == body
    assert await school.ok("learner-1", "GET", "/v1/organisation") == body
    refused(await school.send("coach-1", "PUT", "/v1/organisation", body), 403, "forbidden")
    for zone in ("Nowhere/Town", "", "../../etc/passwd", "localtime"):
        answer = await school.send("admin", "PUT", "/v1/organisation", {"name": "Hillside", "zone": zone})
        refused(answer, 422, "invalid-schedule")
    refused(
        await School(school.api, school.database, school.superuser).send("admin", "GET", "/v1/organisation"),
        404,
        "organisation-not-found",
    )


async def test_policies_are_versions_of_which_the_last_is_in_force(school: School) -> None:
    default = await school.send("coach-1", "GET", "/v1/policy")
    assert (default.headers["ETag"][:3], default.json()["maximum_minutes"]) == ('"0-', 90)

    first = await school.ok("admin", "PUT", "/v1/policy", {"maximum_minutes": 120})
    same = await school.ok("admin", "PUT", "/v1/policy", {"maximum_minutes": 120})
    second = await school.ok("admin", "PUT", "/v1/policy", {})

    assert [first["version"], same["version"], second["version"]] == [1, 1, 2]
    assert (await school.ok("coach-1", "GET", "/v1/policy"))["maximum_minutes"] == 90
    assert len(await school.rows("SELECT 1 FROM policies")) == 2


async def test_bad_policies_are_refused(school: School) -> None:
    for body, slug in (
        ({"maximum_minutes": 92}, "invalid-policy"),
        ({"minimum_minutes": 95}, "invalid-policy"),
        ({"step_minutes": 0}, "unprocessable"),
        ({"maximum_minutes": "90"}, "unprocessable"),
        ({"acceptance_required": 1}, "unprocessable"),
        ({"log_within_hours": 10**9}, "unprocessable"),
        ({"unknown": 1}, "unprocessable"),
    ):
        refused(await school.send("admin", "PUT", "/v1/policy", body), 422, slug)
    refused(await school.send("coach-1", "PUT", "/v1/policy", {}), 403, "forbidden")
    stale = await school.send("admin", "PUT", "/v1/policy", {"maximum_minutes": 60}, {"If-Match": '"4"'})
    refused(stale, 412, "stale-version")
    assert await school.rows("SELECT 1 FROM policies") == []


async def test_policies_put_at_once_take_turns(school: School) -> None:
    answers = await asyncio.gather(
        *(school.ok("admin", "PUT", "/v1/policy", {"maximum_minutes": 100 + 5 * n}) for n in range(6))
    )

    assert sorted(answer["version"] for answer in answers) == [1, 2, 3, 4, 5, 6]


async def test_people_are_created_found_and_read(school: School) -> None:
    body = {"username": "ada", "name": "Ada Lovelace", "email": "ada@example.org", "role": "learner"}

    person = await school.ok("admin", "POST", "/v1/people", body)

    assert body.items() <= person.items()
    path = f"/v1/people/{person['person_id']}"
    for who in ("coach-1", "learner-1"):
        refused(await school.send(who, "GET", path), 404, "person-not-found")
    own = f"/v1/people/{school.people['learner-1']}"
    assert (await school.ok("learner-1", "GET", own))["username"] == "learner-1"
    refused(await school.send("admin", "GET", f"/v1/people/{uuid4()}"), 404, "person-not-found")
    refused(await school.send("admin", "POST", "/v1/people", body), 409, "name-taken")
    assert (await school.ok("admin", "GET", "/v1/people", username="ada"))["items"] == [person]
    assert (await school.ok("admin", "GET", "/v1/people", q="lovel"))["items"] == [person]
    refused(await school.send("coach-1", "GET", "/v1/people"), 422, "look-up-needed")


async def test_people_are_paged_by_username(school: School) -> None:
    first = await school.ok("admin", "GET", "/v1/people", limit=4)
    second = await school.ok("admin", "GET", "/v1/people", limit=4, cursor=first["next_cursor"])

    listed = [person["username"] for person in first["items"] + second["items"]]
    assert listed == sorted(school.people)
    assert second["next_cursor"] is None
    coaches = await school.ok("admin", "GET", "/v1/people", role="coach")
    assert [person["username"] for person in coaches["items"]] == ["coach-1", "coach-2"]


async def test_bad_people_are_refused(school: School) -> None:
    body = {"username": "ada", "name": "Ada", "role": "learner"}
    for change in (
        {"username": "a da"},
        {"username": "a|b"},
        {"username": ""},
        {"name": " "},
        {"name": "x" * 201},
        {"name": "a\u0000"},
        {"role": "boss"},
        {"email": "nobody"},
        {"id": str(uuid4())},
    ):
        refused(await school.send("admin", "POST", "/v1/people", body | change), 422, "unprocessable")


async def test_courses_are_created_with_their_category(school: School) -> None:
    body = {"code": "ART-1", "title": "Drawing", "category": "Arts"}

    course = await school.ok("admin", "POST", "/v1/courses", body)
    other = await school.ok("admin", "POST", "/v1/courses", {**body, "code": "ART-2"})

    assert course["category_id"] == other["category_id"]
    assert (await school.ok("learner-1", "GET", "/v1/courses", q="art"))["items"] == [course, other]
    assert (await school.ok("learner-1", "GET", "/v1/courses", code="ART-2"))["items"] == [other]
    refused(await school.send("admin", "POST", "/v1/courses", body), 409, "name-taken")
    refused(await school.send("coach-1", "POST", "/v1/courses", body), 403, "forbidden")


async def test_organisations_do_not_see_each_other(school: School) -> None:
    other = School(school.api, school.database, school.superuser)
    await other.ok("admin", "PUT", "/v1/organisation", {"name": "Other", "zone": "UTC"})

    assert (await other.ok("admin", "GET", "/v1/people"))["items"] == []
    assert (await other.ok("admin", "GET", "/v1/courses"))["items"] == []
    person = school.people["coach-1"]
    refused(await other.send("admin", "GET", f"/v1/people/{person}"), 404, "person-not-found")
    session = {"name": "Theft", "mode": "online", "coaches": [{"person_id": str(person)}]}
    refused(await other.send("admin", "POST", "/v1/sessions", session), 422, "unknown-reference")


async def test_the_database_itself_keeps_organisations_apart(school: School) -> None:
    """Without an organisation set, and with another's, the API's role sees nothing."""
    api = school.engine
    await school.schedule()
    tables = await school.rows(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'org_id' AND table_schema = 'public' "
        "AND has_table_privilege('sessions_api', table_name, 'SELECT')"
    )
    assert len(tables) > 30
    async with api.connect() as db:
        for org_id in ("", str(uuid4())):
            await db.exec_driver_sql(f"SELECT set_config('app.org_id', '{org_id}', true)")
            for (table,) in tables:
                assert (await db.exec_driver_sql(f"SELECT count(*) FROM {table}")).scalar() == 0
