"""A completion asks for exactly those who must still answer, whatever the enrolments, answers and attendance are."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.ending.errors import InvalidReport, NoParticipants, NotAllAccepted
from sessions.ending.taking_part import Reported, check_reported, check_taking_part, taking_part
from sessions.organisation.domain import DEFAULT_POLICY
from sessions.session.domain import Coach, Session, Visit
from sessions.session.seats import (
    ENROLLED,
    INVITED,
    Answer,
    Seat,
    ask_again,
    edit_roster,
    enrolled_alone,
    enrolled_together,
    replaces,
)

JOINED = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
ANSWERS = (
    INVITED,
    ENROLLED,
    *(Answer(said, by) for said in ("accepted", "declined") for by in ("answer", "series", "admin")),
)
IDS = st.integers(1, 9).map(lambda number: UUID(int=number))
MIXES = st.fixed_dictionaries(
    {
        "answers": st.dictionaries(IDS, st.sampled_from(ANSWERS), min_size=1),
        "called": st.sets(IDS),
        "attended": st.sets(IDS),
        "not_attended": st.sets(IDS),
        "required": st.booleans(),
        "planned_by_coach": st.booleans(),
    }
)


def session_of(mix: Any) -> Session:
    """Return a session with this roster, these people in its call, and this policy."""
    return Session(
        session_id=UUID(int=100),
        org_id=UUID(int=200),
        version=2,
        state="in_progress",
        name="Algebra",
        mode="online",
        zone="UTC",
        batch_id=None,
        started_at=JOINED,
        cancelled_at=None,
        cancel_reason=None,
        completed_at=None,
        coaches=(Coach(UUID(int=1_000), 10_000),),
        course_ids=(),
        roster=tuple(Seat(one, *answer) for one, answer in sorted(mix["answers"].items())),
        in_call=frozenset(),
        policy=replace(DEFAULT_POLICY, acceptance_required=mix["required"]),
        visits=tuple(Visit(one, JOINED, None) for one in sorted(mix["called"])),
        planned_by_coach=mix["planned_by_coach"],
    )


@given(MIXES)
def test_it_asks_for_exactly_those_who_must_still_answer(mix: Any) -> None:
    session = session_of(mix)
    reported = Reported(frozenset(mix["attended"]), frozenset(mix["not_attended"]))

    found = taking_part(session, reported)

    for seat in session.roster:
        unanswered = seat.acceptance == "invited"
        was_there = seat.person_id in mix["called"] | mix["attended"]
        was_not = seat.person_id in mix["not_attended"]
        settled_by_another = not mix["planned_by_coach"] and (was_there or not mix["required"])
        assert (seat.person_id in found.never_answered) == (unanswered and was_not)
        assert (seat.person_id in found.waiting) == (unanswered and not was_not and not settled_by_another)
    assert [seat.person_id for seat in found.roster] == [seat.person_id for seat in session.roster]


@given(MIXES)
def test_each_learner_who_takes_part_is_named_with_how_that_came_about(mix: Any) -> None:
    session = session_of(mix)
    reported = Reported(frozenset(mix["attended"]), frozenset(mix["not_attended"]))
    found = taking_part(session, reported)

    before = {seat.person_id: seat for seat in session.roster}
    for seat in found.roster:
        was = before[seat.person_id]
        if was.acceptance != "invited":
            assert seat == was, "who answered keeps the answer"
        elif seat.acceptance == "accepted":
            was_there = seat.person_id in mix["called"] | mix["attended"]
            assert seat.accepted_by == ("attending" if was_there else "policy")
            assert not mix["planned_by_coach"], "only an answer makes part of what a coach planned"
        else:
            assert seat.accepted_by is None
            assert seat.person_id in (*found.waiting, *found.never_answered)


@given(MIXES)
def test_it_goes_on_only_if_somebody_takes_part_and_nobody_is_awaited(mix: Any) -> None:
    session = session_of(mix)
    found = taking_part(session, Reported(frozenset(mix["attended"]), frozenset(mix["not_attended"])))
    accepted = [seat for seat in found.roster if seat.acceptance == "accepted"]

    try:
        check_taking_part(found, planned_by_coach=session.planned_by_coach)
    except NotAllAccepted as error:
        assert found.waiting
        assert [one.pointer for one in error.errors] == [f"/roster/{one}" for one in sorted(found.waiting)]
    except NoParticipants:
        assert not accepted
        assert not found.waiting
    else:
        assert accepted
        assert not found.waiting


@given(MIXES)
def test_a_report_that_cannot_be_right_is_refused(mix: Any) -> None:
    session = session_of(mix)
    attended, not_attended = frozenset(mix["attended"]), frozenset(mix["not_attended"])
    unanswered = {one for one, answer in mix["answers"].items() if answer == INVITED}
    is_wrong = (
        not (attended | not_attended) <= mix["answers"].keys()
        or attended & not_attended
        or not_attended & mix["called"] & unanswered
    )
    if is_wrong:
        with pytest.raises(InvalidReport):
            check_reported(session, Reported(attended, not_attended))
    else:
        check_reported(session, Reported(attended, not_attended))


@pytest.mark.parametrize(
    ("invitations", "together", "alone"),
    [("individuals", ENROLLED, INVITED), ("everybody", INVITED, INVITED), ("nobody", ENROLLED, ENROLLED)],
)
def test_the_policy_says_whose_enrolment_is_an_invitation(invitations: Any, together: Answer, alone: Answer) -> None:
    assert enrolled_together(invitations, planned_by_coach=False) == together
    assert enrolled_alone(invitations, planned_by_coach=False) == alone
    for planned in (enrolled_together, enrolled_alone):
        assert planned(invitations, planned_by_coach=True) == INVITED, "a coach always invites"


@given(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS))
def test_an_enrolment_answers_only_an_open_invitation_and_what_somebody_says_answers_all(
    given_answer: Answer, present: Answer
) -> None:
    if given_answer == INVITED:
        assert not replaces(given_answer, present)
    elif given_answer == ENROLLED:
        assert replaces(given_answer, present) == (present == INVITED)
    elif given_answer.acceptance != present.acceptance:
        assert replaces(given_answer, present)
    [learner] = edit_roster(
        [Seat(UUID(int=1), *present)], add={UUID(int=1): given_answer}, remove=(), seats_max=None
    ).roster
    assert learner.answer == (given_answer if replaces(given_answer, present) else present)
    assert ask_again([learner]).roster == (Seat(UUID(int=1), "invited"),)
