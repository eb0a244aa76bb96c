"""Rules of totals: the sums are the same in any order, and a rate is a share."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID, uuid4

from contracts.envelope import KNOWN_VALUES
from contracts.reports import InsightInputsRefreshed
from contracts.sessions import CoachShare, Participant
from hypothesis import given
from hypothesis import strategies as st
from reports.facts.domain import Subject, SubjectType, subjects_of
from reports.inputs.domain import (
    Totals,
    attendance_rate_basis_points,
    attendance_totals,
    completion_totals,
    difference,
    features_of,
    session_totals,
)

ORG = uuid4()
PEOPLE = [UUID(int=number) for number in range(6)]
TOTALS = st.builds(Totals, *[st.integers(0, 1_000)] * len(Totals._fields))
MARKS = st.dictionaries(st.sampled_from(PEOPLE), st.booleans())


@given(TOTALS, TOTALS, TOTALS)
def test_totals_add_up_in_any_order(one: Totals, two: Totals, three: Totals) -> None:
    assert one.plus(two).plus(three) == three.plus(one.plus(two))
    assert one.plus(Totals()) == one


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_rate_is_the_nearest_basis_point_and_absent_without_marks(present: int, others: int) -> None:
    counted = present + others
    rate = attendance_rate_basis_points(marks_present=present, marks_counted=counted)
    if counted == 0:
        assert rate is None
    else:
        assert rate is not None
        assert 0 <= rate <= 10_000
        assert abs(rate * counted - 10_000 * present) * 2 <= counted
        assert (rate == 10_000) >= (present == counted)


def test_halves_of_a_basis_point_are_rounded_up() -> None:
    assert attendance_rate_basis_points(marks_present=1, marks_counted=20_000) == 1
    assert attendance_rate_basis_points(marks_present=1, marks_counted=3) == 3_333
    assert attendance_rate_basis_points(marks_present=2, marks_counted=3) == 6_667


@given(
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["invited", "accepted", "declined"]))),
    st.lists(st.sampled_from(PEOPLE), min_size=1),
    st.none() | st.sampled_from(PEOPLE),
    st.sets(st.sampled_from(PEOPLE)),
)
def test_each_subject_of_a_session_is_named_once_and_who_declined_or_never_answered_is_none(
    roster: list[tuple[UUID, str]], coaches: list[UUID], batch: UUID | None, never: set[UUID]
) -> None:
    subjects = subjects_of(
        ORG,
        roster=[Participant.model_validate({"person_id": one, "acceptance": answer}) for one, answer in roster],
        coaches=[CoachShare(person_id=coach, share_basis_points=0) for coach in coaches],
        batch_id=batch,
        never_answered=never,
    )
    assert len(subjects) == len(set(subjects))
    expected = {("learner", one) for one, answer in roster if answer != "declined" and one not in never}
    expected |= {("coach", coach) for coach in coaches}
    expected |= {("batch", batch)} if batch else set()
    assert {(subject.subject_type, subject.subject_id) for subject in subjects} == expected


@given(st.sets(st.sampled_from(PEOPLE)), MARKS)
def test_the_coach_and_the_batch_see_the_marks_of_all_learners_of_the_session(
    learners: set[UUID], marks: dict[UUID, bool]
) -> None:
    coach, batch = Subject(ORG, "coach", PEOPLE[0]), Subject(ORG, "batch", PEOPLE[0])
    added = attendance_totals([*(Subject(ORG, "learner", one) for one in learners), coach, batch], marks)
    counted = learners & marks.keys()
    if not counted:
        assert added == {}
        return
    present = sum(marks[one] for one in counted)
    assert added[coach] == added[batch] == Totals(0, 0, 1, int(present > 0), len(counted), present)
    assert {subject.subject_id for subject in added if subject.subject_type == "learner"} == counted
    for one in counted:
        own = int(marks[one])
        assert added[Subject(ORG, "learner", one)] == Totals(0, 0, 1, own, 1, own)


def test_a_learners_rate_is_attended_by_sessions_with_attendance() -> None:
    learner = Subject(ORG, "learner", PEOPLE[0])
    totals = completion_totals(60).plus(completion_totals(30))
    for present in (True, False):
        totals = totals.plus(attendance_totals([learner], {PEOPLE[0]: present})[learner])
    features = features_of(totals, None)
    assert (features.sessions_completed, features.minutes_logged) == (2, 90)
    assert (features.sessions_attended, features.sessions_with_attendance) == (1, 2)
    assert features.attendance_rate_basis_points == 5_000


@given(st.sets(st.sampled_from(PEOPLE)), MARKS, MARKS, st.integers(0, 90), st.integers(0, 90))
def test_what_a_correction_adds_leads_to_what_the_corrected_session_would_have_added(
    learners: set[UUID], before: dict[UUID, bool], after: dict[UUID, bool], minutes: int, corrected: int
) -> None:
    subjects = [*(Subject(ORG, "learner", one) for one in learners), Subject(ORG, "coach", PEOPLE[0])]
    was = session_totals(subjects, minutes=minutes, marks=before)
    is_now = session_totals(subjects, minutes=corrected, marks=after)
    added = difference(was, is_now)
    assert {subject: was[subject].plus(added.get(subject, Totals())) for subject in subjects} == is_now
    assert difference(is_now, is_now) == {}
    assert {subject: totals.plus(is_now[subject]) for subject, totals in difference(is_now, {}).items()} == (
        dict.fromkeys(subjects, Totals())
    )


def test_the_subjects_that_reports_writes_are_the_known_values_of_the_contract() -> None:
    listed = InsightInputsRefreshed.model_json_schema()["properties"]["subject_type"][KNOWN_VALUES]
    assert set(get_args(SubjectType)) == set(listed)


def test_who_was_removed_before_the_completion_is_no_subject_and_an_unknown_answer_is_an_invitation() -> None:
    begin = datetime(2026, 11, 2, 7, tzinfo=UTC)
    closed = {"enrolled_at": begin, "removed_at": begin + timedelta(hours=1)}
    later = {"enrolled_at": begin + timedelta(hours=2), "removed_at": None}
    gone, back, late, unknown = PEOPLE[:4]
    roster = [
        {"person_id": gone, "acceptance": "accepted", "periods": [closed]},
        {"person_id": back, "acceptance": "accepted", "periods": [closed, later]},
        {"person_id": late, "acceptance": "accepted", "periods": [later]},
        {"person_id": unknown, "acceptance": "tentative", "periods": []},
    ]
    subjects = subjects_of(ORG, roster=[Participant.model_validate(one) for one in roster], coaches=[], batch_id=None)
    assert [subject.subject_id for subject in subjects] == [back, late, unknown]
