"""One session ends: one record and three effects, each exactly once, in HTTP, topics and databases."""

import asyncio
import hashlib
from collections import Counter
from uuid import UUID, uuid4

from contracts.sessions import SessionCompleted
from contracts.topics import TOPIC_OF, TOPICS
from lockstep_e2e import topics
from lockstep_e2e.academy import EFFECTS, RATE_AMOUNT_MINOR, RECAP, Academy
from lockstep_e2e.platform import Platform

COMPLETIONS = TOPIC_OF[SessionCompleted].name
PROBLEM = "urn:lockstep:problem:"
CONSUMED = {
    service: tuple(topic.name for topic in TOPICS if service in topic.consumers)
    for service in ("sessions", "attendance", "payouts", "reports")
}


async def assert_effects_once(platform: Platform, session_id: UUID) -> None:
    """Assert that each effect of a session exists exactly once, in every database and in every topic."""
    assert await platform.count("sessions", "completion_records", session_id) == 1
    assert await platform.count("attendance", "official_registers", session_id) == 1
    assert await platform.count("attendance", "official_marks", session_id) == 2
    assert await platform.count("payouts", "credits", session_id) == 1
    assert await platform.count("payouts", "earnings", session_id) == 1
    transfers = "SELECT count(*) FROM transfers WHERE id IN (SELECT transfer_id FROM earnings WHERE session_id = $1)"
    assert (await platform.rows("payouts", transfers, session_id))[0]["count"] == 1
    assert await platform.count("reports", "sessions", session_id) == 1
    assert await platform.count("reports", "session_subjects", session_id) == 3
    kinds = Counter(type(event).__name__ for event in await topics.events(platform, session_id))
    assert (kinds["SessionCompleted"], kinds["AttendanceLocked"], kinds["EarningsCredited"]) == (1, 1, 1)


async def inputs(academy: Academy, kind: str, subject: UUID) -> tuple[int, dict[str, object]]:
    """Return the version and the features of a person's or batch's insight inputs."""
    found = await academy.platform.get(academy.admin, f"/v1/reports/insight-inputs/{kind}/{subject}")
    return found["version"], found["features"]


async def test_a_completed_session_locks_its_register_credits_its_coach_and_refreshes_its_inputs_once(
    academy: Academy,
) -> None:
    platform, coach = academy.platform, academy.coach
    session_id = await academy.schedule(mode="online")
    path = f"/v1/sessions/{session_id}"
    await platform.post(coach, f"{path}/start")
    for action in ("join", "leave"):
        for person in academy.learners:
            await platform.post(person, f"{path}/presence", {"action": action})
    version = await academy.mark(session_id, "present", "absent")

    body = {"raw_minutes": 43, "recap": RECAP, "attendance_version": version, "log_and_leave": True}
    answer = await platform.send(coach, "POST", f"{path}/complete", json=body)
    assert answer.status_code == 200, answer.text
    completed = answer.json()
    effects = await academy.all_effects(session_id)

    assert (completed["state"], completed["raw_minutes"], completed["logged_minutes"]) == ("completed", 43, 45)
    assert effects["effects"]["earnings_credited"]["amounts"] == [{"currency": "EUR", "amount_minor": 3_000}]
    assert effects["effects"]["insight_inputs_refreshed"]["subjects"] == 3
    assert all(effects["effects"][effect]["latency_ms"] >= 0 for effect in EFFECTS)
    await assert_effects_once(platform, session_id)

    register = await academy.register(session_id)
    marks = {UUID(mark["person_id"]): mark["code"] for mark in register["marks"]}
    assert register["state"] == "locked"
    assert marks == dict(zip((one.person_id for one in academy.learners), ("present", "absent"), strict=True))
    balance = await platform.get(coach, f"/v1/payouts/coaches/{coach.person_id}/balance")
    assert balance["balances"] == [{"currency": "EUR", "amount_minor": 3_000}]
    earnings = await platform.get(coach, f"/v1/payouts/coaches/{coach.person_id}/earnings")
    assert [(one["session_id"], one["amount_minor"]) for one in earnings["items"]] == [(str(session_id), 3_000)]
    present = (await inputs(academy, "learner", academy.learners[0].person_id))[1]
    assert (present["sessions_completed"], present["minutes_logged"], present["sessions_attended"]) == (1, 45, 1)

    record = await platform.send(coach, "GET", f"{path}/record")
    assert hashlib.sha256(b"\0" + record.content).hexdigest() == completed["record_hash"]


async def test_everything_that_follows_leads_back_to_the_completion_and_its_request(academy: Academy) -> None:
    session_id = await academy.schedule()
    path = f"/v1/sessions/{session_id}/complete"
    answer = await academy.platform.send(academy.coach, "POST", path, json={"minutes": 60, "recap": RECAP})
    await academy.all_effects(session_id)
    own = await topics.events(academy.platform, session_id)
    [completed] = [event for event in own if isinstance(event, SessionCompleted)]
    followed = [event for event in own if event.causation_id == completed.event_id]
    assert {type(event).__name__ for event in followed} == {
        "SessionStateChanged",
        "AttendanceLocked",
        "EarningsCredited",
    }
    request_id = UUID(answer.headers["x-request-id"])
    assert {event.correlation_id for event in (completed, *followed)} == {request_id}


async def test_the_events_of_a_session_are_numbered_without_gaps_over_all_topics(academy: Academy) -> None:
    session_id = await academy.schedule(acceptances=("accepted", "invited"))
    path = f"/v1/sessions/{session_id}"
    await academy.platform.post(academy.learners[1], f"{path}/acceptance", {"acceptance": "accepted"})
    await academy.platform.post(academy.coach, f"{path}/start")
    await academy.complete(session_id)
    await academy.all_effects(session_id)
    own = await topics.events(academy.platform, session_id, "sessions.lifecycle.v1", COMPLETIONS)
    assert [type(event).__name__ for event in own] == [
        "SessionScheduled",
        "RosterChanged",
        "SessionStarted",
        "SessionCompleted",
    ]
    assert [event.sequence for event in own] == [1, 2, 3, 4]


async def test_completing_twice_is_the_same_answer_and_one_completion(academy: Academy) -> None:
    session_id = await academy.schedule()
    first = await academy.complete(session_id)
    again = await asyncio.gather(*(academy.complete(session_id) for _ in range(5)))
    assert [answer == first for answer in again] == [True] * 5
    await academy.all_effects(session_id)
    await assert_effects_once(academy.platform, session_id)


async def test_the_same_idempotency_key_replays_the_answer(academy: Academy) -> None:
    session_id = await academy.schedule()
    path, headers = f"/v1/sessions/{session_id}/complete", {"Idempotency-Key": str(uuid4())}
    body = {"minutes": 60, "recap": RECAP}
    first = await academy.platform.send(academy.coach, "POST", path, json=body, headers=headers)
    again = await academy.platform.send(academy.coach, "POST", path, json=body, headers=headers)
    assert first.status_code == again.status_code == 200
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["etag"] == first.headers["etag"]


async def test_of_different_completions_that_race_one_wins(academy: Academy) -> None:
    session_id = await academy.schedule()
    path = f"/v1/sessions/{session_id}/complete"
    bodies = [{"minutes": 5 * number, "recap": RECAP} for number in range(6, 12)]
    answers = await asyncio.gather(*(academy.platform.send(academy.coach, "POST", path, json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    refused = {answer.json()["type"] for answer in answers if answer.status_code == 409}
    assert refused == {f"{PROBLEM}already-completed"}
    await academy.all_effects(session_id)
    await assert_effects_once(academy.platform, session_id)


async def test_co_coaches_share_what_the_session_earned_to_the_last_cent(academy: Academy) -> None:
    people = (academy.coach.person_id, academy.colleague.person_id)
    shares = [
        {"person_id": str(person), "share_basis_points": share}
        for person, share in zip(people, (3_333, 6_667), strict=True)
    ]
    session_id = await academy.schedule(coaches=shares)
    await academy.complete(session_id, minutes=55)
    await academy.all_effects(session_id)
    paid = [
        (await academy.platform.get(academy.admin, f"/v1/payouts/coaches/{person}/balance"))["balances"][0][
            "amount_minor"
        ]
        for person in people
    ]
    assert sum(paid) == round(RATE_AMOUNT_MINOR * 55 / 60)
    assert paid[0] * 2 < paid[1] * 2
    rows = await academy.platform.rows(
        "payouts", "SELECT credit_account_id, debit_account_id FROM transfers WHERE org_id = $1", academy.admin.org_id
    )
    assert len(rows) == 2


async def test_a_redelivered_completion_takes_effect_once(academy: Academy) -> None:
    platform = academy.platform
    session_id = await academy.schedule()
    await academy.mark(session_id, "present", "late")
    await academy.complete(session_id)
    await academy.all_effects(session_id)
    learner = academy.learners[0].person_id
    before = await inputs(academy, "learner", learner)

    for service, consumed in CONSUMED.items():
        platform.stack.stop(f"{service}-worker")
        await topics.rewind(platform, service, consumed)
    for service in CONSUMED:
        platform.stack.start(f"{service}-worker")
    for service, consumed in CONSUMED.items():
        await topics.caught_up(platform, service, consumed)

    await assert_effects_once(platform, session_id)
    assert await inputs(academy, "learner", learner) == before
    balance = await platform.get(academy.admin, f"/v1/payouts/coaches/{academy.coach.person_id}/balance")
    assert balance["balances"] == [{"currency": "EUR", "amount_minor": RATE_AMOUNT_MINOR}]
    parked = [await platform.rows(service, "SELECT * FROM parked") for service in CONSUMED]
    assert parked == [[] for _ in CONSUMED]


async def test_a_completion_that_comes_again_as_another_event_takes_effect_once(academy: Academy) -> None:
    platform = academy.platform
    session_id = await academy.schedule()
    await academy.complete(session_id)
    await academy.all_effects(session_id)
    learner = academy.learners[0].person_id
    before = await inputs(academy, "learner", learner)
    [completed] = await topics.events(platform, session_id, COMPLETIONS)

    await topics.publish(platform, completed.model_copy(update={"event_id": uuid4()}))
    for service, consumed in CONSUMED.items():
        if COMPLETIONS in consumed:
            await topics.caught_up(platform, service, [COMPLETIONS])

    assert await platform.count("attendance", "official_registers", session_id) == 1
    assert await platform.count("payouts", "earnings", session_id) == 1
    assert len(await topics.events(platform, session_id, "attendance.registers.v1", "payouts.earnings.v1")) == 2
    assert await inputs(academy, "learner", learner) == before
