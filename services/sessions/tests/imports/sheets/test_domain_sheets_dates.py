"""Dates as spreadsheets write them: read where the file is unambiguous as a whole, and refused with both readings."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.imports.sheets import dates
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.date_orders import NO_ORDERS, DateOrder, DateOrders, Order, OrderFinder, Shown
from sessions.imports.sheets.mistakes import Mistake

COLUMNS = ("DateStart", "DateEnd")


def orders(*cells: str, asked: Order | None = None) -> DateOrders:
    finder = OrderFinder(asked)
    finder.feed([Row(line, {"DateStart": cell}) for line, cell in enumerate(cells, 2)], COLUMNS)
    return finder.result()


def read(cell: str, found: DateOrders = NO_ORDERS, zone: str = "UTC") -> str:
    """Return the instant of a cell in UTC."""
    start, _ = dates.window(Row(2, {"DateStart": cell, "DateEnd": ""}), *COLUMNS, dates.Clock(zone, found))
    assert start is not None
    return f"{start:%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2026-12-01T18:00", "2026-12-01T18:00:00"),
        ("2026-12-01 9:00 AM", "2026-12-01T09:00:00"),
        ("2026-12-01 12:05 am", "2026-12-01T00:05:00"),
        ("2026-12-01 12:05 P.M.", "2026-12-01T12:05:00"),
        ("2026-12-01 5 PM", "2026-12-01T17:00:00"),
        ("2026-12-01, 17:00", "2026-12-01T17:00:00"),
        ("2026-12-01\u00a0 09:00", "2026-12-01T09:00:00"),
        ("2026-12-01 5:00\u202fPM", "2026-12-01T17:00:00"),
        ("2026-12-01 24:00", "2026-12-02T00:00:00"),
        ("2026. 12. 1.", "2026-12-01T00:00:00"),
        ("2026.12.01 18:00", "2026-12-01T18:00:00"),
        ("31.12.2026", "2026-12-31T00:00:00"),
        ("31. 12. 2026 18:00", "2026-12-31T18:00:00"),
        ("12/31/2026 5:00 PM", "2026-12-31T17:00:00"),
        ("31-12-2026 9:00", "2026-12-31T09:00:00"),
        ("5/5/2026", "2026-05-05T00:00:00"),
    ],
)
def test_a_date_that_has_one_reading_is_read(cell: str, meant: str) -> None:
    assert read(cell) == meant


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("01/12/2026 9:00", "is 2026-12-01 with the day first, or 2026-01-12 with the month first"),
        ("1.12.2026", "is 2026-12-01 with the day first, or 2026-01-12 with the month first"),
        ("1.12.26", "has a year of two digits"),
        ("31/12/26", "has a year of two digits"),
        ("46357.375", "keeps for a date, perhaps 2026-12-01 09:00"),
        ("46357,5", "keeps for a date, perhaps 2026-12-01 12:00"),
        ("31/13/2026", "is not a date that exists"),
        ("13/13/2026", "is not a date that exists"),
        ("30/02/2026", "is not a date that exists"),
        ("2026-12-01 13:00 PM", "is not a date that exists"),
        ("2026-12-01 0:30 AM", "is not a date that exists"),
        ("2026-12-01 24:01", "is not a date that exists"),
        ("2026-12-01 18", "is not a date like"),
        ("1/12-2026", "is not a date like"),
        ("1 December 2026", "is not a date like"),
        ("9999-12-31 24:00", "is not between"),
    ],
)
def test_a_date_that_cannot_be_read_for_sure_is_a_mistake(cell: str, says: str) -> None:
    with pytest.raises(Mistake, match=re.escape(says)) as mistake:
        read(cell)
    assert mistake.value.column == "DateStart"


def test_one_date_decides_for_all_with_the_same_separator() -> None:
    found = orders("01/12/2026", "5.6.2026", "31/12/2026 18:00")

    assert found.found == (DateOrder("/", "day_first", Shown(4, "31/12/2026 18:00")),)
    assert found.found[0].hint == "Dates with '/' were read with the day first, as in '31/12/2026 18:00' (line 4)."
    assert read("01/12/2026", found) == "2026-12-01T00:00:00"
    with pytest.raises(Mistake, match="or 2026-05-06 with the month first"):
        read("5.6.2026", found)
    assert read("01/12/2026", orders("12/31/2026")) == "2026-01-12T00:00:00"


def test_dates_that_contradict_each_other_are_all_mistakes() -> None:
    found = orders("31/12/2026", "01/12/2026", "12/30/2026")

    for cell in ("01/12/2026", "31/12/2026", "12/30/2026"):
        with pytest.raises(
            Mistake, match=r"'31/12/2026' .line 2. has the day first, and '12/30/2026' .line 4. the month"
        ):
            read(cell, found)
    assert read("30.12.2026", found) == "2026-12-30T00:00:00"


def test_the_sender_may_say_the_order_but_not_against_the_file() -> None:
    found = orders("01/12/2026", "31/12/2026", asked="month_first")

    assert found.found == (DateOrder("/", "month_first"),)
    assert "as date_order says" in found.found[0].hint
    assert read("01/12/2026", found) == "2026-01-12T00:00:00"
    with pytest.raises(Mistake, match="has no month 31"):
        read("31/12/2026", found)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)).filter(lambda day: day.day > 12),
    st.sampled_from(["{0:02}{3}{1:02}{3}{2}", "{1:02}{3}{0:02}{3}{2}", "{0}{3}{1}{3}{2}"]),
    st.sampled_from("./-"),
)
def test_every_date_is_read_as_it_was_written(day: date, decides: date, form: str, separator: str) -> None:
    cell, decider = (form.format(one.day, one.month, one.year, separator) for one in (day, decides))

    assert read(cell, orders(cell, decider)) == f"{day}T00:00:00"


def test_orders_can_be_kept_as_json() -> None:
    found = orders("31/12/2026", "12/30/2026", "30.12.2026")
    assert DateOrders.from_document(found.document()) == found


@pytest.mark.parametrize(
    ("instant", "zone", "start", "end"),
    [
        (datetime(2027, 6, 30, 22, tzinfo=UTC), "Europe/Prague", "2027-07-01", "2027-06-30"),
        (datetime(2027, 6, 30, 22, 1, tzinfo=UTC), "Europe/Prague", "2027-07-01 00:01:00", "2027-07-01 00:01:00"),
        # Clocks skipped midnight, so the day before ended at one o'clock.
        (datetime(2018, 11, 4, 3, tzinfo=UTC), "America/Sao_Paulo", "2018-11-04", "2018-11-03"),
    ],
)
def test_a_side_of_a_window_that_was_a_date_is_written_as_that_date(
    instant: datetime, zone: str, start: str, end: str
) -> None:
    assert dates.written_side(instant, zone, is_end=False) == start
    assert dates.written_side(instant, zone, is_end=True) == end


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
    | st.integers(0, 20_000).map(lambda days: datetime(2000, 1, 1, 23, tzinfo=UTC) + timedelta(days=days)),
    st.sampled_from(["Europe/Prague", "America/Sao_Paulo", "UTC", "Africa/Cairo", "Pacific/Apia", "Asia/Beirut"]),
    st.booleans(),
)
def test_what_is_written_is_read_as_the_same_instant(instant: datetime, zone: str, is_end: bool) -> None:
    cell = dates.written_side(instant, zone, is_end=is_end)
    column = "DateEnd" if is_end else "DateStart"
    row = Row(2, {"DateStart": "", "DateEnd": "", column: cell})

    assert dates.window(row, *COLUMNS, dates.Clock(zone))[is_end] == instant


@given(
    st.dates(date(2000, 1, 1), date(2080, 1, 1)),
    st.sampled_from(["Europe/Prague", "America/Sao_Paulo", "UTC", "Africa/Cairo", "Pacific/Apia", "Asia/Beirut"]),
)
def test_an_end_that_is_a_date_is_exported_as_that_date(day: date, zone: str) -> None:
    _, end = dates.window(Row(2, {"DateStart": "", "DateEnd": str(day)}), *COLUMNS, dates.Clock(zone))
    written = dates.written_side(end, zone, is_end=True)
    # On Samoa there was no 30 December 2011: the 29th and the 30th end at the same instant.
    assert written == str(day) or (zone, str(day)) == ("Pacific/Apia", "2011-12-29")
