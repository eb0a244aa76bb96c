"""Sessions as CSV: an export has every value of a session, and it imports again with no change."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from sessions.imports.sheets.reading import read_header, read_rows
from sessions.imports.sheets.sessions import SESSIONS, CoCoach, SessionRow, session_row
from sessions.session.schedule import Window, Windows
from sessions.views.export import queries
from sessions.views.lists.queries import list_sessions

from ..conftest import School, refused

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 2, 6, 10, tzinfo=UTC)


def rows_of(data: bytes) -> list[SessionRow]:
    """Return the sessions in a file, as an import reads them."""
    header = read_header(data, layouts=SESSIONS, encoding="utf-8")
    piece = read_rows(header, data[header.start.offset :], header.start, is_last=True, limit=100_000)
    assert (header.hints, piece.errors) == ((), [])
    return [session_row(row, zone="Asia/Tokyo", mode="online") for row in piece.rows]


async def exported(school: School, **params: Any) -> list[SessionRow]:
    """Export sessions as an admin."""
    answer = await school.send("admin", "GET", "/v1/sessions/export", **params)
    assert answer.status_code == 200, answer.text
    return rows_of(answer.content)


async def test_a_file_says_everything_about_a_session(school: School) -> None:
    drama = (await school.ok("admin", "POST", "/v1/courses", {"code": "DRAMA", "title": "Drama"}))["course_id"]
    windows = {
        f"{layouts}_{side}": START + timedelta(days=days)
        for layouts, first in (("display", -9), ("access", -6), ("coach", -3))
        for side, days in (("from", first), ("until", -first))
    }
    session_id = await school.schedule(
        name="Algebra; 1",
        description="=Equations",
        category="Maths",
        coaches=[
            {"person_id": school.people["coach-1"], "share_basis_points": 7_500},
            {"person_id": school.people["coach-2"], "share_basis_points": 2_500},
        ],
        course_ids=[drama, school.course_id],
        starts_at=START,
        ends_at=START + HOUR,
        seats_max=7,
        visibility="list_only",
        **windows,
    )
    path = f"/v1/sessions/{session_id}/courses/{drama}/coaches"
    await school.ok("admin", "POST", path, {"add": [school.people["coach-2"]]})

    [session] = await exported(school)

    assert (session.name, session.description, session.category) == ("Algebra; 1", "=Equations", "Maths")
    assert (session.coach, session.co_coaches) == ("coach-1", (CoCoach("coach-2", 2_500),))
    assert session.schedule == Window(START, START + HOUR)
    assert session.windows == Windows(**windows)
    assert session.visibility == "list_only"
    assert session.learners == ("learner-1", "learner-2")
    assert [(course.code, course.coaches) for course in session.courses] == [("DRAMA", ("coach-2",)), ("MATH", ())]
    assert (session.seats_max, session.mode, session.zone) == (7, "online", "Europe/Prague")


async def test_learners_who_left_are_not_in_the_file_and_empty_things_stay_empty(school: School) -> None:
    session_id = await school.schedule(name="Bare", course_ids=[school.course_id], starts_at=None, ends_at=None)
    everybody = [school.people["learner-1"], school.people["learner-2"]]
    await school.ok("admin", "POST", f"/v1/sessions/{session_id}/roster", {"remove": everybody})

    [session] = await exported(school)

    assert (session.learners, session.classes, session.category, session.room) == ((), (), None, None)
    assert (session.schedule, session.windows, session.seats_max) == (Window(None, None), Windows(), None)


async def test_a_file_is_a_download_with_a_mark_for_spreadsheets(school: School) -> None:
    answer = await school.send("admin", "GET", "/v1/sessions/export")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="sessions.csv"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.content.startswith(b"\xef\xbb\xbfSessionName;Coach;")
    assert answer.content.count(b"\r\n") == 1


async def test_the_filters_are_those_of_the_list(school: School) -> None:
    await school.schedule(name="Algebra", starts_at=START, ends_at=START + HOUR)
    await school.started(name="Geometry")
    await school.schedule(name="Drama", coaches=[{"person_id": school.people["coach-2"]}])

    for params in (
        {},
        {"q": "geo"},
        {"state": "in_progress"},
        {"coach_id": school.people["coach-2"]},
        {"listed_since": START.isoformat(), "listed_before": (START + HOUR).isoformat()},
        {"course_id": uuid4()},
        {"status": "current"},
    ):
        listed = await school.ok("admin", "GET", "/v1/sessions", **params)
        assert [row.name for row in await exported(school, **params)] == [item["name"] for item in listed["items"]]


async def test_admins_and_support_export_and_nobody_else(school: School) -> None:
    await school.schedule()
    for who in ("admin", "support"):
        assert (await school.send(who, "GET", "/v1/sessions/export")).status_code == 200
    for who in ("coach-1", "learner-1"):
        refused(await school.send(who, "GET", "/v1/sessions/export"), 403, "forbidden")
    assert (await school.send("admin", "GET", "/v1/sessions/export", state="asleep")).status_code == 422


async def test_another_organisation_exports_nothing_of_this_one(school: School) -> None:
    await school.schedule()
    headers = school.api.headers(uuid4(), school.admin_id, ["admin"])

    answer = await school.api.client.get("/v1/sessions/export", headers=headers)

    assert (answer.status_code, rows_of(answer.content)) == (200, [])


async def test_pages_make_one_file_and_each_takes_as_many_statements_as_one_session(
    school: School, monkeypatch: pytest.MonkeyPatch, statements_max: StatementsMax
) -> None:
    names = [f"Session {number}" for number in range(7)]
    for number, name in enumerate(names):
        start = START + number * HOUR
        await school.schedule(name=name, starts_at=start, ends_at=start + HOUR)
    statements = sent_statements(school.engine)
    assert len(await exported(school, listed_before=(START + HOUR).isoformat())) == 1
    of_one_page = len(statements)
    assert of_one_page <= statements_max["sessions"]["export_page"]
    statements.clear()
    monkeypatch.setattr(queries, "PAGE_SESSIONS", 2)

    assert [row.name for row in await exported(school)] == names

    assert len(statements) == 4 * of_one_page


async def test_each_page_is_one_consistent_picture(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner who is removed between the statements of a page is still in it, as in its count of learners."""
    session_id = await school.schedule(name="Algebra")
    paused, go_on = asyncio.Event(), asyncio.Event()

    async def list_and_wait(*arguments: Any, **named: Any) -> Any:
        found = await list_sessions(*arguments, **named)
        paused.set()
        await go_on.wait()
        return found

    monkeypatch.setattr(queries, "list_sessions", list_and_wait)
    export_ = asyncio.create_task(exported(school))
    await paused.wait()
    await school.ok("admin", "POST", f"/v1/sessions/{session_id}/roster", {"remove": [school.people["learner-1"]]})
    go_on.set()

    [session] = await export_
    assert session.learners == ("learner-1", "learner-2")


async def test_what_was_exported_imports_unchanged(school: School) -> None:
    for number, place in enumerate(("", "access_from", "coach_until", "display_from")):
        start = START + number * HOUR
        windows = {place: START} if place else {}
        await school.schedule(name=f"Session {number}", starts_at=start, ends_at=start + HOUR, **windows)
    file = (await school.send("admin", "GET", "/v1/sessions/export")).content

    report = await school.ok("admin", "POST", "/v1/imports/sessions", file)

    assert (report["unchanged"], report["errors"], report["created"]) == (4, 0, 0)
