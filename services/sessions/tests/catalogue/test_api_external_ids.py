"""Ids of other systems on people, courses, classes and sessions, and the language and zone of people."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from ..conftest import School, refused
from ..helpers.erasing import erase

NEW: dict[str, dict[str, Any]] = {
    "people": {"username": "new", "name": "New", "role": "learner"},
    "courses": {"code": "NEW", "title": "New"},
    "classes": {"name": "New"},
    "sessions": {"name": "New", "mode": "online"},
}
KEYS = {"people": "username", "courses": "code", "classes": "name", "sessions": "name"}
NOUNS = list(NEW)


def body_of(school: School, noun: str, key: str, **values: Any) -> dict[str, Any]:
    coaches = {"coaches": [{"person_id": str(school.people["coach-1"])}]} if noun == "sessions" else {}
    return {**NEW[noun], KEYS[noun]: key, **coaches, **values}


def id_in(made: dict[str, Any]) -> str:
    return str(next(made[name] for name in ("person_id", "course_id", "class_id", "session_id") if name in made))


async def create(school: School, noun: str, key: str, **values: Any) -> Any:
    return await school.ok("admin", "POST", f"/v1/{noun}", body_of(school, noun, key, **values))


@pytest.mark.parametrize("noun", NOUNS)
async def test_an_id_of_another_system_is_written_trimmed_read_changed_and_removed(school: School, noun: str) -> None:
    made = await create(school, noun, "one", external_id="  LMS-7 ")
    path = f"/v1/{noun}/{id_in(made)}"

    assert made["external_id"] == "LMS-7"
    assert (await school.ok("admin", "GET", path))["external_id"] == "LMS-7"
    assert (await school.ok("admin", "PATCH", path, {"external_id": "lms-7"}))["external_id"] == "lms-7"
    unchanged = await school.ok("admin", "PATCH", path, {"external_id": "lms-7 "})
    assert unchanged["version"] == 2
    assert (await school.ok("admin", "PATCH", path, {"external_id": None}))["external_id"] is None


@pytest.mark.parametrize("noun", NOUNS)
async def test_an_id_of_another_system_is_unique_for_its_kind_exactly_as_written(school: School, noun: str) -> None:
    await create(school, noun, "one", external_id="7")
    other = await create(school, noun, "two", external_id="a7")
    none = [await create(school, noun, name) for name in ("three", "four")]

    again = await school.send("admin", "POST", f"/v1/{noun}", body_of(school, noun, "five", external_id=" 7"))
    changed = await school.send("admin", "PATCH", f"/v1/{noun}/{id_in(other)}", {"external_id": "7"})
    capital = await school.send("admin", "PATCH", f"/v1/{noun}/{id_in(other)}", {"external_id": "A7"})

    for answer in (again, changed):
        refused(answer, 409, "external-id-taken")
        assert "the external_id '7'" in answer.json()["detail"]
        assert answer.json()["errors"] == [{"pointer": "/external_id", "detail": "is in use"}]
    assert capital.is_success
    assert [one["external_id"] for one in none] == [None, None]


async def test_the_kinds_of_an_organisation_and_organisations_have_ids_of_their_own(school: School) -> None:
    for noun in NOUNS:
        await create(school, noun, "one", external_id="7")
    headers = school.api.headers(uuid4(), uuid4(), ["admin"])

    answer = await school.api.client.post("/v1/people", json=NEW["people"] | {"external_id": "7"}, headers=headers)

    assert answer.status_code == 201


@pytest.mark.parametrize("value", ["", "  ", "a\nb", "a\u200bb", "x" * 201, 7, True])
async def test_an_id_of_another_system_that_nobody_could_type_again_is_refused(school: School, value: object) -> None:
    for noun in NOUNS:
        answer = await school.send("admin", "POST", f"/v1/{noun}", body_of(school, noun, "one", external_id=value))
        refused(answer, 422, "unprocessable")
        assert answer.json()["errors"][0]["pointer"] == "/external_id"


async def test_a_completed_session_may_get_an_id_of_another_system(school: School) -> None:
    session_id = await school.started(name="Algebra")
    assert (await school.complete(session_id)).is_success

    found = await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"external_id": "7"})

    assert found["external_id"] == "7"


async def test_a_copy_of_a_session_has_no_id_of_another_system(school: School) -> None:
    session_id = await school.schedule(name="Algebra", external_id="7")

    copy = await school.ok("admin", "POST", f"/v1/sessions/{session_id}/copy", {})

    assert copy["external_id"] is None


async def test_a_person_has_a_language_and_a_zone_of_their_own(school: School) -> None:
    made = await create(school, "people", "joao", language="PT-br", zone="America/Sao_Paulo")
    path = f"/v1/people/{made['person_id']}"
    assert (made["language"], made["zone"]) == ("pt-BR", "America/Sao_Paulo")
    school.people["learner-joao"] = UUID(made["person_id"])
    own = await school.ok("learner-joao", "GET", "/v1/me")
    assert (own["language"], own["zone"]) == ("pt-BR", "America/Sao_Paulo")

    changed = await school.ok("admin", "PATCH", path, {"language": "de", "zone": None})

    assert (changed["language"], changed["zone"], changed["name"]) == ("de", None, "New")
    own = await school.ok("learner-joao", "GET", "/v1/me")
    assert (own["language"], own["zone"]) == ("de", "Europe/Prague")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("language", "english", "'english' is not a language tag (BCP 47) such as en, pt-BR or zh-Hant"),
        ("language", "cz", "'cz' is not a language tag"),
        ("language", "en_US", "'en_US' is not a language tag"),
        ("zone", "Prague", "'Prague' is not an IANA time zone; use one like Europe/Prague or UTC"),
    ],
)
async def test_a_language_or_zone_that_does_not_exist_is_refused(
    school: School, field: str, value: str, said: str
) -> None:
    for method, path, body in (
        ("POST", "/v1/people", NEW["people"]),
        ("PATCH", f"/v1/people/{school.people['learner-1']}", {}),
    ):
        answer = await school.send("admin", method, path, {**body, field: value})
        refused(answer, 422, "unprocessable")
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"
        assert said in answer.json()["errors"][0]["detail"]


async def test_an_erased_person_has_no_language_zone_and_id_of_another_system_any_more(school: School) -> None:
    made = await create(school, "people", "joao", language="pt-BR", zone="America/Sao_Paulo", external_id="LMS-7")

    await erase(school, UUID(made["person_id"]))

    found = await school.ok("admin", "GET", f"/v1/people/{made['person_id']}")
    assert (found["language"], found["zone"], found["external_id"]) == (None, None, None)
    assert (await create(school, "people", "joao", external_id="LMS-7"))["external_id"] == "LMS-7"
