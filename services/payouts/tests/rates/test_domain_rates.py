"""For any input: which rate applies."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from payouts.deliveries.domain import Delivery, PaidCoach
from payouts.rates.domain import REFERENCES_OF, Rate, RateSubject, Scope, rate_book, resolve_rate

ORG, OTHER_ORG = UUID(int=1), UUID(int=2)
COACHES = [UUID(int=number) for number in (11, 12)]
COURSES = [UUID(int=number) for number in (21, 22, 23)]
CATEGORIES = [UUID(int=number) for number in (31, 32)]
DAY_0 = datetime(2026, 11, 1, tzinfo=UTC)
SPECIFICITY: list[Scope] = ["coach_course", "coach", "course", "category", "org"]


subjects = st.sampled_from(SPECIFICITY).flatmap(
    lambda scope: st.builds(
        RateSubject,
        st.sampled_from([ORG, OTHER_ORG]),
        st.just(scope),
        st.sampled_from(COACHES) if "coach_id" in REFERENCES_OF[scope] else st.none(),
        st.sampled_from(COURSES) if "course_id" in REFERENCES_OF[scope] else st.none(),
        st.sampled_from(CATEGORIES) if "category_id" in REFERENCES_OF[scope] else st.none(),
    )
)


@st.composite
def non_overlapping_rates(draw: st.DrawFn) -> list[Rate]:
    """Draw rates as the database could hold them: at most one per subject at any instant."""
    rates: list[Rate] = []
    for subject in draw(st.lists(subjects, unique=True, max_size=12)):
        days = sorted(draw(st.lists(st.integers(-5, 5), unique=True, min_size=2, max_size=4)))
        for begin, end in zip(days[::2], days[1::2], strict=False):
            open_ended = end == days[-1] and draw(st.booleans())
            rates.append(
                Rate(
                    UUID(int=1_000 + len(rates)),
                    subject,
                    "hour",
                    100,
                    "EUR",
                    DAY_0 + timedelta(days=begin),
                    None if open_ended else DAY_0 + timedelta(days=end),
                )
            )
    return rates


deliveries = st.builds(
    Delivery,
    session_id=st.just(UUID(int=99)),
    org_id=st.just(ORG),
    coaches=st.permutations(COACHES).map(lambda coaches: tuple(PaidCoach(one, 5_000) for one in coaches)),
    course_ids=st.lists(st.sampled_from(COURSES), unique=True).map(tuple),
    category_id=st.none() | st.sampled_from(CATEGORIES),
    priced_at=st.integers(-6, 6).map(lambda day: DAY_0 + timedelta(days=day)),
    logged_minutes=st.just(45),
    event_id=st.just(UUID(int=98)),
    correlation_id=st.just(UUID(int=97)),
)


def applies(rate: Rate, delivery: Delivery) -> bool:
    """Check the conditions one by one: is the rate for this delivery, and is it effective?"""
    subject = rate.subject
    return (
        subject.org_id == delivery.org_id
        and subject.coach_id in (None, delivery.coaches[0].coach_id)
        and (subject.course_id is None or subject.course_id in delivery.course_ids)
        and (subject.category_id is None or subject.category_id == delivery.category_id)
        and rate.effective_from <= delivery.priced_at
        and (rate.effective_to is None or delivery.priced_at < rate.effective_to)
    )


@given(non_overlapping_rates(), deliveries)
def test_the_most_specific_effective_rate_applies_and_there_is_none_only_if_none_does(
    rates: list[Rate], delivery: Delivery
) -> None:
    resolved = resolve_rate(rate_book(rates), delivery)
    candidates = [rate for rate in rates if applies(rate, delivery)]
    if resolved is None:
        assert candidates == []
        return

    def rank(rate: Rate) -> tuple[int, int]:
        course_id = rate.subject.course_id
        position = 0 if course_id is None else delivery.course_ids.index(course_id)
        return SPECIFICITY.index(rate.subject.scope), position

    assert resolved == min(candidates, key=rank)
