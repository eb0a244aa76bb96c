"""For any input: an account has one id."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from payouts.ledger.domain import account_id


@given(st.uuids(), st.uuids(), st.sampled_from(["EUR", "CZK"]))
def test_an_account_has_one_id_and_no_other_account_has_it(org_id: UUID, owner_id: UUID, currency: str) -> None:
    mine = account_id(org_id, "coach_payable", owner_id, currency)
    assert mine == account_id(org_id, "coach_payable", owner_id, currency)
    assert mine != account_id(org_id, "coaching_cost", owner_id, currency)
    assert mine != account_id(org_id, "coach_payable", owner_id, "USD")
