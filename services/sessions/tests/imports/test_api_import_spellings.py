"""Files that write names in other spellings than the database, or in several: they mean the same rows."""

from typing import Any

from ..conftest import School, refused
from ..helpers.importing import begin, file, found, work, worker_of

SPELLINGS = ("Fran\u00e7ais", "FRAN\u00c7AIS", "fran\u00e7ais", "\uff26ran\u00e7ais", "Fran\u200d\u00e7ais")


async def sent(school: School, kind: str, head: str, *rows: str, **params: Any) -> Any:
    return await school.ok("admin", "POST", f"/v1/imports/{kind}", file(head, rows), **params)


async def test_people_are_changed_and_repeated_in_any_spelling(school: School) -> None:
    head = "username;name;role"

    report = await sent(
        school, "people", head, "LEARNER-1;Ada;learner", "ida.holm;Ida;learner", import_mode="upsert", partial=True
    )
    again = await sent(
        school, "people", head, "Ida.Holm;Ida;learner", "IDA.HOLM;Ida;learner", import_mode="upsert", partial=True
    )

    assert found(report) == [(2, "update", None), (3, "create", None)]
    ada = await school.ok("admin", "GET", f"/v1/people/{school.people['learner-1']}")
    assert (ada["username"], ada["name"]) == ("learner-1", "Ada")
    assert found(again) == [(2, "unchanged", None), (3, "unchanged", None)]
    assert again["results"][1]["detail"] == "is the same as line 2; 'IDA.HOLM' means 'Ida.Holm'"
    assert again["results"][1]["id"] == again["results"][0]["id"]


async def test_courses_and_classes_are_found_in_any_spelling(school: School) -> None:
    rows = [f"FR-{place};French;{name}" for place, name in enumerate(SPELLINGS)]
    await sent(school, "courses", "code;title;category", *rows)
    await sent(school, "classes", "name;members", "7a;LEARNER-1|learner-2")

    courses = await sent(school, "courses", "code;title;category", "fr-0;French;FRAN\u00c7AIS")
    classes = await sent(
        school, "classes", "name;members", "7A;learner-1|Learner-2|\uff4cearner-3", import_mode="upsert"
    )
    twice = await school.send("admin", "POST", "/v1/imports/classes", file("name;members", ["8a;learner-1|LEARNER-1"]))

    assert [row["name"] for row in (await school.ok("admin", "GET", "/v1/categories"))["items"]] == [SPELLINGS[0]]
    assert found(courses) == [(2, "unchanged", None)]
    assert classes["results"][0]["detail"] == (
        "changes members; '7A' means '7a'; 'Learner-2' means 'learner-2'; '\uff4cearner-3' means 'learner-3'"
    )
    refused(twice, 422, "import-refused")
    assert twice.json()["report"]["results"][0]["detail"] == (
        "'learner-1' and 'LEARNER-1' are the same person; name it once"
    )


async def test_a_file_of_sessions_means_one_category_course_and_class_by_all_spellings(school: School) -> None:
    await sent(school, "classes", "name;members", "7a;learner-4")
    await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 4"})
    head = "SessionName;Coach;DateStart;DateEnd;Users;Courses;Classes;SessionCategory;Room;Seats"
    rows = [
        f"Session {place};COACH-1;;;learner-1|LEARNER-2;math[][Learner-1]|Math[][learner-1];7A;{name};\uff32OOM 4;3"
        for place, name in enumerate(SPELLINGS)
    ]
    code = (await school.ok("admin", "GET", f"/v1/courses/{school.course_id}"))["code"]
    rows = [row.replace("math", code.lower()).replace("Math", code.title()) for row in rows]

    await sent(school, "sessions", head, *rows)
    again = await sent(school, "sessions", head, *(row.replace("Session", "SESSION") for row in rows))

    assert {result for _, result, _ in found(again)} == {"unchanged"}
    assert [row["name"] for row in (await school.ok("admin", "GET", "/v1/categories"))["items"]] == [SPELLINGS[0]]
    names = await school.rows("SELECT name, learner_count FROM sessions ORDER BY name")
    assert [tuple(row) for row in names] == [(f"Session {place}", 3) for place in range(len(SPELLINGS))]


async def test_a_row_of_a_session_may_not_name_one_person_or_class_in_two_spellings(school: School) -> None:
    await sent(school, "classes", "name;members", "7a;learner-4")
    head = "SessionName;Coach;DateStart;DateEnd;Users;CoCoaches;Classes"
    rows = [
        "A;coach-1;;;learner-1|LEARNER-1;;",
        "B;coach-1;;;;COACH-1;",
        "C;coach-1;;;;;7a|7A",
        "b;coach-1;;;;COACH-1;",
    ]

    report = await sent(school, "sessions", head, *rows, partial=True)

    details = [row["detail"] for row in report["results"]]
    assert details == [
        "'learner-1' and 'LEARNER-1' are the same person; name it once",
        "'coach-1' is already the session coach; name only the co-coaches",
        "'7a' and '7A' are the same class; name it once",
        "'b' is already in line 3, as 'B'; leave one of the two out",
    ]


async def test_enrolments_of_one_session_in_two_spellings_share_its_seats(school: School) -> None:
    session_id = await school.schedule(name="Algebra", seats_max=3)
    rows = ["Algebra;learner-3;", "ALGEBRA;learner-4;", "algebra;LEARNER-3;accepted"]

    report = await sent(school, "enrolments", "SessionName;Username;Acceptance", *rows, partial=True)
    own = await sent(
        school, "enrolments", "SessionName;Username", "ALGEBRA;Learner-1", ";learner-2", session_id=session_id
    )
    other = await sent(
        school, "enrolments", "SessionName;Username", "Geometry;Learner-1", session_id=session_id, dry_run=True
    )

    assert found(report) == [(2, "create", None), (3, "error", "Username"), (4, "error", "Username")]
    assert (
        "'LEARNER-3' of 'algebra' is already in line 2, as 'learner-3' of 'Algebra'" in report["results"][2]["detail"]
    )
    assert found(own) == [(2, "unchanged", None), (3, "unchanged", None)]
    assert found(other) == [(2, "error", "SessionName")]
    assert "'Geometry' is not 'Algebra', the session of this request" in other["results"][0]["detail"]


async def test_a_row_that_an_earlier_step_has_seen_is_found_in_another_spelling(school: School) -> None:
    rows = [f"User-{place};User;learner" for place in range(6_000)]
    data = file("username;name;role", [*rows, "USER-7;User;coach", "USER-8;User;learner"])

    import_id = await begin(school, "people", data, partial=True)
    async with worker_of(school) as worker:
        await work(worker)

    [row] = (await school.ok("admin", "GET", f"/v1/imports/{import_id}/rows", result="error"))["items"]
    [same] = (await school.ok("admin", "GET", f"/v1/imports/{import_id}/rows", result="unchanged"))["items"]
    [user] = (await school.ok("admin", "GET", "/v1/people", usernames="user-8"))["items"]
    ended = await school.ok("admin", "GET", f"/v1/imports/{import_id}")
    assert row["detail"] == "'USER-7' is already in line 9, as 'User-7'; leave one of the two out"
    assert (same["line"], same["id"]) == (6_003, user["person_id"])
    assert same["detail"] == "is the same as line 10; 'USER-8' means 'User-8'"
    assert [ended[count] for count in ("rows", "created", "unchanged", "errors")] == [6_002, 6_000, 1, 1]


async def test_a_name_in_several_spellings_makes_one_person_and_the_other_rows_say_so(school: School) -> None:
    head = "username;name;role"
    rows = [
        "zo\u00e9;Zo\u00e9;learner",
        "zoe\u0301;Zoe\u0301;learner",
        "ZO\u00c9;Zo\u00e9;learner",
        "zo\u00e9\u200b;Zo\u00e9;learner",
    ]

    report = await sent(school, "people", head, *rows)
    again = await sent(school, "people", head, rows[3], import_mode="upsert")

    assert [result for _, result, _ in found(report)] == ["create", "unchanged", "unchanged", "unchanged"]
    assert [row["detail"] for row in report["results"][1:]] == [
        "is the same as line 2",
        "is the same as line 2; 'ZO\u00c9' means 'zo\u00e9'",
        "is the same as line 2; 'zo\u00e9\\u200b' means 'zo\u00e9'",
    ]
    assert len({row["id"] for row in report["results"]}) == 1
    assert [row["detail"] for row in again["results"]] == ["'zo\u00e9\\u200b' means 'zo\u00e9'"]
    assert [one["username"] for one in (await school.ok("admin", "GET", "/v1/people", q="zoe"))["items"]] == [
        "zo\u00e9"
    ]


async def test_rows_of_sessions_and_courses_say_which_names_mean_something_that_is_spelt_otherwise(
    school: School,
) -> None:
    spellings = ["Fran\u00e7ais", "fran\u00e7ais", "FRAN\u00c7AIS", "Franc\u0327ais", "Fran\u00e7ais\u200b"]
    await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 4"})
    head = "SessionName;Coach;DateStart;DateEnd;Users;SessionCategory;Room"
    times = [f"2026-11-{day:02} 08:00;2026-11-{day:02} 09:00" for day in range(2, 7)]
    rows = (f"L{place};coach-1;{times[place]};;{name};" for place, name in enumerate(spellings))

    report = await sent(school, "sessions", head, *rows)
    again = await sent(school, "sessions", head, "l0;COACH-1;;;Learner-1;Fran\u00e7ais;ROOM 4", import_mode="upsert")
    courses = await sent(school, "courses", "code;title;category", "X;X;fran\u00e7ais")

    assert [row["detail"] for row in report["results"]] == [
        None,
        "'fran\u00e7ais' means 'Fran\u00e7ais'",
        "'FRAN\u00c7AIS' means 'Fran\u00e7ais'",
        None,
        "'Fran\u00e7ais\\u200b' means 'Fran\u00e7ais'",
    ]
    assert again["results"][0]["detail"] == (
        "changes Room, Users; 'l0' means 'L0'; 'COACH-1' means 'coach-1'; 'Learner-1' means 'learner-1'; "
        "'ROOM 4' means 'Room 4'"
    )
    assert courses["results"][0]["detail"] == "'fran\u00e7ais' means 'Fran\u00e7ais'"
    assert [row["name"] for row in (await school.ok("admin", "GET", "/v1/categories"))["items"]] == [spellings[0]]


async def test_a_row_names_five_spellings_and_counts_the_others(school: School) -> None:
    people = [f"Pupil-{place};Pupil;learner" for place in range(8)]
    await sent(school, "people", "username;name;role", *people)

    report = await sent(school, "classes", "name;members", "7a;" + "|".join(f"pupil-{place}" for place in range(8)))

    assert report["results"][0]["detail"].endswith("'pupil-4' means 'Pupil-4'; and 3 more")
