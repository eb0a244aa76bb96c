"""A file is UTF-8, or what its sender says. A doubt is refused with the likely encodings."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.imports.sheets import encoding
from sessions.imports.sheets.errors import EncodingNeeded, Reading, UnreadableFile


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[place : place + size] for place in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", None),
        (b"ada\n", None),
        ("\ufeffPřírodopis\n”\n".encode(), None),
        (b"name\nZo\xeb\n", (2, 7)),
        (b"Zo\xc3", (1, 2)),  # a character that is cut off at the end
        (b"a\n\xc5\x99\n\xc3\n", (3, 5)),
        (b"a\nb\xed\xa0\x80\n", (2, 3)),
    ],
)
def test_the_first_bytes_that_are_not_utf_8_are_found(data: bytes, fault: tuple[int, int] | None, size: int) -> None:
    found = encoding.utf8_fault(pieces(data, size))
    assert (found and found[:2]) == fault


@given(st.binary(max_size=60), st.integers(1, 60))
def test_the_size_of_the_pieces_does_not_matter(data: bytes, size: int) -> None:
    data = data.replace(b"\0", b"")
    found, whole = encoding.utf8_fault(pieces(data, size)), encoding.utf8_fault([data])
    assert (found and found[:2]) == (whole and whole[:2])
    assert (found is None) == _is_utf8(data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_a_nul_is_refused_with_its_line(size: int) -> None:
    with pytest.raises(UnreadableFile, match="Line 3 contains a NUL"):
        encoding.utf8_fault(pieces(b"name\nada\na\x00da\n", size))
    with pytest.raises(UnreadableFile, match="Line 2 contains a NUL"):
        list(encoding.decoded(pieces("a\nb\0".encode("utf-16-le"), size), "utf-16-le"))


@pytest.mark.parametrize(
    ("cell", "written", "others"),
    [
        ("Žofie Říhová", "windows-1250", [Reading("windows-1252", "Žofie Øíhová")]),
        ("Łukasz Żółć", "windows-1250", []),
        ("Zoë Åkesson", "windows-1252", []),
        ("Jürgen McDönald", "windows-1252", []),
        ("Иван Петров", "windows-1251", []),
        ("Ελένη", "windows-1253", []),
        ("Şule Yağci", "windows-1254", []),
        ("Jiří", "cp852", []),
        ("山田太郎", "shift_jis", []),
    ],
)
def test_a_doubtful_cell_is_shown_as_each_likely_encoding_reads_it(
    cell: str, written: str, others: list[Reading]
) -> None:
    around = b"username;name\r\nx1;" + cell.encode(written) + b";learner\r\n"

    found = encoding.readings(around, next(place for place, byte in enumerate(around) if byte > 127))

    assert Reading(written, cell) in found
    assert all(other in found for other in others)
    assert len(found) <= 5


def test_the_refusal_names_the_choices_and_what_to_do() -> None:
    data = b"name\n" + "Žofie".encode("windows-1250")
    fault = encoding.utf8_fault([data])
    assert fault is not None
    refusal = encoding.not_utf8(fault, data, fault.place, is_said=False)

    assert isinstance(refusal, EncodingNeeded)
    assert "Line 2" in refusal.detail
    assert "'Žofie' with encoding=windows-1252" in refusal.detail
    assert refusal.extra["line"] == 2
    assert refusal.extra["encodings"][0] == {"encoding": "windows-1252", "reading": "Žofie"}  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("us-ascii", "utf-8"),
        ("windows-1250", "cp1250"),
        ("CP1250", "cp1250"),
        ("latin1", "iso8859-1"),
        ("ISO_8859-2", "iso8859-2"),
        ("utf-16", "utf-16"),
        ("macintosh", "mac-roman"),
        ("Shift_JIS", "shift_jis"),
    ],
)
def test_encodings_have_their_usual_names(name: str, codec: str) -> None:
    assert encoding.codec_of(name, pointer="encoding") == codec


@pytest.mark.parametrize(
    "name",
    [
        *("", "x", "rot13", "base64", "hex", "zlib", "quopri", "uu", "idna", "punycode", "utf-7", "utf-32"),
        *("unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "a\0b", "š", "../cp1250", "windows-1250" * 20),
    ],
)
def test_what_is_no_encoding_of_texts_is_refused(name: str) -> None:
    with pytest.raises(UnreadableFile, match="is not an encoding of files") as refusal:
        encoding.codec_of(name, pointer="encoding")
    assert refusal.value.errors[0].pointer == "encoding"


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
@pytest.mark.parametrize(
    ("data", "codec", "text"),
    [
        ("Žofie\nŘíhová".encode("windows-1250"), "cp1250", "Žofie\nŘíhová"),
        ("\ufeffada\n😀".encode("utf-16-be"), "utf-16-be", "ada\n😀"),
        ("山田\n太郎".encode("shift_jis"), "shift_jis", "山田\n太郎"),
    ],
)
def test_a_file_is_decoded_in_pieces_of_any_size(data: bytes, codec: str, text: str, size: int) -> None:
    assert "".join(encoding.decoded(pieces(data, size), codec)) == text


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
@pytest.mark.parametrize(
    ("data", "codec", "line"),
    [
        (b"a\nb\x81\n", "cp1252", 2),
        (b"a\n\nb\x8e\n", "iso8859-1", 3),  # a control character: nobody writes it
        ("a\n".encode("utf-16-le") + b"\x00\xd8a\x00", "utf-16-le", 2),  # half of a surrogate pair
        ("a\nb\n".encode("utf-16-le") + b"x", "utf-16-le", 3),
    ],
)
def test_bytes_that_do_not_fit_the_encoding_are_refused_with_their_line(
    data: bytes, codec: str, line: int, size: int
) -> None:
    with pytest.raises(UnreadableFile, match=f"Line {line} has bytes that are not "):
        list(encoding.decoded(pieces(data, size), codec))


@given(st.binary(max_size=60), st.sampled_from(["cp1250", "cp1252", "utf-16-le", "gb18030", "shift_jis", "koi8-r"]))
def test_no_bytes_crash_the_decoder(data: bytes, codec: str) -> None:
    with contextlib.suppress(UnreadableFile):
        assert "".join(encoding.decoded(pieces(data, 7), codec)) == data.decode(codec).removeprefix("\ufeff")
    if (fault := encoding.utf8_fault([data.replace(b"\0", b"")])) is not None:
        assert encoding.not_utf8(fault, data.replace(b"\0", b""), fault.place, is_said=False).detail
