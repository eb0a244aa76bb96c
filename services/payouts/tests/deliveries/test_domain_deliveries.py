"""When a delivery is priced, and which one can never be paid."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from payouts.deliveries.domain import Delivery, PaidCoach, check_coaches, priced_at
from payouts.rates.domain import Scope

ORG, OTHER_ORG = UUID(int=1), UUID(int=2)
COACHES = [UUID(int=number) for number in (11, 12)]
COURSES = [UUID(int=number) for number in (21, 22, 23)]
CATEGORIES = [UUID(int=number) for number in (31, 32)]
DAY_0 = datetime(2026, 11, 1, tzinfo=UTC)
SPECIFICITY: list[Scope] = ["coach_course", "coach", "course", "category", "org"]


def test_a_session_is_priced_at_its_plan_and_without_one_at_its_start() -> None:
    started = DAY_0 + timedelta(minutes=7)
    assert priced_at(DAY_0, started) == DAY_0
    assert priced_at(None, started) == started


@pytest.mark.parametrize("coaches", [[(COACHES[0], 0)], [(COACHES[0], 5_000), (COACHES[0], 5_000)]])
def test_a_delivery_that_can_never_be_paid_is_refused(coaches: list[tuple[UUID, int]]) -> None:
    delivery = Delivery(
        session_id=UUID(int=99),
        org_id=ORG,
        coaches=tuple(PaidCoach(*coach) for coach in coaches),
        course_ids=(),
        category_id=None,
        priced_at=DAY_0,
        logged_minutes=45,
        event_id=UUID(int=98),
        correlation_id=UUID(int=97),
    )
    with pytest.raises(ValueError, match=r"twice|add up to 0"):
        check_coaches(delivery.session_id, delivery.coaches)
