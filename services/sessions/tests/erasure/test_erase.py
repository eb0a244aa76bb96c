"""Erasing a person destroys the texts about them for good, and keeps the proofs of deliveries."""

from uuid import uuid4

import pytest
from chassis.database.engine import create_engine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ..conftest import School, add_people, refused
from ..helpers.erasing import command, erase


async def seated(school: School, *learners: str) -> str:
    """Start a session with these learners, who accepted, and return its id."""
    return await school.started(
        roster=[{"person_id": school.people[name], "acceptance": "accepted"} for name in learners]
    )


async def test_erasing_a_learner_destroys_the_texts_about_them_alone_and_keeps_every_record(
    school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    await add_people(school, ["guardian-1"])
    learner = school.people["learner-1"]
    await school.send("admin", "PUT", f"/v1/people/{learner}/guardians/{school.people['guardian-1']}")
    await school.send("learner-1", "POST", "/v1/me/calendar")
    alone, shared = await seated(school, "learner-1"), await seated(school, "learner-1", "learner-2")
    for session_id in (alone, shared):
        await school.complete(session_id)
    await school.ok("coach-1", "POST", f"/v1/sessions/{alone}/notes", {"text": "Ask about the exam."})
    records = await school.rows("SELECT * FROM completion_records ORDER BY session_id")

    assert await command(school, learner, is_dry_run=True) == 0
    assert "dry run" in capsys.readouterr().out
    assert (await school.send("admin", "GET", f"/v1/sessions/{alone}/recap")).status_code == 200
    await erase(school, learner)

    said = capsys.readouterr().out
    assert "sessions: erased 2 texts" in said
    assert "sessions: erased 1 calendar address\n" in said
    assert "sessions: erased 1 link to guardians or learners" in said
    assert "sessions: kept 2 records of sessions as learner, because they prove what was delivered" in said
    assert "sessions: kept 1 text, because they are about others too" in said
    person = await school.ok("admin", "GET", f"/v1/people/{learner}")
    assert (person["name"], person["username"], person["email"]) == ("Erased person", f"erased-{learner}", None)
    refused(await school.send("coach-1", "GET", f"/v1/sessions/{alone}/recap"), 410, "text-erased")
    [note] = (await school.ok("coach-1", "GET", f"/v1/sessions/{alone}/notes"))["items"]
    assert (note["text"], note["erased"]) == (None, True)
    assert (await school.send("learner-2", "GET", f"/v1/sessions/{shared}/recap")).status_code == 200
    assert await school.rows("SELECT * FROM completion_records ORDER BY session_id") == records
    refused(await school.complete(alone), 409, "already-completed")  # the texts are gone, so nothing can be compared

    await erase(school, learner, with_shared=True)
    assert "sessions: erased 1 text " in capsys.readouterr().out
    refused(await school.send("learner-2", "GET", f"/v1/sessions/{shared}/recap"), 410, "text-erased")
    await erase(school, learner)
    assert "sessions: erased 0 texts" in capsys.readouterr().out
    entered = await school.rows("SELECT reason, count(*) FROM erased_texts GROUP BY 1")
    assert [tuple(row) for row in entered] == [("person_asked", 3)]


async def test_reports_on_files_forget_a_person_whom_a_file_spelt_in_another_way(school: School) -> None:
    import_id, learner = uuid4(), school.people["learner-3"]
    async with school.superuser.begin() as db:
        await db.execute(
            text(
                "INSERT INTO imports (org_id, id, kind, state, dry_run, mode, partial, options, header, bytes, "
                "first_offset, first_line, next_offset, next_line, created_at, created_by, finished_at, file_name) "
                "VALUES (:org, :id, 'people', 'done', false, 'create', true, '{}', '{}', 0, 0, 2, 0, 2, now(), :org, "
                "now(), 'Report_of_LEARNER-3.csv')"
            ),
            {"org": school.org_id, "id": import_id},
        )
        for line, key in enumerate(("LEARNER-3", "learner-4", "Learner-3\x1fAlgebra"), start=2):
            await db.execute(
                text(
                    "INSERT INTO import_rows (org_id, import_id, line, key, result, name, detail, digest) "
                    "VALUES (:org, :id, :line, :key, 'error', 'Ada', 'wrong', '\\x00')"
                ),
                {"org": school.org_id, "id": import_id, "line": line, "key": key},
            )

    await erase(school, learner)

    rows = await school.rows("SELECT name, key, digest FROM import_rows ORDER BY line")
    gone = ("Erased person", None, None)
    assert [tuple(row) for row in rows] == [gone, ("Ada", "learner-4", b"\0"), gone]
    assert [tuple(row) for row in await school.rows("SELECT file_name FROM imports WHERE rows = 0")] == [(None,)]


async def test_whoever_still_takes_part_or_is_not_there_is_not_erased(
    school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    await seated(school, "learner-1")
    before = await school.rows("SELECT * FROM people ORDER BY id")

    for who, part in (("learner-1", "learner"), ("coach-1", "coach")):
        assert await command(school, school.people[who]) == 1
        said = capsys.readouterr().out
        assert said.startswith("refused: Nothing was erased.")
        [line] = said.splitlines()[1:]
        assert line.startswith(f"  {part} of the session '")
    assert await command(school, uuid4()) == 1
    assert "There is no person" in capsys.readouterr().out
    assert await command(school, school.people["learner-2"], note="  ") == 1
    assert await school.rows("SELECT * FROM people ORDER BY id") == before


BOTH = "SELECT * FROM text_keys k FULL JOIN erased_texts e USING (text_id) ORDER BY text_id"


@pytest.mark.parametrize("role", ["api", "worker", "owner", "superuser", "replica"])
async def test_no_role_destroys_or_changes_a_key_without_an_entry_that_says_so(school: School, role: str) -> None:
    for learner in ("learner-1", "learner-2"):
        await school.complete(await seated(school, learner))
    await erase(school, school.people["learner-1"])
    urls = {"api": school.database.api_url, "worker": school.database.worker_url, "owner": school.database.owner_url}
    engine = create_engine(urls.get(role, school.database.superuser_url), application_name="test", pool_size=1)
    before = await school.rows(BOTH)
    assert sorted((row.key is None, row.reason is None) for row in before) == [(False, True), (True, False)]

    for statement in (
        "DELETE FROM text_keys",
        "UPDATE text_keys SET key = sha256('')",
        "UPDATE text_keys SET org_id = gen_random_uuid()",
        "TRUNCATE text_keys",
        "UPDATE erased_texts SET reason = ''",
        "DELETE FROM erased_texts",
        "TRUNCATE erased_texts",
    ):
        was_refused = False
        try:
            async with engine.begin() as db:
                await db.execute(text("SELECT set_config('app.org_id', :org_id, true)"), {"org_id": str(school.org_id)})
                if role == "replica":
                    await db.execute(text("SET LOCAL session_replication_role = replica"))
                await db.execute(text(statement))
        except DBAPIError:
            was_refused = True
        # Row-level security shows the owner no rows at all, so a statement may do nothing instead of failing.
        assert was_refused or role == "owner", statement
        assert await school.rows(BOTH) == before, statement
    await engine.dispose()
