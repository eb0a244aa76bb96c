"""Helpers for the tests of the catalogue: filled tables, batches by SQL, and the rows that statements read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, text

from ..conftest import School

FILL_PEOPLE = text("""
    INSERT INTO people (org_id, id, username, name, email, role, created_at)
    SELECT CAST(:org_id AS uuid), gen_random_uuid(), 'user' || number,
           CASE WHEN number % 2 = 0 THEN 'Ada' ELSE 'Alan' END || ' Family' || number % 1000,
           'user' || number || '@example.org', CASE WHEN number % 1000 = 1 THEN 'support' ELSE 'learner' END, now()
    FROM generate_series(1, :count) AS number
""")
ADD_BATCH = text("""
    INSERT INTO batches (org_id, id, version, state, name, description, mode, category_id, room_id, visibility, zone,
                         rule, first_at, duration_minutes, ahead_days, generated_to, created_at, created_by)
    VALUES (:org_id, :id, 1, 'active', 'Mondays', '', 'online', :category_id, :room_id, 'read_only', 'UTC',
            'FREQ=WEEKLY', '2026-11-02 08:00', 45, 28, '2026-11-02 08:00', now(), :org_id)
""")


async def fill_people(school: School, count: int) -> None:
    """Create people in the school: user1 and so on, half of them Ada, in 1,000 families; one in 1,000 is support."""
    async with school.superuser.begin() as db:
        await db.execute(FILL_PEOPLE, {"org_id": school.org_id, "count": count})
    async with school.superuser.begin() as db:
        await db.execute(text("ANALYZE people, search_words"))


async def add_batch(
    school: School,
    *,
    category_id: str | None = None,
    room_id: str | None = None,
    course_id: str | None = None,
    coach: UUID | None = None,
    learner: UUID | None = None,
) -> UUID:
    """Write an active batch directly, without the API, and return its id."""
    batch = {"org_id": school.org_id, "id": uuid4()}
    async with school.superuser.begin() as db:
        await db.execute(ADD_BATCH, {**batch, "category_id": category_id, "room_id": room_id})
        for table, column, value in (
            ("batch_courses (org_id, batch_id, course_id, position)", ":value, 0", course_id),
            ("batch_coaches (org_id, batch_id, person_id, position, share_basis_points)", ":value, 0, 10000", coach),
            ("batch_roster (org_id, batch_id, person_id, acceptance, added_at)", ":value, 'invited', now()", learner),
        ):
            if value is not None:
                insert = f"INSERT INTO {table} VALUES (:org_id, :id, {column})"
                await db.execute(text(insert), {**batch, "value": value})
    return batch["id"]


@dataclass
class Sent:
    """The statements that the API's new connections send, with their arguments."""

    queries: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    def reads(self) -> list[tuple[str, tuple[Any, ...]]]:
        """Return the statements that read a table."""
        return [(sql, args) for sql, args in self.queries if "FROM" in sql and "pg_catalog" not in sql]


def log_queries(school: School) -> Sent:
    """Return a log of what the API sends from now on."""
    sent = Sent()

    def on_query(query: Any) -> None:
        # the door of the API looks once a second, and the chassis reads which duties an admin has
        if "FROM standings" not in query.query and "SELECT separate_duties" not in query.query:
            sent.queries.append((query.query, tuple(query.args or ())))

    def on_execute(_: Any, __: Any, sql: str, args: Any, *___: Any) -> None:
        sent.queries.append((sql, tuple(args)))

    engine = school.engine.sync_engine
    event.listen(engine, "before_cursor_execute", on_execute)
    event.listen(engine, "checkout", lambda adapter, *_: adapter.driver_connection.add_query_logger(on_query))
    return sent


@dataclass(frozen=True)
class Scan:
    """The way a query plan reads a table, and the number of rows it looked at."""

    kind: str
    table: str
    rows: int


async def scans(school: School, sent: Sent) -> list[Scan]:
    """Return how the statements read their tables. They are explained as the API's own role."""
    found: list[Scan] = []
    async with school.engine.connect() as db:
        await db.execute(text("SELECT set_config('app.org_id', :org_id, true)"), {"org_id": str(school.org_id)})
        driver: Any = (await db.get_raw_connection()).driver_connection
        for sql, args in sent.reads():
            plan = await driver.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *args)
            found += _scans_in(plan[0]["Plan"])
    return found


def _scans_in(node: dict[str, Any]) -> Iterator[Scan]:
    if table := node.get("Relation Name"):
        rows = (
            node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        )
        yield Scan(node["Node Type"], table, round(rows * node["Actual Loops"]))
    for child in node.get("Plans", ()):
        yield from _scans_in(child)
