"""Nothing that happens beside an erasure, or after it, brings back what was erased."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from chassis.clock import now
from chassis.database.engine import create_engine
from chassis.ids import new_id
from lockstep_testing.searching import columns_with
from sessions.erasure.carry_out import carry_out_next
from sessions.imports import receive
from sqlalchemy import text

from ..conftest import School, add_people, refused
from ..helpers.erasing import carry_out, command, erase
from ..helpers.importing import begin, file, work, worker_of


async def ask(school: School, *who: str) -> None:
    """Ask for the erasures of people."""
    for one in who:
        path = f"/v1/people/{school.people[one]}/erasure"
        assert (await school.send("admin", "POST", path, {"reason": "person_asked"})).status_code == 202


async def name_of(school: School, who: str) -> Any:
    """Return what the directory calls a person."""
    return (await school.ok("admin", "GET", f"/v1/people/{school.people[who]}"))["name"]


async def test_an_erased_person_gets_no_name_again(school: School) -> None:
    path = f"/v1/people/{school.people['learner-1']}"
    await ask(school, "learner-1")
    engine = create_engine(school.database.worker_url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        assert await carry_out_next(db, org_ids=[school.org_id], now=now(), new_id=new_id) == 1
        beside = asyncio.create_task(school.send("admin", "PATCH", path, {"name": "Ada Lovelace"}))
        await school.until_waiting(1)
    await engine.dispose()
    refused(await beside, 409, "person-erased")
    refused(await school.send("admin", "PATCH", path, {"email": "ada@example.org"}), 409, "person-erased")
    assert await name_of(school, "learner-1") == "Erased person"


async def test_a_name_that_a_version_before_gave_an_erased_person_is_erased_again(
    school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    learner = school.people["learner-1"]
    await erase(school, learner)
    capsys.readouterr()
    async with school.superuser.begin() as db:
        await db.execute(text("UPDATE people SET name = 'Ada Lovelace' WHERE id = :id"), {"id": learner})
    await erase(school, learner)
    assert "sessions: erased name, username and e-mail address" in capsys.readouterr().out
    assert await name_of(school, "learner-1") == "Erased person"


async def test_texts_of_a_shared_session_go_with_the_last_of_its_learners(school: School) -> None:
    session_id = await school.started()
    await school.complete(session_id)
    await erase(school, school.people["learner-1"])
    assert (await school.send("coach-1", "GET", f"/v1/sessions/{session_id}/recap")).status_code == 200
    await erase(school, school.people["learner-2"])
    refused(await school.send("coach-1", "GET", f"/v1/sessions/{session_id}/recap"), 410, "text-erased")


async def test_two_erasures_at_once_do_not_each_keep_a_text_for_the_other(school: School) -> None:
    session_id = await school.started()
    await school.complete(session_id)
    await ask(school, "learner-1", "learner-2")
    engine = create_engine(school.database.worker_url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        assert await carry_out_next(db, org_ids=[school.org_id], now=now(), new_id=new_id) == 1
        second = asyncio.create_task(carry_out(school))
        await school.until_waiting(1)
    await engine.dispose()
    assert await second == 1
    refused(await school.send("coach-1", "GET", f"/v1/sessions/{session_id}/recap"), 410, "text-erased")


async def test_a_note_beside_the_erasures_of_all_its_learners_keeps_no_key(school: School) -> None:
    session_id = await school.started()
    await school.complete(session_id)
    await ask(school, "learner-1", "learner-2")
    engine = create_engine(school.database.worker_url, application_name="test", pool_size=1)
    path = f"/v1/sessions/{session_id}/notes"
    await carry_out(school)
    async with engine.begin() as db:
        assert await carry_out_next(db, org_ids=[school.org_id], now=now(), new_id=new_id) == 1
        beside = asyncio.create_task(school.send("coach-1", "POST", path, {"text": "He was tired."}))
        await school.until_waiting(1)
    await engine.dispose()
    assert (await beside).status_code == 201
    assert await school.rows("SELECT 1 FROM text_keys") == []


async def test_nobody_gives_an_erased_person_a_guardian_or_a_seat(school: School) -> None:
    await add_people(school, ["guardian-1"])
    learner, guardian = school.people["learner-1"], school.people["guardian-1"]
    await ask(school, "learner-1")
    engine = create_engine(school.database.worker_url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        assert await carry_out_next(db, org_ids=[school.org_id], now=now(), new_id=new_id) == 1
        beside = asyncio.create_task(school.send("admin", "PUT", f"/v1/people/{learner}/guardians/{guardian}"))
        await school.until_waiting(1)
    await engine.dispose()
    refused(await beside, 404, "person-not-found")
    body = {"name": "7a", "members": [learner]}
    assert (await school.send("admin", "POST", "/v1/classes", body)).status_code == 422
    assert await school.rows("SELECT 1 FROM guardians") == []


async def test_the_note_of_an_erasure_that_a_service_has_not_answered_goes_too(school: School) -> None:
    learner = school.people["learner-1"]
    assert await command(school, learner, note="Ada wrote on 3 May.") == 3
    [first] = await school.rows("SELECT erasure_id FROM erasures")
    assert await command(school, learner, note="Again.") == 3
    assert (await school.ok("admin", "GET", f"/v1/erasures/{first.erasure_id}"))["note"] is None


async def test_requests_under_random_keys_and_under_ids_are_not_done_again(school: School) -> None:
    new = {"username": "ed", "name": "Ed", "role": "learner"}
    ed = (await school.ok("admin", "POST", "/v1/people", new))["person_id"]
    answers = {}
    keys = ("ed0fbf9e-0000-4000-8000-000000000000", f"rate for {ed}", "rate for 01a2ed6e-0000-7000-8000-00000000ed00")
    for place, key in enumerate(keys):
        body = {"username": f"other-{place}", "name": "Other", "role": "learner"}
        answers[key] = body, await school.send("admin", "POST", "/v1/people", body, {"Idempotency-Key": key})
    await erase(school, UUID(ed))
    for key, (body, first) in answers.items():
        again = await school.send("admin", "POST", "/v1/people", body, {"Idempotency-Key": key})
        # An answer that has the two letters in an id is forgotten, too. The request is not done again in any case.
        assert again.status_code == 410 or again.json() == first.json(), key
        [made] = await school.rows("SELECT count(*) FROM people WHERE username = :name", name=body["username"])
        assert made.count == 1


async def test_an_erasure_waits_for_the_files_that_are_imported(
    school: School, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(receive, "ROWS_AT_ONCE_MAX", 0)
    learner = school.people["learner-1"]
    await begin(school, "people", file("username;name;role", ["learner-1;Zqwy Lovelace;learner"]), import_mode="upsert")
    assert await command(school, learner) == 3
    assert "imports that run come first" in capsys.readouterr().out
    async with worker_of(school) as engine:
        await work(engine)
    assert await carry_out(school) == 1
    async with school.superuser.connect() as db:
        assert await columns_with(db, ["Zqwy"]) == []
