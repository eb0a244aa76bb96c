"""Files in other encodings through HTTP: read as said, and never garbled."""

import pytest

from ..conftest import School, refused

PATH = "/v1/imports/people"
TEXT = "username;name;role;email\nzofie;Žofie Říhová;learner;\n"
CZECH = TEXT.encode("windows-1250")


async def names(school: School) -> set[str]:
    return {row[0] for row in await school.rows("SELECT name FROM people WHERE username = 'zofie'")}


def typed(media_type: str) -> dict[str, str]:
    return {"Content-Type": media_type}


@pytest.mark.parametrize(
    ("data", "headers", "params"),
    [
        (CZECH, typed("text/csv; charset=windows-1250"), {}),
        (CZECH, typed('text/csv; header=present; charset="Windows-1250"'), {}),
        (CZECH, {}, {"encoding": "windows-1250"}),
        (CZECH, typed("text/plain; charset=UTF-8"), {"encoding": "cp1250"}),  # the parameter wins
        (TEXT.encode("utf-16"), {}, {}),
        (TEXT.encode("utf-16"), typed("text/csv; charset=utf-16"), {}),
        (("\ufeff" + TEXT).encode("utf-16-be"), {}, {}),
        (TEXT.encode("utf-16-le"), {}, {"encoding": "utf-16le"}),
        (TEXT.encode("utf-8-sig"), typed("text/csv; charset=utf-8"), {}),
        (TEXT.encode(), typed("application/octet-stream"), {}),
        (TEXT.replace(";", "\t").encode("utf-16"), {}, {}),
    ],
)
async def test_a_file_is_read_in_the_encoding_that_the_request_or_its_mark_says(
    school: School, data: bytes, headers: dict[str, str], params: dict[str, str]
) -> None:
    answer = await school.send("admin", "POST", PATH, data, headers, **params)

    assert answer.status_code == 200, answer.text
    assert await names(school) == {"Žofie Říhová"}


async def test_a_doubt_is_refused_with_the_choices_and_nothing_is_imported(school: School) -> None:
    answer = await school.send("admin", "POST", PATH, CZECH, typed("text/csv"))

    refused(answer, 422, "encoding-needed")
    problem = answer.json()
    assert {"encoding": "windows-1250", "reading": "Žofie Říhová"} in problem["encodings"]
    assert problem["line"] == 2
    assert "'Žofie Říhová' with encoding=windows-1250" in problem["detail"]
    assert await names(school) == set()


@pytest.mark.parametrize(
    ("data", "headers", "params", "says"),
    [
        (CZECH, {}, {"encoding": "rot13"}, "'rot13' is not an encoding"),
        (CZECH, typed("text/csv; charset=base64"), {}, "'base64' is not an encoding"),
        (CZECH, {}, {"encoding": "utf-8"}, "said to be UTF-8, but line 2"),
        (CZECH, typed("text/csv; charset=utf-8"), {}, "'Žofie Říhová' with encoding=windows-1250"),
        (TEXT.encode(), {}, {"encoding": "windows-1250"}, "its bytes are UTF-8: 'Žofie Říhová'"),
        (TEXT.encode("utf-16"), {}, {"encoding": "windows-1250"}, "its byte order mark says utf-16-le"),
        (TEXT.encode("utf-8-sig"), {}, {"encoding": "windows-1250"}, "its byte order mark says utf-8"),
        (TEXT.encode("utf-16-le"), {}, {"encoding": "utf-16"}, "no byte order mark"),
        (TEXT.encode("utf-16-le"), {}, {}, "Line 1 contains a NUL"),
        (TEXT.encode("shift_jis", "replace") + b"\x81\xff", {}, {"encoding": "shift_jis"}, "not shift_jis"),
        (b"username;name;role\nx;a\xed\xa0\x80;learner\n", {}, {}, "half of a surrogate pair"),
        (b"\x1f\x8b\x08", {}, {}, "gzip"),
        (b"%PDF-1.7", {}, {}, "PDF"),
        (b"<html><table>", typed("application/vnd.ms-excel"), {}, "HTML"),
        (b'{"username": "x"}', typed("application/json"), {}, "JSON"),
    ],
)
async def test_what_cannot_be_read_as_said_is_refused_with_the_reason(
    school: School, data: bytes, headers: dict[str, str], params: dict[str, str], says: str
) -> None:
    answer = await school.send("admin", "POST", PATH, data, headers, **params)

    assert says in refused(answer, 422, "unreadable-file")


async def test_a_form_is_refused_because_the_file_is_the_body(school: School) -> None:
    data = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="p.csv"\r\n\r\n' + TEXT.encode() + b"\r\n--x--"
    )
    answer = await school.send("admin", "POST", PATH, data, typed("multipart/form-data; boundary=x"))

    assert "the file itself as the body" in refused(answer, 415, "unsupported-media-type")


async def test_a_mistake_names_the_column_as_the_file_does(school: School) -> None:
    data = b"SESSIONNAME;Tutor;DateStart;DateEnd\nA;nobody;2026-11-02 07:00;2026-11-02 08:00\n"
    answer = await school.send("admin", "POST", "/v1/imports/sessions", data)

    refused(answer, 422, "import-refused")
    problem = answer.json()
    assert problem["report"]["results"][0]["column"] == "Tutor"
    assert problem["errors"][0]["pointer"] == "line 2, Tutor"
