"""Cursors: a list's own cursors lead back to their values, and all others are refused as invalid."""

import base64

import orjson
import pytest
from chassis.database.keyset import CURSOR_CHARACTERS_MAX, CursorPart, InvalidCursor, decode_cursor, encode_cursor
from hypothesis import example, given
from hypothesis import strategies as st

INT64 = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


def _cursor(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@given(st.lists(INT64 | TEXT | st.none(), min_size=1, max_size=4))
def test_a_cursor_leads_back_to_the_values_it_was_made_from(parts: list[CursorPart]) -> None:
    cursor = encode_cursor(*parts)
    assert cursor.replace("-", "").replace("_", "").isalnum(), "a URL needs no escaping"
    assert decode_cursor(cursor, parts=len(parts)) == tuple(parts)
    with pytest.raises(InvalidCursor):
        decode_cursor(cursor, parts=len(parts) + 1)


def _decode(cursor: str, parts: int) -> None:
    """Read any cursor. The result must be values that a database takes as parameters, or InvalidCursor."""
    try:
        values = decode_cursor(cursor, parts=parts)
    except InvalidCursor as invalid:
        assert invalid.status == 422
        assert [error.pointer for error in invalid.errors] == ["cursor"]
        return
    assert len(values) == parts
    for value in values:
        if isinstance(value, str):
            assert "\0" not in value
            value.encode()
        else:
            assert value is None or (type(value) is int and -(2**63) <= value < 2**63)


@given(st.text(max_size=60), st.integers(1, 3))
@example("x" * (CURSOR_CHARACTERS_MAX + 1), 1)
@example("é", 1)
@example("\ud800", 1)
@example("====", 1)
@example("", 1)
@example(_cursor(b"[" * 700), 1)
@example(_cursor(b"[1e999]"), 1)
@example(_cursor(b'["\\ud800"]'), 1)
@example(_cursor(b'["a\\u0000b"]'), 1)
@example(_cursor(b"[9223372036854775808]"), 1)
@example(_cursor(b"[true]"), 1)
@example(_cursor(b"[NaN]"), 1)
def test_garbage_is_an_invalid_cursor_and_never_a_defect(cursor: str, parts: int) -> None:
    _decode(cursor, parts)


@given(st.binary(max_size=60), st.integers(1, 3))
def test_bytes_that_are_no_json_are_an_invalid_cursor(content: bytes, parts: int) -> None:
    _decode(_cursor(content), parts)


@given(JSON, st.integers(1, 3))
def test_other_json_is_an_invalid_cursor(content: object, parts: int) -> None:
    _decode(_cursor(orjson.dumps(content)), parts)


def test_the_longest_sort_values_of_a_list_still_make_a_cursor() -> None:
    # A character has at most four bytes. Names by which lists are sorted have at most 100 characters.
    longest = "𝄞" * 100
    identifier = "01a1ffce-58ed-761b-9b42-31a36c200e68"
    assert decode_cursor(encode_cursor(longest, identifier), parts=2) == (longest, identifier)
