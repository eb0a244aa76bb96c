"""Admins invite people to sign in, and see who was invited, who signs in, and who never did."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from ..conftest import School, refused
from ..helpers.erasing import erase
from ..helpers.signing_in import Provider, invite, link, open_link

INVITATIONS = "/v1/accounts/invitations"


async def states(school: School, **narrowed: str) -> dict[str, str]:
    """Return the state of each person in the list of accounts, by username."""
    found = await school.ok("admin", "GET", "/v1/accounts", **narrowed)
    return {one["username"]: one["state"] for one in found["items"]}


async def test_the_answer_shows_each_secret_once_and_the_database_has_its_hash_alone(
    school: School, provider: Provider
) -> None:
    ids = [str(school.people[name]) for name in ("learner-1", "coach-1")]
    answer = await school.send("admin", "POST", INVITATIONS, {"person_ids": [*ids, ids[0]]})
    assert answer.headers["cache-control"] == "private, no-store"
    made = answer.json()["invitations"]
    assert {one["person_id"] for one in made} == set(ids)
    assert len({one["secret"] for one in made}) == 2
    listed = await school.send("admin", "GET", INVITATIONS)
    stored = str(await school.rows("SELECT * FROM account_invitations"))
    published = str(await school.rows("SELECT * FROM outbox")) + str(
        await school.rows("SELECT * FROM idempotency_keys")
    )
    for one in made:
        for place in (listed.text, stored, published):
            assert one["secret"] not in place
    days = {
        datetime.fromisoformat(one["expires_at"]) - datetime.fromisoformat(one["invited_at"])
        for one in listed.json()["items"]
    }
    assert days == {timedelta(days=14)}
    assert {one["invited_by"] for one in listed.json()["items"]} == {str(school.admin_id)}


@pytest.mark.parametrize("days", [0, 61, 1.5, "7"])
async def test_an_invitation_is_valid_for_one_to_sixty_days(school: School, provider: Provider, days: object) -> None:
    body = {"person_ids": [str(school.people["learner-1"])], "valid_days": days}
    refused(await school.send("admin", "POST", INVITATIONS, body), 422, "unprocessable")


async def test_the_learners_of_a_class_and_the_people_of_an_import_are_invited(
    school: School, provider: Provider
) -> None:
    made = await school.ok("admin", "POST", "/v1/classes", {"name": "7b"})
    members = {"add": [str(school.people["learner-1"]), str(school.people["learner-2"])]}
    await school.ok("admin", "POST", f"/v1/classes/{made['class_id']}/members", members)
    found = await school.ok("admin", "POST", INVITATIONS, {"class_id": made["class_id"]})
    assert {one["person_id"] for one in found["invitations"]} == set(members["add"])

    import_id = await stored_import(school, "learner-3", "coach-2")
    found = await school.ok("admin", "POST", INVITATIONS, {"import_id": import_id})
    assert {one["person_id"] for one in found["invitations"]} == {
        str(school.people[name]) for name in ("learner-3", "coach-2")
    }


async def stored_import(school: School, *who: str) -> str:
    """Write an import of people whose rows are stored, as the worker does with a large file, and return its id."""
    import_id = uuid4()
    async with school.superuser.begin() as db:
        await db.execute(
            text(
                "INSERT INTO imports (org_id, id, kind, state, dry_run, mode, partial, options, header, bytes, "
                "first_offset, first_line, next_offset, next_line, created_at, created_by, finished_at) "
                "VALUES (:org, :id, 'people', 'done', false, 'create', true, '{}', '{}', 0, 0, 2, 0, 2, now(), :org, "
                "now())"
            ),
            {"org": school.org_id, "id": import_id},
        )
        for line, name in enumerate(who, start=2):
            await db.execute(
                text(
                    "INSERT INTO import_rows (org_id, import_id, line, key, result, name, target_id) "
                    "VALUES (:org, :id, :line, :name, 'create', :name, :person)"
                ),
                {"org": school.org_id, "id": import_id, "line": line, "name": name, "person": school.people[name]},
            )
    return str(import_id)


async def test_what_names_nobody_or_names_people_twice_is_refused(school: School, provider: Provider) -> None:
    person = str(school.people["learner-1"])
    at_once = (await school.ok("admin", "GET", "/v1/imports"))["items"][0]["import_id"]
    for body, status, slug in (
        ({}, 422, "unprocessable"),
        ({"person_ids": []}, 422, "unprocessable"),
        ({"person_ids": [person], "class_id": str(uuid4())}, 422, "unprocessable"),
        ({"person_ids": [person, str(uuid4())]}, 404, "person-not-found"),
        ({"class_id": str(uuid4())}, 404, "class-not-found"),
        ({"import_id": at_once}, 422, "import-rows-missing"),
        ({"import_id": str(uuid4())}, 422, "import-rows-missing"),
    ):
        refused(await school.send("admin", "POST", INVITATIONS, body), status, slug)
    assert await school.rows("SELECT 1 FROM account_invitations") == []


async def test_who_has_an_account_or_was_erased_is_skipped(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    await erase(school, school.people["learner-2"])
    ids = [str(school.people[name]) for name in ("learner-1", "learner-2", "learner-3")]
    found = await school.ok("admin", "POST", INVITATIONS, {"person_ids": ids})
    assert [one["person_id"] for one in found["invitations"]] == [ids[2]]
    assert {one["person_id"]: one["reason"] for one in found["skipped"]} == {ids[0]: "linked", ids[1]: "erased"}


async def test_the_list_says_who_signs_in_who_was_invited_and_who_never_signed_in(
    school: School, provider: Provider
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    await link(school, provider, "learner-2", "bob@login")
    await school.send("admin", "POST", f"/v1/accounts/{school.people['learner-2']}/unlink", {"reason": "wrong_person"})
    await invite(school, "learner-3", "learner-4")
    async with school.superuser.begin() as db:
        await db.execute(
            text(
                "UPDATE account_invitations SET invited_at = now() - interval '2 days', "
                "expires_at = now() - interval '1 day' WHERE person_id = :id"
            ),
            {"id": school.people["learner-4"]},
        )
    assert await states(school) == {
        "coach-1": "not_invited",
        "coach-2": "not_invited",
        "learner-1": "linked",
        "learner-2": "unlinked",
        "learner-3": "invited",
        "learner-4": "lapsed",
    }
    for state in ("linked", "unlinked", "invited", "lapsed", "not_invited"):
        assert set((await states(school, state=state)).values()) == {state}
    assert set(await states(school, signed_in="true")) == {"learner-1", "learner-2"}
    assert set(await states(school, signed_in="false")) == {"coach-1", "coach-2", "learner-3", "learner-4"}
    found = (await school.ok("admin", "GET", INVITATIONS))["items"]
    assert {one["state"] for one in found} == {"used", "open", "expired"}
    for state in ("used", "open", "expired"):
        only = (await school.ok("admin", "GET", INVITATIONS, state=state))["items"]
        assert {one["state"] for one in only} == {state}


async def test_pages_of_both_lists_have_everybody_once(school: School, provider: Provider) -> None:
    await invite(school, *school.people)
    for path in ("/v1/accounts", INVITATIONS):
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = await school.ok("support", "GET", path, limit=2, **cursor)
            seen += [one["person_id"] for one in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert sorted(seen) == sorted(map(str, school.people.values()))


async def test_inviting_again_replaces_the_earlier_invitation(school: School, provider: Provider) -> None:
    first, second = await invite(school, "learner-1"), await invite(school, "learner-1")
    refused(await open_link(school, first["learner-1"], provider.token()), 404, "invitation-refused")
    assert (await open_link(school, second["learner-1"], provider.token())).status_code == 200
    history = await school.ok("admin", "GET", f"/v1/accounts/{school.people['learner-1']}")
    assert [(one["state"], one["ended_by"]) for one in history["invitations"]] == [
        ("used", None),
        ("replaced", str(school.admin_id)),
    ]


async def test_a_withdrawn_invitation_opens_nothing(school: School, provider: Provider) -> None:
    secret = (await invite(school, "learner-1"))["learner-1"]
    path = f"/v1/accounts/{school.people['learner-1']}/invitation"
    assert (await school.send("admin", "DELETE", path)).status_code == 204
    refused(await school.send("admin", "DELETE", path), 404, "invitation-not-found")
    refused(await school.send("admin", "DELETE", f"/v1/accounts/{uuid4()}/invitation"), 404, "person-not-found")
    refused(await open_link(school, secret, provider.token()), 404, "invitation-refused")


async def test_only_admins_invite_and_unlink_and_another_organisation_sees_nothing(
    school: School, provider: Provider
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    person = school.people["learner-1"]
    body = {"person_ids": [str(school.people["learner-2"])]}
    for who in ("support", "coach-1", "learner-1"):
        refused(await school.send(who, "POST", INVITATIONS, body), 403, "forbidden")
        refused(await school.send(who, "POST", f"/v1/accounts/{person}/unlink", {"reason": "left"}), 403, "forbidden")
    refused(await school.send("coach-1", "GET", "/v1/accounts"), 403, "forbidden")
    headers = school.api.headers(uuid4(), uuid4(), ["admin"])
    for path in ("/v1/accounts", INVITATIONS):
        assert (await school.api.client.get(path, headers=headers)).json()["items"] == []
    refused(await school.api.client.get(f"/v1/accounts/{person}", headers=headers), 404, "person-not-found")
    answer = await school.api.client.post(f"/v1/accounts/{person}/unlink", json={"reason": "left"}, headers=headers)
    refused(answer, 404, "person-not-found")
    refused(await school.api.client.post(INVITATIONS, json=body, headers=headers), 404, "person-not-found")
