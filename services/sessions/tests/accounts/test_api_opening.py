"""Opening an invitation links an account once, and every secret that does not work gets the same answer."""

import base64
import time
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from ..conftest import School, refused
from ..helpers.erasing import erase
from ..helpers.signing_in import Provider, exchange, invite, link, open_link, refused_as, token_of


async def test_an_invitation_links_the_account_of_the_person_who_opens_it_once(
    school: School, provider: Provider
) -> None:
    secret = (await invite(school, "learner-1"))["learner-1"]
    answer = await open_link(school, secret, provider.token("ada@login"))
    assert answer.json() == {"org_id": str(school.org_id), "person_id": str(school.people["learner-1"])}
    assert answer.headers["cache-control"] == "no-store"
    refused(await open_link(school, secret, provider.token("ada@login")), 404, "invitation-refused")
    refused(await open_link(school, secret, provider.token("eve@login")), 404, "invitation-refused")
    assert (await token_of(school, provider.token("ada@login")))["sub"] == str(school.people["learner-1"])
    refused_as(await exchange(school, provider.token("eve@login")), "invalid_grant", "account-not-linked")


async def test_used_expired_replaced_withdrawn_and_unknown_secrets_are_refused_with_the_same_bytes(
    school: School, provider: Provider
) -> None:
    used = (await invite(school, "learner-1"))["learner-1"]
    await open_link(school, used, provider.token("ada@login"))
    replaced = (await invite(school, "learner-2"))["learner-2"]
    await invite(school, "learner-2")
    withdrawn = (await invite(school, "learner-3"))["learner-3"]
    await school.send("admin", "DELETE", f"/v1/accounts/{school.people['learner-3']}/invitation")
    expired = (await invite(school, "learner-4"))["learner-4"]
    erased = (await invite(school, "coach-2"))["coach-2"]
    await erase(school, school.people["coach-2"])
    async with school.superuser.begin() as db:
        await db.execute(
            text(
                "UPDATE account_invitations SET invited_at = now() - interval '2 days', "
                "expires_at = now() - interval '1 second' WHERE person_id = :id"
            ),
            {"id": school.people["learner-4"]},
        )
    live = (await invite(school, "coach-1"))["coach-1"]
    raw = base64.urlsafe_b64decode(live + "==")
    wrong = [raw[:-1] + bytes([raw[-1] ^ 1]), uuid4().bytes + raw[16:], raw[:16] + uuid4().bytes + raw[32:]]
    made_up = [base64.urlsafe_b64encode(one).decode().rstrip("=") for one in wrong]
    last = chr(ord(live[-1]) + 1)  # the spare bits of the last character
    secrets = [used, replaced, withdrawn, expired, erased, *made_up, live[:-1] + last, "", "x", live + "=", "é" * 86]
    answers = [await open_link(school, one, provider.token("new@login")) for one in secrets]
    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    refused(answers[0], 404, "invitation-refused")
    for name, person_id in school.people.items():
        assert name not in answers[0].text
        assert str(person_id) not in answers[0].text
    assert (await open_link(school, live, provider.token("new@login"))).status_code == 200


async def test_the_token_of_the_provider_is_checked_before_the_secret(school: School, provider: Provider) -> None:
    secret = (await invite(school, "learner-1"))["learner-1"]
    ours = school.api.issuer.token(org_id=school.org_id, sub=school.admin_id, roles=["admin"])
    for token in (
        *("", "x", ours, provider.token(exp=int(time.time()) - 60), provider.token(aud="another")),
        provider.token(iss="https://evil.example.org"),
    ):
        refused(await open_link(school, secret, token), 401, "unauthenticated")
        refused(await open_link(school, "x", token), 401, "unauthenticated")
    assert (await open_link(school, secret, provider.token())).status_code == 200


async def test_an_account_is_linked_to_one_person_of_an_organisation(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    secret = (await invite(school, "learner-2"))["learner-2"]
    detail = refused(await open_link(school, secret, provider.token("ada@login")), 409, "account-in-use")
    assert "learner" not in detail
    assert (await open_link(school, secret, provider.token("bob@login"))).status_code == 200


async def test_an_unlinked_account_gets_no_token_until_the_person_is_invited_again(
    school: School, provider: Provider
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    path = f"/v1/accounts/{school.people['learner-1']}"
    assert (await school.send("admin", "POST", f"{path}/unlink", {"reason": "other_account"})).status_code == 204
    refused_as(await exchange(school, provider.token("ada@login")), "invalid_grant", "account-not-linked")
    refused(await school.send("admin", "POST", f"{path}/unlink", {"reason": "left"}), 404, "account-not-found")
    refused(
        await school.send("admin", "POST", f"/v1/accounts/{uuid4()}/unlink", {"reason": "left"}),
        404,
        "person-not-found",
    )
    refused(await school.send("admin", "POST", f"{path}/unlink", {"reason": "he was rude"}), 422, "unprocessable")
    await link(school, provider, "learner-1", "ada@home")
    history = await school.ok("admin", "GET", path)
    assert [(one["subject"], one["unlink_reason"], one["unlinked_by"]) for one in history["accounts"]] == [
        ("ada@home", None, None),
        ("ada@login", "other_account", str(school.admin_id)),
    ]
    assert history["state"] == "linked"


async def test_the_list_says_when_somebody_signed_in_last(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    path = f"/v1/accounts/{school.people['learner-1']}"
    first = (await school.ok("admin", "GET", path))["last_signed_in_at"]
    await token_of(school, provider.token("ada@login"))
    assert (await school.ok("admin", "GET", path))["last_signed_in_at"] > first


async def test_erasing_a_person_unlinks_and_forgets_their_account_and_ends_their_invitations(
    school: School, provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    await link(school, provider, "learner-3", "ada@login")
    waiting = (await invite(school, "learner-4"))["learner-4"]
    await erase(school, school.people["learner-3"])
    assert "sessions: erased 1 linked account" in capsys.readouterr().out
    await erase(school, school.people["learner-4"])
    refused_as(await exchange(school, provider.token("ada@login")), "invalid_grant", "account-not-linked")
    refused(await open_link(school, waiting, provider.token("bob@login")), 404, "invitation-refused")
    assert "ada@login" not in str(await school.rows("SELECT * FROM accounts"))
    names = {one["username"] for one in (await school.ok("admin", "GET", "/v1/accounts"))["items"]}
    assert names == {"coach-1", "coach-2", "learner-1", "learner-2"}
    history = await school.ok("admin", "GET", f"/v1/accounts/{school.people['learner-3']}")
    assert [(one["subject"], one["unlink_reason"]) for one in history["accounts"]] == [(None, "erased")]


async def test_nothing_of_an_account_is_published_or_kept_in_answers(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    token = (await token_of(school, provider.token("ada@login")))["token"]
    published = str(await school.rows("SELECT * FROM outbox")) + str(
        await school.rows("SELECT * FROM idempotency_keys")
    )
    assert "ada@login" not in published
    assert token not in published


async def second_organisation(school: School) -> tuple[UUID, dict[str, str], str]:
    """Make another organisation with a coach, and return its id, the headers of its admin, and the coach."""
    org_id = uuid4()
    headers = school.api.headers(org_id, uuid4(), ["admin"])
    body = {"name": "Hillside", "zone": "Europe/Prague"}
    assert (await school.api.client.put("/v1/organisation", json=body, headers=headers)).is_success
    body = {"username": "ada", "name": "Ada", "role": "coach"}
    made: httpx.Response = await school.api.client.post("/v1/people", json=body, headers=headers)
    return org_id, headers, str(made.json()["person_id"])


async def test_an_account_may_be_linked_in_two_organisations_and_then_the_exchange_names_one(
    school: School, provider: Provider
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    other, headers, coach = await second_organisation(school)
    body = {"person_ids": [coach]}
    made = await school.api.client.post("/v1/accounts/invitations", json=body, headers=headers)
    secret = made.json()["invitations"][0]["secret"]
    assert (await open_link(school, secret, provider.token("ada@login"))).json()["org_id"] == str(other)

    refusal = refused_as(await exchange(school, provider.token("ada@login")), "invalid_target", "organisation-needed")
    assert sorted((one["org_id"], one["name"]) for one in refusal["organisations"]) == sorted(
        [(str(school.org_id), "Riverside"), (str(other), "Hillside")]
    )
    for org_id, roles in ((school.org_id, ["learner"]), (other, ["coach"])):
        claims = await token_of(school, provider.token("ada@login"), audience=str(org_id))
        assert (claims["org_id"], claims["roles"]) == (str(org_id), roles)
    answer = await exchange(school, provider.token("ada@login"), audience=str(uuid4()))
    refused_as(answer, "invalid_target", "wrong-organisation")

    mine = (await school.ok("admin", "GET", "/v1/accounts", signed_in="true"))["items"]
    assert [one["username"] for one in mine] == ["learner-1"]
    await school.send("admin", "POST", f"/v1/accounts/{school.people['learner-1']}/unlink", {"reason": "left"})
    assert (await token_of(school, provider.token("ada@login")))["org_id"] == str(other)
