"""Classes with a row for each member: rows of one class add up."""

import pytest
from sessions.catalogue import domain
from sessions.imports.checks import classes
from sessions.imports.kinds.classes import ClassesImporter
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import School, add_people
from ..helpers.importing import begin, file, found, import_in_background, rows_of, status, work, worker_of

PATH = "/v1/imports/classes"
LEARNERS = [f"learner-{n}" for n in range(11, 16)]


async def members(school: School) -> dict[str, set[str]]:
    rows = await school.rows("""
        SELECT c.name, p.username FROM classes c
        JOIN class_members m ON m.class_id = c.id AND m.removed_at IS NULL JOIN people p ON p.id = m.person_id
    """)
    classes: dict[str, set[str]] = {}
    for name, username in rows:
        classes.setdefault(name, set()).add(username)
    return classes


@pytest.mark.parametrize("header", ["UserName;ClassName", "members;name", "USERNAME;classname"])
async def test_each_row_adds_its_member(school: School, header: str) -> None:
    await add_people(school, LEARNERS)
    data = file(header, ["learner-11;7a", "learner-12;7b", "learner-12;7a", "learner-11;7A", "learner-13;7a"])

    report = await school.ok("admin", "POST", PATH, data)

    assert [row["result"] for row in report["results"]] == ["create", "create", "update", "unchanged", "update"]
    assert await members(school) == {"7a": {"learner-11", "learner-12", "learner-13"}, "7b": {"learner-12"}}
    assert len({row["id"] for row in report["results"]}) == 2
    again = await school.ok("admin", "POST", PATH, data)
    assert (again["unchanged"], again["errors"]) == (5, 0)


async def test_a_class_that_exists_gets_members_only_where_that_is_asked_for(school: School) -> None:
    await add_people(school, LEARNERS)
    await school.ok("admin", "POST", PATH, file("name;description", ["7a;Mornings"]))
    data = file("name;description;members", ["7a;Mornings;learner-11", "7a;;learner-12", "7a;Evenings;learner-13"])

    refused = await school.send("admin", "POST", PATH, data)
    assert found(refused.json()["report"])[:2] == [(2, "error", "members"), (3, "error", "members")]
    report = await school.ok("admin", "POST", PATH, data, import_mode="upsert", partial="true")

    assert found(report) == [(2, "update", None), (3, "update", None), (4, "error", "description")]
    assert await members(school) == {"7a": {"learner-11", "learner-12"}}
    assert await school.rows("SELECT description FROM classes") == [("Mornings",)]


async def test_a_mistake_names_the_column_of_the_file(school: School) -> None:
    answer = await school.send("admin", "POST", PATH, file("UserName;ClassName", ["nobody;7a"]))
    assert found(answer.json()["report"]) == [(2, "error", "UserName")]


async def test_rows_add_up_over_all_steps_of_a_large_file(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    await add_people(school, LEARNERS)
    import_in_background(monkeypatch, ClassesImporter, rows_per_step=2)
    rows = [f"{n};7a;{name}" for n, name in zip(["Mornings", *[""] * 4], LEARNERS, strict=True)]
    async with worker_of(school) as engine:
        import_id = await _import(school, engine, file("description;name;members", [*rows, ";7b;learner-11"]))

        assert await members(school) == {"7a": set(LEARNERS), "7b": {"learner-11"}}
        assert await school.rows("SELECT description FROM classes ORDER BY name") == [("Mornings",), ("",)]
        assert [row["result"] for row in await rows_of(school, import_id)] == ["create", *["update"] * 4, "create"]

        monkeypatch.setattr(classes, "MEMBERS_MAX", 4)
        full = await _import(school, engine, file("members;name", [f"{name};8a" for name in LEARNERS]))
        assert (await status(school, full))["state"] == "refused"
        [wrong] = await rows_of(school, full, result="error")
        assert (wrong["line"], "at most 4" in wrong["detail"]) == (6, True)
    assert domain.MEMBERS_MAX == 1_000


@pytest.mark.parametrize("rows_per_step", [None, 1, 2])
async def test_rows_with_one_id_of_another_system_add_up(
    school: School, monkeypatch: pytest.MonkeyPatch, rows_per_step: int | None
) -> None:
    await add_people(school, LEARNERS)
    await school.ok("admin", "POST", PATH, file("name;external_id;description", ["one;L-1;Mornings"]))
    rows = [
        "uno;L-1;Evenings;learner-11",
        "UNO;;;learner-12",
        "one;L-1;;learner-13",
        "7a;L-7;;learner-11",
        "7b;L-7;;learner-12",
        "7B;;;learner-13",
        "8a;;;learner-14",
        "8A;;;learner-15",
    ]
    data = file("name;external_id;description;members", rows)

    results = await _results(school, monkeypatch, data, rows_per_step)

    assert results == [
        (2, "update", None, "changes name, description, members"),
        (3, "update", None, "changes members; 'UNO' means 'uno'"),
        (4, "update", None, "changes members; 'one' means 'uno'"),
        (5, "create", None, None),
        (6, "update", None, "changes members; '7b' means '7a'"),
        (7, "update", None, "changes members; '7B' means '7a'"),
        (8, "create", None, None),
        (9, "update", None, "changes members; '8A' means '8a'"),
    ]
    assert await members(school) == {
        "uno": {"learner-11", "learner-12", "learner-13"},
        "7a": {"learner-11", "learner-12", "learner-13"},
        "8a": {"learner-14", "learner-15"},
    }
    known = await school.rows("SELECT name, external_id, description FROM classes ORDER BY name")
    assert [tuple(one) for one in known] == [("7a", "L-7", ""), ("8a", None, ""), ("uno", "L-1", "Evenings")]
    again = await _results(school, monkeypatch, data, rows_per_step)
    assert {result for _, result, _, _ in again} == {"unchanged"}


@pytest.mark.parametrize("rows_per_step", [None, 1, 2])
async def test_rows_that_contradict_an_earlier_row_are_wrong(
    school: School, monkeypatch: pytest.MonkeyPatch, rows_per_step: int | None
) -> None:
    await school.ok("admin", "POST", PATH, file("name;external_id", ["two;L-2", "three;"]))
    rows = ["new;L-2", "two;", "7a;L-7", "7a;L-8", "three;L-7", "8a;", "8a;L-8", "7A;L-7", "8a;L-7", "new;L-5"]

    results = await _results(school, monkeypatch, file("name;external_id", rows), rows_per_step)

    assert results == [
        (2, "update", None, "changes name"),
        (3, "error", "name", "'two' means the same class as line 2 ('new'); leave one of the two out"),
        (4, "create", None, None),
        (
            5,
            "error",
            "external_id",
            "'L-8' is not the external_id of the class '7a', which is 'L-7'; correct the row, or change the "
            "class first",
        ),
        (
            6,
            "error",
            "external_id",
            "'L-7' is the external_id of the class '7a', but 'three' is another class; correct one of the two",
        ),
        (7, "create", None, None),
        (8, "error", "external_id", "line 7 names the class '8a' without an external_id; write it there too"),
        (9, "unchanged", None, "'7A' means '7a'"),
        (
            10,
            "error",
            "external_id",
            "'L-7' is the external_id of the class '7a', but '8a' is another class; correct one of the two",
        ),
        (
            11,
            "error",
            "external_id",
            "'L-5' is not the external_id of the class 'new', which is 'L-2'; correct the row, or change the "
            "class first",
        ),
    ]
    known = await school.rows("SELECT name, external_id FROM classes ORDER BY name")
    assert [tuple(one) for one in known] == [("7a", "L-7"), ("8a", None), ("new", "L-2"), ("three", None)]


@pytest.mark.parametrize("rows_per_step", [None, 1])
async def test_a_class_that_the_file_creates_gets_members_in_both_modes(
    school: School, monkeypatch: pytest.MonkeyPatch, rows_per_step: int | None
) -> None:
    await add_people(school, LEARNERS)
    rows = ["7a;L-7;learner-11", "7b;L-7;learner-12", "8a;;nobody", "8a;;learner-13", "8a;;learner-14"]

    results = await _results(
        school, monkeypatch, file("name;external_id;members", rows), rows_per_step, import_mode="create"
    )

    assert [result for _, result, _, _ in results] == ["create", "update", "error", "create", "update"]
    assert await members(school) == {"7a": {"learner-11", "learner-12"}, "8a": {"learner-13", "learner-14"}}


async def test_an_import_that_adds_members_makes_a_new_version_of_a_class(school: School) -> None:
    await add_people(school, LEARNERS)
    await school.ok("admin", "POST", PATH, file("name;description", ["7a;Mornings"]))
    await school.ok(
        "admin", "POST", PATH, file("name;members", ["7a;learner-11", "7A;learner-12"]), import_mode="upsert"
    )
    assert await school.rows("SELECT version, name, description FROM classes") == [(2, "7a", "Mornings")]


async def _results(
    school: School,
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
    rows_per_step: int | None,
    *,
    import_mode: str = "upsert",
) -> list[tuple[int, str, str | None, str | None]]:
    """Import a file, at once or in steps of this many rows, and return line, result, column and detail of each row."""
    if rows_per_step is None:
        report = await school.ok("admin", "POST", PATH, data, import_mode=import_mode, partial=True)
        rows = report["results"]
    else:
        import_in_background(monkeypatch, ClassesImporter, rows_per_step=rows_per_step)
        import_id = await begin(school, "classes", data, import_mode=import_mode, partial=True)
        async with worker_of(school) as engine:
            await work(engine)
        assert (await status(school, import_id))["state"] == "done"
        rows = await rows_of(school, import_id)
    return [(row["line"], row["result"], row["column"], row["detail"]) for row in rows]


async def _import(school: School, engine: AsyncEngine, data: bytes) -> str:
    import_id = await begin(school, "classes", data)
    await work(engine)
    return import_id
