"""A change of a session is stamped by the database's clock under the session's lock, later than every change before."""

import asyncio
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from ..conftest import School
from ..helpers.batches import create, future, seat
from ..helpers.corrections import decide, proposed

AHEAD = text("""
    UPDATE sessions SET changed_at = clock_timestamp() + interval '1 hour' WHERE id = :id RETURNING changed_at
""")
LOCK = text("SELECT 1 FROM sessions WHERE id = :id FOR UPDATE")
NOW = text("SELECT clock_timestamp()")
LAST = "SELECT changed_at FROM sessions WHERE id = :id"
MOMENTS = """
    SELECT proposed_at AS at FROM amendments WHERE session_id = :id
    UNION SELECT decided_at FROM amendment_decisions WHERE session_id = :id ORDER BY 1
"""


@pytest.mark.parametrize("verb", ["start", "complete"])
async def test_the_clock_is_read_after_the_lock_was_waited_for(school: School, verb: str) -> None:
    session_id = await (school.started() if verb == "complete" else school.schedule())
    async with school.superuser.begin() as db:
        await db.execute(LOCK, {"id": UUID(session_id)})
        if verb == "complete":
            request = asyncio.create_task(school.complete(session_id))
        else:
            request = asyncio.create_task(school.send("coach-1", "POST", f"/v1/sessions/{session_id}/start"))
        await school.until_waiting(1)
        released_at = (await db.execute(NOW)).scalar_one()

    assert (await request).is_success
    (event,) = (await school.events(session_id))[-1:]
    assert event.occurred_at > released_at
    ((changed_at,),) = await school.rows(LAST, id=UUID(session_id))
    assert event.occurred_at == changed_at


async def test_times_of_a_session_follow_its_versions_although_the_clock_went_back(school: School) -> None:
    """Every kind of change is later than the one before, by at least a microsecond."""
    session_id = await school.schedule(roster=[])
    path = f"/v1/sessions/{session_id}"
    async with school.superuser.begin() as db:
        ahead = (await db.execute(AHEAD, {"id": UUID(session_id)})).scalar_one()
    learners = [{"person_id": school.people[one]} for one in ("learner-1", "learner-2", "learner-3")]
    biology = (await school.ok("admin", "POST", "/v1/courses", {"code": "BIO", "title": "Biology"}))["course_id"]

    requests: list[tuple[str, str, Mapping[str, Any]]] = [
        ("admin", "roster", {"add": learners}),
        ("learner-1", "acceptance", {"acceptance": "accepted"}),
        ("learner-2", "acceptance", {"acceptance": "accepted"}),
        ("admin", "roster", {"remove": [school.people["learner-3"]]}),
        ("admin", "courses", {"add": [biology]}),
        ("admin", f"courses/{biology}/coaches", {"add": [school.people["coach-2"]]}),
        ("coach-1", "start", {}),
        ("learner-1", "presence", {"action": "join"}),
        ("learner-1", "presence", {"action": "leave"}),
    ]
    for who, what, body in requests:
        await school.ok(who, "POST", f"{path}/{what}", body)
    await school.ok("admin", "PATCH", path, {"description": "New"})
    assert (await school.complete(session_id)).is_success
    rejected = await proposed(school, session_id)
    assert (await decide(school, "admin", session_id, rejected, "reject", reason="It is right as it is")).is_success
    approved = await proposed(school, session_id)
    assert (await decide(school, "admin", session_id, approved)).is_success

    events = (await school.events(session_id))[1:]
    instants = [event.occurred_at for event in events]
    assert [event.sequence for event in events] == [*range(2, len(events) + 2)]
    assert all(earlier < later for earlier, later in pairwise([ahead, *instants]))
    moments = [row.at for row in await school.rows(MOMENTS, id=UUID(session_id))]
    assert len(moments) == 4, "two proposals and two decisions, each at its own instant"
    assert instants[-2] < moments[0]
    assert moments[-1] == instants[-1]


async def test_changes_of_many_sessions_at_once_are_later_than_those_before(school: School) -> None:
    batch_id = (await create(school))["batch_id"]
    path = f"/v1/batches/{batch_id}"
    async with school.superuser.begin() as db:
        await db.execute(text("UPDATE sessions SET changed_at = clock_timestamp() + interval '1 hour'"))
    ((ahead,),) = await school.rows("SELECT max(changed_at) FROM sessions")
    names = [session["name"] for session in await future(school, batch_id)]

    await school.ok("admin", "POST", f"{path}/roster", {"add": [seat(school, 1), seat(school, 2)]})
    await school.ok("admin", "PATCH", path, {"description": "New"})
    enrolled = "".join(f"{name};learner-3\n" for name in names)
    await school.ok("admin", "POST", "/v1/imports/enrolments", f"SessionName;Username\n{enrolled}".encode())
    exported = await school.send("admin", "GET", "/v1/sessions/export")
    imported = exported.content.replace(b"New", b"Newer")
    report = await school.ok("admin", "POST", "/v1/imports/sessions", imported, import_mode="upsert")
    await school.ok("admin", "POST", f"{path}/end", {"reason": "Moved away"})

    for (session_id,) in await school.rows("SELECT id FROM sessions"):
        events = (await school.events(str(session_id)))[1:]
        assert len(events) == 5, report
        assert all(earlier < later for earlier, later in pairwise([ahead, *(one.occurred_at for one in events)]))
