"""How people plan: a tutor's first week, a course run of a term, and a late log by a request for help."""

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


async def test_a_course_run_of_a_term_with_three_coaches_carries_its_people_into_every_lesson(academy: Academy) -> None:
    platform, (ada, alan) = academy.platform, academy.learners
    third = await person(academy, "Emilie", "coach")
    coaches = [academy.coach, academy.colleague, third]
    group = await platform.post(
        academy.admin, "/v1/classes", {"name": "Term class", "members": [str(ada.person_id), str(alan.person_id)]}
    )
    now = datetime.now(UTC)
    run = await platform.post(
        academy.admin,
        "/v1/sessions",
        {
            "name": "Algebra, winter term",
            "mode": "in_person",
            "coaches": [{"person_id": str(one.person_id)} for one in coaches],
            "course_ids": [str(academy.course_id)],
            "category": "Maths",
            "class_ids": [group["class_id"]],
            "access_from": (now - timedelta(days=30)).isoformat(),
            "access_until": (now + timedelta(days=90)).isoformat(),
        },
    )
    path = f"/v1/sessions/{run['session_id']}"
    assert run["is_run"] is True
    refused = await platform.send(academy.coach, "POST", f"{path}/start")
    assert refused.json()["type"] == "urn:lockstep:problem:is-a-course-run"

    # Each coach gives a part of the term: two single lessons, which are over, and a series of the third coach.
    lessons = []
    for number, coach in enumerate(coaches[:2]):
        body = lesson(
            coach, in_hours=-1.5 - number, name=f"Lesson {number}", mode="in_person", run_id=run["session_id"]
        )
        lessons.append(await platform.post(academy.admin, "/v1/sessions", body))
    assert all({one["accepted_by"] for one in made["roster"]} == {"enrolment"} for made in lessons)
    assert {made["category_id"] for made in lessons} == {run["category_id"]}
    series = {
        "name": "Exercises",
        "mode": "in_person",
        "run_id": run["session_id"],
        "coaches": [{"person_id": str(third.person_id)}],
        "rule": "FREQ=DAILY;COUNT=3",
        "first_at": (now + timedelta(days=2)).replace(tzinfo=None).isoformat(timespec="minutes"),
        "duration_minutes": 45,
    }
    batch = await platform.post(academy.admin, "/v1/batches", series)
    assert batch["sessions_created"] == 3
    for made, coach in zip(lessons, coaches, strict=False):
        log = {"minutes": 45, "recap": RECAP}
        completed = await platform.post(coach, f"/v1/sessions/{made['session_id']}/complete", log)
        assert [one["person_id"] for one in completed["coaches"]] == [str(coach.person_id)]
        assert (await platform.get(academy.admin, f"/v1/sessions/{made['session_id']}/record"))["run_id"] == (
            run["session_id"]
        )
        assert (await academy.all_effects(UUID(made["session_id"])))["complete"]

    # A learner joins the run, and another one leaves it. The lessons to come follow, and those that are over stay.
    newcomer = await person(academy, "Sofja", "learner")
    delta = {"add": [{"person_id": str(newcomer.person_id)}], "remove": [str(alan.person_id)]}
    await platform.post(academy.admin, f"{path}/roster", delta)
    listed = (await platform.get(academy.admin, "/v1/sessions", run_id=run["session_id"]))["items"]
    assert len(listed) == 5
    for row in listed:
        whole = await platform.get(academy.admin, f"/v1/sessions/{row['session_id']}")
        expected = {ada, alan} if row["state"] == "completed" else {ada, newcomer}
        assert {one["person_id"] for one in whole["roster"]} == {str(one.person_id) for one in expected}
        assert whole["run_id"] == run["session_id"]
    seen = await platform.get(academy.admin, path)
    assert (seen["lessons"]["completed"], seen["lessons"]["planned"]) == (2, 3)


async def test_a_late_log_comes_by_a_request_for_help(academy: Academy) -> None:
    platform, (ada, alan) = academy.platform, academy.learners
    support = Caller(academy.admin.org_id, academy.admin.person_id, ("support",))
    session_id = await academy.schedule(ended_hours_ago=80)
    path = f"/v1/sessions/{session_id}"
    log = {"raw_minutes": 52, "recap": RECAP}
    refused = await platform.send(academy.coach, "POST", f"{path}/complete", json=log)
    assert refused.json()["type"] == "urn:lockstep:problem:logging-window-closed"
    assert "/help" in refused.json()["detail"]

    marks = [
        {"person_id": str(ada.person_id), "code": "late", "minutes": 40},
        {"person_id": str(alan.person_id), "code": "present"},
    ]
    asked = await platform.post(
        academy.coach, f"{path}/help", log | {"marks": marks, "reason": "I was in hospital until yesterday."}
    )
    [waiting] = (await platform.get(support, "/v1/help"))["items"]
    assert (waiting["help_id"], waiting["blockers"]) == (asked["help_id"], ["logging-window-closed"])
    help_path = f"/v1/help/{asked['help_id']}"
    await platform.post(support, f"{help_path}/question", {"text": "Was Ada there from the beginning?"})
    again = await platform.post(
        academy.coach, f"{path}/help", log | {"marks": marks, "reason": "No, she came ten minutes late."}
    )

    completed = await platform.post(support, f"/v1/help/{again['help_id']}/complete", {"reason": "In hospital"})

    assert (completed["late"], completed["logged_minutes"]) == (True, 55)
    record = await platform.get(academy.coach, f"{path}/record")
    assert record["recap_by"] == str(academy.coach.person_id)
    assert record["completed_by"] == str(support.person_id)
    effects = await academy.all_effects(session_id)
    assert effects["complete"]
    register = await academy.register(session_id)
    official = {one["person_id"]: (one["code"], one["minutes"], one["source"]) for one in register["marks"]}
    assert official == {
        str(ada.person_id): ("late", 40, "completion"),
        str(alan.person_id): ("present", None, "completion"),
    }
    assert (await platform.get(support, "/v1/help"))["items"] == []
