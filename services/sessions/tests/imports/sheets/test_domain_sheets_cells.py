"""A cell that a spreadsheet would run as a formula is written as a text, and is read back unchanged."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sessions.imports.sheets.cells import Row, spell, unspell

FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("\uff1dSUM(A1)", "'\uff1dSUM(A1)"),
        ("\uff0b1", "'\uff0b1"),
        ("+49 30", "'+49 30"),
        ("-1", "'-1"),
        ("@cmd", "'@cmd"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=x", "''=x"),
        ("''-", "'''-"),
        ("'tis", "'tis"),
        ("'", "'"),
        ("", ""),
        ("a=b", "a=b"),
    ],
)
def test_what_a_spreadsheet_would_run_has_an_apostrophe_before_it(value: str, cell: str) -> None:
    assert spell(value) == cell
    assert unspell(cell) == value


@given(st.text() | st.text(alphabet="'=+-@\t\r a"))
@example("'\r")
def test_every_text_reads_back_as_it_was_and_is_no_formula(value: str) -> None:
    cell = spell(value)

    assert unspell(cell) == value
    assert not cell.startswith(FORMULA_BEGINNINGS)


@pytest.mark.parametrize("cell", ["=x", "'=x", " =x ", " '=x "])
def test_a_file_may_write_the_apostrophe_or_not(cell: str) -> None:
    assert Row(2, {"name": cell}).text("name", maximum=10) == "=x"


def test_prose_keeps_the_white_space_around_it() -> None:
    assert Row(2, {"text": " a\r\nb\n"}).prose("text", maximum=10) == " a\r\nb\n"
