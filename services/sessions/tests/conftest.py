"""An organisation with its people and courses in a real database, and its API."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from unittest.mock import patch
from uuid import UUID, uuid4

import httpx
import orjson
import pytest
from chassis.database.engine import create_engine
from contracts.cloudevents import from_record
from contracts.envelope import Event
from contracts.sessions import SessionStateChanged
from lockstep_local.issuer import Issuer
from lockstep_local.waiting import eventually
from lockstep_testing.api import Api, app_for, serve
from lockstep_testing.databases import Databases, ServiceDatabase
from sessions.app import create_app
from sessions.session.events import Change
from sessions.settings import SessionsSettings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

RECAP = "We solved linear equations with one unknown and checked each solution by putting it in. " * 2


@dataclass
class School:
    """An organisation under test. `superuser` reads and writes past every role and policy."""

    api: Api
    database: ServiceDatabase
    superuser: AsyncEngine
    org_id: UUID = field(default_factory=uuid4)
    admin_id: UUID = field(default_factory=uuid4)
    support_id: UUID = field(default_factory=uuid4)
    people: dict[str, UUID] = field(default_factory=dict)
    course_id: UUID = field(default_factory=uuid4)
    scheduled: int = 0

    @property
    def engine(self) -> AsyncEngine:
        """The API's own engine, whose statements can be counted."""
        return self.api.engine

    def headers(self, who: str) -> dict[str, str]:
        """Return the headers of admin, support, or a person by username. A username begins with the person's role."""
        if who == "admin":
            return self.api.headers(self.org_id, self.admin_id, ["admin"])
        if who == "support":
            return self.api.headers(self.org_id, self.support_id, ["support"])
        return self.api.headers(self.org_id, self.people[who], [who.split("-", maxsplit=1)[0]])

    async def send(
        self,
        who: str,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        **params: Any,
    ) -> httpx.Response:
        """Send a request as somebody."""
        is_file = path.startswith("/v1/imports")
        content = body if isinstance(body, bytes) else (None if body is None else orjson.dumps(body))
        kind = {} if content is None else {"Content-Type": "text/csv" if is_file else "application/json"}
        sent = {**self.headers(who), **kind, **(headers or {})}
        return await self.api.client.request(method, path, content=content, headers=sent, params=params)

    async def ok(self, who: str, method: str, path: str, body: object = None, **params: Any) -> Any:
        """Send a request that must succeed and return its JSON."""
        answer = await self.send(who, method, path, body, **params)
        assert answer.is_success, answer.text
        return answer.json()

    async def schedule(self, **changes: object) -> str:
        """Schedule an online session with two learners who accepted, and return its id.

        The first session is on now. Each further one starts an hour earlier, so that its coach is free.
        """
        start = datetime.now(UTC) - timedelta(minutes=30, hours=self.scheduled)
        self.scheduled += 1
        body: dict[str, object] = {
            "name": f"Algebra {uuid4()}",
            "mode": "online",
            "coaches": [{"person_id": self.people["coach-1"]}],
            "course_ids": [self.course_id],
            "starts_at": start,
            "ends_at": start + timedelta(minutes=45),
            "roster": [
                {"person_id": self.people["learner-1"], "acceptance": "accepted"},
                {"person_id": self.people["learner-2"], "acceptance": "accepted"},
            ],
        }
        created = await self.ok("admin", "POST", "/v1/sessions", body | changes)
        return str(created["session_id"])

    async def started(self, **changes: object) -> str:
        """Schedule and start a session and return its id."""
        session_id = await self.schedule(**changes)
        await self.ok("coach-1", "POST", f"/v1/sessions/{session_id}/start")
        return session_id

    async def unplanned(self, **changes: object) -> str:
        """Start a session without a planned time and return its id.

        It was possible before there were course runs, and such sessions are ended as before.
        """
        session_id = await self.schedule(**{"starts_at": None, "ends_at": None} | changes)
        with patch("sessions.delivery.deliver.check_start"):
            await self.ok("coach-1", "POST", f"/v1/sessions/{session_id}/start")
        return session_id

    async def complete(
        self, session_id: str, who: str = "coach-1", headers: Mapping[str, str] | None = None, **changes: object
    ) -> httpx.Response:
        """Ask to complete a session. Without changes, it has 45 minutes and a good recap."""
        body: dict[str, object] = {"minutes": 45, "recap": RECAP}
        if "raw_minutes" in changes:
            del body["minutes"]
        return await self.send(who, "POST", f"/v1/sessions/{session_id}/complete", body | changes, headers)

    async def rows(self, statement: str, **parameters: object) -> list[Any]:
        """Return the rows of a query by the superuser."""
        async with self.superuser.connect() as db:
            return list((await db.execute(text(statement), parameters)).all())

    async def events(self, session_id: str) -> list[Event]:
        """Return what is in the outbox for a session, in order, without its states."""
        return [event for event in await self.outbox(session_id) if not isinstance(event, SessionStateChanged)]

    async def states(self, session_id: str) -> list[SessionStateChanged]:
        """Return the states of a session that are in the outbox, in order."""
        return [event for event in await self.outbox(session_id) if isinstance(event, SessionStateChanged)]

    async def outbox(self, key: str) -> list[Event]:
        """Return all that is in the outbox with a partition key, in order."""
        rows = await self.rows(
            "SELECT CAST(headers AS text), payload FROM outbox WHERE key = :key ORDER BY id", key=key
        )
        return [
            from_record([(name, value.encode()) for name, value in orjson.loads(headers).items()], payload)
            for headers, payload in rows
        ]

    async def until_waiting(self, requests: int) -> None:
        """Wait until this number of transactions wait for a lock in this database."""

        async def waiting() -> bool:
            return len(await self.rows(_WAITING)) >= requests

        await eventually(waiting, f"{requests} transactions that wait for a lock")


_WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@dataclass
class Founded:
    """The organisation that every test starts with. It is made once through the API, and copied with its database."""

    school: School | None = None


@pytest.fixture(scope="session")
def founded() -> Founded:
    """Hold the organisation that the first test makes for all of them."""
    return Founded()


@pytest.fixture
async def school(databases: Databases, issuer: Issuer, founded: Founded) -> AsyncIterator[School]:
    """An organisation with two coaches, four learners and a course, in a database of its own.

    It has the same ids in every test. Its checkpoints are published to the broker under the organisation's id, so
    only one test may look at them (test_log_worker).
    """
    if founded.school is None:
        async with opened(await databases.create("sessions"), issuer) as made:
            await found(made)
            founded.school = made
    async with (
        databases.fresh_copy(founded.school.database) as database,
        opened(database, issuer) as fresh,
    ):
        one = replace(
            founded.school,
            api=fresh.api,
            database=fresh.database,
            superuser=fresh.superuser,
            people=dict(founded.school.people),
        )
        yield one
        await check_states(one)


async def check_states(school: School) -> None:
    """Assert that every change of a session in the outbox has the state of the session beside it.

    It runs after each test. So every command that any test calls is checked.
    """
    changes = tuple(event.type for event in get_args(Change))
    missing = await school.rows(
        """
        SELECT change.key, change.sequence, change.headers ->> 'ce_type' AS type FROM outbox change
        WHERE change.headers ->> 'ce_type' = ANY (:changes) AND NOT EXISTS (
            SELECT FROM outbox state
            WHERE state.key = change.key AND state.sequence = change.sequence AND state.topic = 'sessions.state.v1'
              AND state.shard = change.shard AND state.id > change.id)
        """,
        changes=list(changes),
    )
    assert missing == []


@asynccontextmanager
async def opened(database: ServiceDatabase, issuer: Issuer) -> AsyncIterator[School]:
    """Serve the API on a database."""
    settings = SessionsSettings(
        environment="local",
        database_url=database.api_url,
        worker_database_url=database.worker_url,
        owner_database_url=database.owner_url,
        jwks_url=issuer.jwks_path.as_uri(),
    )
    superuser = create_engine(database.superuser_url, application_name="test", pool_size=4)
    try:
        async with serve(app_for(create_app, settings), issuer) as api:
            yield School(api, database, superuser)
    finally:
        await superuser.dispose()


async def found(school: School) -> None:
    """Make the organisation with its people and a course, through the API."""
    await school.ok("admin", "PUT", "/v1/organisation", {"name": "Riverside", "zone": "Europe/Prague"})
    await add_people(school, ["coach-1", "coach-2", "learner-1", "learner-2", "learner-3", "learner-4"])
    course = await school.ok("admin", "POST", "/v1/courses", {"code": "MATH", "title": "Maths"})
    school.course_id = UUID(course["course_id"])


async def add_people(school: School, usernames: Sequence[str]) -> None:
    """Create people. Each has the role that their username begins with."""
    rows = "".join(f"{name};{name.title()};{name.split('-', maxsplit=1)[0]}\n" for name in usernames)
    report = await school.ok("admin", "POST", "/v1/imports/people", f"username;name;role\n{rows}".encode())
    school.people |= {name: UUID(row["id"]) for name, row in zip(usernames, report["results"], strict=True)}


def refused(answer: httpx.Response, status: int, slug: str) -> str:
    """Assert that an answer is this problem, and return its detail."""
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (status, f"urn:lockstep:problem:{slug}"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return str(problem["detail"])
