"""Who sees what of a session and when: every role, every place in the windows, every visibility."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.session.schedule import Window, Windows
from sessions.session.visibility import EVERYTHING, NOTHING, Access, Part, Sight, Visibility, own_dates, sight, when

OPENS = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
CLOSES = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BEFORE, WITHIN, AFTER = (OPENS - timedelta(seconds=1), OPENS + timedelta(minutes=1), CLOSES + timedelta(seconds=1))
TIMES = {"before": BEFORE, "at its start": OPENS, "within": WITHIN, "at its end": CLOSES, "after": AFTER}
INSIDE = ("at its start", "within", "at its end")

ACCESS = Windows(access_from=OPENS, access_until=CLOSES)
DISPLAY = Windows(display_from=OPENS, display_until=CLOSES)
COACH = Windows(coach_from=OPENS, coach_until=CLOSES, access_from=AFTER + timedelta(days=9))

LISTED, READS, OPEN = Sight(True, "none"), Sight(True, "read_only"), Sight(True, "open")
HIDDEN_BUT_OPEN, HIDDEN_BUT_READS = Sight(False, "open"), Sight(False, "read_only")

OUTSIDE: dict[Visibility, Sight] = {
    "read_only": READS,
    "accessible": OPEN,
    "list_only": LISTED,
    "not_accessible": NOTHING,
}
NOT_DISPLAYED: dict[Visibility, Sight] = dict.fromkeys(OUTSIDE, HIDDEN_BUT_OPEN)


@pytest.mark.parametrize("visibility", OUTSIDE)
@pytest.mark.parametrize("time", TIMES)
def test_learners_get_what_visibility_allows_outside_the_access_window(time: str, visibility: Visibility) -> None:
    expected = OPEN if time in INSIDE else OUTSIDE[visibility]
    assert sight({"learner"}, windows=ACCESS, visibility=visibility, now=TIMES[time]) == expected


@pytest.mark.parametrize("visibility", OUTSIDE)
@pytest.mark.parametrize("time", TIMES)
def test_learners_see_a_session_listed_within_the_display_window(time: str, visibility: Visibility) -> None:
    expected = OPEN if time in INSIDE else HIDDEN_BUT_OPEN
    assert sight({"learner"}, windows=DISPLAY, visibility=visibility, now=TIMES[time]) == expected


@pytest.mark.parametrize("visibility", OUTSIDE)
@pytest.mark.parametrize("time", TIMES)
def test_coaches_open_it_within_their_window_and_read_it_outside(time: str, visibility: Visibility) -> None:
    expected = OPEN if time in INSIDE else READS
    for windows in (COACH, ACCESS):  # without a coach window, coaches have the learners' window
        assert sight({"coach"}, windows=windows, visibility=visibility, now=TIMES[time]) == expected


@pytest.mark.parametrize("visibility", OUTSIDE)
@pytest.mark.parametrize("time", TIMES)
def test_staff_always_get_in_and_strangers_never(time: str, visibility: Visibility) -> None:
    for windows in (ACCESS, DISPLAY, COACH, Windows()):
        assert sight({"staff"}, windows=windows, visibility=visibility, now=TIMES[time]) == EVERYTHING
        assert sight((), windows=windows, visibility=visibility, now=TIMES[time]) == NOTHING


@pytest.mark.parametrize(
    ("side", "inside", "outside"),
    [
        ({"access_from": OPENS}, AFTER, BEFORE),
        ({"access_until": CLOSES}, BEFORE, AFTER),
    ],
)
def test_a_window_with_one_side_is_open_on_the_other(
    side: dict[str, datetime], inside: datetime, outside: datetime
) -> None:
    windows = Windows(**side)
    assert sight({"learner"}, windows=windows, visibility="list_only", now=inside) == OPEN
    assert sight({"learner"}, windows=windows, visibility="list_only", now=outside) == LISTED


def test_without_windows_everybody_who_takes_part_gets_in() -> None:
    parts: tuple[Part, ...] = ("learner", "coach")
    for part in parts:
        assert sight({part}, windows=Windows(), visibility="not_accessible", now=WITHIN) == OPEN


instants = st.none() | st.integers(-3, 3).map(lambda hours: OPENS + timedelta(hours=hours))
windows_of_any_kind = st.builds(Windows, *[instants] * 6)
visibilities = st.sampled_from(list(OUTSIDE))
parts_of_anybody = st.frozensets(st.sampled_from(["staff", "coach", "learner"]))
RANK: dict[Access, int] = {"none": 0, "read_only": 1, "open": 2}


@given(windows_of_any_kind, visibilities, parts_of_anybody, parts_of_anybody)
def test_having_more_parts_never_shows_less(
    windows: Windows, visibility: Visibility, some: frozenset[Part], more: frozenset[Part]
) -> None:
    less = sight(some, windows=windows, visibility=visibility, now=WITHIN)
    all_of_it = sight(some | more, windows=windows, visibility=visibility, now=WITHIN)
    assert all_of_it.listed >= less.listed
    assert RANK[all_of_it.access] >= RANK[less.access]


@given(windows_of_any_kind, visibilities)
def test_a_learner_never_gets_further_than_the_rule_allows(windows: Windows, visibility: Visibility) -> None:
    seen = sight({"learner"}, windows=windows, visibility=visibility, now=WITHIN)
    within_access = (windows.access_from is None or windows.access_from <= WITHIN) and (
        windows.access_until is None or windows.access_until >= WITHIN
    )
    within_display = (windows.display_from is None or windows.display_from <= WITHIN) and (
        windows.display_until is None or windows.display_until >= WITHIN
    )
    assert (seen.access == "open") == (within_access or visibility == "accessible")
    if not within_access and visibility in ("list_only", "not_accessible"):
        assert seen.access == "none"
    if not within_display or (visibility == "not_accessible" and not within_access):
        assert not seen.listed


def test_own_dates_are_the_access_window_else_the_schedule_and_for_coaches_their_own() -> None:
    schedule = Window(OPENS, CLOSES)
    windows = Windows(access_from=BEFORE, coach_until=AFTER)
    assert own_dates({"learner"}, windows, schedule) == Window(BEFORE, None)
    assert own_dates({"coach"}, windows, schedule) == Window(None, AFTER)
    assert own_dates({"coach", "learner"}, windows, schedule, is_lesson=True) == schedule, "it has those of its run"
    assert own_dates({"coach"}, Windows(access_from=BEFORE), schedule) == Window(BEFORE, None)
    assert own_dates({"learner"}, Windows(), schedule) == schedule


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (Window(OPENS, CLOSES), {"before": "upcoming", "at its start": "current", "at its end": "current"}),
        (Window(OPENS, CLOSES), {"within": "current", "after": "past"}),
        (Window(None, CLOSES), {"before": "current", "after": "past"}),  # without a start it is never upcoming
        (Window(OPENS, None), {"before": "upcoming", "after": "current"}),  # without an end it is never past
        (Window(None, None), {"before": "current", "after": "current"}),
    ],
)
def test_dates_are_current_past_or_upcoming(dates: Window, expected: dict[str, str]) -> None:
    assert {time: when(dates, TIMES[time]) for time in expected} == expected
