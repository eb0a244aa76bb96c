"""How people plan: a tutor's first week, with nobody but the admin who invited them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from lockstep_e2e.academy import RECAP, Academy
from lockstep_e2e.platform import Caller
from lockstep_local.waiting import eventually


async def person(academy: Academy, name: str, role: str) -> Caller:
    """Let the admin invite a person."""
    body = {"username": name.lower(), "name": name, "role": role}
    created = await academy.platform.post(academy.admin, "/v1/people", body)
    return Caller(academy.admin.org_id, UUID(created["person_id"]), (role,))


def lesson(tutor: Caller, *learner_ids: str, in_hours: float, **fields: Any) -> dict[str, Any]:
    """Return the body of a lesson of 45 minutes that a tutor plans."""
    starts_at = datetime.now(UTC) + timedelta(hours=in_hours)
    whole: dict[str, Any] = {
        "name": f"Lesson of {starts_at:%d %b %H:%M:%S}",
        "mode": "online",
        "coaches": [{"person_id": str(tutor.person_id)}],
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(minutes=45)).isoformat(),
        "roster": [{"person_id": one} for one in learner_ids],
    }
    return whole | fields


@dataclass(frozen=True, slots=True)
class Invited:
    """A tutor and the mother of a learner, as an admin has invited them, and the class of the tutor."""

    tutor: Caller
    mother: Caller
    class_id: str


async def invite(academy: Academy) -> Invited:
    """Let the admin invite a tutor and a mother, and put the tutor and the learners together. It is the last help."""
    platform, (ada, alan) = academy.platform, academy.learners
    tutor, mother = await person(academy, "Mary", "coach"), await person(academy, "Annabella", "guardian")
    link = f"/v1/people/{ada.person_id}/guardians/{mother.person_id}"
    assert (await platform.send(academy.admin, "PUT", link)).is_success
    members = [str(one.person_id) for one in (ada, alan)]
    group = await platform.post(academy.admin, "/v1/classes", {"name": "Mary's learners", "members": members})
    coaches = {"add": [str(tutor.person_id)]}
    await platform.post(academy.admin, f"/v1/classes/{group['class_id']}/coaches", coaches)
    return Invited(tutor, mother, group["class_id"])


async def test_a_tutors_first_lesson_needs_no_admin_but_the_one_who_invited_them(academy: Academy) -> None:
    platform, ada = academy.platform, academy.learners[0]
    invited = await invite(academy)
    tutor, mother = invited.tutor, invited.mother

    # She finds her learners, and plans a lesson that is on now.
    found = (await platform.get(tutor, "/v1/me/learners"))["items"]
    assert [one["name"] for one in found] == ["Ada", "Alan"]
    first = await platform.post(tutor, "/v1/sessions", lesson(tutor, found[0]["person_id"], in_hours=-0.1))
    path = f"/v1/sessions/{first['session_id']}"
    stranger = lesson(tutor, str(academy.colleague.person_id), in_hours=3)
    refused = await platform.send(tutor, "POST", "/v1/sessions", json=stranger)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:lockstep:problem:unknown-reference")

    # The lesson takes place, but nobody has agreed to it yet: it cannot be logged.
    await platform.post(tutor, f"{path}/start")
    for action in ("join", "leave"):
        await platform.post(ada, f"{path}/presence", {"action": action})
    log = {"raw_minutes": 43, "recap": RECAP}
    refused = await platform.send(tutor, "POST", f"{path}/complete", json=log)
    assert refused.json()["type"] == "urn:lockstep:problem:not-all-accepted"
    assert "A coach planned this session" in refused.json()["detail"]
    await platform.post(mother, f"{path}/acceptance", {"person_id": str(ada.person_id), "acceptance": "accepted"})
    completed = await platform.post(tutor, f"{path}/complete", log)
    [seat] = completed["roster"]
    assert (seat["acceptance"], seat["accepted_by"], completed["logged_minutes"]) == ("accepted", "answer", 45)
    effects = await academy.all_effects(UUID(first["session_id"]))
    assert effects["complete"]
    record = await platform.get(mother, f"{path}/record")
    assert (record["planned_by_coach"], record["completed_by"]) == (True, str(tutor.person_id))


async def test_a_tutor_plans_a_series_that_each_family_answers_once(academy: Academy) -> None:
    platform, (ada, alan) = academy.platform, academy.learners
    invited = await invite(academy)
    tutor = invited.tutor

    tomorrow = (datetime.now(UTC) + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    series = {
        "name": "Algebra with Mary",
        "mode": "online",
        "coaches": [{"person_id": str(tutor.person_id)}],
        "rule": "FREQ=DAILY;INTERVAL=7;COUNT=4",
        "first_at": tomorrow.replace(tzinfo=None).isoformat(timespec="minutes"),
        "duration_minutes": 45,
        "class_ids": [invited.class_id],
    }
    batch = await platform.post(tutor, "/v1/batches", series)
    assert [one["acceptance"] for one in batch["roster"]] == ["invited", "invited"]
    answer = f"/v1/batches/{batch['batch_id']}/acceptance"
    for who, learner in ((invited.mother, ada), (alan, alan)):
        said = await platform.post(who, answer, {"person_id": str(learner.person_id), "acceptance": "accepted"})
        assert said["sessions_changed"] == batch["sessions_created"] == 4
    lessons = (await platform.get(tutor, f"/v1/batches/{batch['batch_id']}"))["next_sessions"]
    declined = f"/v1/sessions/{lessons[0]['session_id']}/acceptance"
    await platform.post(alan, declined, {"acceptance": "declined"})
    whole = await platform.get(tutor, f"/v1/sessions/{lessons[0]['session_id']}")
    assert sorted(one["acceptance"] for one in whole["roster"]) == ["accepted", "declined"]

    # She moves the second lesson, so its learners are asked again, and cancels the third one.
    moved = f"/v1/sessions/{lessons[1]['session_id']}"
    starts_at = datetime.fromisoformat(lessons[1]["starts_at"]) + timedelta(hours=2)
    times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(minutes=45)).isoformat()}
    patched = await platform.send(tutor, "PATCH", moved, json=times)
    assert patched.is_success, patched.text
    assert {one["acceptance"] for one in patched.json()["roster"]} == {"invited"}
    reason = {"reason": "I am at a conference", "notice": "No lesson this week."}
    await platform.post(tutor, f"/v1/sessions/{lessons[2]['session_id']}/cancel", reason)

    # Attendance has the registers of what is to come, and none of what was cancelled.
    async def register() -> Any:
        seen = await platform.send(tutor, "GET", f"/v1/attendance/registers/{lessons[2]['session_id']}")
        return seen.json() if seen.is_success and seen.json()["state"] == "cancelled" else None

    assert await eventually(register, "the register of the cancelled lesson")
