"""Whom a coach may plan lessons with: learners who share a class, a series or a session with them."""

from uuid import uuid4

from ..conftest import School, refused
from ..helpers.batches import body as series
from ..helpers.planners import at, known, lesson, of_a_class, planned


async def test_a_coach_knows_those_who_share_a_class_a_series_or_a_session_and_nobody_else(school: School) -> None:
    people = school.people
    await of_a_class(school)
    await school.ok("admin", "POST", "/v1/batches", series(school, roster=[{"person_id": people["learner-2"]}]))
    shared = await school.schedule(roster=[{"person_id": people["learner-3"]}])

    assert await known(school) == ["Learner-1", "Learner-2", "Learner-3"]
    assert (await school.ok("coach-2", "GET", "/v1/me/learners"))["items"] == []
    found = await school.ok("coach-1", "GET", "/v1/me/learners", q="learner-3")
    assert [one["name"] for one in found["items"]] == ["Learner-3"]
    first = await school.ok("coach-1", "GET", "/v1/me/learners", limit=2)
    rest = await school.ok("coach-1", "GET", "/v1/me/learners", limit=2, cursor=first["next_cursor"])
    assert [one["name"] for one in (*first["items"], *rest["items"])] == await known(school)

    answers = set()
    for one in (people["learner-4"], people["coach-2"], uuid4()):
        body = lesson(school) | {"roster": [{"person_id": one}]}
        answer = await school.send("coach-1", "POST", "/v1/sessions", body)
        refused(answer, 422, "unknown-reference")
        answers.add(answer.text.replace(str(one), "<id>"))
    assert len(answers) == 1, "who is not known is answered like an id that does not exist"
    assert '"you know no learner <id>"' in answers.pop()
    await school.ok("admin", "POST", f"/v1/sessions/{shared}/cancel", {"reason": "A mistake"})
    assert await known(school) == ["Learner-1", "Learner-2"], "what was cancelled gives nobody a right"


async def test_a_voided_session_gives_no_right_and_nobody_plans_with_a_person_who_was_erased(school: School) -> None:
    await of_a_class(school, learners=("learner-1", "learner-2"))
    session_id = await school.started(roster=[{"person_id": school.people["learner-3"], "acceptance": "accepted"}])
    assert (await school.complete(session_id)).status_code == 200

    assert await known(school) == ["Learner-1", "Learner-2", "Learner-3"]
    await school.ok("admin", "POST", f"/v1/sessions/{session_id}/void", {"reason": "It never took place"})
    assert await known(school) == ["Learner-1", "Learner-2"]
    async with school.superuser.begin() as db:
        await db.exec_driver_sql(f"UPDATE people SET erased_at = now() WHERE id = '{school.people['learner-1']}'")
    assert await known(school) == ["Learner-2"]
    answer = await school.send("coach-1", "POST", "/v1/sessions", lesson(school, "learner-1"))
    refused(answer, 422, "unknown-reference")
    assert answer.json()["errors"][0]["detail"].startswith("you know no learner"), "as for an id that does not exist"


async def test_what_a_coach_planned_gives_no_right_to_those_who_join_the_class_later(school: School) -> None:
    class_id = await of_a_class(school)
    await planned(school, class_ids=[class_id])
    await school.ok("coach-1", "POST", "/v1/batches", series(school, class_ids=[class_id]))
    path = f"/v1/classes/{class_id}"
    await school.ok("admin", "POST", f"{path}/coaches", {"remove": [school.people["coach-1"]]})
    await school.ok("admin", "POST", f"{path}/members", {"add": [school.people["learner-4"]]})

    assert await known(school) == ["Learner-1"], "whom they have a session with"
    another = lesson(school, class_ids=[class_id]) | at(hours=60)
    answer = await school.send("coach-1", "POST", "/v1/sessions", another)
    refused(answer, 422, "unknown-reference")


async def test_a_class_that_the_coach_does_not_know_is_like_one_that_does_not_exist(school: School) -> None:
    await of_a_class(school)
    others = await of_a_class(school, "coach-2", ("learner-4",))
    for class_id in (others, str(uuid4())):
        answer = await school.send("coach-1", "POST", "/v1/sessions", lesson(school, class_ids=[class_id]))
        refused(answer, 422, "unknown-reference")
        [error] = answer.json()["errors"]
        assert error["detail"] == f"you know no class {class_id}"
    session = await planned(school, "learner-1")
    path = f"/v1/sessions/{session['session_id']}/roster"
    refused(await school.send("coach-1", "POST", path, {"class_ids": [others]}), 422, "unknown-reference")
    stranger = {"add": [{"person_id": school.people["learner-4"]}]}
    refused(await school.send("coach-1", "POST", path, stranger), 422, "unknown-reference")
