"""Importing people, courses, classes and enrolments: what exists, what changes, what stays."""

import os
from pathlib import Path

from contracts.sessions import RosterChanged

from ..conftest import School, refused
from ..helpers.importing import file, found

EXAMPLES = Path(__file__).parents[4] / "examples" / "academy"
WEEK = Path(os.environ.get("LOCKSTEP_TEACHING_WEEK") or EXAMPLES)
"""A week of a real faculty where one is at hand (its licence keeps it out of the repository), else the examples."""


async def test_people_are_changed_where_that_is_asked_for(school: School) -> None:
    head = "username;name;role;email"
    rows = ["learner-1;Ada;learner;ada@example.org", "coach-2;Coach-2;learner;", "ada;Ada;learner;"]

    refused(await school.send("admin", "POST", "/v1/imports/people", file(head, rows)), 422, "import-refused")
    report = await school.ok("admin", "POST", "/v1/imports/people", file(head, rows), import_mode="upsert")

    assert [row["result"] for row in report["results"]] == ["update", "update", "create"]
    assert report["results"][0]["detail"] == "changes name, email"
    ada = await school.ok("admin", "GET", f"/v1/people/{school.people['learner-1']}")
    assert (ada["name"], ada["email"], ada["version"]) == ("Ada", "ada@example.org", 2)
    again = await school.ok(
        "admin", "POST", "/v1/imports/people", file("username;name;role", ["learner-1;Ada;learner"])
    )
    assert found(again) == [(2, "unchanged", None)]  # an address that the file does not give is not compared


async def test_a_role_that_is_needed_stays(school: School) -> None:
    await school.schedule(name="Algebra")
    rows = ["coach-1;Coach-1;learner", "learner-3;Learner-3;coach"]

    report = await school.ok(
        "admin", "POST", "/v1/imports/people", file("username;name;role", rows), import_mode="upsert", partial=True
    )

    assert found(report) == [(2, "error", "role"), (3, "update", None)]
    assert "is a coach of the session 'Algebra'" in report["results"][0]["detail"]


async def test_courses_are_changed_and_categories_made(school: School) -> None:
    rows = ["MATH;Mathematics;Science", "BIO;Biology;Science"]

    report = await school.ok(
        "admin", "POST", "/v1/imports/courses", file("code;title;category", rows), import_mode="upsert"
    )

    assert [row["result"] for row in report["results"]] == ["update", "create"]
    courses = (await school.ok("admin", "GET", "/v1/courses"))["items"]
    assert {(course["code"], course["category"]) for course in courses} == {("MATH", "Science"), ("BIO", "Science")}
    again = await school.ok("admin", "POST", "/v1/imports/courses", file("code;title", ["MATH;Mathematics"]))
    assert found(again) == [(2, "unchanged", None)]


async def test_classes_get_members_and_lose_none(school: School) -> None:
    head = "name;description;members"
    first = await school.ok("admin", "POST", "/v1/imports/classes", file(head, ["7a;Year 7;learner-1|learner-2"]))
    rows = ["7a;Year 7;learner-2|learner-3", "7b;;nobody", "7c;;coach-1", "7b|x;;"]

    refused(await school.send("admin", "POST", "/v1/imports/classes", file(head, rows[:1])), 422, "import-refused")
    report = await school.ok(
        "admin", "POST", "/v1/imports/classes", file(head, rows), import_mode="upsert", partial=True
    )

    assert found(report) == [
        (2, "update", None),
        (3, "error", "members"),
        (4, "error", "members"),
        (5, "error", "name"),
    ]
    assert report["results"][0]["detail"] == "changes members; 1 members whom the row does not name stay"
    class_id = first["results"][0]["id"]
    members = await school.ok("admin", "GET", f"/v1/classes/{class_id}")
    assert [member["username"] for member in members["members"]] == ["learner-1", "learner-2", "learner-3"]


async def test_enrolments_add_answer_and_remove_with_one_event(school: School) -> None:
    session_id = await school.schedule(name="Algebra")
    rows = [
        "Algebra;learner-3;;accepted",
        "Algebra;learner-1;remove;",
        "Algebra;learner-2;add;declined",
        "Algebra;learner-4;remove;",
    ]

    report = await school.ok(
        "admin",
        "POST",
        "/v1/imports/enrolments",
        file("SessionName;Username;Action;Acceptance", rows),
        import_mode="upsert",
    )

    assert [row["result"] for row in report["results"]] == ["create", "update", "update", "unchanged"]
    session = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    assert {(seat["person_id"], seat["acceptance"]) for seat in session["roster"]} == {
        (str(school.people["learner-2"]), "declined"),
        (str(school.people["learner-3"]), "accepted"),
    }
    _, event = await school.events(session_id)
    assert isinstance(event, RosterChanged)


async def test_enrolments_that_cannot_be_are_errors(school: School) -> None:
    await school.schedule(name="Algebra", seats_max=3)
    gone = await school.schedule(name="Gone")
    await school.ok("admin", "POST", f"/v1/sessions/{gone}/cancel", {"reason": "nobody came"})
    rows = [
        "Algebra;learner-3;;",
        "Algebra;learner-4;;",
        "Algebra;nobody;;",
        "Algebra;coach-1;;",
        "Nothing;learner-1;;",
        "Gone;learner-4;;",
        "Gone;learner-1;;",
        "Algebra;learner-2;;declined",
        "Algebra;learner-3;;accepted",
        "Algebra;learner-1;remove;accepted",
    ]

    report = await school.ok(
        "admin", "POST", "/v1/imports/enrolments", file("SessionName;Username;Action;Acceptance", rows), partial=True
    )

    assert found(report) == [
        (2, "create", None),
        (3, "error", "Username"),
        (4, "error", "Username"),
        (5, "error", "Username"),
        (6, "error", "SessionName"),
        (7, "error", "SessionName"),
        (8, "error", "SessionName"),
        (9, "error", "Acceptance"),
        (10, "error", "Username"),
        (11, "error", "Acceptance"),
    ]
    assert "all 3 seats of 'Algebra' are taken" in report["results"][1]["detail"]
    assert "'learner-3' of 'Algebra' is already in line 2" in report["results"][8]["detail"]


async def test_enrolments_of_one_session_need_usernames_only(school: School) -> None:
    session_id = await school.schedule(name="Algebra")
    path = "/v1/imports/enrolments"

    report = await school.ok("admin", "POST", path, file("Username", ["learner-3"]), session_id=session_id)
    other = await school.ok(
        "admin", "POST", path, file("Username;SessionName", ["learner-4;B"]), session_id=session_id, dry_run=True
    )
    missing = await school.send("admin", "POST", path, file("Username", ["learner-3"]), session_id=str(school.org_id))

    assert found(report) == [(2, "create", None)]
    assert found(other) == [(2, "error", "SessionName")]
    refused(missing, 404, "session-not-found")


async def test_what_is_not_imported_is_said(school: School) -> None:
    rows = ["BIO;Biology;Science;Ada"]

    report = await school.ok("admin", "POST", "/v1/imports/courses", file("Code;Title;CourseCategory;Teacher", rows))

    assert report["hints"] == ["These columns are not imported: Teacher."]


async def test_names_have_no_white_space_at_their_ends(school: School) -> None:
    for path, body in (
        ("/v1/people", {"username": "ada", "name": "Ada ", "role": "learner"}),
        ("/v1/courses", {"code": "BIO", "title": " Biology"}),
        ("/v1/courses", {"code": "BIO", "title": "Biology", "category": "Science\t"}),
        ("/v1/categories", {"name": " Science"}),
        ("/v1/classes", {"name": "7a "}),
        ("/v1/rooms", {"name": "R4\n"}),
        ("/v1/sessions", {"name": "Algebra ", "mode": "online", "coaches": [{"person_id": str(school.admin_id)}]}),
    ):
        detail = refused(await school.send("admin", "POST", path, body), 422, "unprocessable")
        assert "begins or ends with white space" in detail, path


async def test_a_week_of_a_faculty_is_imported_in_one_call_each(school: School) -> None:
    for kind in ("people", "courses", "sessions"):
        data = (WEEK / f"{kind}.csv").read_bytes()
        first = await school.ok("admin", "POST", f"/v1/imports/{kind}", data)
        again = await school.ok("admin", "POST", f"/v1/imports/{kind}", data)
        assert first["created"] == again["unchanged"] == data.count(b"\n") - 1, kind
    exported = await school.send("admin", "GET", "/v1/sessions/export")
    report = await school.ok("admin", "POST", "/v1/imports/sessions", exported.content)
    assert (report["unchanged"], report["errors"]) == (first["rows"], 0)
