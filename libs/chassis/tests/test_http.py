"""The edge of an API: one transaction, one organisation, one answer, and a problem document for everything else."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from chassis.http.app import BODY_BYTES_MAX
from lockstep_local import ports
from lockstep_local.issuer import Issuer
from lockstep_local.waiting import HANGING_SECONDS, eventually
from lockstep_testing.api import serve
from lockstep_testing.databases import ServiceDatabase
from probing import notes
from probing.notes_client import Notes, problem
from sqlalchemy import text


async def test_a_row_is_committed_before_the_first_byte_of_the_answer_leaves(api: Notes) -> None:
    seen: list[list[str]] = []

    async def watching(scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen.append(await api.texts())
            await send(message)

        await api.app(scope, receive, sending)

    transport = httpx.ASGITransport(watching)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        response = await client.post("/notes", json={"text": "durable"}, headers=api.headers)
    assert response.status_code == 201
    assert seen == [["durable"]]


async def test_a_commit_that_fails_is_an_error_and_not_a_201(api: Notes) -> None:
    assert (await api.add("once")).status_code == 201
    again = await api.add("once")  # the constraint is deferred, so it fails at COMMIT
    problem(again, 500, "internal")
    assert await api.texts() == ["once"]


async def test_what_an_error_follows_is_rolled_back(api: Notes) -> None:
    refused = await api.add("refused")
    assert UUID(problem(refused, 409, "conflict")["note_id"])
    body = problem(await api.call("POST", "/notes/defect"), 500, "internal")
    assert "secret" not in str(body), "the reason is for the log alone"
    assert await api.texts() == []


async def test_the_database_shows_a_caller_only_the_own_organisation(
    api: Notes, notes_database: ServiceDatabase
) -> None:
    other = api.another(uuid4())
    await api.add("mine")
    await other.add("theirs")
    assert (await api.call("GET", "/notes")).json() == ["mine"]
    assert (await other.call("GET", "/notes")).json() == ["theirs"]
    assert (await api.call("POST", f"/notes/of-another/{other.org_id}")).status_code == 500
    assert await other.texts() == ["theirs"]
    theirs = (await other.add("seen by its id")).json()["id"]
    problem(await api.call("PUT", f"/notes/{theirs}", {"text": "taken"}), 404, "not-found")


async def test_a_connection_forgets_its_organisation_with_the_transaction(
    notes_database: ServiceDatabase, issuer: Issuer
) -> None:
    app = notes.create_notes(notes_database, issuer.jwks_path.as_uri(), database_pool_size=1)
    async with serve(app, issuer) as served:
        caller = served.headers(uuid4(), uuid4(), ["coach"])
        assert (await served.client.post("/notes", json={"text": "mine"}, headers=caller)).status_code == 201
        async with app.state.engine.connect() as db:  # the pool has one connection, so it is the request's
            assert (await db.execute(text("SELECT current_setting('app.org_id', true)"))).scalar() == ""
            assert (await db.execute(text("SELECT count(*) FROM notes"))).scalar() == 0


async def test_a_request_that_cannot_be_read_is_400(api: Notes) -> None:
    headers = {**api.headers, "Content-Type": "application/json"}
    for content in (b'{"text": ', b"{'text': 1}", b"\xff\xfe", b'{"text": "\xff"}'):
        response = await api.api.client.post("/notes", content=content, headers=headers)
        problem(response, 400, "bad-request")


async def test_who_does_not_say_or_may_not_is_401_or_403(api: Notes) -> None:
    for headers in ({}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
        response = await api.api.client.get("/notes", headers=headers)
        problem(response, 401, "unauthenticated")
        assert response.headers["www-authenticate"] == "Bearer"
    assert "admin" in problem(await api.call("GET", "/notes/for-admins"), 403, "forbidden")["detail"]


async def test_an_unknown_path_is_404_and_another_method_405(api: Notes) -> None:
    problem(await api.call("GET", "/no/such/path"), 404, "no-such-path")
    response = await api.call("DELETE", "/notes")
    problem(response, 405, "method-not-allowed")
    assert {*response.headers["allow"].split(", ")} <= {"GET", "POST"}


async def test_a_body_that_is_too_large_is_413_whether_its_length_is_told_or_not(api: Notes) -> None:
    large = b'{"text": "' + b"x" * BODY_BYTES_MAX + b'"}'

    async def in_parts() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 65_536):
            yield large[start : start + 65_536]

    headers = {**api.headers, "Content-Type": "application/json"}
    problem(await api.api.client.post("/notes", content=large, headers=headers), 413, "too-large")
    problem(await api.api.client.post("/notes", content=in_parts(), headers=headers), 413, "too-large")
    response = await api.api.client.post("/notes/defect", content=large, headers=headers)
    problem(response, 413, "too-large")  # before the work, even if no code reads the body
    assert await api.texts() == []


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/text"]),
        ({"text": ""}, ["/text"]),
        ({"text": 5}, ["/text"]),
        ({"text": "x", "more": 1}, ["/more"]),
        ({"text": "x", "a/b~c": 1}, ["/a~1b~0c"]),
        ({"text": "x", "lines": [{"minutes": 90}, {"minutes": 91}, {}]}, ["/lines/1/minutes", "/lines/2/minutes"]),
        ([], [""]),
        (None, [""]),
    ],
    ids=repr,
)
async def test_a_body_of_the_wrong_shape_is_422_and_points_at_each_fault(
    api: Notes, body: object, pointers: list[str]
) -> None:
    found = problem(await api.call("POST", "/notes", body), 422, "unprocessable")
    assert [error["pointer"] for error in found["errors"]] == pointers
    assert all(error["detail"] for error in found["errors"])


async def test_a_422_says_what_a_validator_found_and_nothing_of_pydantic(api: Notes) -> None:
    body = {"text": "no lines", "lines": [{"minutes": 5}]}
    found = problem(await api.call("POST", "/notes", body), 422, "unprocessable")
    assert found["detail"] == "The body: send no lines with this text."
    assert found["errors"] == [{"pointer": "", "detail": "send no lines with this text"}]


@pytest.mark.parametrize(
    "content", [b'{"text": "\\ud800"}', b'{"text": "x", "\\ud800": 1}', b"NaN", b"1e999", b"[" * 9_999]
)
async def test_a_body_that_only_looks_like_json_is_refused_and_is_no_defect(api: Notes, content: bytes) -> None:
    headers = {**api.headers, "Content-Type": "application/json"}
    response = await api.api.client.post("/notes", content=content, headers=headers)
    assert response.status_code in (400, 422), response.text
    problem(response, response.status_code, {400: "bad-request", 422: "unprocessable"}[response.status_code])


async def test_parameters_of_the_wrong_shape_are_422_and_named(api: Notes) -> None:
    for limit in ("0", "201", "many"):
        found = problem(await api.call("GET", f"/notes?limit={limit}"), 422, "unprocessable")
        assert [error["pointer"] for error in found["errors"]] == ["limit"]
    found = problem(await api.call("PUT", "/notes/7", {"text": "x"}), 422, "unprocessable")
    assert [error["pointer"] for error in found["errors"]] == ["note_id"]


async def test_a_text_that_the_database_cannot_hold_is_422_and_no_defect(api: Notes) -> None:
    assert "U+0000" in problem(await api.add("a\0b"), 422, "unprocessable")["detail"]
    assert await api.texts() == []


async def test_a_database_that_is_away_is_503_and_says_when_to_come_back(
    api: Notes, notes_database: ServiceDatabase, issuer: Issuer
) -> None:
    lost = await api.call("POST", "/notes/lose-the-connection")
    problem(lost, 503, "unavailable")
    assert (await api.add("after")).status_code == 201, "the next request has a new connection"

    nowhere = f"postgresql+asyncpg://a:b@127.0.0.1:{ports.find_free()}/c"
    app = notes.create_notes(notes_database, issuer.jwks_path.as_uri(), database_url=nowhere)
    async with serve(app, issuer) as served:
        for path in ("/notes", "/readyz"):
            response = await served.client.get(path, headers=api.headers)
            problem(response, 503, "unavailable")
            assert int(response.headers["retry-after"]) > 0
        assert (await served.client.get("/healthz")).status_code == 200, "a restart would not bring the database back"


async def test_a_pool_that_is_empty_is_503(
    notes_database: ServiceDatabase, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.database.engine.POOL_TIMEOUT_SECONDS", 0.05)
    app = notes.create_notes(notes_database, issuer.jwks_path.as_uri(), database_pool_size=1)
    async with serve(app, issuer) as served, app.state.engine.connect():
        headers = served.headers(uuid4(), uuid4(), ["coach"])
        problem(await served.client.get("/notes", headers=headers), 503, "unavailable")


async def test_health_and_metrics_need_no_token(api: Notes) -> None:
    assert (await api.api.client.get("/healthz")).json() == {"status": "alive"}
    assert (await api.api.client.get("/readyz")).json() == {"status": "ready"}
    assert "lockstep_relay_backlog_events" in (await api.api.client.get("/metrics")).text


async def test_the_gateways_request_id_is_the_correlation_id_and_a_clients_is_not(api: Notes) -> None:
    admin = api.api.headers(api.org_id, uuid4(), ["admin"])
    gateways, clients = str(uuid4()), str(uuid4())
    both = {"X-Lockstep-Request-Id": gateways, "X-Request-Id": clients}
    assert (await api.api.client.get("/notes/for-admins", headers={**admin, **both})).json() == gateways
    for headers in ({"X-Request-Id": clients}, {"X-Lockstep-Request-Id": "not a uuid"}):
        answer = await api.api.client.get("/notes/for-admins", headers={**admin, **headers})
        assert UUID(answer.json()) not in {UUID(clients), UUID(gateways)}


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "bEaReR"])
async def test_the_scheme_of_a_token_is_read_in_any_case(api: Notes, scheme: str) -> None:
    token = api.headers["Authorization"].partition(" ")[2]
    answer = await api.api.client.get("/notes", headers={"Authorization": f"{scheme} {token}"})
    assert answer.status_code == 200
    problem(await api.api.client.get("/notes", headers={"Authorization": f"Token {token}"}), 401, "unauthenticated")


async def test_a_version_is_an_etag_and_a_stale_one_is_412(api: Notes) -> None:
    created = await api.add("first")
    assert created.headers["etag"] == '"1"'
    path = f"/notes/{created.json()['id']}"
    changed = await api.call("PUT", path, {"text": "second"}, If_Match=created.headers["etag"])
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    stale = problem(await api.call("PUT", path, {"text": "third"}, If_Match='"1"'), 412, "stale-version")
    assert stale["current_version"] == 2
    for version, accepted in enumerate(('W/"2"', ' "3" ', "*", '"1", W/"5"', ',"7" ,, "6",'), 3):
        assert (await api.call("PUT", path, {"text": accepted}, If_Match=accepted)).headers["etag"] == f'"{version}"'
    assert (await api.call("PUT", path, {"text": "without"})).status_code == 200
    problem(await api.call("PUT", path, {"text": "third"}, If_Match='"1", "2"'), 412, "stale-version")
    for unreadable in ("2", '"two"', '"1" "2"', '"1", 2', '"1", *', ",", '""', '"-1"', '"' + "9" * 30 + '"'):
        problem(await api.call("PUT", path, {"text": "x"}, If_Match=unreadable), 400, "bad-request")


SOONER_SECONDS = 15.0
"""Less than the twenty seconds that the statement of a cancelled request would take by itself."""


async def _cancel(api: Notes, call: Coroutine[Any, Any, httpx.Response]) -> None:
    """Start a request, wait until it holds its row, and cancel it repeatedly, as AnyIO's cancel scopes do."""
    task = asyncio.create_task(call)
    await asyncio.wait_for(notes.holding.wait(), HANGING_SECONDS)
    await asyncio.sleep(0)  # let it go on to where it stays
    async with asyncio.timeout(HANGING_SECONDS):
        while not task.done():
            task.cancel()
            await asyncio.sleep(0)
    assert task.cancelled()


@pytest.mark.parametrize("where", ["hold", "hold?seconds_in_database=20", "commit-slowly"])
async def test_a_cancelled_request_leaves_no_lock_and_no_connection_behind(api: Notes, where: str) -> None:
    note = (await api.add("held")).json()["id"]
    await _cancel(api, api.call("POST", f"/notes/{note}/{where}"))

    async def nothing_open() -> bool:
        return bool(api.app.state.engine.pool.checkedout() == 0)

    await eventually(nothing_open, "a pool that has all its connections")

    # The server notices a moment later, long before the twenty seconds of the statement are over.
    async def free() -> bool:
        async with api.app.state.engine.connect() as db:
            await db.execute(text("SELECT set_config('app.org_id', :org_id, true)"), {"org_id": str(api.org_id)})
            locked = text("SELECT id FROM notes WHERE id = :id FOR UPDATE SKIP LOCKED")
            return bool((await db.execute(locked, {"id": note})).scalar() == UUID(note))

    async def alone() -> bool:
        others = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'")
        async with api.app.state.engine.connect() as db:
            return bool((await db.execute(others)).scalar() == 1)

    await eventually(free, "the row without a lock", timeout_seconds=SOONER_SECONDS)
    await eventually(alone, "a server where nothing else is running", timeout_seconds=SOONER_SECONDS)


async def test_a_request_cancelled_while_it_waits_for_a_connection_takes_none(
    notes_database: ServiceDatabase, issuer: Issuer
) -> None:
    app = notes.create_notes(notes_database, issuer.jwks_path.as_uri(), database_pool_size=1)
    async with serve(app, issuer) as served:
        headers = served.headers(uuid4(), uuid4(), ["coach"])
        async with app.state.engine.connect():
            waiting = asyncio.create_task(served.client.get("/notes", headers=headers))
            await asyncio.sleep(0.05)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        assert (await served.client.get("/notes", headers=headers)).status_code == 200
