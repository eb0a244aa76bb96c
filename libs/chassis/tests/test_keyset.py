"""A keyset gives pages: its cursors lead back to their values, and all others are refused as invalid."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from chassis.database.keyset import CURSOR_CHARACTERS_MAX, INTEGERS, InvalidCursor, Keyset
from hypothesis import example, given
from hypothesis import strategies as st

LIST = Keyset(since=datetime | None, number=int, name=str, id=UUID)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50)
INSTANT = st.datetimes(
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=14))]),
    min_value=datetime(2000, 1, 2),  # noqa: DTZ001 - bounds
    max_value=datetime(2199, 12, 31),  # noqa: DTZ001
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


def _cursor(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@given(st.none() | INSTANT, st.integers(INTEGERS.start, INTEGERS.stop - 1), TEXT, st.uuids())
def test_a_cursor_leads_back_to_the_values_it_was_made_from(
    since: datetime | None, number: int, name: str, id_: UUID
) -> None:
    cursor = LIST.cursor(since, number, name, id_)
    assert cursor.replace("-", "").replace("_", "").isalnum(), "a URL needs no escaping"
    assert LIST.parameters(cursor) == {"since": since, "number": number, "name": name, "id": id_}
    with pytest.raises(InvalidCursor):
        Keyset(since=datetime | None, number=int).parameters(cursor)


def test_without_a_cursor_every_value_is_none() -> None:
    assert LIST.parameters(None) == {"since": None, "number": None, "name": None, "id": None}


@pytest.mark.parametrize("count", range(5))
def test_a_page_has_a_cursor_exactly_if_more_rows_follow(count: int) -> None:
    numbers = Keyset(after=int)
    page = numbers.page(list(range(count)), limit=3, key=lambda row: (row,))
    assert list(page.items) == list(range(min(count, 3)))
    assert (page.next_cursor is None) == (count <= 3)
    if page.next_cursor is not None:
        assert numbers.parameters(page.next_cursor) == {"after": 2}
    assert page.map(str).items == [str(number) for number in range(min(count, 3))]
    assert page.map(str).next_cursor == page.next_cursor


def _read(cursor: str) -> None:
    """Read any cursor. The result must be values that a database takes as parameters, or InvalidCursor."""
    try:
        values: dict[str, Any] = LIST.parameters(cursor)
    except InvalidCursor as invalid:
        assert invalid.status == 422
        assert [error.pointer for error in invalid.errors] == ["cursor"]
        return
    assert values["since"] is None or values["since"].tzinfo is UTC
    assert values["number"] in INTEGERS
    assert "\0" not in values["name"]
    values["name"].encode()
    assert isinstance(values["id"], UUID)


def _of(*values: object) -> str:
    return _cursor(orjson.dumps(values))


@given(st.text(max_size=60))
@example("x" * (CURSOR_CHARACTERS_MAX + 1))
@example("é")
@example("\ud800")
@example("====")
@example("")
@example(_cursor(b"[" * 700))
@example(_cursor(b"[1e999]"))
@example(_of(None, 1, "a\0b", str(uuid4())))
@example(_of(None, 2**63, "a", str(uuid4())))
@example(_of(None, True, "a", str(uuid4())))
@example(_of(None, None, "a", str(uuid4())))
@example(_of("yesterday", 1, "a", str(uuid4())))
@example(_of("0001-01-01T00:00:00+14:00", 1, "a", str(uuid4())))
@example(_of(7, 1, "a", str(uuid4())))
@example(_of(None, 1, "a", "b"))
@example(_of(None, 1, "a"))
@example(_of(None, 1, "a", str(uuid4()), 5))
def test_garbage_is_an_invalid_cursor_and_never_a_defect(cursor: str) -> None:
    _read(cursor)


@given(st.binary(max_size=60))
def test_bytes_that_are_no_json_are_an_invalid_cursor(content: bytes) -> None:
    _read(_cursor(content))


@given(JSON)
def test_other_json_is_an_invalid_cursor(content: object) -> None:
    _read(_cursor(orjson.dumps(content)))


def test_the_longest_sort_values_of_a_list_still_make_a_cursor() -> None:
    # A character has at most four bytes. Names by which lists are sorted have at most 100 characters.
    names = Keyset(name=str, id=UUID)
    values = {"name": "𝄞" * 100, "id": uuid4()}
    assert names.parameters(names.cursor(*values.values())) == values
