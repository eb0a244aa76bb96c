"""Inviting, opening, unlinking, erasing and signing in race: one order or the other, and never an error."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from sqlalchemy import text

from ..conftest import School
from ..helpers.erasing import carry_out
from ..helpers.signing_in import Provider, exchange, invite, link, open_link, token_of

Send = Callable[[], Awaitable[httpx.Response]]


async def in_this_order(school: School, lock: str, *requests: Send) -> list[httpx.Response]:
    """Return the answers of requests that wait for the rows of a query. The first to wait goes on first."""
    async with school.superuser.begin() as db:
        await db.execute(text(lock))
        sent = []
        for waiting, request in enumerate(requests, 1):
            sent.append(asyncio.ensure_future(request()))
            await school.until_waiting(waiting)
    return list(await asyncio.gather(*sent))


PEOPLE = "SELECT 1 FROM people FOR UPDATE"


async def test_two_accounts_open_one_invitation_at_once_and_one_is_linked(school: School, provider: Provider) -> None:
    secret = (await invite(school, "learner-1"))["learner-1"]
    answers = await in_this_order(
        school,
        PEOPLE,
        lambda: open_link(school, secret, provider.token("ada@login")),
        lambda: open_link(school, secret, provider.token("eve@login")),
    )
    assert [one.status_code for one in answers] == [200, 404]
    assert (await exchange(school, provider.token("ada@login"))).status_code == 200
    assert (await exchange(school, provider.token("eve@login"))).status_code == 400


async def test_one_account_opens_two_invitations_at_once_and_is_linked_to_one_person(
    school: School, provider: Provider
) -> None:
    secrets = await invite(school, "learner-1", "learner-2")
    answers = await asyncio.gather(
        *(open_link(school, secrets[who], provider.token("ada@login")) for who in ("learner-1", "learner-2"))
    )
    assert sorted(one.status_code for one in answers) == [200, 409]
    assert len(await school.rows("SELECT 1 FROM accounts")) == 1
    assert len(await school.rows("SELECT 1 FROM account_invitations WHERE ended_at IS NULL")) == 1


@pytest.mark.parametrize("opens_first", [True, False])
async def test_a_person_is_invited_again_while_their_invitation_is_opened(
    school: School, provider: Provider, *, opens_first: bool
) -> None:
    secret = (await invite(school, "learner-1"))["learner-1"]
    body = {"person_ids": [str(school.people["learner-1"])]}
    requests: list[Send] = [
        lambda: open_link(school, secret, provider.token("ada@login")),
        lambda: school.send("admin", "POST", "/v1/accounts/invitations", body),
    ]
    answers = await in_this_order(school, PEOPLE, *(requests if opens_first else requests[::-1]))
    opened, invited = answers if opens_first else answers[::-1]
    assert invited.status_code == 201
    if opens_first:
        assert (opened.status_code, invited.json()["skipped"][0]["reason"]) == (200, "linked")
    else:
        assert opened.status_code == 404
        again = await open_link(school, invited.json()["invitations"][0]["secret"], provider.token("ada@login"))
        assert again.status_code == 200


async def test_two_admins_invite_the_same_people_at_once_and_one_invitation_of_each_is_open(
    school: School, provider: Provider
) -> None:
    ids = [str(one) for one in school.people.values()]
    answers = await in_this_order(
        school,
        PEOPLE,
        lambda: school.send("admin", "POST", "/v1/accounts/invitations", {"person_ids": ids}),
        lambda: school.send("admin", "POST", "/v1/accounts/invitations", {"person_ids": ids[::-1]}),
    )
    assert [one.status_code for one in answers] == [201, 201]
    assert len(await school.rows("SELECT 1 FROM account_invitations WHERE ended_at IS NULL")) == len(ids)


@pytest.mark.parametrize("unlinks_first", [True, False])
async def test_an_account_is_unlinked_during_an_exchange(
    school: School, provider: Provider, *, unlinks_first: bool
) -> None:
    await link(school, provider, "learner-1", "ada@login")
    path = f"/v1/accounts/{school.people['learner-1']}/unlink"
    requests: list[Send] = [
        lambda: school.send("admin", "POST", path, {"reason": "compromised"}),
        lambda: exchange(school, provider.token("ada@login")),
    ]
    answers = await in_this_order(
        school, "SELECT 1 FROM accounts FOR UPDATE", *(requests if unlinks_first else requests[::-1])
    )
    unlinked, exchanged = answers if unlinks_first else answers[::-1]
    assert unlinked.status_code == 204
    assert exchanged.status_code == (400 if unlinks_first else 200)
    assert (await exchange(school, provider.token("ada@login"))).status_code == 400


async def test_a_person_is_erased_while_their_invitation_is_opened(school: School, provider: Provider) -> None:
    secret = (await invite(school, "learner-4"))["learner-4"]
    path = f"/v1/people/{school.people['learner-4']}/erasure"
    await school.ok("admin", "POST", path, {"reason": "person_asked"})
    async with school.superuser.begin() as db:
        await db.execute(text(PEOPLE))
        erasing = asyncio.ensure_future(carry_out(school))
        await school.until_waiting(1)
        opening = asyncio.ensure_future(open_link(school, secret, provider.token("ada@login")))
        await school.until_waiting(2)
    assert (await erasing, (await opening).status_code) == (1, 404)
    assert await school.rows("SELECT 1 FROM accounts WHERE unlinked_at IS NULL") == []


async def test_many_exchanges_of_one_account_at_once_all_get_a_token(school: School, provider: Provider) -> None:
    await link(school, provider, "learner-1", "ada@login")
    found = await asyncio.gather(*(token_of(school, provider.token("ada@login")) for _ in range(20)))
    assert len({one["jti"] for one in found}) == 20
