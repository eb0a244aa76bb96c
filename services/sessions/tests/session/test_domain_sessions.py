"""Shares, roster deltas and schedules, as pure functions."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.errors import UnknownReference
from sessions.session.domain import split_shares
from sessions.session.errors import InvalidShares
from sessions.session.seats import INVITED, Answer, Seat, edit_roster
from sessions.texts import text_fault

PEOPLE = st.integers(1, 12).map(lambda number: UUID(int=number))
ACCEPTANCES = st.sampled_from(["invited", "accepted", "declined"])
ANSWERS = st.builds(Answer, ACCEPTANCES, st.just("admin")) | st.just(INVITED)
"""What an admin may say of a learner who is added."""


@given(st.lists(PEOPLE, min_size=1, unique=True))
def test_shares_that_are_not_given_are_even_and_sum_to_the_whole(people: list[UUID]) -> None:
    shares = [coach.share_basis_points for coach in split_shares([(person_id, None) for person_id in people])]

    assert sum(shares) == 10_000
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("shares", [[9_999], [5_000, 4_000], [5_000, None], [10_000, 10_000], [None, 10_000]])
def test_shares_that_do_not_sum_to_the_whole_are_refused(shares: list[int | None]) -> None:
    with pytest.raises(InvalidShares):
        split_shares([(UUID(int=number), share) for number, share in enumerate(shares)])


def test_a_coach_named_twice_is_refused() -> None:
    with pytest.raises(InvalidShares):
        split_shares([(UUID(int=1), None), (UUID(int=1), None)])


@given(
    before=st.dictionaries(PEOPLE, ACCEPTANCES),
    add=st.dictionaries(PEOPLE, ANSWERS),
    data=st.data(),
)
def test_a_delta_touches_nobody_whom_it_does_not_name(
    before: dict[UUID, str], add: dict[UUID, Answer], data: st.DataObject
) -> None:
    removable = sorted(before.keys() - add.keys())
    remove = data.draw(st.lists(st.sampled_from(removable)) if removable else st.just([]))

    edit = edit_roster([Seat(p, a) for p, a in before.items()], add=add, remove=remove, seats_max=None)  # type: ignore[arg-type]

    after = {seat.person_id: seat.acceptance for seat in edit.roster}
    assert after.keys() == (before.keys() | add.keys()) - set(remove)
    for person_id, acceptance in after.items():
        said = add.get(person_id, INVITED)
        assert acceptance == (before.get(person_id, "invited") if said == INVITED else said.acceptance)
    assert edit.is_change == (after != before)
    assert list(after) == sorted(after)


def test_removing_somebody_who_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownReference):
        edit_roster([], add={}, remove=[UUID(int=1)], seats_max=None)


def test_adding_and_removing_the_same_person_is_refused() -> None:
    with pytest.raises(UnknownReference):
        edit_roster([Seat(UUID(int=1), "invited")], add={UUID(int=1): INVITED}, remove=[UUID(int=1)], seats_max=None)


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "a\x1bb", "\ud800", "x" * 11])
def test_texts_that_cannot_be_kept_have_a_fault(text: str) -> None:
    assert text_fault(text, maximum=10)
