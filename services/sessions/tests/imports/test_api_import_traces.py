"""Every import leaves a trace in the list: done at once, only tried, refused, or begun in the background."""

import pytest
from sessions.imports.kinds.people import PeopleImporter

from ..conftest import School, refused
from ..helpers.importing import begin, file, import_in_background, work, worker_of

PATH = "/v1/imports/people"
HEADER = "username;name;role"
RIGHT, WRONG = "x;New X;learner", "y;New Y;boss"


async def traces(school: School) -> list[dict[str, object]]:
    items = (await school.ok("support", "GET", "/v1/imports"))["items"]
    assert all(item["finished_at"] is not None and item["progress"] == 1 for item in items)
    return list(items[:-1])  # the first one brought the people of the school


async def test_an_import_at_once_is_in_the_list(school: School) -> None:
    report = await school.ok("admin", "POST", PATH, file(HEADER, [RIGHT]), file_name="people šest.csv")

    [trace] = await traces(school)
    assert trace["import_id"] == report["import_id"]
    assert (trace["kind"], trace["state"], trace["file_name"]) == ("people", "done", "people šest.csv")
    assert trace["started_by"] == str(school.admin_id)
    assert [trace[count] for count in ("rows", "created", "updated", "unchanged", "errors")] == [1, 1, 0, 0, 0]
    assert (trace["rows_kept"], trace["detail"], trace["dry_run"]) == (False, None, False)
    assert await school.ok("support", "GET", f"/v1/imports/{trace['import_id']}") == trace
    assert (await school.ok("support", "GET", f"/v1/imports/{trace['import_id']}/rows"))["items"] == []


async def test_a_dry_run_and_a_partial_import_say_so(school: School) -> None:
    await school.ok("admin", "POST", PATH, file(HEADER, [RIGHT, WRONG]), dry_run="true")
    await school.ok("admin", "POST", PATH, file(HEADER, [RIGHT, WRONG]), partial="true")

    partial, dry = await traces(school)
    assert (dry["state"], dry["dry_run"], dry["created"], dry["errors"]) == ("done", True, 1, 1)
    assert dry["detail"] == "This was a dry run, so nothing was written."
    assert (partial["state"], partial["partial"], partial["created"], partial["errors"]) == ("done", True, 1, 1)
    assert "1 rows are wrong and were not written" in str(partial["detail"])


async def test_a_refused_file_is_in_the_list_and_names_nobody(school: School) -> None:
    wrong = await school.send("admin", "POST", PATH, file(HEADER, [RIGHT, WRONG]))
    garbled = await school.send("admin", "POST", PATH, file(HEADER, [RIGHT]) + b"z;Zo\xeb;learner\n")
    empty = await school.send("admin", "POST", PATH, b"")
    headless = await school.send("admin", "POST", PATH, file(RIGHT, [RIGHT]))

    refused(wrong, 422, "import-refused")
    refused(garbled, 422, "encoding-needed")
    refused(empty, 422, "unreadable-file")
    refused(headless, 422, "unreadable-file")
    listed = await traces(school)
    answers = [headless, empty, garbled, wrong]
    assert [trace["import_id"] for trace in listed] == [answer.json()["import_id"] for answer in answers]
    assert {trace["state"] for trace in listed} == {"refused"}
    assert listed[3]["errors"] == 1
    assert "1 of 2 rows are wrong" in str(listed[3]["detail"])
    assert listed[2]["detail"] == "The encoding of the file is in doubt. The answer said why."
    assert not any("New" in str(trace) or "Zo" in str(trace) for trace in listed)
    assert await school.rows("SELECT 1 FROM people WHERE name LIKE 'New%'") == []


async def test_a_request_that_is_repeated_leaves_one_trace(school: School) -> None:
    for _ in range(2):
        answer = await school.send("admin", "POST", PATH, file(HEADER, [RIGHT]), {"Idempotency-Key": "once"})
        assert answer.status_code == 200
    assert len(await traces(school)) == 1


async def test_a_large_file_keeps_its_name_and_its_rows(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    import_in_background(monkeypatch, PeopleImporter, rows_per_step=1)
    async with worker_of(school) as engine:
        await begin(school, "people", file(HEADER, [RIGHT]), file_name="large.csv")
        await work(engine)

    [trace] = await traces(school)
    assert (trace["file_name"], trace["rows_kept"], trace["created"]) == ("large.csv", True, 1)


@pytest.mark.parametrize("name", ["x" * 256, "a\0b", ""])
async def test_a_name_that_cannot_be_kept_is_refused(school: School, name: str) -> None:
    refused(await school.send("admin", "POST", PATH, file(HEADER, [RIGHT]), file_name=name), 422, "unprocessable")
