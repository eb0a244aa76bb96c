"""Signing in: the code flow with PKCE, refresh tokens that rotate, and signing out."""

import time
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from lockstep_local.issuer import Issuer
from lockstep_local.sign_in.requests import CLIENT_ID
from lockstep_testing.api import app_for, serve, settings_for
from lockstep_testing.databases import ServiceDatabase
from sessions.app import create_app as create_sessions
from sessions.settings import SessionsSettings

from .conftest import GATEWAY, NAME, Clock, Console, Directory

ADMIN = f"{uuid4()}/admin"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return the status and the error code of a refused request for tokens."""
    assert answer.json()["error_description"]
    return answer.status_code, answer.json()["error"]


async def test_somebody_signs_in_as_a_coach_and_a_service_takes_the_token(
    console: Console, directory: Directory, database: ServiceDatabase
) -> None:
    org_id = await directory.organisation("Riverside")
    ada = await directory.person(org_id, "Ada Lovelace", "coach")
    tokens = await console.sign_in(ada)
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 600, "openid offline_access")
    access, of_id = console.claims(tokens["access_token"], "lockstep"), console.claims(tokens["id_token"], CLIENT_ID)
    assert f"{access['org_id']}/{access['sub']}" == ada
    assert (access["roles"], access["exp"] - access["iat"]) == (["coach"], 600)
    assert (of_id["sub"], of_id["name"], of_id["nonce"]) == (access["sub"], "Ada Lovelace", "a nonce")
    assert of_id["auth_time"] == 1_800_000_000

    settings = settings_for(SessionsSettings, database, console.issuer).model_copy(update={"jwt_issuer": NAME})
    async with serve(app_for(create_sessions, settings), console.issuer) as sessions:
        answers = [
            await sessions.client.get("/v1/me", headers={"Authorization": f"Bearer {tokens[kind]}"})
            for kind in ("access_token", "id_token")
        ]
    assert [answer.status_code for answer in answers] == [200, 401]  # an id token is for the console alone
    assert answers[0].json()["name"] == "Ada Lovelace"


async def test_discovery_names_what_is_served_and_the_key_verifies_the_tokens(console: Console) -> None:
    found = (await console.client.get("/issuer/.well-known/openid-configuration")).json()
    assert found["issuer"] == NAME
    assert (found["response_types_supported"], found["code_challenge_methods_supported"]) == (["code"], ["S256"])
    assert found["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert found["id_token_signing_alg_values_supported"] == ["ES256"]
    assert found["scopes_supported"] == ["openid", "offline_access"]
    for endpoint in ("authorization_endpoint", "token_endpoint", "end_session_endpoint", "jwks_uri"):
        assert found[endpoint].startswith(f"{NAME}/")
        assert (await console.client.get(found[endpoint])).status_code != 404
    keys = jwt.PyJWKSet.from_dict((await console.client.get(found["jwks_uri"])).json())
    token = (await console.sign_in(ADMIN))["id_token"]
    key = keys[jwt.get_unverified_header(token)["kid"]]
    assert jwt.decode(token, key, algorithms=["ES256"], audience=CLIENT_ID)["iss"] == NAME


async def test_a_member_of_the_staff_keeps_the_same_id(console: Console) -> None:
    claims = [console.claims((await console.sign_in(ADMIN))["access_token"], "lockstep") for _ in range(2)]
    assert claims[0]["sub"] == claims[1]["sub"]
    assert (claims[0]["org_id"], claims[0]["roles"]) == (ADMIN.split("/", maxsplit=1)[0], ["admin"])
    other = console.claims((await console.sign_in(ADMIN.replace("admin", "support")))["access_token"], "lockstep")
    assert (other["sub"] != claims[0]["sub"], other["roles"]) == (True, ["support"])


@pytest.mark.parametrize(
    "changes",
    [{"code_verifier": "w" * 43}, {"code_verifier": "v"}, {"redirect_uri": "http://localhost:8080/signed-in"}],
    ids=["another verifier", "a short verifier", "another redirect_uri"],
)
async def test_a_code_is_for_the_client_that_asked_for_it(console: Console, changes: dict[str, str]) -> None:
    code = await console.choose(ADMIN)
    assert refusal(await console.redeem(code, **changes)) == (400, "invalid_grant")
    # the attempt used the code up
    assert refusal(await console.redeem(code)) == (400, "invalid_grant")


async def test_a_code_that_is_used_twice_ends_the_sign_in(console: Console) -> None:
    code = await console.choose(ADMIN)
    tokens = (await console.redeem(code)).json()
    assert refusal(await console.redeem(code)) == (400, "invalid_grant")
    assert refusal(await console.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


async def test_a_code_lasts_for_a_minute(console: Console, clock: Clock) -> None:
    first, second = await console.choose(ADMIN), await console.choose(ADMIN)
    clock.now += 59
    assert (await console.redeem(first)).status_code == 200
    clock.now += 1
    assert refusal(await console.redeem(second)) == (400, "invalid_grant")


async def test_refresh_tokens_rotate_and_an_old_one_ends_all_of_them(console: Console) -> None:
    first = await console.sign_in(ADMIN)
    second = (await console.refresh(first["refresh_token"])).json()
    of_id = console.claims(second["id_token"], CLIENT_ID)
    assert "nonce" not in of_id
    assert of_id["auth_time"] == 1_800_000_000
    third = (await console.refresh(second["refresh_token"])).json()
    other = await console.sign_in(ADMIN)
    assert refusal(await console.refresh(first["refresh_token"])) == (400, "invalid_grant")
    assert refusal(await console.refresh(third["refresh_token"])) == (400, "invalid_grant")
    assert (await console.refresh(other["refresh_token"])).status_code == 200


async def test_a_sign_in_ends_after_a_week(console: Console, clock: Clock) -> None:
    tokens = await console.sign_in(ADMIN)
    clock.now += 7 * 24 * 3600
    assert refusal(await console.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


async def test_without_offline_access_there_is_no_refresh_token(console: Console) -> None:
    console.parameters["scope"] = "openid"
    assert "refresh_token" not in await console.sign_in(ADMIN)


async def test_a_refresh_cannot_ask_for_more(console: Console) -> None:
    tokens = await console.sign_in(ADMIN)
    assert refusal(await console.refresh(tokens["refresh_token"], scope="openid email")) == (400, "invalid_scope")
    assert (await console.refresh(tokens["refresh_token"], scope="openid")).status_code == 200


async def test_a_refresh_gives_the_role_of_now_and_ends_for_who_was_erased(
    console: Console, directory: Directory
) -> None:
    org_id = await directory.organisation("Riverside")
    ada = await directory.person(org_id, "Ada Lovelace", "learner")
    tokens = await console.sign_in(ada)
    await directory.change(ada, "role = 'coach'")
    tokens = (await console.refresh(tokens["refresh_token"])).json()
    assert console.claims(tokens["access_token"], "lockstep")["roles"] == ["coach"]
    await directory.change(ada, "erased_at = now()")
    assert refusal(await console.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
    answer = await console.client.post("/issuer/authorize", data=console.parameters | {"who": ada})
    assert (answer.status_code, "not in the directory any more" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"client_id": "another"}, (401, "invalid_client")),
        ({}, (400, "invalid_request")),
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
        ({"grant_type": "authorization_code"}, (400, "invalid_request")),
        ({"grant_type": "refresh_token"}, (400, "invalid_request")),
        ({"grant_type": "refresh_token", "refresh_token": "invented"}, (400, "invalid_grant")),
        ({"grant_type": ["refresh_token", "refresh_token"]}, (400, "invalid_request")),
    ],
)
async def test_a_wrong_request_for_tokens_gets_an_error_of_oauth(
    console: Console, form: dict[str, str], expected: tuple[int, str]
) -> None:
    answer = await console.ask(**form)
    assert (refusal(answer), answer.headers["cache-control"]) == (expected, "no-store")
    as_json = await console.client.post("/issuer/token", json={"client_id": "lockstep-console"})
    assert refusal(as_json) == (400, "invalid_request")


async def test_signing_out_ends_the_sign_in_and_leads_back_to_the_gateway(console: Console) -> None:
    tokens, other = await console.sign_in(ADMIN), await console.sign_in(ADMIN)
    form = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": f"{GATEWAY}/", "state": "over"}
    answer = await console.client.get("/issuer/logout", params=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{GATEWAY}/?state=over")
    assert refusal(await console.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
    assert (await console.refresh(other["refresh_token"])).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "http://127.0.0.1:8080.evil.example/",
        "http://127.0.0.1:8080@evil.example/",
        "//evil",
        "",
    ],
)
async def test_signing_out_never_leads_elsewhere(console: Console, address: str) -> None:
    tokens = await console.sign_in(ADMIN)
    form = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": address}
    answer = await console.client.post("/issuer/logout", data=form)
    assert (answer.status_code, "post_logout_redirect_uri" in answer.text) == (400, True)
    assert "location" not in answer.headers


async def test_a_hint_that_the_issuer_did_not_sign_ends_nothing(console: Console) -> None:
    tokens = await console.sign_in(ADMIN)
    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    forged = jwt.encode(claims, "a secret that is long enough for HS256", "HS256")
    answer = await console.client.get("/issuer/logout", params={"id_token_hint": forged})
    assert (answer.status_code, "You are signed out" in answer.text) == (200, True)
    assert (await console.refresh(tokens["refresh_token"])).status_code == 200


async def test_a_silent_request_is_answered_without_a_page(console: Console) -> None:
    answer = await console.client.get("/issuer/authorize", params=console.parameters | {"prompt": "none"})
    back = httpx.URL(answer.headers["location"])
    assert (answer.status_code, back.params["error"], back.params["state"]) == (303, "login_required", "a state")


def test_make_token_and_the_sign_in_sign_with_one_key(
    console: Console, tmp_path_factory: pytest.TempPathFactory
) -> None:
    again = Issuer.load_or_create(console.issuer.jwks_path.parent, NAME)
    token = again.token(org_id=UUID(int=1), sub=UUID(int=2), roles=["admin"])
    claims = console.claims(token, "lockstep")
    assert (claims["iss"], claims["exp"] > time.time()) == (NAME, True)
