"""Importing CSV files through HTTP: all rows or none, and the same file again changes nothing."""

from datetime import UTC, datetime, timedelta

from contracts.sessions import SessionScheduled
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements

from ..conftest import School, refused

HEADER = "SessionName;Coach;DateStart;DateEnd;Users;Courses;SessionCategory\n"
MONDAY = "Algebra;coach-1;2026-11-02 07:10:00;2026-11-02 07:55:00;learner-1|learner-2;MATH;Maths\n"
TUESDAY = "Geometry;coach-2;2026/11/03;2026/11/03;learner-3;;\n"


async def test_sessions_are_imported_with_an_event_each(school: School) -> None:
    report = await school.ok(
        "admin", "POST", "/v1/imports/sessions", (HEADER + MONDAY + TUESDAY).encode(), acceptance="accepted"
    )

    assert {key: report[key] for key in ("rows", "created", "unchanged", "errors")} == {
        "rows": 2,
        "created": 2,
        "unchanged": 0,
        "errors": 0,
    }
    algebra, geometry = report["results"]
    assert (algebra["line"], algebra["result"], algebra["name"]) == (2, "create", "Algebra")
    [event] = await school.events(algebra["id"])
    assert isinstance(event, SessionScheduled)
    assert event.starts_at == datetime(2026, 11, 2, 6, 10, tzinfo=UTC)  # the organisation is in Prague
    assert {seat.acceptance for seat in event.roster} == {"accepted"}
    assert event.course_ids == (school.course_id,)
    session = await school.ok("admin", "GET", f"/v1/sessions/{geometry['id']}")
    assert (session["category"], session["zone"], session["mode"]) == (None, "Europe/Prague", "online")


async def test_the_same_file_again_changes_nothing(school: School) -> None:
    data = (HEADER + MONDAY + TUESDAY).encode()
    first = await school.ok("admin", "POST", "/v1/imports/sessions", data)

    again = await school.ok("admin", "POST", "/v1/imports/sessions", data)

    assert (again["created"], again["unchanged"], again["errors"]) == (0, 2, 0)
    assert [row["id"] for row in again["results"]] == [row["id"] for row in first["results"]]
    assert len(await school.events(first["results"][0]["id"])) == 1


async def test_a_dry_run_reports_and_writes_nothing(school: School) -> None:
    data = (HEADER + MONDAY + TUESDAY.replace("coach-2", "nobody")).encode()

    report = await school.ok("admin", "POST", "/v1/imports/sessions", data, dry_run=True)

    assert (report["created"], report["errors"]) == (1, 1)
    assert report["results"][0]["id"] is None
    assert (report["results"][1]["line"], report["results"][1]["column"]) == (3, "Coach")
    assert await school.rows("SELECT 1 FROM sessions") == []
    assert await school.rows("SELECT 1 FROM categories") == []


async def test_one_wrong_row_refuses_the_whole_file_with_the_report(school: School) -> None:
    await school.ok("admin", "POST", "/v1/imports/sessions", (HEADER + TUESDAY).encode())
    rows = [
        MONDAY,
        MONDAY.replace("Algebra", "B").replace("coach-1", "nobody"),
        MONDAY.replace("Algebra", "C").replace("coach-1", "learner-1"),
        MONDAY.replace("Algebra", "D").replace("learner-2", "nobody"),
        MONDAY.replace("Algebra", "E").replace("learner-2", "coach-2"),
        MONDAY.replace("Algebra", "F").replace("MATH", "ALCHEMY"),
        MONDAY.replace("Algebra", "G").replace("07:55", "06:55"),
        MONDAY.replace("learner-2", "learner-3"),
        TUESDAY.replace("learner-3", "learner-4"),
        "too;few\n",
    ]

    answer = await school.send("admin", "POST", "/v1/imports/sessions", (HEADER + "".join(rows)).encode())

    refused(answer, 422, "import-refused")
    report = answer.json()["report"]
    found = [(row["line"], row["result"], row["column"]) for row in report["results"]]
    assert found == [
        (2, "create", None),
        (3, "error", "Coach"),
        (4, "error", "Coach"),
        (5, "error", "Users"),
        (6, "error", "Users"),
        (7, "error", "Courses"),
        (8, "error", "DateEnd"),
        (9, "error", "SessionName"),
        (10, "error", "Users"),
        (11, "error", "Coach"),  # it is missing
    ]
    assert (report["rows"], report["errors"]) == (10, 9)
    assert len(answer.json()["errors"]) == 9
    assert [name for (name,) in await school.rows("SELECT name FROM sessions")] == ["Geometry"]


async def test_people_and_courses_are_imported_once(school: School) -> None:
    people = b"\xef\xbb\xbfusername,name,role,email\r\nada,Ada Lovelace,learner,ada@example.org\r\n"
    courses = "code;title;category\nBIO;Biologie für Anfänger;Přírodopis\n".encode()

    for kind, data in (("people", people), ("courses", courses)):
        first = await school.ok("admin", "POST", f"/v1/imports/{kind}", data)
        again = await school.ok("admin", "POST", f"/v1/imports/{kind}", data)
        assert (first["created"], again["unchanged"]) == (1, 1)
        assert first["results"][0]["id"] == again["results"][0]["id"]
    changed = people.replace(b"learner,", b"coach,")
    answer = await school.send("admin", "POST", "/v1/imports/people", changed)
    refused(answer, 422, "import-refused")
    assert "differs in role" in answer.json()["report"]["results"][0]["detail"]
    assert (await school.ok("admin", "GET", "/v1/courses", code="BIO"))["items"][0]["category"] == "Přírodopis"


async def test_files_and_parameters_that_make_no_sense_are_refused(school: School) -> None:
    path = "/v1/imports/sessions"
    refused(await school.send("admin", "POST", path, b""), 422, "unreadable-file")
    refused(await school.send("admin", "POST", path, b"\xff\xfe"), 422, "unreadable-file")
    refused(await school.send("admin", "POST", path, b"a;b\n"), 422, "unreadable-file")
    data = (HEADER + MONDAY).encode()
    refused(await school.send("admin", "POST", path, data, zone="Mars/Olympus"), 422, "invalid-schedule")
    refused(await school.send("admin", "POST", path, data, acceptance="declined"), 422, "unprocessable")
    refused(await school.send("coach-1", "POST", path, data), 403, "forbidden")
    assert (await school.send("admin", "POST", path, b"x" * (64 * 1_048_576 + 1))).status_code == 413
    assert await school.rows("SELECT 1 FROM sessions") == []


async def test_the_zone_is_that_of_the_request(school: School) -> None:
    report = await school.ok(
        "admin",
        "POST",
        "/v1/imports/sessions",
        (HEADER + MONDAY).encode(),
        zone="America/New_York",
        mode="in_person",
    )

    session = await school.ok("admin", "GET", f"/v1/sessions/{report['results'][0]['id']}")
    assert session["starts_at"] == "2026-11-02T12:10:00Z"
    assert (session["zone"], session["mode"]) == ("America/New_York", "in_person")


async def test_a_faculty_week_is_imported_in_a_few_seconds(school: School, statements_max: StatementsMax) -> None:
    learners = [f"student-{n}" for n in range(800)]
    people = "".join(f"{name};{name};learner\n" for name in learners)
    await school.ok("admin", "POST", "/v1/imports/people", f"username;name;role\n{people}".encode())
    begin = datetime(2026, 11, 2, 7, tzinfo=UTC)
    rows = "".join(
        f"Class {n};coach-1;{(at := begin + timedelta(hours=n)):%Y-%m-%d %H}:10;{at:%Y-%m-%d %H}:55;"
        f"{'|'.join(learners[(n * 7 + seat) % 800] for seat in range(24))};MATH;Week\n"
        for n in range(367)
    )

    statements = sent_statements(school.engine)
    report = await school.ok("admin", "POST", "/v1/imports/sessions", (HEADER + rows).encode())

    assert report["created"] == 367
    assert (await school.rows("SELECT count(*) FROM roster"))[0][0] == 367 * 24
    assert (await school.rows("SELECT count(*) FROM outbox WHERE topic = 'sessions.lifecycle.v1'"))[0][0] == 367
    # The number of statements decides, not the number of rows; `make bench ARGS=imports` measures the seconds.
    assert len(statements) <= statements_max["sessions"]["import_week"]
