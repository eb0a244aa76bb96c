"""The page that asks who somebody is: people by role, search, hostile names, and requests that are wrong."""

import re
from uuid import UUID

import httpx
import pytest
from lockstep_local.sign_in.app import create_app
from lockstep_local.sign_in.page import STYLE
from lockstep_local.sign_in.people import PEOPLE_MAX
from lockstep_testing.databases import ServiceDatabase

from .conftest import GATEWAY, REDIRECT, Console, Directory, buttons, settings_on


async def test_an_empty_platform_offers_the_first_administrator_of_a_new_organisation(console: Console) -> None:
    page = await console.page()
    (found,) = buttons(page).items()
    assert found[1] == "First administrator of a new organisation"
    assert 'type="search"' not in page
    founder = console.claims((await console.sign_in(found[0]))["access_token"], "lockstep")
    assert founder["roles"] == ["admin"]
    (other,) = buttons(await console.page())
    assert UUID(other.split("/")[0]) != UUID(founder["org_id"])
    # when the organisation is there, its administrator is still the same person
    again = console.claims((await console.sign_in(f"{founder['org_id']}/admin"))["access_token"], "lockstep")
    assert again["sub"] == founder["sub"]


async def test_people_are_shown_by_organisation_and_role_with_the_staff(console: Console, directory: Directory) -> None:
    river, hill = await directory.organisation("Riverside"), await directory.organisation("Hillside")
    added = {
        role: await directory.person(river, f"A {role}", role)
        for role in ("learner", "coach", "guardian", "admin", "support", "finance")
    }
    joan = await directory.person(hill, "Joan Clarke", "coach")
    page = await console.page()
    assert re.findall("<h1>(.*?)</h1>", page) == ["Who are you today?"]
    assert re.findall("<h2[^>]*>(.*?)</h2>", page) == ["Hillside", "Riverside", "A new organisation"]
    of_river = page.split("Riverside</h2>")[1]
    roles = ["Admins", "Coaches", "Learners", "Guardians", "Support", "Finance", "Auditors"]
    assert re.findall("<h3>(.*?)</h3>", of_river) == roles
    assert [name for who, name in buttons(page).items() if who.startswith(str(river))] == [
        *("A admin", "Administrator", "A coach", "A learner", "A guardian"),
        *("A support", "Support", "A finance", "Finance", "Auditor"),
    ]
    assert set(added.values()) | {joan} < set(buttons(page))


async def test_the_page_is_current(console: Console, directory: Directory) -> None:
    org_id = await directory.organisation("Riverside")
    assert "Ada" not in await console.page()
    ada = await directory.person(org_id, "Ada Lovelace", "coach")
    assert buttons(await console.page())[ada] == "Ada Lovelace"
    await directory.change(ada, "erased_at = now()")
    assert ada not in buttons(await console.page())


async def test_a_search_finds_those_who_are_not_shown(console: Console, directory: Directory) -> None:
    river, hill = await directory.organisation("Riverside"), await directory.organisation("Hillside")
    for number in range(PEOPLE_MAX + 1):
        await directory.person(river, f"Learner {number}", "learner", f"learner-{number:03}")
    zoe = await directory.person(river, "Zoë Wanamaker", "learner", "zzz")
    await directory.person(hill, "Joan Clarke", "coach")
    page = await console.page()
    assert zoe not in buttons(page)
    assert sum("Learner" in name for name in buttons(page).values()) == PEOPLE_MAX
    assert '<label for="q">' in page
    assert "There are more." in page
    assert buttons(await console.page(q="ZOË  wana")) == {zoe: "Zoë Wanamaker"}
    assert buttons(await console.page(q="zzz")) == {zoe: "Zoë Wanamaker"}
    by_organisation = buttons(await console.page(q="hillside"))
    assert sorted(by_organisation.values()) == ["Administrator", "Auditor", "Finance", "Joan Clarke", "Support"]
    nobody = await console.page(q="%")
    assert (buttons(nobody), "Nobody and no organisation has “%” in its name." in nobody) == ({}, True)
    assert buttons(await console.page(q="\0 zoë")) == {zoe: "Zoë Wanamaker"}


async def test_a_hostile_name_stays_text(console: Console, directory: Directory) -> None:
    hostile = '</style></span><script>alert(1)</script><b title="\'"> & &lt;'
    org_id = await directory.organisation(hostile)
    ada = await directory.person(org_id, hostile, "coach", username=hostile)
    console.parameters["state"] = f'"><script>alert(2)</script>{hostile}'
    pages = [await console.page(), await console.page(q=hostile), await console.page(q=f"{hostile}?")]
    assert [buttons(page).get(ada) for page in pages] == [hostile, hostile, None]
    for page in pages:
        text = re.sub(r'"[^"]*"', '""', page.replace(STYLE, ""))  # without what is quoted
        assert "<script" not in text
        assert "<b" not in text.replace("<button", "").replace("<body", "")
    message = await console.client.get("/issuer/authorize", params=console.parameters | {"client_id": hostile})
    assert "<script" not in message.text


async def test_no_script_runs_on_a_page_and_its_forms_lead_to_the_gateway_alone(console: Console) -> None:
    for parameters in (console.parameters, {}):
        answer = await console.client.get("/issuer/authorize", params=parameters)
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert re.fullmatch(r"'sha256-\S+'", policy["style-src"])
        development = "http://127.0.0.1:5173 http://localhost:5173"
        assert policy["form-action"] == f"'self' {GATEWAY} http://localhost:8080 {development}"
        assert policy["frame-ancestors"] == "'none'"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"client_id": "another"}, "client_id is 'another'. It must be lockstep-console."),
        ({"redirect_uri": "https://evil.example/signed-in"}, "redirect_uri is 'https://evil.example/signed-in'."),
        ({"redirect_uri": f"{REDIRECT}/"}, "redirect_uri is"),
        ({"redirect_uri": f"{REDIRECT}?next=1"}, "redirect_uri is"),
        ({"redirect_uri": "http://127.0.0.1:9090/signed-in"}, "redirect_uri is"),
        ({"redirect_uri": ""}, "redirect_uri is missing."),
        ({"response_type": "token"}, "response_type is 'token'. It must be code."),
        ({"response_mode": "fragment"}, "response_mode is 'fragment'. It must be query."),
        ({"state": ""}, "state is missing."),
        ({"nonce": ""}, "nonce is missing."),
        ({"code_challenge": ""}, "code_challenge must be"),
        ({"code_challenge_method": "plain"}, "code_challenge_method is 'plain'. It must be S256."),
        ({"code_challenge_method": ""}, "code_challenge_method is missing."),
        ({"scope": "profile"}, "scope is 'profile'."),
        ({"request": "a.b.c"}, "request is not supported."),
        ({"state": "s" * 1_025}, "state is longer than 1,024 characters."),
        ({"state": ["one", "two"]}, "state is there more than once."),
    ],
)
async def test_a_wrong_request_gets_a_page_that_says_what_is_wrong(
    console: Console, changes: dict[str, str], says: str
) -> None:
    wrong = console.parameters | changes
    for answer in (
        await console.client.get("/issuer/authorize", params=wrong),
        await console.client.get("/issuer/authorize", params=wrong | {"prompt": "none"}),
        await console.client.post("/issuer/authorize", data=wrong | {"who": f"{UUID(int=1)}/admin"}),
    ):
        assert (answer.status_code, "location" in answer.headers) == (400, False)
        assert says in answer.text.replace("&#x27;", "'")
    assert "code" not in (await console.client.get("/issuer/authorize", params=wrong)).headers


async def test_both_names_of_this_machine_lead_to_the_gateway_and_no_other_name_does(console: Console) -> None:
    console.parameters["redirect_uri"] = "http://localhost:8080/signed-in"
    assert buttons(await console.page())
    stranger = await console.client.get(
        "/issuer/authorize", params=console.parameters, headers={"host": "evil.example:8080"}
    )
    assert stranger.status_code == 400
    origins = ("http://localhost:8080", "http://127.0.0.1:8080", "http://localhost:9090", "https://evil.example")
    allowed = [
        (await console.client.get("/issuer/jwks", headers={"origin": origin})).headers.get(
            "access-control-allow-origin"
        )
        for origin in origins
    ]
    assert allowed == [*origins[:2], None, None]


@pytest.mark.parametrize("who", ["", "admin", f"{UUID(int=1)}/coach", f"{UUID(int=1)}/service", f"{UUID(int=1)}/"])
async def test_only_somebody_on_the_page_can_be_chosen(console: Console, who: str) -> None:
    answer = await console.client.post("/issuer/authorize", data=console.parameters | {"who": who})
    assert (answer.status_code, "who must be one of the people" in answer.text) == (400, True)


async def test_a_database_that_is_away_is_named_and_nobody_signs_in(
    console: Console, database: ServiceDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = settings_on(
        database, tmp_path_factory.mktemp("other"), database_url="postgresql://a@127.0.0.1:1/sessions"
    )
    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url=GATEWAY) as client:
        answer = await client.get("/issuer/authorize", params=console.parameters)
        assert (answer.status_code, "cannot be read from the sessions database" in answer.text) == (503, True)
        assert (await client.get("/healthz")).status_code == 200
