"""Who was on the roster and in the call, as a completion's event says it. Pure functions."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from contracts.cloudevents import to_record
from contracts.transparency.merkle import leaf_hash
from hypothesis import given
from hypothesis import strategies as st
from sessions.catalogue.domain import ROSTER_MAX
from sessions.ending.complete import session_completed
from sessions.ending.delivered import delivered_roster, presence
from sessions.ending.record import completion_record
from sessions.log.sequence import LEAVES_PER_PASS_MAX
from sessions.sealed.canonical import canonical
from sessions.session.domain import Visit
from sessions.session.events import Author
from sessions.session.seats import ENROLMENTS_MAX, Enrolment, Seat

from .test_domain_completion import COACH, END, REQUEST, SESSION, decide

MESSAGE_BYTES_MAX = 900_000
"""Kafka takes messages of 1 MB by default. Headers and the envelope of a batch need some of it."""
START, STOP = datetime(2026, 11, 2, 8, tzinfo=UTC), datetime(2026, 11, 2, 9, tzinfo=UTC)
ANNA, BEN = UUID(int=1), UUID(int=2)
MINUTES = st.integers(-90, 150)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@st.composite
def periods(draw: st.DrawFn, person: UUID = ANNA) -> list[Enrolment]:
    """Return periods of one learner that follow each other. The last one may be open."""
    ends = sorted(draw(st.lists(MINUTES, min_size=2, max_size=6, unique=True)))
    spans = list(pairwise(ends))[::2]
    is_open = draw(st.booleans())
    return [
        Enrolment(person, "accepted", at(begin), None if is_open and (begin, end) == spans[-1] else at(end))
        for begin, end in spans
    ]


@given(periods())
def test_whoever_touched_the_delivery_is_on_the_roster_with_periods_unless_they_covered_it(
    enrolments: list[Enrolment],
) -> None:
    found = delivered_roster(enrolments, started_at=START, ended_at=STOP)

    is_on = enrolments[-1].removed_at is None
    was_there = any(
        one.enrolled_at <= STOP and (one.removed_at is None or one.removed_at > START) for one in enrolments
    )
    assert [one.person_id for one in found] == ([ANNA] if is_on or was_there else [])
    for one in found:
        is_open = not one.periods or one.periods[-1].removed_at is None
        assert is_open == is_on, "a reader sees who was removed by a closed last period"
        if not one.periods:
            assert enrolments[-1].enrolled_at <= START
        else:
            spans = [(period.enrolled_at, period.removed_at) for period in one.periods]
            assert set(spans) <= {(enrolment.enrolled_at, enrolment.removed_at) for enrolment in enrolments}
            assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("begin", "end", "stands"),
    [
        (-10, None, []),
        (0, None, []),
        (1, None, [(1, None)]),
        (70, None, [(70, None)]),
        (-10, 30, [(-10, 30)]),
        (-10, 60, [(-10, 60)]),
        (-10, 90, [(-10, 90)]),
    ],
)
def test_the_periods_of_one_learner(begin: int, end: int | None, stands: list[tuple[int, int | None]]) -> None:
    enrolment = Enrolment(ANNA, "declined", at(begin), None if end is None else at(end))

    [learner] = delivered_roster([enrolment], started_at=START, ended_at=STOP)

    assert learner.acceptance == "declined"
    assert [(one.enrolled_at, one.removed_at) for one in learner.periods] == [
        (at(one), None if other is None else at(other)) for one, other in stands
    ]


@pytest.mark.parametrize("end", [-20, 0])
def test_a_learner_who_was_removed_before_the_delivery_is_not_on_the_roster(end: int) -> None:
    assert delivered_roster([Enrolment(ANNA, "accepted", at(-60), at(end))], started_at=START, ended_at=STOP) == ()


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=6), st.booleans())
def test_time_in_the_call_counts_once_although_visits_overlap(spans: list[tuple[int, int]], is_open: bool) -> None:
    visits = sorted(Visit(ANNA, at(min(span)), at(max(span))) for span in spans)
    if is_open:
        visits.append(Visit(ANNA, at(60), None))
    minutes = {minute for visit in visits[: len(spans)] for minute in range(*map(_minute, visit[1:]))}

    [found] = presence(visits, leaver=None, now=at(70))

    assert found.seconds == 60 * (len(minutes) + (10 if is_open else 0))
    assert found.first_joined_at == visits[0].joined_at
    assert found.last_left_at == (None if is_open else max(at(max(span)) for span in spans))


def _minute(instant: datetime | None) -> int:
    assert instant is not None
    return int((instant - START).total_seconds()) // 60


def test_presence_is_of_everybody_and_a_coach_who_leaves_with_the_request_has_left() -> None:
    visits = [
        Visit(ANNA, at(0), at(10)),
        Visit(ANNA, at(20), None),
        Visit(BEN, at(5) + timedelta(microseconds=1), at(6)),
    ]

    anna, ben = presence(visits, leaver=ANNA, now=at(30))

    assert (anna.person_id, anna.seconds, anna.first_joined_at, anna.last_left_at) == (ANNA, 1_200, at(0), at(30))
    assert (ben.person_id, ben.seconds, ben.last_left_at) == (BEN, 59, at(6))
    assert presence([], leaver=ANNA, now=at(30)) == ()


@pytest.mark.parametrize(("staying", "removed"), [(500, 0), (ROSTER_MAX, ENROLMENTS_MAX - ROSTER_MAX)])
def test_the_completion_of_a_large_session_fits_into_one_message(staying: int, removed: int) -> None:
    """Everybody was in the call. Those who stay were off the roster for a moment, if they can have two periods."""
    ids = [UUID(int=(number << 64) + 2**127) for number in range(staying + removed)]
    instant = timedelta(microseconds=123_456)
    started = SESSION.started_at or START
    left = [Enrolment(one, "accepted", started + instant, started + 2 * instant) for one in ids]
    back = [Enrolment(one, "accepted", started + 3 * instant, None) for one in ids[:staying]]
    came = [one._replace(removed_at=None) for one in left[:staying]] if removed else left[:staying] + back
    session = replace(
        SESSION,
        roster=tuple(Seat(one, "accepted") for one in ids[:staying]),
        enrolments=tuple(sorted([*came, *left[staying:]], key=lambda one: (one.person_id, one.enrolled_at))),
        visits=tuple(Visit(one, started + instant, END - instant) for one in ids),
        in_call=frozenset(),
    )
    decision = decide(session)
    record = canonical(completion_record(session, REQUEST, decision, by=COACH, now=END, salt=b"s" * 32))

    event = session_completed(
        session,
        REQUEST,
        decision,
        author=Author(session.org_id, COACH, UUID(int=3)),
        now=END,
        event_id=UUID(int=4),
        record=record.decode(),
        record_hash=leaf_hash(record).hex(),
    )

    size_bytes = len(to_record(event).value)
    assert len(event.roster) == len(event.presence) == staying + removed
    assert all(learner.periods for learner in event.roster)
    assert hashlib.sha256(b"\0" + event.record.encode()).hexdigest() == event.record_hash
    assert 200_000 < size_bytes < MESSAGE_BYTES_MAX, f"the event has {size_bytes:,} bytes"


def test_a_checkpoint_with_all_leaves_of_a_pass_fits_into_one_message() -> None:
    bytes_per_leaf = len('"' + "0" * 64 + '",')

    assert LEAVES_PER_PASS_MAX * bytes_per_leaf < MESSAGE_BYTES_MAX // 10
