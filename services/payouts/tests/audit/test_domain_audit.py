"""What payouts credits by its own rules is what the audit expects, and every other pay is a difference."""

from typing import Any
from uuid import uuid4

from chassis.operations.kafka_access import KafkaAccess
from contracts.sessions import CoachShare
from contracts.transparency.standing import Corrected, Standing
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.logged import BEGIN, Logged
from lockstep_testing.properties import bounded
from payouts.audit.domain import HeldEarning, HeldPay, HeldWaiting, differences
from payouts.deliveries.domain import PaidCoach
from payouts.ledger.domain import account_id
from payouts.pricing.domain import Price, earn

LOGGED = Logged(KafkaAccess("nobody.invalid:1"))
COMPLETED = LOGGED.completed()
SHARES = st.lists(st.integers(0, 10_000), min_size=1, max_size=4).filter(any)


def stood(minutes: int, shares: list[int]) -> Standing:
    """Return a session of these minutes and shares."""
    coaches = tuple(CoachShare(person_id=uuid4(), share_basis_points=share) for share in shares)
    return Standing(COMPLETED.model_copy(update={"logged_minutes": minutes, "coaches": coaches}), None)


def held(standing: Standing, rate_amount_minor: int, unit: Any) -> HeldPay:
    """Return the pay by the rules of payouts."""
    coaches = [PaidCoach(one.person_id, one.share_basis_points) for one in standing.coaches]
    price = Price(uuid4(), unit, rate_amount_minor, "EUR")
    org_id = standing.completion.org_id
    return HeldPay(
        org_id,
        None,
        tuple(
            HeldEarning(
                one.coach,
                unit,
                rate_amount_minor,
                standing.logged_minutes,
                BEGIN,
                "EUR",
                one.amount_minor,
                *(
                    (account_id(org_id, "coach_payable", one.coach.coach_id, "EUR"), "EUR", one.amount_minor)
                    if one.transfer_id
                    else (None, None, None)
                ),
            )
            for one in earn(price, coaches, standing.logged_minutes, cause=uuid4(), revision=0)
        ),
    )


@bounded(100)
@given(st.integers(0, 600), SHARES, st.integers(0, 100_000), st.sampled_from(["hour", "session"]), st.data())
def test_the_pay_of_the_rules_has_no_difference_and_any_other_has_one(
    minutes: int, shares: list[int], rate: int, unit: str, data: st.DataObject
) -> None:
    standing = stood(minutes, shares)
    pay = held(standing, rate, unit)
    assert list(differences(standing, pay)) == []
    at = data.draw(st.integers(0, len(pay.earnings) - 1))
    one = pay.earnings[at]
    other: dict[str, Any] = data.draw(
        st.sampled_from(
            [
                {"amount_minor": one.amount_minor + 1},
                {"logged_minutes": minutes + 1},
                {"coach": PaidCoach(uuid4(), one.coach.share_basis_points)},
                {"coach": PaidCoach(one.coach.coach_id, one.coach.share_basis_points + 1)},
                {"transfer_amount_minor": (one.transfer_amount_minor or 0) + 1},
                {"credited_account_id": uuid4()},
            ]
        )
    )
    touched = (*pay.earnings[:at], one._replace(**other), *pay.earnings[at + 1 :])
    assert list(differences(standing, pay._replace(earnings=touched)))
    assert list(differences(standing, pay._replace(earnings=())))
    assert list(differences(standing, pay._replace(org_id=uuid4())))
    assert list(differences(standing, None))


@bounded(50)
@given(st.integers(0, 600), SHARES)
def test_a_session_that_waits_for_a_rate_waits_as_its_events_say_and_a_voided_one_does_not(
    minutes: int, shares: list[int]
) -> None:
    standing = stood(minutes, shares)
    coaches = tuple(PaidCoach(one.person_id, one.share_basis_points) for one in standing.coaches)
    waiting = HeldPay(COMPLETED.org_id, HeldWaiting(coaches[::-1], minutes, BEGIN))
    assert list(differences(standing, waiting)) == []
    longer = waiting._replace(waiting=HeldWaiting(coaches, minutes + 1, BEGIN))
    assert list(differences(standing, longer))
    void = LOGGED.voided(COMPLETED)
    voided = standing._replace(corrected=Corrected(4, void.withdrawn, None, 0, void.voided_at))
    assert list(differences(voided, waiting))
    assert list(differences(voided, HeldPay(COMPLETED.org_id, None))) == []
    assert list(differences(voided, held(standing, 100, "session")))
