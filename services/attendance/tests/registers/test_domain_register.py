"""For any input: which marks become official, and how a register follows its session."""

from random import Random
from uuid import UUID, uuid4

import pytest
from attendance.codes.domain import CODES, DEFAULT_CODE, default_code
from attendance.registers.completed import SaidMark, Seat, said_marks
from attendance.registers.domain import (
    Coaches,
    GivenMark,
    ReceivedMark,
    SessionNow,
    check_keeper,
    expected_learners,
    newest,
    official_register,
    sees_every_mark,
    unchanged,
)
from attendance.registers.errors import NotYourRegister, RegisterNotFound
from hypothesis import given
from hypothesis import strategies as st

PEOPLE = [UUID(int=number) for number in range(1, 9)]
ORG = UUID(int=200)

people = st.sampled_from(PEOPLE)
rosters = st.lists(people, unique=True)
minutes = st.none() | st.integers(0, 90)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[ReceivedMark], int]:
    """Draw the received marks of a register in any order, and its version: one bulk of marks per version."""
    version = draw(st.integers(0, 6))
    received = [
        ReceivedMark(person, made, draw(st.sampled_from(list(CODES))), draw(minutes), "coach")
        for made in range(1, version + 1)
        for person in draw(st.lists(people, unique=True, min_size=1))
    ]
    return draw(st.permutations(received)), version


seen_versions = st.none() | st.integers(0, 8)
said = st.dictionaries(people, st.builds(SaidMark, st.sampled_from(list(CODES)), minutes))
seats = st.lists(st.builds(Seat, people, st.booleans()), unique_by=lambda seat: seat.person_id)


@given(rosters, histories(), seen_versions, said)
def test_everybody_on_the_frozen_roster_gets_exactly_one_mark(
    roster: list[UUID], history: tuple[list[ReceivedMark], int], seen: int | None, says: dict[UUID, SaidMark]
) -> None:
    received, version = history
    official = official_register(roster, received, current_version=version, seen_version=seen, said=says)
    assert [mark.person_id for mark in official.marks] == roster


@given(rosters, histories(), seen_versions, said)
def test_the_newest_mark_that_the_coach_saw_is_taken_else_that_of_the_completion_else_that_of_the_policy(
    roster: list[UUID], history: tuple[list[ReceivedMark], int], seen: int | None, says: dict[UUID, SaidMark]
) -> None:
    received, version = history
    official = official_register(roster, received, current_version=version, seen_version=seen, said=says)
    assert official.version == (version if seen is None else min(seen, version))
    for mark in official.marks:
        visible = [one for one in received if one.person_id == mark.person_id and one.version <= official.version]
        if visible:
            newest = max(visible, key=lambda one: one.version)
            assert (mark.code, mark.minutes, mark.source) == (newest.code, newest.minutes, newest.source)
            assert mark.mark_version == newest.version
        elif mark.person_id in says:
            assert (mark.code, mark.minutes) == says[mark.person_id]
            assert (mark.source, mark.mark_version) == ("completion", None)
        else:
            expected = (DEFAULT_CODE, None, "policy_default", None)
            assert (mark.code, mark.minutes, mark.source, mark.mark_version) == expected


@given(rosters, histories(), seen_versions)
def test_late_are_those_on_the_roster_with_marks_that_the_coach_did_not_see(
    roster: list[UUID], history: tuple[list[ReceivedMark], int], seen: int | None
) -> None:
    received, version = history
    official = official_register(roster, received, current_version=version, seen_version=seen)
    assert set(official.late) == {
        one.person_id for one in received if one.version > official.version and one.person_id in roster
    }
    if seen is None:
        assert official.late == ()


@given(seats, histories(), said)
def test_who_was_not_expected_is_on_the_register_only_if_somebody_marked_them(
    roster: list[Seat], history: tuple[list[ReceivedMark], int], says: dict[UUID, SaidMark]
) -> None:
    received, _ = history
    marked = {mark.person_id for mark in received} | says.keys()
    listed = expected_learners(roster, received, says)
    assert set(listed) == {seat.person_id for seat in roster if seat.is_expected or seat.person_id in marked}
    assert listed == [seat.person_id for seat in roster if seat.person_id in listed]


@given(st.lists(st.tuples(people, st.sampled_from([*CODES, "on holiday"]), minutes)), st.sets(people))
def test_a_completion_says_what_its_coach_reported_and_that_who_attends_was_present(
    reported: list[tuple[UUID, str, int | None]], attending: set[UUID]
) -> None:
    says = said_marks(reported, attending)
    known = {person_id: SaidMark(code, length) for person_id, code, length in reported if code in CODES}
    assert says == dict.fromkeys(attending - known.keys(), SaidMark("present", None)) | known


def test_a_learner_named_twice_on_the_roster_gets_one_mark() -> None:
    official = official_register([PEOPLE[0], PEOPLE[0]], [], current_version=0, seen_version=None)
    assert len(official.marks) == 1


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(1, 5)), unique=True), st.randoms())
def test_the_newest_state_of_each_session_holds_in_whatever_order_they_come(
    found: list[tuple[UUID, int]], random: Random
) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    states = newest(state(session_id, sequence) for session_id, sequence in shuffled)
    assert {one.session_id: one.sequence for one in states.values()} == dict(sorted(found, key=lambda one: one[1]))


def state(session_id: UUID, sequence: int) -> SessionNow:
    """Return a state of a session."""
    plan = (None, None, None, "Europe/Prague", None, None, "read_only")
    return SessionNow(session_id, ORG, sequence, False, (), (), (), (), *plan)


def test_only_an_equal_mark_is_unchanged() -> None:
    mark = GivenMark(PEOPLE[0], "late", 40, None, "coach")
    assert unchanged(mark, mark)
    assert not unchanged(mark, None)
    assert not unchanged(mark, mark._replace(remark="The bus was late."))


def test_coaches_of_a_session_keep_its_register_and_those_of_its_courses_read_it() -> None:
    coach, course_coach, learner = PEOPLE[:3]
    coaches = Coaches([coach], [course_coach])
    assert [sees_every_mark(one, coaches, sees_all=False) for one in PEOPLE[:3]] == [True, True, False]
    assert sees_every_mark(learner, coaches, sees_all=True)
    session_id = uuid4()
    check_keeper(session_id, coach, coaches, sees_all=False)
    check_keeper(session_id, learner, coaches, sees_all=True)
    with pytest.raises(NotYourRegister):
        check_keeper(session_id, course_coach, coaches, sees_all=False)
    with pytest.raises(RegisterNotFound):
        check_keeper(session_id, learner, coaches, sees_all=False)


def test_an_unmarked_learner_gets_the_policys_code_where_it_is_a_known_one() -> None:
    assert [default_code(wanted) for wanted in ("excused", "present", None, "on holiday")] == [
        "excused",
        "present",
        DEFAULT_CODE,
        DEFAULT_CODE,
    ]
    official = official_register([PEOPLE[0]], [], current_version=0, seen_version=None, unmarked="excused")
    assert [(mark.code, mark.source) for mark in official.marks] == [("excused", "policy_default")]
