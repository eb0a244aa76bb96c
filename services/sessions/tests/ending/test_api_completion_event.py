"""The event of a completion through HTTP: everything that its effects use is in it, as the database has it."""

import hashlib
from datetime import UTC, datetime, timedelta

import orjson
from contracts.sessions import SessionCompleted

from ..conftest import School

THREE = {"learner-1": "accepted", "learner-2": "accepted", "learner-3": "declined"}


async def completed_event(school: School, session_id: str) -> SessionCompleted:
    """Return the completion in the outbox."""
    event = (await school.events(session_id))[-1]
    assert isinstance(event, SessionCompleted)
    return event


async def test_the_event_has_the_record_whose_hash_it_names(school: School) -> None:
    session_id = await school.started()
    await school.complete(session_id)

    event = await completed_event(school, session_id)

    record = await school.send("learner-1", "GET", f"/v1/sessions/{session_id}/record")
    assert event.record.encode() == record.content
    assert hashlib.sha256(b"\0" + event.record.encode()).hexdigest() == event.record_hash
    pinned = orjson.loads(event.record)["policy"]
    said = event.policy.model_dump(mode="json")
    assert said == {name: pinned[name] for name in said}, "the record pins the values that the event has"
    assert (event.run_id, event.presence) == (None, ())
    assert [learner.periods for learner in event.roster] == [(), ()], "everybody was enrolled before it began"


async def test_the_policy_of_the_effects_is_in_the_event(school: School) -> None:
    values = {
        "attendance_default": "excused",
        "presence_present_basis_points": 7_500,
        "presence_late_minutes": 3,
        "amendment_approvers": ["admin", "support"],
        "amendment_second_person": False,
        "earning_hold_days": 14,
        "unpaid": True,
    }
    since = datetime.now(UTC) - timedelta(days=1)
    put = await school.ok("admin", "PUT", "/v1/policy", {**values, "effective_from": since.isoformat()})
    session_id = await school.started()
    await school.complete(session_id)

    event = await completed_event(school, session_id)

    assert event.policy.model_dump(mode="json") == {**values, "version": put["version"]}
    assert {name: put[name] for name in values} == values


async def test_a_learner_who_is_removed_or_comes_late_during_the_session_is_on_the_roster_with_periods(
    school: School,
) -> None:
    roster = [{"person_id": school.people[name], "acceptance": answer} for name, answer in THREE.items()]
    session_id = await school.started(roster=roster)
    path = f"/v1/sessions/{session_id}/roster"
    gone, late = school.people["learner-1"], school.people["learner-4"]
    await school.ok("admin", "POST", path, {"remove": [gone]})
    await school.ok("admin", "POST", path, {"add": [{"person_id": late, "acceptance": "accepted"}]})
    await school.complete(session_id)

    event = await completed_event(school, session_id)

    rows = await school.rows("SELECT person_id, added_at, removed_at FROM roster")
    stored = {row.person_id: (row.added_at, row.removed_at) for row in rows}
    found = {learner.person_id: learner for learner in event.roster}
    assert found.keys() == stored.keys() == {school.people[f"learner-{number}"] for number in (1, 2, 3, 4)}
    for person_id in (gone, late):
        [period] = found[person_id].periods
        assert (period.enrolled_at, period.removed_at) == stored[person_id]
    assert found[gone].periods[0].removed_at is not None
    assert found[school.people["learner-2"]].periods == ()
    assert found[school.people["learner-3"]].acceptance == "declined"
    record = orjson.loads(event.record)
    assert str(gone) not in [one["person_id"] for one in record["roster"]], "the record has who was on it at the end"


async def test_everybody_who_was_in_the_call_is_in_the_event_with_their_time(school: School) -> None:
    session_id = await school.started()
    path = f"/v1/sessions/{session_id}/presence"
    for who, action in (
        ("learner-1", "join"),
        ("coach-1", "join"),
        ("learner-1", "leave"),
        ("learner-1", "join"),
        ("learner-1", "leave"),
    ):
        await school.ok(who, "POST", path, {"action": action})
    await school.complete(session_id, log_and_leave=True)

    event = await completed_event(school, session_id)

    rows = await school.rows("SELECT person_id, joined_at, left_at FROM call_presence ORDER BY person_id, joined_at")
    assert len(rows) == 3
    assert [one.person_id for one in event.presence] == sorted({row.person_id for row in rows})
    for one in event.presence:
        visits = [row for row in rows if row.person_id == one.person_id]
        assert one.first_joined_at == visits[0].joined_at
        assert one.last_left_at == visits[-1].left_at, "the coach left with the request"
        assert one.seconds == sum((row.left_at - row.joined_at for row in visits), timedelta()) // timedelta(seconds=1)
