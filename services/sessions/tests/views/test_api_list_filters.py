"""Lists with every filter and order give the same answer, whether an index finds the rows or a walk does."""

import itertools
import random
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from sessions import search
from sessions.views.lists.walk import queries as whole_list

from ..conftest import School, refused
from ..helpers.batches import create, monday

NOW = datetime.now(UTC).replace(microsecond=0)
SUBJECTS = ("Algebra", "Geometrie für Anfänger", "Přírodopis", "Drama")
COURSES = {"ALG": "Linear equations", "BIO": "Cells and Müller cells"}


@pytest.fixture
async def catalogue(school: School) -> AsyncIterator[list[dict[str, Any]]]:
    """Forty sessions of every kind, as the model below knows them."""
    choose = random.Random(4)
    courses = {}
    for code, title in COURSES.items():
        made = await school.ok("admin", "POST", "/v1/courses", {"code": code, "title": title})
        courses[code] = made["course_id"]
    group = await school.ok("admin", "POST", "/v1/classes", {"name": "4.B", "members": [school.people["learner-3"]]})
    room = await school.ok("admin", "POST", "/v1/rooms", {"name": "B 12"})
    found = []
    for number in range(40):
        starts_at = None if number % 8 == 0 else NOW + timedelta(hours=3 * (number - 20))
        coach = choose.choice(["coach-1", "coach-2"])
        about = choose.choice([*COURSES, None])
        body: dict[str, Any] = {
            "name": f"{choose.choice(SUBJECTS)} {number:02}",
            "mode": "online" if number % 3 == 0 else "in_person",
            "room_id": room["room_id"] if number % 3 == 1 else None,
            "visibility": "list_only" if number % 4 == 1 else "read_only",
            "coaches": [{"person_id": school.people[coach]}],
            "course_ids": [courses[about]] if about else [],
            "category": choose.choice(["Maths", "Arts", None]),
            "starts_at": starts_at,
            "ends_at": None if starts_at is None else starts_at + timedelta(hours=2),
            "class_ids": [group["class_id"]] if number % 5 == 0 else [],
        }
        if number % 7 == 0:
            body |= {"display_from": NOW - timedelta(days=40), "display_until": NOW + timedelta(days=number - 20 or 1)}
        if number % 7 == 1:
            body |= {"access_until": NOW + timedelta(days=number - 20)}
        created = await school.ok("admin", "POST", "/v1/sessions", body)
        if number % 6 == 0:
            await school.ok("admin", "POST", f"/v1/sessions/{created['session_id']}/cancel", {"reason": "Rain"})
            created["state"] = "cancelled"
        found.append(created | {"coach": coach, "code": about, "class": group["class_id"], "number": number})
    yield found


def listed(one: dict[str, Any], side: str) -> datetime | None:
    """Return the date by which a list orders a session, by the rule in words."""
    names = {
        "from": ("display_from", "access_from", "starts_at"),
        "until": ("display_until", "access_until", "ends_at"),
    }
    for name, other in zip(names[side], names["until" if side == "from" else "from"], strict=True):
        if one[name] is not None or one[other] is not None:
            return None if one[name] is None else datetime.fromisoformat(one[name])
    return None


def status(one: dict[str, Any]) -> str:
    """Return the status by the rule in words."""
    starts, ends = listed(one, "from"), listed(one, "until")
    if ends is not None and ends < NOW:
        return "past"
    return "upcoming" if starts is not None and starts > NOW + timedelta(minutes=10) else "current"


def words(one: dict[str, Any]) -> list[str]:
    """Return the words by which a search finds a session."""
    title = COURSES.get(one["code"], "")
    content = f"{one['name']} {one['coach']} {one['code'] or ''} {title}".lower()
    for accented, plain in ("üu", "äa", "řr", "íi"):
        content = content.replace(accented, plain)
    return content.replace("-", " ").split()


def has(one: dict[str, Any], *beginnings: str) -> bool:
    """Say whether each of these is the beginning of one of the session's words."""
    return all(any(word.startswith(beginning) for word in words(one)) for beginning in beginnings)


Check = Callable[[dict[str, Any]], bool]


def questions(school: School, catalogue: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Check]]:
    """Return every filter that is asked for, with its meaning."""
    course = next(one["course_ids"][0] for one in catalogue if one["code"] == "BIO")
    category = next(one["category_id"] for one in catalogue if one["category_id"])
    coach = school.people["coach-2"]
    return [
        ({}, lambda _: True),
        ({"status": "past"}, lambda one: status(one) == "past"),
        ({"status": "current"}, lambda one: status(one) == "current"),
        ({"status": "upcoming"}, lambda one: status(one) == "upcoming"),
        ({"state": "scheduled"}, lambda one: one["state"] == "scheduled"),
        ({"state": "cancelled"}, lambda one: one["state"] == "cancelled"),
        ({"state": "completed"}, lambda _: False),
        ({"category_id": category}, lambda one: one["category_id"] == category),
        ({"coach_id": coach}, lambda one: UUID(one["coaches"][0]["person_id"]) == coach),
        ({"course_id": course}, lambda one: course in one["course_ids"]),
        ({"class_id": catalogue[0]["class"]}, lambda one: one["number"] % 5 == 0),
        ({"learner_id": school.people["learner-3"]}, lambda one: one["number"] % 5 == 0),
        ({"room_id": catalogue[1]["room_id"]}, lambda one: one["number"] % 3 == 1),
        ({"batch_id": uuid4()}, lambda _: False),
        ({"mode": "online"}, lambda one: one["mode"] == "online"),
        ({"visibility": "list_only"}, lambda one: one["visibility"] == "list_only"),
        ({"ids": f"{catalogue[3]['session_id']},{uuid4()}"}, lambda one: one["number"] == 3),
        ({"names": f"{catalogue[5]['name'].upper()},Chess"}, lambda one: one["number"] == 5),
        ({"q": "ALGEBRA"}, lambda one: has(one, "algebra")),
        ({"q": "priro"}, lambda one: has(one, "priro")),
        ({"q": "coach 1 müll"}, lambda one: has(one, "coach", "1", "mull")),
        ({"q": "alg"}, lambda one: has(one, "alg")),
        ({"q": "gebra"}, lambda _: False),
        (
            {"coach_id": coach, "q": "alg", "status": "past"},
            lambda one: one["coach"] == "coach-2" and status(one) == "past" and has(one, "alg"),
        ),
        ({"listed_since": NOW.isoformat()}, lambda one: (at := listed(one, "from")) is not None and at >= NOW),
        ({"listed_before": NOW.isoformat()}, lambda one: (at := listed(one, "from")) is not None and at < NOW),
    ]


BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("way", ["looked up", "walked past"])
async def test_every_filter_in_every_order_gives_what_it_says(
    school: School, catalogue: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "walked past":
        monkeypatch.setattr(search, "LOOKED_UP_MAX", -1)
        monkeypatch.setattr(whole_list, "WALKED_MAX", 7)
    for (params, means), sort in itertools.product(questions(school, catalogue), ("start", "-start", "name", "-name")):
        expected = sorted(
            (one for one in catalogue if means(one)),
            key=lambda one: (
                one["name"] if sort.endswith("name") else (listed(one, "from") or BEFORE_ALL, one["session_id"])
            ),
            reverse=sort.startswith("-"),
        )
        found, cursor, pages = [], "", 0
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            page = await school.ok("admin", "GET", "/v1/sessions", **params, sort=sort, limit=3, **more)
            found += page["items"]
            cursor, pages = page["next_cursor"], pages + 1
            assert pages < 30
        assert [one["name"] for one in found] == [one["name"] for one in expected], (params, sort)
        assert [one["status"] for one in found] == [status(one) for one in expected]


async def test_a_batch_and_its_sessions_are_found_by_the_batch(
    school: School, catalogue: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # its coach is busy with the catalogue for the next two and a half days
    later = {"first_at": f"{monday(1)}T17:00", "ahead_days": (monday(4) - NOW.date()).days + 1}
    batch = (await create(school, **later))["batch_id"]
    for looked_up_max in (search.LOOKED_UP_MAX, -1):
        monkeypatch.setattr(search, "LOOKED_UP_MAX", looked_up_max)
        found = await school.ok("admin", "GET", "/v1/sessions", batch_id=batch)
        assert len(found["items"]) == 4
        assert {one["batch_id"] for one in found["items"]} == {batch}


async def test_only_coaches_of_a_session_find_it_by_another_learner(
    school: School, catalogue: list[dict[str, Any]]
) -> None:
    learner = school.people["learner-3"]
    all_of_them = await school.ok("admin", "GET", "/v1/sessions", learner_id=learner)
    for coach in ("coach-1", "coach-2"):
        theirs = [one["name"] for one in all_of_them["items"] if one["coach_id"] == str(school.people[coach])]
        found = await school.ok(coach, "GET", "/v1/sessions", learner_id=learner)
        assert [one["name"] for one in found["items"]] == theirs
    assert (await school.ok("learner-3", "GET", "/v1/sessions", learner_id=learner))["items"]
    group = await school.ok("admin", "POST", "/v1/classes", {"name": "4.C", "members": [school.people["learner-1"]]})
    for one in catalogue:
        if one["number"] % 5 == 0 and one["state"] != "cancelled":
            path = f"/v1/sessions/{one['session_id']}/roster"
            await school.ok("admin", "POST", path, {"class_ids": [group["class_id"]]})
    assert (await school.ok("learner-1", "GET", "/v1/sessions"))["items"]
    assert (await school.ok("learner-1", "GET", "/v1/sessions", learner_id=learner))["items"] == []


async def test_a_list_takes_as_many_statements_for_many_rows_as_for_one(
    school: School, catalogue: list[dict[str, Any]], statements_max: StatementsMax
) -> None:
    statements = sent_statements(school.engine)
    await school.ok("admin", "GET", "/v1/sessions", limit=1)  # the driver learns about types
    counts = []
    for limit in (1, 40):
        statements.clear()
        await school.ok("admin", "GET", "/v1/sessions", limit=limit)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= statements_max["sessions"]["list"]
    statements.clear()
    await school.ok("coach-1", "GET", "/v1/sessions", q="algebra coach", status="current")
    assert len(statements) <= statements_max["sessions"]["search"]


async def test_a_cursor_of_another_order_is_refused(school: School, catalogue: list[dict[str, Any]]) -> None:
    page = await school.ok("admin", "GET", "/v1/sessions", sort="name", limit=1)
    answer = await school.send("admin", "GET", "/v1/sessions", sort="start", cursor=page["next_cursor"])
    assert answer.status_code == 422


WHOLE_READS = """
    SELECT relname, seq_scan FROM pg_stat_user_tables
    WHERE relname IN ('sessions', 'session_coaches', 'session_courses', 'session_classes', 'session_course_people',
                      'roster', 'people', 'courses', 'search_words')
    ORDER BY relname
"""


@pytest.mark.parametrize("way", ["looked up", "walked past"])
async def test_no_list_reads_a_whole_table(
    school: School, catalogue: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "walked past":
        monkeypatch.setattr(search, "LOOKED_UP_MAX", -1)

    async def whole_reads() -> list[Any]:
        await school.engine.dispose()  # a connection reports its statistics when it closes
        return await school.rows(WHOLE_READS)

    before = await whole_reads()
    for (params, _), sort in itertools.product(questions(school, catalogue), ("start", "-name")):
        for who in ("admin", "coach-1", "learner-3"):
            await school.ok(who, "GET", "/v1/sessions", **params, sort=sort)
    await school.ok("coach-1", "GET", "/v1/me/sessions", when="past")
    assert await whole_reads() == before


async def test_a_filter_by_an_id_may_leave_out_the_word_id(school: School) -> None:
    session_id = await school.schedule()
    await school.schedule(roster=[])
    learner = str(school.people["learner-1"])

    for asked in ({"learner": learner}, {"learner": learner, "coach": str(school.people["coach-1"])}):
        found = await school.ok("admin", "GET", "/v1/sessions", **asked)
        assert [one["session_id"] for one in found["items"]] == [session_id]
    refused(await school.send("admin", "GET", "/v1/sessions", learner="x"), 422, "unprocessable")
    both = await school.send("admin", "GET", "/v1/sessions", learner=learner, learner_id=learner)
    refused(both, 422, "repeated-parameter")
    assert "status" in refused(await school.send("admin", "GET", "/v1/sessions", stat="past"), 422, "unknown-parameter")
