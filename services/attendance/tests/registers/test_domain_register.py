"""For any input: which marks become official, and how a register follows its session."""

from uuid import UUID

from attendance.codes.domain import CODES, DEFAULT_CODE, default_code
from attendance.registers.domain import (
    Followed,
    GivenMark,
    ReceivedMark,
    RegisterChange,
    RegisterHead,
    follow,
    learners_of,
    official_register,
    unchanged,
)
from hypothesis import given
from hypothesis import strategies as st

PEOPLE = [UUID(int=number) for number in range(1, 9)]
SESSION, ORG = UUID(int=100), UUID(int=200)

people = st.sampled_from(PEOPLE)
rosters = st.lists(people, unique=True)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[ReceivedMark], int]:
    """Draw the received marks of a register in any order, and its version: one bulk of marks per version."""
    version = draw(st.integers(0, 6))
    received = [
        ReceivedMark(person, made, draw(st.sampled_from(list(CODES))), draw(st.none() | st.integers(0, 90)), "coach")
        for made in range(1, version + 1)
        for person in draw(st.lists(people, unique=True, min_size=1))
    ]
    return draw(st.permutations(received)), version


seen_versions = st.none() | st.integers(0, 8)


@given(rosters, histories(), seen_versions)
def test_everybody_on_the_frozen_roster_gets_exactly_one_mark(
    roster: list[UUID], history: tuple[list[ReceivedMark], int], seen: int | None
) -> None:
    received, version = history
    official = official_register(roster, received, current_version=version, seen_version=seen)
    assert [mark.person_id for mark in official.marks] == roster


@given(rosters, histories(), seen_versions)
def test_the_newest_mark_that_the_coach_saw_is_taken(
    roster: list[UUID], history: tuple[list[ReceivedMark], int], seen: int | None
) -> None:
    received, version = history
    official = official_register(roster, received, current_version=version, seen_version=seen)
    assert official.version == (version if seen is None else min(seen, version))
    for mark in official.marks:
        visible = [one for one in received if one.person_id == mark.person_id and one.version <= official.version]
        if visible:
            newest = max(visible, key=lambda one: one.version)
            assert (mark.code, mark.minutes, mark.source) == (newest.code, newest.minutes, newest.source)
            assert mark.mark_version == newest.version
        else:
            assert (mark.code, mark.source, mark.mark_version) == (DEFAULT_CODE, "policy_default", None)


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


def test_a_learner_named_twice_on_the_roster_gets_one_mark() -> None:
    official = official_register([PEOPLE[0], PEOPLE[0]], [], current_version=0, seen_version=None)
    assert len(official.marks) == 1


@st.composite
def lives(draw: st.DrawFn) -> list[RegisterChange]:
    """Draw what happens to a session, in order: whole states, rosters alone, perhaps a cancellation."""
    changes = []
    for sequence in range(1, draw(st.integers(1, 6)) + 1):
        learners = tuple(draw(rosters))
        coaches = tuple(draw(st.lists(people, min_size=1, unique=True))) if draw(st.booleans()) else None
        changes.append(RegisterChange(SESSION, ORG, sequence, coach_ids=coaches, learner_ids=learners))
    if draw(st.booleans()):
        changes.append(RegisterChange(SESSION, ORG, len(changes) + 1, cancelled=True))
    return changes


NEW = RegisterHead(SESSION, "open", (), 0, 0)


def _apply(changes: list[RegisterChange], batches: int) -> tuple[RegisterHead, tuple[UUID, ...]]:
    """Follow the changes in this number of batches."""
    head = NEW
    learners: tuple[UUID, ...] = ()
    for start in range(batches):
        followed = follow(head, changes[start::batches])
        if followed is not None:
            head, learners = followed.head, learners if followed.learner_ids is None else followed.learner_ids
    return head, learners


@given(lives(), st.data(), st.integers(1, 3))
def test_a_register_ends_up_the_same_whatever_the_order_repetition_and_batching(
    changes: list[RegisterChange], data: st.DataObject, batches: int
) -> None:
    repeated = changes + data.draw(st.lists(st.sampled_from(changes)))
    assert _apply(data.draw(st.permutations(repeated)), batches) == _apply(changes, 1)


@given(lives())
def test_a_locked_register_follows_nothing(changes: list[RegisterChange]) -> None:
    assert follow(NEW._replace(state="locked"), changes) is None


@given(lives())
def test_old_news_changes_nothing(changes: list[RegisterChange]) -> None:
    followed = follow(NEW, changes)
    assert isinstance(followed, Followed)
    assert follow(followed.head, changes) is None


def test_only_an_equal_mark_is_unchanged() -> None:
    mark = GivenMark(PEOPLE[0], "late", 40, None, "coach")
    assert unchanged(mark, mark)
    assert not unchanged(mark, None)
    assert not unchanged(mark, mark._replace(remark="The bus was late."))


def test_coaches_and_admins_are_shown_everybody_and_a_learner_only_themselves() -> None:
    coach, learner = PEOPLE[0], PEOPLE[1]
    assert learners_of(coach, coach_ids=[coach], sees_all=False) is None
    assert learners_of(learner, coach_ids=[coach], sees_all=True) is None
    assert learners_of(learner, coach_ids=[coach], sees_all=False) == learner


def test_an_unmarked_learner_gets_the_policys_code_where_it_is_a_known_one() -> None:
    assert [default_code(wanted) for wanted in ("excused", "present", None, "on holiday")] == [
        "excused",
        "present",
        DEFAULT_CODE,
        DEFAULT_CODE,
    ]
    official = official_register([PEOPLE[0]], [], current_version=0, seen_version=None, unmarked="excused")
    assert [(mark.code, mark.source) for mark in official.marks] == [("excused", "policy_default")]
