"""What a request says is understood whole, or refused with what to send: parameters, media types, encodings, HEAD."""

import gzip

import pytest
from probing import notes
from probing.notes_client import Notes, problem


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ("limt=5", "'limt' is not a parameter of this address. Perhaps limit is meant. The address takes limit."),
        ("LIMIT=5", "'LIMIT' is not a parameter of this address. Perhaps limit is meant. The address takes limit."),
        ("limit=5&learner=7", "'learner' is not a parameter of this address. Leave it out. The address takes limit."),
        (
            "colour=red&colour=blue",
            "'colour' is not a parameter of this address. Leave it out. The address takes limit.",
        ),
        ("=5", "'' is not a parameter of this address. Leave it out. The address takes limit."),
        (
            "limit%00=5",
            "'limit\\x00' is not a parameter of this address. Perhaps limit is meant. The address takes limit.",
        ),
    ],
)
async def test_a_parameter_that_is_not_known_is_422_with_the_nearest_known_name(
    api: Notes, query: str, advice: str
) -> None:
    assert problem(await api.call("GET", f"/notes?{query}"), 422, "unknown-parameter")["detail"] == advice


async def test_an_address_without_parameters_says_so_and_a_long_name_is_not_repeated_whole(api: Notes) -> None:
    found = problem(await api.call("POST", f"/notes/defect?{'x' * 5_000}=1"), 422, "unknown-parameter")
    assert found["errors"] == [{"pointer": "x" * 60, "detail": "is not a parameter of this address"}]
    assert found["detail"].endswith("Leave it out. The address takes no parameters.")
    assert await api.texts() == []


async def test_a_parameter_that_is_sent_twice_is_422(api: Notes) -> None:
    found = problem(await api.call("GET", "/notes?limit=5&limit=6"), 422, "repeated-parameter")
    assert found["detail"] == "Send limit once."


async def test_who_may_not_call_an_address_does_not_learn_its_parameters(api: Notes) -> None:
    problem(await api.api.client.get("/notes?limt=5"), 401, "unauthenticated")
    problem(await api.call("GET", "/notes/for-admins?limt=5"), 403, "forbidden")


@pytest.mark.parametrize("path", ["/notes", "/notes/search", "/healthz", "/notes/nowhere/else"])
async def test_head_answers_as_get_does_without_the_body(api: Notes, path: str) -> None:
    notes.release.set()
    got = await api.call("GET", path)
    asked = await api.api.client.head(path, headers=api.headers)
    assert (asked.status_code, asked.headers, asked.content) == (got.status_code, got.headers, b"")


async def test_head_of_an_address_that_only_changes_things_is_405(api: Notes) -> None:
    assert (await api.api.client.head("/notes/defect", headers=api.headers)).status_code == 405


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "text/csv", "image/png", ""])
async def test_a_body_that_is_not_said_to_be_json_is_415(api: Notes, media_type: str) -> None:
    headers = {**api.headers, "Content-Type": media_type}
    answer = await api.api.client.post("/notes", content=b'{"text": "one"}', headers=headers)
    assert "application/json" in problem(answer, 415, "unsupported-media-type")["detail"]
    assert await api.texts() == []


@pytest.mark.parametrize(
    "content", [b"[" * 5_000, b'{"text":' * 5_000 + b"1" + b"}" * 5_000, b'{"text":' + b"9" * 5_000]
)
async def test_a_body_that_is_beyond_its_reader_is_400_and_the_reason_is_among_those_named(
    api: Notes, content: bytes
) -> None:
    headers = {**api.headers, "Content-Type": "application/json"}
    answer = await api.api.client.post("/notes", content=content, headers=headers)
    assert "JSON" in problem(answer, 400, "bad-request")["detail"]
    assert await api.texts() == []


async def test_a_compressed_body_is_415_and_one_that_is_not_utf_8_is_400(api: Notes) -> None:
    headers = {**api.headers, "Content-Type": "application/json"}
    packed = gzip.compress(b'{"text": "one"}')
    answer = await api.api.client.post("/notes", content=packed, headers={**headers, "Content-Encoding": "gzip"})
    assert "Content-Encoding" in problem(answer, 415, "unsupported-media-type")["detail"]
    plain = {**headers, "Content-Encoding": "identity"}
    assert (await api.api.client.post("/notes", content=b'{"text": "one"}', headers=plain)).status_code == 201
    for content in (packed, '{"text": "\u0159"}'.encode("iso-8859-2")):
        answer = await api.api.client.post("/notes", content=content, headers=headers)
        assert "UTF-8" in problem(answer, 400, "bad-request")["detail"]
