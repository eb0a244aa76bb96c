"""What cannot be completed, and who is answered that there is nothing."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from ..conftest import RECAP, School, refused
from .test_api_completion import nothing_changed


async def test_states_that_cannot_be_completed(school: School) -> None:
    scheduled, cancelled = await school.schedule(), await school.started()
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "Snow"})
    future = datetime.now(UTC) + timedelta(minutes=30)
    in_person = await school.schedule(mode="in_person", starts_at=future, ends_at=future + timedelta(minutes=45))

    refused(await school.complete(scheduled), 409, "session-not-started")
    refused(await school.complete(cancelled), 409, "session-cancelled")
    refused(await school.complete(in_person), 409, "session-not-started")


async def test_a_session_in_person_is_completed_from_scheduled_once_begun(school: School) -> None:
    session_id = await school.schedule(mode="in_person")

    completed = await school.complete(session_id)

    session = await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}")
    assert completed.json()["started_at"] == session["starts_at"]
    assert [event.sequence for event in await school.events(session_id)] == [1, 2]


async def test_sessions_that_are_not_there_or_anothers_are_not_found(school: School) -> None:
    session_id = await school.started()
    stranger = School(school.api, school.database, school.superuser, people=school.people)

    refused(await stranger.complete(session_id), 404, "session-not-found")
    refused(await school.complete(str(uuid4())), 404, "session-not-found")
    assert (await school.complete("not-an-id")).status_code == 422
    for path in ("", "/record", "/recap"):
        answer = await stranger.send("coach-1", "GET", f"/v1/sessions/{session_id}{path}")
        refused(answer, 404, "session-not-found")
    await nothing_changed(school, session_id)


async def test_without_a_token_nothing_is_answered(school: School) -> None:
    session_id = await school.started()
    answer = await school.api.client.post(f"/v1/sessions/{session_id}/complete", json={"minutes": 45, "recap": RECAP})

    refused(answer, 401, "unauthenticated")


async def test_a_session_that_is_not_completed_has_no_record(school: School) -> None:
    session_id = await school.started()

    refused(await school.send("coach-1", "GET", f"/v1/sessions/{session_id}/record"), 404, "record-not-found")
