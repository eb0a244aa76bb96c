"""Requests for tokens by the rules of OAuth 2.0, and what holds while the exchange is off."""

import pytest
from chassis.database.statement import begin_for
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from sessions.exchange.domain import ACCESS_TOKEN, GRANT, ID_TOKEN
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ..conftest import School, refused
from ..helpers.signing_in import Provider, exchange, exchanging, invite, link, open_link, refused_as, token_of

WRONG = [
    ({"grant_type": ""}, "invalid_request", "invalid-token-request"),
    ({"grant_type": "password"}, "unsupported_grant_type", "unsupported-grant"),
    ({"subject_token": ""}, "invalid_request", "invalid-token-request"),
    ({"subject_token_type": ""}, "invalid_request", "invalid-token-request"),
    ({"subject_token_type": "urn:ietf:params:oauth:token-type:saml2"}, "invalid_request", "invalid-token-request"),
    ({"requested_token_type": ID_TOKEN}, "invalid_request", "invalid-token-request"),
    ({"audience": "another-api"}, "invalid_request", "invalid-token-request"),
    ({"actor_token": "x"}, "invalid_request", "invalid-token-request"),
    ({"resource": "https://api.example.org"}, "invalid_request", "invalid-token-request"),
    ({"scope": "openid"}, "invalid_scope", "scope-not-given"),
]


@pytest.mark.parametrize(("form", "code", "slug"), WRONG)
async def test_a_request_of_another_form_is_refused_by_the_codes_of_oauth(
    school: School, provider: Provider, form: dict[str, str], code: str, slug: str
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    token = provider.token("ada@login")
    body = refused_as(await exchange(school, token, **{"subject_token": token} | form), code, slug)
    assert body["status"] == 400
    assert token not in str(body)


async def test_unknown_and_empty_fields_are_ignored(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    await token_of(school, provider.token("ada@login"), client_id="console", requested_token_type=ACCESS_TOKEN)
    fields = {"grant_type": GRANT, "subject_token": provider.token("ada@login"), "subject_token_type": ID_TOKEN}
    empty = {**fields, "audience": "", "scope": ""}
    assert (await school.api.client.post("/v1/token", data=empty)).status_code == 200


async def test_a_body_that_is_no_form_is_refused(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    good = f"grant_type={GRANT}&subject_token={provider.token('ada@login')}&subject_token_type={ID_TOKEN}"
    form = "application/x-www-form-urlencoded"
    for content, media_type in (
        *((good, "application/json"), (good, ""), (good + "&grant_type=" + GRANT, form), ("rubbish", form)),
        *((good + "&x=%ff", form), (good + "&y=é", form), (good + "&x=1" * 60, form), ("", form)),
    ):
        headers = {"Content-Type": media_type} if media_type else {}
        answer = await school.api.client.post("/v1/token", content=content.encode(), headers=headers)
        refused_as(answer, "invalid_request", "invalid-token-request")
    in_query = await school.api.client.post(f"/v1/token?{good}", content=good, headers={"Content-Type": form})
    refused_as(in_query, "invalid_request", "invalid-token-request")
    answer = await school.api.client.post("/v1/token", content=good, headers={"Content-Type": form + "; charset=UTF-8"})
    assert answer.status_code == 200


async def test_while_the_exchange_is_off_every_route_says_so(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    token = provider.token("ada@login")
    school.api.app.state.exchange = None
    refused_as(await exchange(school, token), "unsupported_grant_type", "exchange-off")
    body = {"secret": "x", "subject_token": token, "subject_token_type": ID_TOKEN}
    refused(await school.api.client.post("/v1/accounts/open", json=body), 409, "exchange-off")
    refused(await school.api.client.get("/v1/token/keys"), 404, "exchange-off")
    invited: dict[str, object] = {"person_ids": [str(school.people["learner-1"])]}
    refused(await school.send("admin", "POST", "/v1/accounts/invitations", invited), 409, "exchange-off")
    refused(await school.send("coach-1", "POST", "/v1/accounts/invitations", invited), 403, "forbidden")
    assert (await school.ok("admin", "GET", "/v1/accounts", state="linked"))["items"]


async def email(school: School, who: str, address: str | None) -> None:
    await school.ok("admin", "PATCH", f"/v1/people/{school.people[who]}", {"email": address})


async def test_a_verified_address_links_an_account_only_where_a_setting_says_so(
    school: School, provider: Provider
) -> None:
    await email(school, "learner-1", "Ada@Example.org")
    here = {"audience": str(school.org_id)}
    token = provider.token("ada@login", email="ada@example.org", email_verified=True)
    refused_as(await exchange(school, token, **here), "invalid_target", "wrong-organisation")
    async with exchanging(school, provider, exchange_links_by_email=True):
        refused_as(await exchange(school, token), "invalid_grant", "account-not-linked")
        for unverified in ({"email": "ada@example.org"}, {"email": "ada@example.org", "email_verified": "true"}):
            answer = await exchange(school, provider.token("ada@login", **unverified), **here)
            refused_as(answer, "invalid_target", "wrong-organisation")
        waiting = await invite(school, "learner-1")
        assert (await token_of(school, token, **here))["sub"] == str(school.people["learner-1"])
        assert waiting
        history = await school.ok("admin", "GET", f"/v1/accounts/{school.people['learner-1']}")
        assert [one["linked_by"] for one in history["accounts"]] == ["email"]
        assert [one["state"] for one in history["invitations"]] == ["linked"]
        assert (await token_of(school, token))["org_id"] == str(school.org_id)


async def test_an_address_links_nobody_who_was_unlinked_and_nobody_of_two(school: School, provider: Provider) -> None:
    here = {"audience": str(school.org_id)}
    token = provider.token("ada@login", email="ada@example.org", email_verified=True)
    for who in ("learner-1", "learner-2"):
        await email(school, who, "ada@example.org")
    async with exchanging(school, provider, exchange_links_by_email=True):
        refused_as(await exchange(school, token, **here), "invalid_target", "wrong-organisation")
        await email(school, "learner-2", None)
        await token_of(school, token, **here)
        path = f"/v1/accounts/{school.people['learner-1']}/unlink"
        await school.send("admin", "POST", path, {"reason": "compromised"})
        refused_as(await exchange(school, token, **here), "invalid_target", "wrong-organisation")


async def test_a_transaction_sees_accounts_of_its_organisation_and_of_the_subject_that_it_names_alone(
    school: School, provider: Provider
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    await link(school, provider, "learner-2", "bob@login")
    nobody, count = school.people["learner-1"], text("SELECT count(*) FROM accounts")
    named = "SELECT set_config('app.issuer', :issuer, true), set_config('app.subject', :subject, true)"
    async with school.engine.connect() as db:
        await begin_for(db, nobody)  # an organisation that does not exist
        assert (await db.execute(count)).scalar() == 0
        for issuer, subject, seen in (
            (provider.signer.issuer, "ada@login", 1),
            (provider.signer.issuer, "eve@login", 0),
            ("https://evil.example.org", "ada@login", 0),
            ("", "", 0),
        ):
            await db.execute(text(named), {"issuer": issuer, "subject": subject})
            assert (await db.execute(count)).scalar() == seen
        await db.execute(text(named), {"issuer": provider.signer.issuer, "subject": "ada@login"})
        assert (await db.execute(text("SELECT count(*) FROM account_invitations"))).scalar() == 0
        changed = await db.execute(text("UPDATE accounts SET last_signed_in_at = now()"))
        assert changed.rowcount == 0
        with pytest.raises(DBAPIError, match="permission denied"):
            await db.execute(text("UPDATE accounts SET person_id = :id"), {"id": nobody})


async def test_an_exchange_and_opening_send_few_statements(
    school: School, provider: Provider, statements_max: StatementsMax
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    await token_of(school, provider.token("ada@login"))
    secret = (await invite(school, "learner-2"))["learner-2"]
    of_exchange = sent_statements(school.engine)
    await token_of(school, provider.token("ada@login"))
    assert len(of_exchange) <= statements_max["sessions"]["exchange"], of_exchange
    of_opening = sent_statements(school.engine)
    assert (await open_link(school, secret, provider.token("bob@login"))).status_code == 200
    assert len(of_opening) <= statements_max["sessions"]["open_invitation"], of_opening
