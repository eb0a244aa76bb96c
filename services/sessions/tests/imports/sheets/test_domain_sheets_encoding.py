"""The encoding of a file is detected from pieces of any size."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.imports.sheets.encoding import EncodingDetector
from sessions.imports.sheets.errors import UnreadableFile


def detected(data: bytes, size: int) -> str:
    """Feed a detector with pieces of this size, and return the encoding or the refusal."""
    detector = EncodingDetector()
    try:
        for place in range(0, len(data), size):
            detector.feed(data[place : place + size])
        return detector.result()
    except UnreadableFile as refusal:
        return str(refusal)


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        (b"ada\n", "utf-8"),
        ("Přírodopis\n".encode(), "utf-8"),
        ("\ufeffPřírodopis\n".encode(), "utf-8"),
        ("”\n".encode(), "utf-8"),  # its last byte, 0x9d, has no character in Windows-1252
        ("Zoë Müller\n".encode("windows-1252"), "windows-1252"),
        ("5 € “each”".encode("windows-1252"), "windows-1252"),
        (b"Zo\xc3", "windows-1252"),  # a UTF-8 character that is cut off at the end
    ],
)
def test_utf_8_is_recognised_and_everything_else_is_windows_1252(data: bytes, encoding: str, size: int) -> None:
    assert detected(data, size) == encoding


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("name\nada\n".encode("utf-16"), "UTF-16"),
        ("\ufeffname\nada\n".encode("utf-16-be"), "UTF-16"),
        ("name\nada\n".encode("utf-16-le"), "Line 1 contains a NUL"),
        (b"name\nada\na\x00da\n", "Line 3 contains a NUL"),
        (b"\xef\xbb\xbfname\nZo\xeb\n", "line 2 has a byte that is not"),
        (b"name\nZo\xeb\n\n\x81\n", "Line 2 has a byte that is not UTF-8, and line 4 one that is not Windows-1252"),
        (b"name\n\xc5\x9d\nZo\xeb\n", "Line 3 has a byte that is not UTF-8, and line 2 one"),
        (b"name\n\x8d\xc3\n", "Line 2 has a byte that is not UTF-8, and line 2 one"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, said: str, size: int) -> None:
    assert said in detected(data, size)
    assert "UTF-8" in detected(data, size)  # the message says how to repair the file


@given(st.binary(max_size=60), st.integers(1, 60))
def test_the_size_of_the_pieces_does_not_matter(data: bytes, size: int) -> None:
    assert detected(data, size).split(" ", 2)[:2] == detected(data, len(data) or 1).split(" ", 2)[:2]


@given(st.binary(max_size=60))
def test_what_is_detected_can_be_decoded(data: bytes) -> None:
    detector = EncodingDetector()
    with contextlib.suppress(UnreadableFile):
        detector.feed(data)
        data.decode(detector.result())
