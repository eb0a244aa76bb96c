"""What all catalogue entries have in common: permissions, versions, names, pages, words and tenants."""

from typing import Any
from uuid import uuid4

import pytest
from lockstep_testing.plugin import StatementsMax

from ..conftest import School, refused
from ..helpers.catalogue import log_queries

# For each resource: its name field, its id field, and who reads it besides admins, support and auditors.
KINDS = {
    "categories": ("name", "category_id", {"coach", "learner", "guardian", "finance"}),
    "rooms": ("name", "room_id", {"coach"}),
    "classes": ("name", "class_id", {"coach"}),
    "courses": ("code", "course_id", {"coach", "learner", "guardian", "finance"}),
    "people": ("username", "person_id", {"finance"}),
}
ROLES = ("admin", "support", "coach", "learner", "guardian", "finance", "auditor", "service")
EVERY_KIND = pytest.mark.parametrize("resource", KINDS)
READ_ALONE = {"rooms", "classes", "courses", "people"}


def body(resource: str, name: str) -> dict[str, object]:
    """Return a body that creates an entry with this name."""
    more = {"courses": {"title": "Title"}, "people": {"name": "Somebody", "role": "learner"}}
    return {KINDS[resource][0]: name, **more.get(resource, {})}


async def create(school: School, resource: str, name: str) -> dict[str, Any]:
    created: dict[str, Any] = await school.ok("admin", "POST", f"/v1/{resource}", body(resource, name))
    return created


async def send_as(school: School, role: str, method: str, path: str, content: object = None) -> int:
    headers = school.api.headers(school.org_id, uuid4(), [role])
    return (await school.send("admin", method, path, content, headers)).status_code


@EVERY_KIND
async def test_admins_write_and_only_the_roles_that_need_it_read(school: School, resource: str) -> None:
    name, id_field, readers = KINDS[resource]
    path = f"/v1/{resource}/{(await create(school, resource, 'first'))[id_field]}"
    for role in ROLES:
        reads = role in readers | {"admin", "support", "auditor"}
        refusal = 422 if resource == "people" and role in ("coach", "learner", "guardian") else 403  # they look up
        assert await send_as(school, role, "GET", f"/v1/{resource}") == (200 if reads else refusal), role
        if resource in READ_ALONE - {"people"}:
            assert await send_as(school, role, "GET", path) == (200 if reads else 403), role
        if role != "admin":
            assert await send_as(school, role, "POST", f"/v1/{resource}", body(resource, "second")) == 403, role
            assert await send_as(school, role, "PATCH", path, {name: "other"}) == 403, role
            assert await send_as(school, role, "DELETE", path) == (405 if resource == "people" else 403), role
            if resource == "classes":
                assert await send_as(school, role, "POST", f"{path}/members", {}) == 403, role


@EVERY_KIND
async def test_an_entry_is_changed_from_the_version_that_was_read(school: School, resource: str) -> None:
    name, id_field, _ = KINDS[resource]
    created = await school.send("admin", "POST", f"/v1/{resource}", body(resource, "first"))
    assert (created.status_code, created.headers["ETag"], created.json()["version"]) == (201, '"1"', 1)
    path = f"/v1/{resource}/{created.json()[id_field]}"

    changed = await school.send("admin", "PATCH", path, {name: "second"}, {"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert changed.json() == {**created.json(), name: "second", "version": 2}
    same = await school.send("admin", "PATCH", path, {name: "second"}, {"If-Match": '"2"'})
    assert (same.headers["ETag"], same.json()) == ('"2"', changed.json())
    refused(await school.send("admin", "PATCH", path, {name: "third"}, {"If-Match": '"1"'}), 412, "stale-version")
    if resource != "people":
        refused(await school.send("admin", "DELETE", path, None, {"If-Match": '"1"'}), 412, "stale-version")
    if resource in READ_ALONE:
        read = await school.send("admin", "GET", path)
        assert read.headers["ETag"].startswith('"2-')
        assert changed.json().items() <= read.json().items()


@EVERY_KIND
async def test_names_are_unique_in_the_organisation(school: School, resource: str) -> None:
    name, id_field, _ = KINDS[resource]
    await create(school, resource, "first")
    second = await create(school, resource, "second")

    refused(await school.send("admin", "POST", f"/v1/{resource}", body(resource, "first")), 409, "name-taken")
    path = f"/v1/{resource}/{second[id_field]}"
    taken = await school.send("admin", "PATCH", path, {name: "first"})
    assert "first" in refused(taken, 409, "name-taken")
    assert taken.json()["errors"] == [{"pointer": f"/{name}", "detail": "is in use"}]
    other = School(school.api, school.database, school.superuser)
    assert (await create(other, resource, "first"))[name] == "first"


@EVERY_KIND
async def test_another_spelling_of_a_name_is_taken_and_an_entry_may_change_its_own(
    school: School, resource: str
) -> None:
    name, id_field, _ = KINDS[resource]
    first = await create(school, resource, "Fran\u00e7ais")
    second = await create(school, resource, "second")

    for spelling in ("FRAN\u00c7AIS", "\uff26ran\u00e7ais", "Fran\u200d\u00e7ais"):
        posted = await school.send("admin", "POST", f"/v1/{resource}", body(resource, spelling))
        assert "unique, whatever its case and width" in refused(posted, 409, "name-taken")
        path = f"/v1/{resource}/{second[id_field]}"
        refused(await school.send("admin", "PATCH", path, {name: spelling}), 409, "name-taken")
    if resource in {"people", "courses", "classes"}:
        assert "'Fran\u00e7ais', which is another spelling of 'Fran\\u200d\u00e7ais'" in posted.json()["detail"]
    own = f"/v1/{resource}/{first[id_field]}"
    assert (await school.ok("admin", "PATCH", own, {name: "FRAN\u00c7AIS"}))[name] == "FRAN\u00c7AIS"
    refused(await school.send("admin", "POST", f"/v1/{resource}", body(resource, "\u200d\ufe0f")), 422, "unprocessable")


@EVERY_KIND
async def test_an_id_of_nothing_is_not_found(school: School, resource: str) -> None:
    name, _, _ = KINDS[resource]
    slug = {"categories": "category", "people": "person", "classes": "class"}.get(resource, resource[:-1])
    path = f"/v1/{resource}/{uuid4()}"
    if resource in READ_ALONE:
        refused(await school.send("admin", "GET", path), 404, f"{slug}-not-found")
    refused(await school.send("admin", "PATCH", path, {name: "other"}), 404, f"{slug}-not-found")
    if resource != "people":
        refused(await school.send("admin", "DELETE", path), 404, f"{slug}-not-found")


@EVERY_KIND
async def test_organisations_neither_see_nor_change_each_others_entries(school: School, resource: str) -> None:
    name, id_field, _ = KINDS[resource]
    path = f"/v1/{resource}/{(await create(school, resource, 'first'))[id_field]}"
    other = School(school.api, school.database, school.superuser)

    exact = {name: "first"} if name in ("code", "username") else {}
    for q in ({}, {"q": "first"}, exact):
        assert (await other.ok("admin", "GET", f"/v1/{resource}", **q))["items"] == []
    answers = [await other.send("admin", "PATCH", path, {name: "stolen"})]
    if resource in READ_ALONE:
        answers.append(await other.send("admin", "GET", path))
    if resource != "people":
        answers.append(await other.send("admin", "DELETE", path))
    if resource == "classes":
        answers.append(await other.send("admin", "POST", f"{path}/members", {}))
    assert {answer.status_code for answer in answers} == {404}
    found = (await school.ok("admin", "GET", f"/v1/{resource}", q="first"))["items"]
    assert [entry[name] for entry in found] == ["first"]


@EVERY_KIND
async def test_lists_are_paged_in_order_and_found_by_words_at_any_length_of_page(school: School, resource: str) -> None:
    name, _, _ = KINDS[resource]
    wanted = [f"Ünit-{letter}" for letter in "abcde"]
    for one in (*wanted[::-1], "other"):
        await create(school, resource, one)

    for limit in (1, 2, 5, 200):
        listed: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            following = {"cursor": cursor} if cursor else {}
            page = await school.ok("admin", "GET", f"/v1/{resource}", q="UNI", limit=limit, **following)
            assert len(page["items"]) <= limit
            listed += [entry[name] for entry in page["items"]]
            cursor = page["next_cursor"]
        assert listed == wanted

    async def found(q: str) -> list[str]:
        return [entry[name] for entry in (await school.ok("admin", "GET", f"/v1/{resource}", q=q))["items"]]

    assert await found("ünit c") == await found(" c,UNIT ") == ["Ünit-c"]
    assert await found("nit") == await found("unit z") == await found("%") == await found("_") == []
    assert "other" in await found("  ")
    answer = await school.send("admin", "GET", f"/v1/{resource}", q="a\u0000b")
    refused(answer, 422, "unprocessable")
    refused(await school.send("admin", "GET", f"/v1/{resource}", cursor="nonsense"), 422, "invalid-cursor")


@EVERY_KIND
async def test_a_name_is_found_as_it_is_now(school: School, resource: str) -> None:
    name, id_field, _ = KINDS[resource]
    entry = await create(school, resource, "before")
    path = f"/v1/{resource}/{entry[id_field]}"
    await school.ok("admin", "PATCH", path, {name: "after"})

    assert (await school.ok("admin", "GET", f"/v1/{resource}", q="before"))["items"] == []
    assert len((await school.ok("admin", "GET", f"/v1/{resource}", q="after"))["items"]) == 1
    if resource != "people":
        assert (await school.send("admin", "DELETE", path)).status_code == 204
        assert (await school.ok("admin", "GET", f"/v1/{resource}", q="after"))["items"] == []
        assert await school.rows("SELECT word FROM search_words WHERE id = :id", id=entry[id_field]) == []


@EVERY_KIND
async def test_creating_is_repeated_safely_under_a_key(school: School, resource: str) -> None:
    key = {"Idempotency-Key": "once"}
    first = await school.send("admin", "POST", f"/v1/{resource}", body(resource, "first"), key)
    again = await school.send("admin", "POST", f"/v1/{resource}", body(resource, "first"), key)
    assert (again.status_code, again.json(), again.headers["Idempotency-Replayed"]) == (201, first.json(), "true")
    assert again.headers["ETag"] == '"1"'


@EVERY_KIND
async def test_lists_send_as_many_statements_for_many_rows_as_for_one(
    school: School, resource: str, statements_max: StatementsMax
) -> None:
    for number in range(12):
        await create(school, resource, f"word-{number}")
    sent = log_queries(school)

    counts = []
    for limit in (1, 12):
        before = len(sent.reads())
        page = await school.ok("admin", "GET", f"/v1/{resource}", q="word", limit=limit)
        assert len(page["items"]) == limit
        counts.append(len(sent.reads()) - before)

    assert counts[0] == counts[1] <= statements_max["sessions"]["catalogue_list"]
