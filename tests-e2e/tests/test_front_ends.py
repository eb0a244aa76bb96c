"""What a front end does through the gateway: a guardian's pages, compressed lists, and answers that it has already."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from lockstep_e2e.academy import Academy
from lockstep_e2e.platform import Caller
from lockstep_local.waiting import eventually

SESSIONS = 100


async def guardian_of(academy: Academy, learner: Caller) -> Caller:
    """Create a guardian of a learner."""
    body = {"username": "byron", "name": "Byron", "role": "guardian"}
    created = await academy.platform.post(academy.admin, "/v1/people", body)
    guardian = Caller(academy.admin.org_id, UUID(created["person_id"]), ("guardian",))
    link = f"/v1/people/{learner.person_id}/guardians/{guardian.person_id}"
    assert (await academy.platform.send(academy.admin, "PUT", link)).is_success
    return guardian


async def test_a_guardian_answers_for_a_learner_and_sees_the_register(academy: Academy) -> None:
    platform, (learner, other) = academy.platform, academy.learners
    guardian = await guardian_of(academy, learner)
    session_id = await academy.schedule(acceptances=("invited", "accepted"))

    [listed] = (await platform.get(guardian, "/v1/me/sessions"))["items"]
    assert listed["learners"] == [{"person_id": str(learner.person_id), "name": "Ada", "acceptance": "invited"}]
    assert (await platform.get(guardian, "/v1/me"))["learners"][0]["name"] == "Ada"
    path = f"/v1/sessions/{session_id}/acceptance"
    await platform.post(guardian, path, {"person_id": str(learner.person_id), "acceptance": "accepted"})
    refused = await platform.send(
        guardian, "POST", path, json={"person_id": str(other.person_id), "acceptance": "declined"}
    )
    assert refused.status_code == 403

    await academy.mark(session_id, "late", "present")

    async def register() -> Any:
        answer = await platform.send(guardian, "GET", f"/v1/attendance/registers/{session_id}")
        return answer.json() if answer.is_success and answer.json()["marks"] else None

    seen = await eventually(register, "the guardian's register")
    assert [(one["person_id"], one["code"]) for one in seen["marks"]] == [(str(learner.person_id), "late")]
    found = await platform.get(guardian, "/v1/people", ids=f"{learner.person_id},{other.person_id}")
    assert [one["name"] for one in found["items"]] == ["Ada"]


async def test_a_coach_sees_what_is_in_the_way_of_an_end_and_no_effects_before_it(academy: Academy) -> None:
    platform = academy.platform
    session_id = await academy.schedule(acceptances=("accepted", "invited"))

    ending = await platform.get(academy.coach, f"/v1/sessions/{session_id}/ending")
    assert ending["unanswered"] == [{"person_id": str(academy.learners[1].person_id), "name": "Alan"}]

    async def effects() -> Any:
        answer = await platform.send(academy.coach, "GET", f"/v1/reports/sessions/{session_id}/effects")
        return answer.json() if answer.is_success else None

    before = await eventually(effects, "the effects of a session that is not completed")
    assert (before["state"], before["complete"], set(before["effects"].values())) == ("scheduled", False, {None})


async def test_a_list_of_a_hundred_sessions_is_small_and_its_answers_have_etags_that_work(academy: Academy) -> None:
    platform = academy.platform
    start = datetime.now(UTC) + timedelta(days=2)
    for number in range(SESSIONS):
        body = {
            "name": f"Algebra, lesson {number}",
            "mode": "in_person",
            "coaches": [{"person_id": str(academy.coach.person_id)}],
            "course_ids": [str(academy.course_id)],
            "starts_at": (start + timedelta(hours=number)).isoformat(),
            "ends_at": (start + timedelta(hours=number, minutes=45)).isoformat(),
            "roster": [{"person_id": str(one.person_id)} for one in academy.learners],
        }
        created = await platform.send(academy.admin, "POST", "/v1/sessions", json=body)
        assert created.headers["location"] == f"/v1/sessions/{created.json()['session_id']}"

    async def size(encoding: str) -> int:
        headers = {**platform.authorization(academy.admin), "accept-encoding": encoding}
        url = f"/v1/sessions?limit={SESSIONS}"
        async with platform.client.stream("GET", url, headers=headers) as answer:
            assert answer.headers.get("content-encoding", "identity") == encoding
            return sum([len(part) async for part in answer.aiter_raw()])

    whole, brotli, gzip = [await size(encoding) for encoding in ("identity", "br", "gzip")]
    assert whole > 50_000, whole
    assert max(brotli, gzip) < whole / 8, (whole, brotli, gzip)

    path = created.headers["location"]
    read = await platform.send(academy.admin, "GET", path, headers={"accept-encoding": "gzip"})
    assert read.headers["etag"].startswith('W/"1-')
    known = await platform.send(academy.admin, "GET", path, headers={"if-none-match": read.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    for description, status in (("First", 200), ("Second", 412)):
        changed = await platform.send(
            academy.admin,
            "PATCH",
            path,
            json={"description": description},
            headers={"if-match": read.headers["etag"]},
        )
        assert changed.status_code == status, changed.text
    stale = await platform.send(academy.admin, "GET", path, headers={"if-none-match": read.headers["etag"]})
    assert (stale.status_code, stale.json()["description"]) == (200, "First")
