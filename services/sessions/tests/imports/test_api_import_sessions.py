"""Importing sessions: each value of a row obeys the same rules as through the API."""

from datetime import UTC, datetime

import pytest
from contracts.sessions import RosterChanged, SessionChanged, SessionScheduled

from ..conftest import RECAP, School, refused
from ..helpers.importing import file, found

WHOLE = (
    "SessionName;Coach;DateStart;DateEnd;Users;Courses;VisibilityAfterExpiration;DisplayStartDate;DisplayEndDate;"
    "CoachStartDate;CoachEndDate;Classes;SessionCategory;SessionDescription;CoCoaches;ScheduleStart;ScheduleEnd;Zone;"
    "Mode;Room;Seats"
)
ALGEBRA = (
    "Algebra;coach-1;2026-11-01;2026-12-01;learner-1;MATH[coach-2][learner-2];list_only;2026-10-01;2026-12-24;"
    "2026-11-01;;7a;Maths;With a proof;coach-2:2500;2026-11-02 07:10;2026-11-02 07:55;Europe/London;in_person;R4;4"
)
PLAIN = "SessionName;Coach;DateStart;DateEnd;Users;Courses"
MONDAY = "Algebra;coach-1;2026-11-02 08:00;2026-11-02 09:00;learner-1;MATH"


async def furnish(school: School) -> None:
    """Create a room, and a class with one learner."""
    await school.ok("admin", "POST", "/v1/rooms", {"name": "R4"})
    await school.ok("admin", "POST", "/v1/imports/classes", file("name;members", ["7a;learner-3"]))


async def test_a_row_makes_a_session_with_everything_that_it_says(school: School) -> None:
    await furnish(school)

    report = await school.ok("admin", "POST", "/v1/imports/sessions", file(WHOLE, [ALGEBRA]), acceptance="accepted")

    session = await school.ok("admin", "GET", f"/v1/sessions/{report['results'][0]['id']}")
    assert session["starts_at"] == "2026-11-02T07:10:00Z"
    assert session["access_from"] == "2026-11-01T00:00:00Z"
    assert (session["display_from"], session["display_until"]) == ("2026-09-30T23:00:00Z", "2026-12-25T00:00:00Z")
    assert (session["coach_from"], session["coach_until"]) == ("2026-11-01T00:00:00Z", None)
    assert (session["visibility"], session["category"], session["description"]) == (
        "list_only",
        "Maths",
        "With a proof",
    )
    assert (session["zone"], session["mode"], session["room"], session["seats_max"]) == (
        "Europe/London",
        "in_person",
        "R4",
        4,
    )
    assert [(coach["person_id"], coach["share_basis_points"]) for coach in session["coaches"]] == [
        (str(school.people["coach-1"]), 7500),
        (str(school.people["coach-2"]), 2500),
    ]
    assert {seat["person_id"] for seat in session["roster"]} == {str(school.people[f"learner-{n}"]) for n in (1, 2, 3)}
    [course] = session["courses"]
    assert course["coach_ids"] == [str(school.people["coach-2"])]
    parts = await school.rows("SELECT person_id FROM session_course_people WHERE part = 'learner'")
    assert [row.person_id for row in parts] == [school.people["learner-2"]]
    [event] = await school.events(session["session_id"])
    assert isinstance(event, SessionScheduled)
    assert len(event.roster) == 3


async def test_the_same_row_again_is_unchanged_and_a_class_is_not_enrolled_again(school: School) -> None:
    await furnish(school)
    data = file(WHOLE, [ALGEBRA])
    await school.ok("admin", "POST", "/v1/imports/sessions", data)
    await school.ok(
        "admin", "POST", "/v1/imports/classes", file("name;members", ["7a;learner-4"]), import_mode="upsert"
    )

    for mode in ("create", "upsert"):
        report = await school.ok("admin", "POST", "/v1/imports/sessions", data, import_mode=mode)
        assert found(report) == [(2, "unchanged", None)]
    assert (await school.rows("SELECT count(*) FROM roster"))[0][0] == 3


async def test_a_row_that_differs_is_an_error_that_names_the_columns_or_a_change(school: School) -> None:
    await furnish(school)
    first = await school.ok("admin", "POST", "/v1/imports/sessions", file(PLAIN, [MONDAY]))
    session_id = first["results"][0]["id"]
    data = file(WHOLE, [ALGEBRA])

    answer = await school.send("admin", "POST", "/v1/imports/sessions", data)
    refused(answer, 422, "import-refused")
    [row] = answer.json()["report"]["results"]
    assert row["column"] == "CoCoaches"
    assert row["detail"] == (
        "exists and differs in CoCoaches, ScheduleStart, ScheduleEnd, DateStart, DateEnd, DisplayStartDate, "
        "DisplayEndDate, CoachStartDate, VisibilityAfterExpiration, SessionDescription, Mode, Zone, Room, Seats, "
        "Courses, Classes, SessionCategory; send the file with import_mode=upsert to change it"
    )
    report = await school.ok("admin", "POST", "/v1/imports/sessions", data, import_mode="upsert")

    assert (found(report), report["updated"]) == ([(2, "update", None)], 1)
    session = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    assert (session["room"], session["seats_max"], session["category"], session["version"]) == ("R4", 4, "Maths", 4)
    events = await school.events(session_id)
    assert [type(event) for event in events] == [SessionScheduled, SessionChanged, RosterChanged, SessionChanged]
    assert [event.sequence for event in events] == [1, 2, 3, 4]
    history = await school.rows("SELECT version, action, by FROM session_history ORDER BY version")
    assert [(row.version, row.action) for row in history] == [
        (2, "changed"),
        (3, "roster_changed"),
        (4, "courses_changed"),
    ]
    assert {row.by for row in history} == {school.admin_id}
    again = await school.ok("admin", "POST", "/v1/imports/sessions", data)
    assert found(again) == [(2, "unchanged", None)]


async def test_what_a_file_does_not_say_stays_and_nobody_is_taken_out(school: School) -> None:
    await furnish(school)
    first = await school.ok("admin", "POST", "/v1/imports/sessions", file(WHOLE, [ALGEBRA]))
    session_id = first["results"][0]["id"]
    before = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    row = "Algebra;coach-1;;;learner-4;"

    report = await school.ok("admin", "POST", "/v1/imports/sessions", file(PLAIN, [row]), import_mode="upsert")

    assert report["results"][0]["detail"] == "changes Users"
    after = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    assert len(after["roster"]) == 4
    of_people = ("roster", "learner_count", "people", "version")
    assert {key: value for key, value in after.items() if key not in of_people} == {
        key: value for key, value in before.items() if key not in of_people
    }


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("B;nobody;;;;", "Coach", "there is no person 'nobody'; import people first"),
        ("B;learner-1;;;;", "Coach", "'learner-1' is a learner, not a coach or admin"),
        (
            "B;coach-1;;;no-1|learner-1|no-2;",
            "Users",
            "there is no person 'no-1' (and 1 more); import people first",
        ),
        ("B;coach-1;;;coach-2;", "Users", "'coach-2' is a coach, not a learner"),
        ("B;coach-1;;;;ALCHEMY", "Courses", "there is no course 'ALCHEMY'; import courses first"),
        ("B;coach-1;;;;MATH[learner-1]", "Courses", "'learner-1' is a learner, not a coach or admin"),
        ("B;coach-1;;;;MATH[][nobody]", "Courses", "there is no person 'nobody'; import people first"),
    ],
)
async def test_who_and_what_is_not_there_is_an_error(school: School, row: str, column: str, says: str) -> None:
    report = await school.ok("admin", "POST", "/v1/imports/sessions", file(PLAIN, [row]), dry_run=True)

    assert found(report) == [(2, "error", column)]
    assert report["results"][0]["detail"] == says


async def test_classes_rooms_and_seats_are_looked_at_too(school: School) -> None:
    await furnish(school)
    rows = ["A;coach-1;;;;8b;;", "B;coach-1;;;;;R5;", "C;coach-1;;;learner-1|learner-2;7a;;2", "D;coach-1;;;;7a;R4;1"]
    head = "SessionName;Coach;DateStart;DateEnd;Users;Classes;Room;Seats"

    report = await school.ok("admin", "POST", "/v1/imports/sessions", file(head, rows), partial=True)

    assert found(report) == [(2, "error", "Classes"), (3, "error", "Room"), (4, "error", "Seats"), (5, "create", None)]
    assert "there is no room 'R5'" in report["results"][1]["detail"]
    assert "needs 3 seats, but there are 2" in report["results"][2]["detail"]
    assert await school.rows("SELECT name FROM sessions") == [("D",)]


async def test_who_is_booked_is_named_with_the_other_session_or_line(school: School) -> None:
    await furnish(school)
    await school.ok("admin", "POST", "/v1/imports/sessions", file(PLAIN, [MONDAY]))
    head = "SessionName;Coach;DateStart;DateEnd;CoCoaches;Room"
    rows = [
        "B;coach-2;2026-11-02 08:30;2026-11-02 09:30;coach-1;",
        "C;coach-2;2026-11-02 10:00;2026-11-02 11:00;;R4",
        "D;coach-1;2026-11-02 10:59;2026-11-02 11:30;;R4",
        "E;coach-1;2026-11-02 11:00;2026-11-02 12:00;;R4",
        "F;coach-2;2026-11-02 10:30;2026-11-02 10:45;;",
    ]

    report = await school.ok("admin", "POST", "/v1/imports/sessions", file(head, rows), partial=True)

    assert found(report) == [
        (2, "error", "CoCoaches"),
        (3, "create", None),
        (4, "error", "Room"),
        (5, "create", None),
        (6, "error", "Coach"),
    ]
    details = [row["detail"] for row in report["results"]]
    assert "Coach-1 is booked for 'Algebra' from 2026-11-02 08:00 to 2026-11-02 09:00 Europe/Prague" in details[0]
    assert "R4 is booked in line 3 from 2026-11-02 10:00 to 2026-11-02 11:00 Europe/Prague" in details[2]
    assert "Coach-2 is booked in line 3" in details[4]


async def test_two_sessions_of_a_file_may_change_places(school: School) -> None:
    nine = "Geometry;coach-1;2026-11-02 09:00;2026-11-02 10:00;;"
    await school.ok("admin", "POST", "/v1/imports/sessions", file(PLAIN, [MONDAY, nine]))
    swapped = [MONDAY.replace("Algebra", "Geometry"), nine.replace("Geometry", "Algebra")]

    report = await school.ok("admin", "POST", "/v1/imports/sessions", file(PLAIN, swapped), import_mode="upsert")

    assert report["updated"] == 2
    bookings = await school.rows(
        "SELECT s.name, b.starts_at FROM bookings b JOIN sessions s ON s.id = b.session_id ORDER BY b.starts_at"
    )
    assert [tuple(row) for row in bookings] == [
        ("Geometry", datetime(2026, 11, 2, 7, tzinfo=UTC)),
        ("Algebra", datetime(2026, 11, 2, 8, tzinfo=UTC)),
    ]


async def test_a_session_that_cannot_move_keeps_its_place_against_later_rows(school: School) -> None:
    rows = [MONDAY, "Geometry;coach-1;2026-11-02 09:00;2026-11-02 10:00;;"]
    await school.ok("admin", "POST", "/v1/imports/sessions", file(PLAIN, rows))
    moved = [
        "Algebra;coach-1;2026-11-02 09:30;2026-11-02 10:30;;",  # overlaps Geometry, which stays
        "New;coach-1;2026-11-02 08:00;2026-11-02 08:30;;",  # overlaps Algebra, which stays for that reason
    ]

    report = await school.ok(
        "admin", "POST", "/v1/imports/sessions", file(PLAIN, moved), import_mode="upsert", partial=True
    )

    assert found(report) == [(2, "error", "Coach"), (3, "error", "Coach")]
    assert "'Geometry'" in report["results"][0]["detail"]
    assert "'Algebra'" in report["results"][1]["detail"]


async def test_what_is_over_may_not_change_in_what_happened(school: School) -> None:
    done = await school.started(name="Done")
    assert (await school.complete(done, recap=RECAP)).is_success
    gone = await school.schedule(name="Gone")
    await school.ok("admin", "POST", f"/v1/sessions/{gone}/cancel", {"reason": "nobody came"})
    head = "SessionName;Coach;DateStart;DateEnd;Users;SessionDescription"
    rows = ["Done;coach-1;;;learner-3;x", "Gone;coach-1;;;;other"]

    report = await school.ok(
        "admin", "POST", "/v1/imports/sessions", file(head, rows), import_mode="upsert", partial=True
    )
    described = await school.ok(
        "admin", "POST", "/v1/imports/sessions", file(head, ["Done;coach-1;;;learner-1;better"]), import_mode="upsert"
    )

    # The name of a cancelled session is free, so its row plans another one.
    assert found(report) == [(2, "error", "Users"), (3, "create", None)]
    assert "The session is completed" in report["results"][0]["detail"]
    assert described["updated"] == 1
    assert (await school.ok("admin", "GET", f"/v1/sessions/{done}"))["description"] == "better"


async def test_shares_that_a_row_does_not_give_stay(school: School) -> None:
    head = "SessionName;Coach;DateStart;DateEnd;CoCoaches"
    await school.ok("admin", "POST", "/v1/imports/sessions", file(head, ["A;coach-1;;;coach-2:1000"]))

    same = await school.ok("admin", "POST", "/v1/imports/sessions", file(head, ["A;coach-1;;;coach-2"]))
    other = await school.ok(
        "admin",
        "POST",
        "/v1/imports/sessions",
        file(head, ["A;coach-1;;;coach-2:2000"]),
        dry_run=True,
        import_mode="upsert",
    )
    swap = await school.ok(
        "admin", "POST", "/v1/imports/sessions", file(head[:-10], ["A;coach-2;;"]), dry_run=True, import_mode="upsert"
    )

    assert found(same) == [(2, "unchanged", None)]
    assert other["results"][0]["detail"] == "changes CoCoaches"
    assert found(swap) == [(2, "error", "Coach")]
