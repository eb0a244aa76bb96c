"""What a change of a series does to its sessions, for any series and change; names of occurrences; how far ahead."""

# ruff: noqa: DTZ001 - local times have no zone
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.batches.domain import (
    Batch,
    Held,
    dates_between,
    following,
    horizon,
    local_date,
    next_due,
    occurrence_name,
    series_change,
    session_of,
)
from sessions.batches.recurrence import Rule, series_rule
from sessions.session.domain import Coach, Session

NOW = datetime(2026, 10, 1, 10, 0, tzinfo=UTC)
TODAY = date(2026, 10, 1)

zones = st.sampled_from(["Europe/Prague", "America/New_York", "Pacific/Auckland", "UTC"])
days = st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1).map(sorted)
rules = st.builds(
    lambda weekdays, hour, zone, minutes: series_rule(
        text=f"FREQ=WEEKLY;BYDAY={','.join(weekdays)}",
        first_at=datetime(2026, 9, 1, hour),
        duration_minutes=minutes,
        zone=zone,
    ),
    days,
    st.integers(0, 23),
    zones,
    st.integers(5, 240),
)


def a_batch(rule: Rule | None = None, **changes: object) -> Batch:
    """Return a batch of Mondays at 17:00 in Prague."""
    monday = series_rule(
        text="FREQ=WEEKLY;BYDAY=MO", first_at=datetime(2026, 9, 7, 17), duration_minutes=60, zone="Europe/Prague"
    )
    batch = Batch(
        batch_id=UUID(int=1),
        org_id=UUID(int=2),
        version=1,
        state="active",
        name="Algebra",
        description="",
        mode="online",
        category_id=None,
        room_id=None,
        seats_max=None,
        visibility="read_only",
        rule=rule or monday,
        ahead_days=28,
        generated_to=TODAY,
        ended_at=None,
        created_at=NOW,
        created_by=UUID(int=3),
        coaches=(Coach(UUID(int=4), 10_000),),
        course_ids=(),
        roster=(),
        class_ids=(),
    )
    return replace(batch, **changes)  # type: ignore[arg-type]


def sessions_of(batch: Batch) -> list[Session]:
    """Return the sessions of the next eight weeks."""
    coming = dates_between(batch.rule, local_date(NOW, batch.rule.zone), date(2026, 12, 1), limit=100)
    return [session_of(batch, one, session_id=uuid4()) for one in coming if one.starts_at > NOW]


def held(sessions: list[Session]) -> list[Held]:
    return [Held(one.session_id, one.occurrence) for one in sessions if one.occurrence is not None]


@given(rules, rules, st.sets(st.dates(TODAY - timedelta(days=1), date(2026, 12, 1)), max_size=5))
def test_after_any_change_the_dates_with_a_session_are_those_of_the_rule_and_those_taken(
    old: Rule, new: Rule, taken: set[date]
) -> None:
    sessions = [one for one in sessions_of(a_batch(old)) if one.occurrence not in taken]
    today = local_date(NOW, old.zone)
    wanted = dates_between(new, today - timedelta(days=1), date(2026, 12, 1), limit=200)

    change = series_change(held(sessions), taken=taken, wanted=wanted, today=today, now=NOW)

    of_session = {one.session_id: one.occurrence for one in sessions}
    assert change.kept.keys().isdisjoint(change.dropped)
    assert {*change.kept, *change.dropped} == of_session.keys()
    created = [one.wall_clock.date() for one in change.created]
    kept = [of_session[session_id] for session_id in change.kept]
    assert len({*created, *kept}) == len(created) + len(kept), "a date never gets two sessions"
    assert not {*created} & taken
    assert all(one.starts_at > NOW for one in change.created)
    assert all(one.starts_at > NOW for one in change.kept.values() if one is not None), "nothing moves into the past"
    assert all(one.wall_clock.date() == of_session[key] for key, one in change.kept.items() if one is not None)
    ahead = {one.wall_clock.date() for one in wanted if one.starts_at > NOW}
    assert ahead <= {*created, *kept, *taken}, "every future date of the rule has a session or is taken"


@given(rules, st.integers(0, 23), zones)
def test_another_time_or_zone_alone_cancels_and_creates_nothing_of_days_to_come(
    rule: Rule, hour: int, zone: str
) -> None:
    sessions = sessions_of(a_batch(rule))
    moved = series_rule(
        text=rule.text,
        first_at=datetime.combine(rule.first_at.date(), time(hour)),
        duration_minutes=rule.duration_minutes,
        zone=zone,
    )
    today = local_date(NOW, rule.zone)
    wanted = dates_between(moved, today - timedelta(days=1), date(2026, 12, 1), limit=200)

    change = series_change(held(sessions), taken=(), wanted=wanted, today=today, now=NOW)

    assert change.dropped == ()
    # Only sessions within a day of now can differ: they are over in one zone and still ahead in the other.
    assert all(abs(one.starts_at - NOW) < timedelta(days=2) for one in change.created)


@given(rules)
def test_no_change_changes_nothing(rule: Rule) -> None:
    batch = a_batch(rule)
    sessions = sessions_of(batch)
    today = local_date(NOW, rule.zone)
    wanted = dates_between(rule, today - timedelta(days=1), date(2026, 12, 1), limit=200)

    change = series_change(held(sessions), taken=(), wanted=wanted, today=today, now=NOW)

    assert change.created == change.dropped == ()
    for one in sessions:
        assert following(one, change.kept[one.session_id], before=batch, after=batch) == one


def test_an_occurrence_of_the_past_that_was_moved_ahead_alone_is_not_cancelled() -> None:
    session_id = uuid4()
    tuesdays = series_rule(
        text="FREQ=WEEKLY;BYDAY=TU", first_at=datetime(2026, 9, 1, 17), duration_minutes=60, zone="Europe/Prague"
    )
    wanted = dates_between(tuesdays, TODAY - timedelta(days=1), date(2026, 10, 8), limit=10)

    change = series_change([Held(session_id, date(2026, 9, 28))], taken=(), wanted=wanted, today=TODAY, now=NOW)

    assert change.kept == {session_id: None}
    assert [one.wall_clock for one in change.created] == [datetime(2026, 10, 6, 17)]


def test_a_session_of_today_stays_where_it_is_when_the_new_time_of_day_is_over() -> None:
    session_id = uuid4()
    early = series_rule(text="FREQ=DAILY", first_at=datetime(2026, 9, 1, 8), duration_minutes=60, zone="Europe/Prague")
    wanted = dates_between(early, TODAY - timedelta(days=1), date(2026, 10, 3), limit=10)

    change = series_change([Held(session_id, TODAY)], taken=(), wanted=wanted, today=TODAY, now=NOW)

    assert change.kept == {session_id: None}
    assert [one.wall_clock.date() for one in change.created] == [date(2026, 10, 2)]


@pytest.mark.parametrize("own", ["starts_at", "ends_at", "zone"])
def test_a_session_with_a_schedule_of_its_own_keeps_all_of_it_and_follows_in_the_rest(own: str) -> None:
    before = a_batch()
    moved_rule = replace(before.rule, first_at=datetime(2026, 9, 7, 18), zone="America/New_York")
    after = a_batch(moved_rule, description="New", seats_max=5)
    session = replace(sessions_of(before)[0], own_fields=frozenset({own, "seats_max"}))
    [occurrence] = dates_between(moved_rule, date(2026, 10, 5), date(2026, 10, 6), limit=1)

    new = following(session, occurrence, before=before, after=after)

    assert (new.starts_at, new.ends_at, new.zone) == (session.starts_at, session.ends_at, session.zone)
    assert (new.description, new.seats_max) == ("New", None)
    follower = replace(session, own_fields=frozenset())
    moved = following(follower, occurrence, before=before, after=after)
    assert (moved.starts_at, moved.zone, moved.seats_max) == (occurrence.starts_at, "America/New_York", 5)


def test_a_name_of_its_own_stays_and_others_follow_name_and_time() -> None:
    before = a_batch()
    later = replace(before.rule, first_at=datetime(2026, 9, 7, 18))
    [occurrence] = dates_between(later, date(2026, 10, 5), date(2026, 10, 6), limit=1)
    session = sessions_of(before)[0]
    named = replace(session, own_fields=frozenset({"name"}), name="Open day")

    after = a_batch(later, name="Geometry")

    assert session.name == "Algebra 2026-10-05 17:00"
    assert following(session, occurrence, before=before, after=after).name == "Geometry 2026-10-05 18:00"
    assert following(named, occurrence, before=before, after=after).name == "Open day"


@given(st.text(st.characters(categories=["L", "Zs"]), min_size=1, max_size=150))
def test_names_fit_and_keep_their_date(name: str) -> None:
    made = occurrence_name(name, datetime(2026, 11, 2, 17))

    assert len(made) <= 150
    assert made.endswith("2026-11-02 17:00")


@given(rules, st.integers(1, 366), st.datetimes(datetime(2026, 9, 1), datetime(2027, 12, 31)))
def test_a_batch_is_due_when_its_next_occurrence_comes_within_reach_and_not_before(
    rule: Rule, ahead: int, at: datetime
) -> None:
    batch = a_batch(rule, ahead_days=ahead)
    now = at.replace(tzinfo=UTC)
    batch = replace(batch, generated_to=horizon(batch, now))

    due = next_due(batch)

    assert due is not None
    assert due > now, "all sessions within reach were generated"
    reached = horizon(batch, due)
    assert len(dates_between(rule, batch.generated_to, reached, limit=9)) == 1
    assert not dates_between(rule, batch.generated_to, horizon(batch, due - timedelta(seconds=1)), limit=1)


def test_a_series_that_is_over_is_never_due() -> None:
    batch = a_batch(replace(a_batch().rule, text="FREQ=WEEKLY;BYDAY=MO;COUNT=2"))

    assert next_due(batch) is None
