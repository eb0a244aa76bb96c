"""Plans, batches, reminders and policies of the lost time come back as far as events have them."""

from datetime import UTC, datetime, timedelta

from chassis.database.engine import create_engine
from chassis.ids import new_id
from contracts.sessions import (
    RosterChanged,
    SessionCompleted,
    SessionFoundUnlogged,
    SessionStateChanged,
)
from sessions.batches.generate import generate_next
from sessions.ending.remind import remind_next
from sessions.recovery.importer import IMPORTER

from ..conftest import School
from ..helpers.batches import create, monday
from ..helpers.corrections import put_policy
from ..helpers.recovering import SAME, Copy, assert_same, import_into, lost, published


async def test_courses_classes_and_coaches_of_the_lost_time_come_back(school: School, copy: Copy) -> None:
    known = await school.schedule(course_coaches={str(school.course_id): [school.people["coach-2"]]})
    restored = await copy()
    course = await school.ok("admin", "POST", "/v1/courses", {"code": "ART", "title": "Art"})
    group = await school.ok("admin", "POST", "/v1/classes", {"name": "7a", "members": [school.people["learner-3"]]})
    second = course["course_id"]
    await school.schedule(
        course_ids=[school.course_id, second],
        course_coaches={second: [school.people["coach-2"], school.people["coach-1"]]},
        class_ids=[group["class_id"]],
    )
    await school.ok(
        "admin",
        "PATCH",
        f"/v1/sessions/{known}",
        {"course_ids": [second], "coaches": [{"person_id": school.people["coach-2"]}]},
    )
    outcome = await import_into(restored, await published(school))
    await assert_same(school, restored, SAME)
    assert ("class", group["class_id"], "everything except its sessions") in lost(outcome)


async def test_a_learner_who_left_and_came_back_has_one_open_enrolment(school: School, copy: Copy) -> None:
    session_id = await school.schedule()
    restored = await copy()
    path, learner = f"/v1/sessions/{session_id}/roster", school.people["learner-1"]
    await school.ok("admin", "POST", path, {"remove": [learner]})
    await school.ok("admin", "POST", path, {"add": [{"person_id": learner, "acceptance": "accepted"}]})
    await school.ok("admin", "POST", path, {"remove": [school.people["learner-2"]]})
    *others, latest = [event for event in await published(school) if isinstance(event, RosterChanged)]
    backwards = [
        one.model_copy(update={"periods": tuple(sorted(one.periods, key=lambda period: period.enrolled_at)[::-1])})
        for one in latest.roster
    ]
    await import_into(restored, [*others, latest.model_copy(update={"roster": tuple(backwards)})])
    await assert_same(school, restored, {"roster": SAME["roster"], "sessions": SAME["sessions"]})


async def test_a_batch_does_not_generate_again_what_it_generated_in_the_lost_time(school: School, copy: Copy) -> None:
    await create(school)
    restored = await copy()
    await generated(school, weeks=2)
    await import_into(restored, await published(school))
    await assert_same(school, restored, SAME)
    for weeks in (2, 3):
        await generated(restored, weeks=weeks)
        await generated(school, weeks=weeks)
        query = "SELECT occurrence, starts_at FROM sessions ORDER BY 1"
        assert await restored.rows(query) == await school.rows(query)
    assert [row.occurrence for row in await restored.rows(query)] == [monday(week) for week in range(7)]


async def generated(school: School, *, weeks: int) -> None:
    """Generate what a batch is to have in some weeks."""
    engine = create_engine(school.database.worker_url, application_name="test-worker", pool_size=1)
    async with engine.begin() as db:
        later = datetime.now(UTC) + timedelta(weeks=weeks)
        await generate_next(db, org_ids=[school.org_id], now=later, new_id=new_id)
    await engine.dispose()


async def test_sessions_of_which_kafka_has_only_the_state_come_back(school: School, copy: Copy) -> None:
    known = await school.schedule()
    restored = await copy()
    running, dropped = await school.started(), await school.schedule()
    for session_id in (known, dropped):
        await school.ok("admin", "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "Nobody came"})
    latest = {event.key: event for event in await published(school) if isinstance(event, SessionStateChanged)}
    outcome = await import_into(restored, list(latest.values()))
    assert outcome.imported == {"SessionStateChanged": 3}
    await assert_same(
        school, restored, {name: SAME[name] for name in ("sessions", "session_coaches", "session_courses")}
    )
    query = "SELECT session_id FROM open_sessions ORDER BY 1"
    assert await restored.rows(query) == await school.rows(query)
    assert [str(row.session_id) for row in await restored.rows(query)] == [running]


async def test_what_may_change_after_a_completion_comes_back(school: School, copy: Copy) -> None:
    session_id = await school.started()
    assert (await school.complete(session_id)).is_success
    restored = await copy()
    until = datetime.now(UTC) + timedelta(days=9)
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"visibility": "list_only", "access_until": until})
    await import_into(restored, await published(school))
    await assert_same(school, restored, SAME)


async def test_a_reminder_is_not_sent_again(school: School, copy: Copy) -> None:
    session_id = await school.schedule()
    restored = await copy()
    assert await reminded(school)
    assert isinstance((await published(school))[-1], SessionFoundUnlogged)
    await import_into(restored, await published(school))
    before = len(await restored.events(session_id))
    await reminded(restored)
    assert len(await restored.events(session_id)) == before


async def reminded(school: School) -> bool:
    """Remind the coaches as one will be due in three hours, and return whether there was any session to look at."""
    engine = create_engine(school.database.worker_url, application_name="test-worker", pool_size=1)
    later = datetime.now(UTC) + timedelta(hours=3)
    async with engine.begin() as db:
        done = await remind_next(db, org_ids=[school.org_id], now=later, new_id=new_id)
    await engine.dispose()
    return bool(done)


async def test_a_completion_whose_record_has_another_hash_is_named_and_not_written(school: School, copy: Copy) -> None:
    session_id = await school.started()
    restored = await copy()
    assert (await school.complete(session_id)).is_success
    events = [
        event.model_copy(update={"record_hash": "0" * 64})
        for event in await published(school)
        if isinstance(event, SessionCompleted)
    ]
    outcome = await import_into(restored, events)
    assert lost(outcome) == {("session", session_id, "the completion, because its record has another hash")}
    assert await restored.rows("SELECT 1 FROM completion_records") == []


async def test_a_late_reason_and_a_policy_without_a_record_are_named(school: School, copy: Copy) -> None:
    restored = await copy()
    long_ago = datetime.now(UTC) - timedelta(days=5)
    session_id = await school.started(starts_at=long_ago, ends_at=long_ago + timedelta(minutes=45))
    late = await school.complete(session_id, "support", reason="The coach was ill")
    assert late.is_success, late.text
    values = {"minimum_minutes": 15, "step_minutes": 15, "separate_duties": ["finance"]}
    await school.ok("admin", "POST", "/v1/people", {"username": "mary", "name": "Mary", "role": "finance"})
    await put_policy(school, **values, effective_from="2026-01-01T00:00:00Z")
    named = lost(await import_into(restored, await published(school)))
    assert ("session", session_id, "the recap and the reason of who completed it") in named
    what = "version 1, unless a record has it; separate_duties were finance: set them again"
    assert ("the policy of organisation", str(school.org_id), what) in named


async def test_versions_are_raised_to_those_of_waiting_events(school: School) -> None:
    session_id = await school.schedule()
    await school.ok("admin", "PUT", "/v1/organisation", {"name": "Riverside", "zone": "Asia/Tokyo"})
    [key] = [row.key for row in await school.rows("SELECT key FROM sequences")]
    await raised(school, {session_id: 9, key: 9})
    await raised(school, {session_id: 3, key: 3})
    assert [row.version for row in await school.rows("SELECT version FROM sessions")] == [9]
    assert [row.sequence for row in await school.rows("SELECT sequence FROM sequences")] == [9]


async def raised(school: School, sequences: dict[str, int]) -> None:
    """Raise versions as the command does."""
    engine = create_engine(school.database.worker_url, application_name="test-recover", pool_size=1)
    async with engine.begin() as db:
        await IMPORTER.raise_sequences(db, sequences)
    await engine.dispose()
