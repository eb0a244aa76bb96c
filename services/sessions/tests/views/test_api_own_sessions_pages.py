"""My sessions page by page: in order, each once, and no slower because of other people's sessions."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from sessions.views.own import queries
from sqlalchemy import text

from ..conftest import School

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("limit", [1, 2, 5, 200])
@pytest.mark.parametrize("sort", ["start", "-start"])
async def test_pages_hold_everything_once_and_in_order(school: School, sort: str, limit: int) -> None:
    start = datetime(2026, 11, 2, 7, tzinfo=UTC)
    for offset in (3, 1, 2):
        await school.schedule(starts_at=start + offset * HOUR, ends_at=start + (offset + 1) * HOUR)
    for _ in range(4):  # four with the same date, four with none
        await school.schedule(starts_at=None, ends_at=None, access_from=start)
        await school.schedule(starts_at=None, ends_at=None)

    listed: list[tuple[str, str]] = []
    cursor: str | None = None
    while True:
        params = {"cursor": cursor} if cursor else {}
        page = await school.ok("learner-1", "GET", "/v1/me/sessions", sort=sort, limit=limit, **params)
        assert len(page["items"]) <= limit
        listed += [(item["own_from"] or "", item["session_id"]) for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert len(listed) == 11
    assert listed == sorted(listed, reverse=sort == "-start")


async def test_a_page_takes_two_statements(school: School, statements_max: StatementsMax) -> None:
    for _ in range(3):
        await school.schedule()
    executed = sent_statements(school.engine)

    await school.ok("coach-1", "GET", "/v1/me/sessions", when="current")

    assert len(executed) <= statements_max["sessions"]["own_sessions"], executed


@pytest.mark.parametrize("who", ["coach-1", "learner-1"])
async def test_a_page_reads_ones_own_sessions_only_among_those_of_many(school: School, who: str) -> None:
    """It reads 30 sessions among 3,000, and would among a million, because it starts from the person."""
    values = {
        "org": school.org_id,
        "course": school.course_id,
        **{name.replace("-", "_"): school.people[name] for name in ("coach-1", "coach-2", "learner-1", "learner-2")},
    }
    async with school.superuser.begin() as db:
        await db.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in MANY_SESSIONS:
            await db.execute(text(statement), {name: one for name, one in values.items() if f":{name}" in statement})
    async with school.superuser.connect() as db:
        await (await db.execution_options(isolation_level="AUTOCOMMIT")).execute(text("ANALYZE"))

    async with school.engine.connect() as db:
        await db.execute(text("SELECT set_config('app.org_id', :org, true)"), {"org": str(school.org_id)})
        page = queries._PAGES["start"]
        parameters = dict.fromkeys(page.names) | {"org_id": school.org_id, "person_id": school.people[who]}
        parameters |= {"learner_ids": [school.people[who]], "now": datetime.now(UTC), "limit": 51, "when": "past"}
        driver: Any = (await db.get_raw_connection()).driver_connection
        explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {page.sql}"
        [plan] = await driver.fetchval(explain, *[parameters[name] for name in page.names])

    read = Counter[str]()
    for node in nodes(plan["Plan"]):
        if "Relation Name" in node:  # sessions are read a second time, for the lessons of runs
            read[node["Relation Name"]] += int(rows_read(node))
    assert read["sessions"] == 30
    assert max(read.values()) <= 60, read


MANY_SESSIONS = [
    "INSERT INTO sessions (org_id, id, version, state, name, description, mode, zone, created_at, starts_at, ends_at) "
    "SELECT :org, gen_random_uuid(), 1, 'scheduled', n, '', 'online', 'UTC', now(), now() - n * interval '1 hour', "
    "now() - n * interval '1 hour' + interval '45 minutes' FROM generate_series(1, 3000) AS n",
    "INSERT INTO session_coaches (org_id, session_id, person_id, position, share_basis_points) SELECT :org, id, "
    "CASE WHEN name::int % 100 = 0 THEN CAST(:coach_1 AS uuid) ELSE :coach_2 END, 0, 10000 FROM sessions",
    "INSERT INTO session_courses (org_id, session_id, course_id, position) SELECT :org, id, :course, 0 FROM sessions",
    "INSERT INTO roster (org_id, session_id, person_id, added_at, acceptance) SELECT :org, id, "
    "CASE WHEN name::int % 100 = 0 THEN CAST(:learner_1 AS uuid) ELSE :learner_2 END, now(), 'accepted' FROM sessions",
]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a plan's node and all nodes below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def rows_read(node: dict[str, Any]) -> float:
    """Return the number of rows that a node of an executed plan looked at."""
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return float((node["Actual Rows"] + removed) * node["Actual Loops"])


async def test_bad_parameters_are_refused(school: School) -> None:
    await school.schedule()
    await school.schedule()
    page = await school.ok("coach-1", "GET", "/v1/me/sessions", limit=1)
    for params in (
        {"when": "sometimes"},
        {"sort": "name"},
        {"limit": 0},
        {"limit": 201},
        {"cursor": "nonsense"},
        {"cursor": "WzEsMiwzXQ"},
        {"cursor": page["next_cursor"], "sort": "-start"},
    ):
        answer = await school.send("coach-1", "GET", "/v1/me/sessions", **params)
        assert answer.status_code == 422, (params, answer.text)
