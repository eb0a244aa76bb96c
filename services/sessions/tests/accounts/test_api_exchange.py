"""A token of the provider becomes a token of the platform, and every wrong one is refused."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from lockstep_local.issuer import AUDIENCE, ISSUER
from lockstep_testing.hostile_tokens import hostile_tokens
from sessions.exchange.domain import ACCESS_TOKEN

from ..conftest import School, add_people
from ..helpers.signing_in import (
    CLIENT,
    Provider,
    exchange,
    exchanging,
    link,
    pem,
    refused_as,
    token_of,
)

ABOUT_OTHER_CLAIMS = ("sub is", "org_id is", "roles is", "the roles", "an operator")
"""Hostile tokens of ours whose fault is in a claim that a provider's token need not have."""


async def test_a_linked_account_gets_a_token_that_every_service_trusts(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    claims = await token_of(school, provider.token("ada@login"))
    assert (claims["sub"], claims["org_id"], claims["roles"]) == (
        str(school.people["learner-1"]),
        str(school.org_id),
        ["learner"],
    )
    published = jwt.PyJWKSet.from_json(school.api.issuer.jwks_path.read_text())[school.api.issuer.key_id]
    header = jwt.get_unverified_header(claims["token"])
    assert (header["kid"], header["typ"], header["alg"]) == (school.api.issuer.key_id, "at+jwt", "ES256")
    jwt.decode(claims["token"], published, ["ES256"], audience=AUDIENCE, issuer=ISSUER)
    me = await school.api.client.get("/v1/me", headers={"Authorization": f"Bearer {claims['token']}"})
    assert (me.status_code, me.json()["username"]) == (200, "learner-1")


async def test_a_token_lasts_ten_minutes_and_never_longer_than_that_of_the_provider(
    school: School, provider: Provider
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    claims = await token_of(school, provider.token("ada@login", exp=int(time.time()) + 7200))
    assert claims["exp"] - claims["iat"] == 600
    ends = int(time.time()) + 90
    answer = await exchange(school, provider.token("ada@login", exp=ends))
    assert answer.json()["expires_in"] <= 90
    assert jwt.decode(answer.json()["access_token"], options={"verify_signature": False})["exp"] == ends


async def test_roles_come_from_the_directory_at_each_exchange(school: School, provider: Provider) -> None:
    await add_people(school, ["support-1"])
    await link(school, provider, "support-1", "sam@login")
    assert (await token_of(school, provider.token("sam@login", roles=["admin"])))["roles"] == ["support"]
    await school.ok("admin", "PATCH", f"/v1/people/{school.people['support-1']}", {"role": "finance"})
    assert (await token_of(school, provider.token("sam@login")))["roles"] == ["finance"]


async def test_every_hostile_token_is_refused_also_those_that_confuse_algorithms(
    school: School, provider: Provider
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    wrong = []
    tried = 0
    for one in hostile_tokens(provider.signer):
        if one.name.startswith(ABOUT_OTHER_CLAIMS) or not one.token:
            continue
        tried += 1
        answer = await exchange(school, one.token)
        if (answer.status_code, answer.json()["type"]) != (400, "urn:lockstep:problem:subject-token-refused"):
            wrong.append(f"{one.name}: {answer.status_code} {answer.text}")
    assert not wrong, "\n".join(wrong)
    assert tried > 60


async def test_a_token_of_the_platform_is_no_token_of_the_provider_and_the_other_way_round(
    school: School, provider: Provider
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    ours = (await token_of(school, provider.token("ada@login")))["token"]
    refused_as(await exchange(school, ours), "invalid_request", "subject-token-refused")
    theirs = provider.signer.token(sub=str(school.admin_id), org_id=str(school.org_id), roles=["admin"])
    answer = await school.api.client.get("/v1/me", headers={"Authorization": f"Bearer {theirs}"})
    assert answer.status_code == 401
    renamed = provider.signer.token(iss=ISSUER, aud=AUDIENCE, sub=str(school.admin_id), org_id=str(school.org_id))
    answer = await school.api.client.get("/v1/me", headers={"Authorization": f"Bearer {renamed}"})
    assert answer.status_code == 401


async def test_an_expired_token_is_refused_when_it_is_sent_again(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    token = provider.token("ada@login", exp=int(time.time()) - 1)  # within the leeway of clocks
    refused_as(await exchange(school, token), "invalid_request", "subject-token-refused")
    refused_as(await exchange(school, provider.token(exp=1)), "invalid_request", "subject-token-refused")


async def test_the_provider_rotates_its_key_and_the_withdrawn_one_ends(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    old, fresh = provider.token("ada@login"), ec.generate_private_key(ec.SECP256R1())
    changed = provider.signer._replace(key=fresh, key_id="provider-2")
    provider.publish((changed.key_id, fresh))
    async with exchanging(school, provider):
        assert (await exchange(school, changed.token(sub="ada@login"))).status_code == 200
        refused_as(await exchange(school, old), "invalid_request", "subject-token-refused")


async def test_an_id_token_of_another_client_is_refused(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    for changes in ({"azp": "another"}, {"aud": [CLIENT, "another"]}, {"aud": [CLIENT, "another"], "azp": "another"}):
        answer = await exchange(school, provider.token("ada@login", **changes))
        refused_as(answer, "invalid_request", "subject-token-refused")
    for changes in ({"azp": CLIENT}, {"aud": [CLIENT, "another"], "azp": CLIENT}, {"aud": [CLIENT]}):
        assert (await exchange(school, provider.token("ada@login", **changes))).status_code == 200
    access = provider.signer.token({"typ": "at+jwt"}, sub="ada@login", azp="another")
    refused_as(await exchange(school, access), "invalid_request", "subject-token-refused")
    assert (await exchange(school, access, subject_token_type=ACCESS_TOKEN)).status_code == 200


@pytest.mark.parametrize("sub", ["", "x" * 256, "a\nb", "\0"])
async def test_a_subject_of_another_form_is_refused(school: School, provider: Provider, sub: str) -> None:
    refused_as(await exchange(school, provider.token(sub)), "invalid_request", "subject-token-refused")


async def test_an_account_that_is_linked_to_nobody_gets_no_token(school: School, provider: Provider) -> None:
    refused_as(await exchange(school, provider.token("eve@login")), "invalid_grant", "account-not-linked")
    answer = await exchange(school, provider.token("eve@login"), audience=str(school.org_id))
    refused_as(answer, "invalid_target", "wrong-organisation")


async def test_no_token_is_signed_by_a_key_that_the_platform_does_not_trust(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    stranger = pem(ec.generate_private_key(ec.SECP256R1()))
    async with exchanging(school, provider, token_signing_key=stranger):
        answer = await exchange(school, provider.token("ada@login"))
    assert answer.status_code == 503
    assert "access_token" not in answer.text


async def test_the_next_and_the_last_key_are_published_beside_the_one_that_signs(
    school: School, provider: Provider
) -> None:
    last = ec.generate_private_key(ec.SECP256R1())
    async with exchanging(school, provider, token_signing_key=pem(school.api.issuer.key) + pem(last)):
        answer = await school.api.client.get("/v1/token/keys")
    keys = jwt.PyJWKSet.from_dict(answer.json())
    assert [one.key for one in keys.keys] == [school.api.issuer.key.public_key(), last.public_key()]
    assert '"d"' not in answer.text
