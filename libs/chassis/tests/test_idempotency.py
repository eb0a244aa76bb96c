"""Idempotency-Key: a repeated request is not executed again."""

import asyncio
from uuid import uuid4

import httpx
from lockstep_local.waiting import HANGING_SECONDS
from probing import notes
from probing.notes_client import Notes, problem


async def test_a_request_sent_again_gets_the_first_answer_and_is_not_done_again(api: Notes) -> None:
    first = await api.add("once", Idempotency_Key="k")
    again = await api.add("once", Idempotency_Key="k")
    assert again.headers.pop("idempotency-replayed") == "true"
    assert (again.status_code, again.content, again.headers) == (first.status_code, first.content, first.headers)
    assert again.headers["etag"] == '"1"'
    assert await api.texts() == ["once"]


async def test_a_key_belongs_to_one_request(api: Notes) -> None:
    await api.add("once", Idempotency_Key="k")
    for method, path, body in (
        ("POST", "/notes", {"text": "another"}),
        ("POST", "/notes?dry=1", {"text": "once"}),
        ("POST", "/notes/slow", {"text": "once"}),
    ):
        problem(await api.call(method, path, body, Idempotency_Key="k"), 422, "idempotency-key-reused")
    assert await api.texts() == ["once"]


async def test_a_request_sent_again_too_early_is_409_and_later_gets_the_answer(api: Notes) -> None:
    async def slow() -> httpx.Response:
        return await api.call("POST", "/notes/slow", {"text": "slow"}, Idempotency_Key="k")

    first = asyncio.create_task(slow())
    await asyncio.wait_for(notes.holding.wait(), HANGING_SECONDS)
    problem(await slow(), 409, "idempotency-key-in-progress")
    notes.release.set()
    answer = await first
    assert answer.status_code == 201
    assert (await slow()).content == answer.content
    assert await api.texts() == ["slow"]


async def test_the_same_key_of_another_caller_is_another_key(api: Notes) -> None:
    colleague, stranger = api.another(), api.another(uuid4())
    ids = {
        (await caller.add(note, Idempotency_Key="k")).json()["id"]
        for caller, note in ((api, "one"), (colleague, "two"), (stranger, "one"))
    }
    assert len(ids) == 3
    assert (await api.texts(), await stranger.texts()) == (["one", "two"], ["one"])


async def test_an_error_is_not_remembered(api: Notes) -> None:
    problem(await api.add("refused", Idempotency_Key="k"), 409, "conflict")
    assert (await api.add("accepted", Idempotency_Key="k")).status_code == 201
    await api.add("taken")
    problem(await api.add("taken", Idempotency_Key="fails at commit"), 500, "internal")
    assert (await api.add("not taken", Idempotency_Key="fails at commit")).status_code == 201


async def test_without_the_header_twice_is_twice(api: Notes) -> None:
    first, second = await api.add("one"), await api.add("two")
    assert first.json()["id"] != second.json()["id"]
    assert await api.texts() == ["one", "two"]


async def test_a_key_that_is_empty_or_too_long_is_422(api: Notes) -> None:
    for key in ("", "k" * 201):
        found = problem(await api.add("x", Idempotency_Key=key), 422, "unprocessable")
        assert [error["pointer"] for error in found["errors"]] == ["Idempotency-Key"]
    assert (await api.add("x", Idempotency_Key="k" * 200)).status_code == 201
