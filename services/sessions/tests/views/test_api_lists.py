"""Who reads which sessions, one at a time and in lists."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from ..conftest import School, refused


async def test_people_read_what_they_take_part_in(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}"

    for who in ("admin", "support", "coach-1", "learner-1"):
        assert (await school.send(who, "GET", path)).headers["ETag"].startswith('"1-')
    for who in ("coach-2", "learner-3"):
        hidden = refused(await school.send(who, "GET", path), 404, "session-not-found")
        unknown = refused(await school.send(who, "GET", f"/v1/sessions/{(other := uuid4())}"), 404, "session-not-found")
        assert hidden.replace(session_id, str(other)) == unknown  # nobody may learn which ids exist


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
async def test_lists_page_through_everything_once_in_order(school: School, limit: int) -> None:
    start = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
    wanted: list[tuple[datetime, str]] = []
    for hours in (3, 1, 1):
        at = start + timedelta(hours=hours)
        coach = {"person_id": school.people["coach-2" if len(wanted) == 2 else "coach-1"]}
        wanted.append((at, await school.schedule(starts_at=at, ends_at=at + timedelta(minutes=45), coaches=[coach])))
    unscheduled = [await school.schedule(starts_at=None, ends_at=None) for _ in range(3)]

    listed: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"cursor": cursor} if cursor else {}
        page = await school.ok("admin", "GET", "/v1/sessions", limit=limit, **params)
        assert len(page["items"]) <= limit
        listed += [item["session_id"] for item in page["items"]]
        cursor = page["next_cursor"]

    assert listed == sorted(unscheduled) + [session_id for _, session_id in sorted(wanted)]


async def test_lists_filter_and_show_what_the_caller_may_read(school: School) -> None:
    start = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
    one = await school.schedule(name="Algebra 100%", starts_at=start, ends_at=start + timedelta(hours=1))
    two = await school.started(name="Geometry", roster=[{"person_id": school.people["learner-3"]}])
    three = await school.schedule(name="Drama", coaches=[{"person_id": school.people["coach-2"]}])

    async def names(who: str, **params: object) -> set[str]:
        page = await school.ok(who, "GET", "/v1/sessions", **params)
        return {item["session_id"] for item in page["items"]}

    assert await names("admin") == {one, two, three}
    assert await names("coach-1") == {one, two}
    assert await names("learner-3") == {two}
    assert await names("admin", state="in_progress") == {two}
    assert await names("admin", coach_id=school.people["coach-2"]) == {three}
    assert await names("admin", q="100%") == {one}
    assert await names("admin", q="DRÁ") == {three}
    assert await names("admin", q="rama") == set()
    assert await names("admin", q="_") == set()
    assert await names("admin", q=" ") == {one, two, three}
    assert await names("admin", listed_since="2026-11-02T07:00:00Z", listed_before="2026-11-02T07:00:01Z") == {one}
    assert await names("admin", listed_before="2026-11-02T07:00:00Z") == set()
    [item] = (await school.ok("admin", "GET", "/v1/sessions", q="Drama"))["items"]
    assert (item["coach_name"], item["learner_count"], item["course_count"]) == ("Coach-2", 2, 1)


async def test_bad_list_parameters_are_refused(school: School) -> None:
    for params in (
        {"limit": 0},
        {"limit": 201},
        {"cursor": "nonsense"},
        {"cursor": "WzEsMl0"},
        {"state": "asleep"},
        {"listed_since": "yesterday"},
        {"listed_since": "2026-11-02T07:00:00"},
        {"q": "a\u0000b"},
        {"coach_id": "grace"},
    ):
        answer = await school.send("admin", "GET", "/v1/sessions", **params)
        assert answer.status_code == 422, (params, answer.text)
