"""A file of another system finds its rows again by the ids that the system gave them."""

from typing import Any

import pytest
from sessions.imports.kinds.people import PeopleImporter

from ..conftest import School, refused
from ..helpers.importing import begin, file, found, import_in_background, rows_of, status, work, worker_of

HEADS = {
    "people": "username;name;role;external_id",
    "courses": "code;title;external_id",
    "classes": "name;description;external_id",
    "sessions": "SessionName;Coach;DateStart;DateEnd;external_id",
}
KEYS = {"people": "username", "courses": "code", "classes": "name", "sessions": "name"}
KEY_COLUMNS = KEYS | {"sessions": "SessionName"}
NOUNS = {"people": "person", "courses": "course", "classes": "class", "sessions": "session"}


def row(kind: str, key: str, external_id: str) -> str:
    middle = {"people": "Ida;learner", "courses": "Algebra", "classes": "First", "sessions": "coach-1;;"}[kind]
    return f"{key};{middle};{external_id}"


async def sent(school: School, kind: str, *rows: str, head: str | None = None, **params: Any) -> Any:
    return await school.ok("admin", "POST", f"/v1/imports/{kind}", file(head or HEADS[kind], rows), **params)


async def entry(school: School, kind: str, key: str) -> Any:
    q = {"q": key} if kind in ("classes", "sessions") else {KEYS[kind]: key}
    [item] = [one for one in (await school.ok("admin", "GET", f"/v1/{kind}", **q))["items"] if one[KEYS[kind]] == key]
    return await school.ok("admin", "GET", f"/v1/{kind}/{item[f'{NOUNS[kind]}_id']}")


@pytest.mark.parametrize("kind", HEADS)
async def test_a_row_finds_what_its_id_of_another_system_means_under_another_name(school: School, kind: str) -> None:
    created = await sent(school, kind, row(kind, "one", "LMS-1"), row(kind, "two", ""))
    before = await entry(school, kind, "one")

    again = await sent(school, kind, row(kind, "one", "LMS-1"), row(kind, "two", "LMS-2"), import_mode="upsert")
    strict = await school.send("admin", "POST", f"/v1/imports/{kind}", file(HEADS[kind], [row(kind, "uno", "LMS-1")]))
    renamed = await sent(school, kind, row(kind, "uno", " LMS-1 "), row(kind, "TWO", "LMS-2"), import_mode="upsert")

    assert [result for _, result, _ in found(created)] == ["create", "create"]
    assert before["external_id"] == "LMS-1"
    assert [one["detail"] for one in again["results"]] == [None, "changes external_id"]
    refused(strict, 422, "import-refused")
    assert strict.json()["report"]["results"][0]["column"] == KEY_COLUMNS[kind]
    assert [result for _, result, _ in found(renamed)] == ["update", "unchanged"]
    assert renamed["results"][0]["detail"] == f"changes {KEY_COLUMNS[kind]}"
    after = await entry(school, kind, "uno")
    assert after[f"{NOUNS[kind]}_id"] == before[f"{NOUNS[kind]}_id"]
    assert after["external_id"] == "LMS-1"
    assert (await entry(school, kind, "two"))["external_id"] == "LMS-2"


@pytest.mark.parametrize("kind", HEADS)
async def test_a_row_whose_id_and_name_mean_two_things_names_both(school: School, kind: str) -> None:
    await sent(school, kind, row(kind, "one", "LMS-1"), row(kind, "two", "LMS-2"))
    noun = NOUNS[kind]

    rows = [row(kind, "Two", "LMS-1"), row(kind, "one", "LMS-9")]
    contradicting = await sent(school, kind, *rows, import_mode="upsert", partial=True)
    rows = [row(kind, "new", "LMS-2"), row(kind, "two", "")]
    renaming = await sent(school, kind, *rows, import_mode="upsert", partial=True)

    assert found(contradicting) == [(2, "error", "external_id"), (3, "error", "external_id")]
    assert found(renaming) == [(2, "update", None), (3, "error", KEY_COLUMNS[kind])]
    assert [one["detail"] for one in contradicting["results"] + renaming["results"]] == [
        f"'LMS-1' is the external_id of the {noun} 'one', but 'Two' is another {noun}; correct one of the two",
        f"'LMS-9' is not the external_id of the {noun} 'one', which is 'LMS-1'; correct the row, or change the {noun} "
        "first",
        f"changes {KEY_COLUMNS[kind]}",
        f"'two' means the same {noun} as line 2 ('new'); leave one of the two out",
    ]


@pytest.mark.parametrize("kind", [kind for kind in HEADS if kind != "classes"])  # rows of one class add up
async def test_two_new_rows_of_a_file_do_not_share_an_id_of_another_system(school: School, kind: str) -> None:
    report = await sent(
        school, kind, row(kind, "one", "L-1"), row(kind, "two", "L-1"), row(kind, "x", "l-1"), partial=True
    )

    assert [result for _, result, _ in found(report)] == ["create", "error", "create"]
    assert report["results"][1]["detail"] == (
        f"the external_id 'L-1' means the same {NOUNS[kind]} as line 2 ('one'); leave one of the two out"
    )


async def test_rows_far_apart_in_a_large_file_do_not_share_an_id_or_a_person(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent(school, "people", row("people", "ida", "LMS-1"))
    import_in_background(monkeypatch, PeopleImporter, rows_per_step=2)
    rows = [
        row("people", "ada", "LMS-1"),
        row("people", "ben", "LMS-2"),
        row("people", "ida", ""),
        row("people", "carl", "LMS-2"),
        row("people", "dora", "LMS-3"),
    ]

    import_id = await begin(school, "people", file(HEADS["people"], rows), partial=True, import_mode="upsert")
    async with worker_of(school) as worker:
        await work(worker)

    assert (await status(school, import_id))["state"] == "done"
    results = [(one["line"], one["result"], one["detail"]) for one in await rows_of(school, import_id)]
    assert results == [
        (2, "update", "changes username"),
        (3, "create", None),
        (4, "error", "'ida' means the same person as line 2 ('ada'); leave one of the two out"),
        (5, "error", "the external_id 'LMS-2' means the same person as line 3 ('ben'); leave one of the two out"),
        (6, "create", None),
    ]
    names = await school.rows("SELECT username, external_id FROM people WHERE external_id IS NOT NULL ORDER BY 1")
    assert [tuple(one) for one in names] == [("ada", "LMS-1"), ("ben", "LMS-2"), ("dora", "LMS-3")]


async def test_people_get_their_language_and_zone_from_a_file(school: School) -> None:
    head = "username;name;role;Language;Zone;ExternalId"

    report = await sent(
        school,
        "people",
        "ida;Ida;learner;PT-br;America/Sao_Paulo;7",
        "nils;Nils;learner;;;",
        "otto;Otto;coach;english;;",
        "paul;Paul;coach;;Prague;",
        head=head,
        partial=True,
    )
    again = await sent(
        school, "people", "ida;Ida;learner;;;", "nils;Nils;learner;de;UTC;", head=head, import_mode="upsert"
    )

    assert found(report) == [(2, "create", None), (3, "create", None), (4, "error", "Language"), (5, "error", "Zone")]
    assert report["results"][2]["detail"] == ("'english' is not a language tag (BCP 47) such as en, pt-BR or zh-Hant")
    assert [one["detail"] for one in again["results"]] == [None, "changes language, zone"]
    ida = await entry(school, "people", "ida")
    assert (ida["language"], ida["zone"], ida["external_id"]) == ("pt-BR", "America/Sao_Paulo", "7")


async def test_languages_of_chamilo_are_left_out_and_named(school: School) -> None:
    head = "UserName;LastName;FirstName;Status;Language;external_id;zone"

    report = await sent(school, "people", "ida;Holm;Ida;user;czech2;7;Europe/Prague", head=head)

    assert report["hints"] == ["These columns are not imported: Language."]
    ida = await entry(school, "people", "ida")
    assert (ida["language"], ida["zone"], ida["external_id"]) == (None, "Europe/Prague", "7")


async def test_an_id_that_a_spreadsheet_has_rewritten_or_that_nobody_sees_is_refused(school: School) -> None:
    rows = [
        row("people", "a", "1,23E+08"),
        row("people", "b", "7.0"),
        row("people", "c", "7\u200b"),
        row("people", "d", '="007"'),
    ]

    report = await sent(
        school, "people", *(one.replace('"', '""').replace('=""007""', '"=""007"""') for one in rows), partial=True
    )

    assert [result for _, result, _ in found(report)] == ["error", "error", "error", "create"]
    assert (await entry(school, "people", "d"))["external_id"] == "007"


async def test_sessions_are_exported_with_their_ids_and_imported_again_unchanged(school: School) -> None:
    await school.schedule(name="Algebra", external_id="007")
    answer = await school.send("admin", "GET", "/v1/sessions/export")
    assert '="007"' not in answer.text
    assert answer.text.splitlines()[0].endswith(";external_id")
    assert answer.text.splitlines()[1].endswith(";007")

    again = await school.ok("admin", "POST", "/v1/imports/sessions", answer.content)

    assert [result for _, result, _ in found(again)] == ["unchanged"]


@pytest.mark.parametrize(
    ("head", "first", "second", "column"),
    [
        ("UserName;LastName;FirstName", "x1;Holm;Ida", "x1;Holm;Other", "UserName"),
        ("username;name;role", "x1;Ida Holm;learner", "x1;Other Holm;learner", "username"),
    ],
)
async def test_a_report_names_the_column_of_the_key_as_the_file_does(
    school: School, head: str, first: str, second: str, column: str
) -> None:
    file = f"{head}\n{first}\n{second}\n".encode()
    answer = await school.send("admin", "POST", "/v1/imports/people", file)
    assert answer.json()["report"]["results"][1]["column"] == column
