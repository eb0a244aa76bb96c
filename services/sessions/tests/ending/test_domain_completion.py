"""The rules of ending a session, as pure functions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from chassis.errors import Problem
from hypothesis import given
from hypothesis import strategies as st
from sessions.delivery.errors import NotStarted
from sessions.ending.domain import (
    CompletionRequest,
    Decision,
    RecapSections,
    count_characters,
    decide_completion,
    decide_minutes,
)
from sessions.ending.errors import (
    CallNotEmpty,
    LoggingWindowClosed,
    MinutesOffStep,
    MinutesTooFew,
    MinutesTooMany,
    NoParticipants,
    NotAllAccepted,
    RecapTooShort,
)
from sessions.errors import ReasonMissing
from sessions.organisation.domain import DEFAULT_POLICY
from sessions.session.domain import Coach, Session
from sessions.session.errors import AlreadyCancelled, AlreadyCompleted, NotTheCoach
from sessions.session.lessons.errors import IsACourseRun
from sessions.session.seats import Seat

START = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
END = START + timedelta(minutes=45)
COACH, CO_COACH, SUPPORT, STRANGER = (UUID(int=number) for number in (1, 2, 3, 4))
ADA, ALAN = UUID(int=11), UUID(int=12)

SESSION = Session(
    session_id=UUID(int=100),
    org_id=UUID(int=200),
    version=2,
    state="in_progress",
    name="Algebra",
    description="",
    batch_id=None,
    category_id=None,
    mode="online",
    starts_at=START,
    ends_at=END,
    zone="Europe/Prague",
    started_at=START + timedelta(minutes=1),
    cancelled_at=None,
    cancel_reason=None,
    completed_at=None,
    coaches=(Coach(COACH, 6_000), Coach(CO_COACH, 4_000)),
    course_ids=(),
    roster=(Seat(ADA, "accepted"), Seat(ALAN, "accepted")),
    in_call=frozenset(),
    policy=DEFAULT_POLICY,
)
REQUEST = CompletionRequest(minutes=45, raw_minutes=None, recap="x" * 150)


def decide(
    session: Session = SESSION,
    request: CompletionRequest = REQUEST,
    *,
    by: UUID = COACH,
    is_admin: bool = False,
    is_support: bool = False,
    now: datetime = END,
) -> Decision:
    return decide_completion(session, request, by=by, is_admin=is_admin, is_support=is_support, now=now)


def with_policy(**values: Any) -> Session:
    return replace(SESSION, policy=replace(DEFAULT_POLICY, **values))


IN_PERSON = replace(SESSION, mode="in_person", state="scheduled", started_at=None)

ALLOWED: dict[str, Callable[[], Decision]] = {
    "the coach": decide,
    "a co-coach": lambda: decide(by=CO_COACH),
    "exactly 72 hours later": lambda: decide(now=END + timedelta(hours=72)),
    "support with a reason, later": lambda: decide(
        request=replace(REQUEST, reason="The coach was ill"),
        by=SUPPORT,
        is_support=True,
        now=END + timedelta(hours=72, microseconds=1),
    ),
    "somebody declined": lambda: decide(replace(SESSION, roster=(Seat(ADA, "accepted"), Seat(ALAN, "declined")))),
    "the coach alone in the call": lambda: decide(replace(SESSION, in_call=frozenset({COACH}))),
    "people in a call, the policy does not mind": lambda: decide(
        replace(with_policy(empty_call_required=False), in_call=frozenset({ADA}))
    ),
    "invited people, the policy does not mind": lambda: decide(
        replace(with_policy(acceptance_required=False), roster=(Seat(ADA, "invited"),))
    ),
    "in person, never started, just begun": lambda: decide(IN_PERSON, now=START),
    "in person, left-over presence": lambda: decide(replace(IN_PERSON, in_call=frozenset({ADA}))),
    "no schedule, started": lambda: decide(replace(SESSION, starts_at=None, ends_at=None)),
    "five minutes": lambda: decide(request=replace(REQUEST, minutes=5)),
    "ninety minutes": lambda: decide(request=replace(REQUEST, minutes=90)),
}

REFUSED: dict[str, tuple[type[Problem], Callable[[], Decision]]] = {
    "a stranger": (NotTheCoach, lambda: decide(by=STRANGER)),
    "a learner of the session": (NotTheCoach, lambda: decide(by=ADA)),
    "a stranger, although it is completed": (
        NotTheCoach,
        lambda: decide(replace(SESSION, state="completed"), by=STRANGER),
    ),
    "support before the window is over": (
        NotTheCoach,
        lambda: decide(request=replace(REQUEST, reason="why not"), by=SUPPORT, is_support=True),
    ),
    "the coach after 72 hours": (
        LoggingWindowClosed,
        lambda: decide(now=END + timedelta(hours=72, microseconds=1)),
    ),
    "no schedule, long after": (
        LoggingWindowClosed,
        lambda: decide(replace(SESSION, starts_at=None, ends_at=None), now=START + timedelta(hours=74)),
    ),
    "support without a reason": (
        ReasonMissing,
        lambda: decide(by=SUPPORT, is_support=True, now=END + timedelta(hours=73)),
    ),
    "support with a blank reason": (
        ReasonMissing,
        lambda: decide(
            request=replace(REQUEST, reason=" \n"), by=SUPPORT, is_support=True, now=END + timedelta(hours=73)
        ),
    ),
    "cancelled": (AlreadyCancelled, lambda: decide(replace(SESSION, state="cancelled"))),
    "completed by another request": (AlreadyCompleted, lambda: decide(replace(SESSION, state="completed"))),
    "online and not started": (
        NotStarted,
        lambda: decide(replace(SESSION, state="scheduled", started_at=None)),
    ),
    "in person, not begun": (
        NotStarted,
        lambda: decide(IN_PERSON, now=START - timedelta(microseconds=1)),
    ),
    "a course run": (
        IsACourseRun,
        lambda: decide(replace(IN_PERSON, starts_at=None, ends_at=None)),
    ),
    "nobody on the roster": (NoParticipants, lambda: decide(replace(SESSION, roster=()))),
    "everybody declined": (
        NoParticipants,
        lambda: decide(replace(SESSION, roster=(Seat(ADA, "declined"),))),
    ),
    "nobody, though the policy does not ask for acceptance": (
        NoParticipants,
        lambda: decide(replace(with_policy(acceptance_required=False), roster=())),
    ),
    "somebody has not answered": (
        NotAllAccepted,
        lambda: decide(replace(SESSION, roster=(Seat(ADA, "accepted"), Seat(ALAN, "invited")))),
    ),
    "a learner is in the call": (
        CallNotEmpty,
        lambda: decide(replace(SESSION, in_call=frozenset({COACH, ADA}))),
    ),
    "the co-coach is in the call": (
        CallNotEmpty,
        lambda: decide(replace(SESSION, in_call=frozenset({CO_COACH}))),
    ),
    "91 minutes": (MinutesTooMany, lambda: decide(request=replace(REQUEST, minutes=91))),
    "95 minutes": (MinutesTooMany, lambda: decide(request=replace(REQUEST, minutes=95))),
    "91 raw minutes": (
        MinutesTooMany,
        lambda: decide(request=replace(REQUEST, minutes=None, raw_minutes=91)),
    ),
    "no minutes": (MinutesTooFew, lambda: decide(request=replace(REQUEST, minutes=0))),
    "minutes between steps": (MinutesOffStep, lambda: decide(request=replace(REQUEST, minutes=44))),
    "149 characters": (RecapTooShort, lambda: decide(request=replace(REQUEST, recap="x" * 149))),
    "150 characters, two of them one white space": (
        RecapTooShort,
        lambda: decide(request=replace(REQUEST, recap="x" * 100 + " \n" + "x" * 48)),
    ),
    "three sections that are short together": (
        RecapTooShort,
        lambda: decide(request=replace(REQUEST, recap=RecapSections("x" * 50, "x" * 49, " x" * 25 + " " * 25))),
    ),
}


@pytest.mark.parametrize("case", ALLOWED)
def test_completing_is_allowed_for(case: str) -> None:
    assert ALLOWED[case]().logged_minutes in {5, 45, 90}


@pytest.mark.parametrize("case", REFUSED)
def test_completing_is_refused_for(case: str) -> None:
    problem, ask = REFUSED[case]
    with pytest.raises(problem) as refused:
        ask()
    assert refused.value.detail.endswith((".", ")."))


def test_three_sections_count_together_without_what_is_between_them() -> None:
    sections = RecapSections("x" * 50, " " + "x" * 50, "x" * 50)

    assert decide(request=replace(REQUEST, recap=sections)).recap_characters == 150


def test_the_limit_is_named() -> None:
    with pytest.raises(MinutesTooMany, match="at most 90 minutes"):
        decide_minutes(DEFAULT_POLICY, minutes=None, raw_minutes=91)


def test_raw_minutes_are_kept_beside_the_rounded_ones() -> None:
    decision = decide(request=replace(REQUEST, minutes=None, raw_minutes=87))

    assert (decision.raw_minutes, decision.logged_minutes) == (87, 90)


def test_a_session_in_person_began_as_planned_and_ended_after_its_minutes() -> None:
    decision = decide(IN_PERSON, now=END + timedelta(hours=5))

    assert (decision.started_at, decision.ended_at) == (START, START + timedelta(minutes=45))


WORDS = st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1), min_size=1)
SPACES = st.text(st.sampled_from(" \t\n\r\u00a0\u2003"), min_size=1)


@given(words=WORDS, spaces=SPACES, around=SPACES)
def test_white_space_counts_once_between_words_and_not_around_them(words: list[str], spaces: str, around: str) -> None:
    assert count_characters(around + spaces.join(words) + around) == count_characters(" ".join(words))


@given(text=st.text())
def test_what_cannot_be_seen_does_not_count(text: str) -> None:
    counted = count_characters(text)

    assert count_characters("\u200b".join(text)) == counted
    assert count_characters(text + "\u200b\u0000 ") == counted


def test_composed_and_decomposed_accents_count_the_same() -> None:
    assert count_characters("re\u0301sume\u0301") == count_characters("r\u00e9sum\u00e9") == 6


@given(
    roster=st.lists(st.sampled_from(["invited", "accepted", "declined"]), max_size=6),
    in_call=st.frozensets(st.sampled_from([COACH, CO_COACH, ADA, ALAN])),
    mode=st.sampled_from(["online", "in_person"]),
    hours=st.integers(-100, 200),
    by=st.sampled_from([COACH, CO_COACH, SUPPORT, STRANGER]),
    minutes=st.integers(0, 120),
    characters=st.integers(0, 300),
)
def test_a_completion_is_allowed_exactly_when_every_rule_holds(
    *, roster: list[Any], in_call: frozenset[UUID], mode: Any, hours: int, by: UUID, minutes: int, characters: int
) -> None:
    session = replace(
        SESSION,
        mode=mode,
        roster=tuple(Seat(UUID(int=1_000 + place), acceptance) for place, acceptance in enumerate(roster)),
        in_call=in_call,
    )
    request = replace(REQUEST, minutes=None, raw_minutes=minutes, recap="x" * characters, reason="It was late")
    rules = (
        (by in (COACH, CO_COACH) and hours <= 72) or (by == SUPPORT and hours > 72),
        "accepted" in roster and "invited" not in roster,
        mode == "in_person" or not in_call - {by},
        1 <= minutes <= 90,
        characters >= 150,
    )
    try:
        decide(session, request, by=by, is_support=by == SUPPORT, now=END + timedelta(hours=hours))
        is_allowed = True
    except Problem:
        is_allowed = False

    assert is_allowed == all(rules)
