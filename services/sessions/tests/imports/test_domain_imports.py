"""What becomes of rows, without a database: repeated rows, bookings within a file, seats of a session."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.imports.checks.bookings import FileBookings, RowBooking
from sessions.imports.checks.catalogue import ExistingPerson
from sessions.imports.checks.enrolments import checked_roster
from sessions.imports.checks.report import FirstRow, Keyed, compared, key_of, repeated
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.enrolments import EnrolmentRow
from sessions.session.domain import Coach, Plan, Session, scheduled_session
from sessions.session.seats import Seat, edit_roster
from sessions.words import Acceptance

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
RESOURCES = [uuid4() for _ in range(3)]


def booking(line: int, resource: int, start: int, length: int) -> RowBooking:
    starts_at = BEGIN + timedelta(hours=start)
    return RowBooking(line, RESOURCES[resource], starts_at, starts_at + timedelta(hours=length))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30), st.integers(1, 6)), max_size=40))
def test_a_row_has_what_it_claims_just_where_no_earlier_row_has_it(wanted: list[tuple[int, int, int]]) -> None:
    bookings = FileBookings()
    taken: list[RowBooking] = []

    for line, (resource, start, length) in enumerate(wanted):
        one = booking(line, resource, start, length)
        clash = bookings.take([one])
        assert one.starts_at is not None
        assert one.ends_at is not None
        overlapping = {
            other.line
            for other in taken
            if other.resource_id == one.resource_id
            and other.starts_at is not None
            and other.ends_at is not None
            and other.starts_at < one.ends_at
            and other.ends_at > one.starts_at
        }
        assert (clash is None) == (not overlapping)
        if clash is None:
            taken.append(one)
        else:
            assert clash.line in overlapping


def test_a_row_takes_everything_or_nothing() -> None:
    bookings = FileBookings()
    bookings.take([booking(2, 0, 8, 1)])

    refused = bookings.take([booking(3, 1, 8, 1), booking(3, 0, 8, 1)])

    assert refused is not None
    assert refused.line == 2
    assert bookings.take([booking(4, 1, 8, 1)]) is None


def test_the_first_of_rows_with_one_key_counts_and_those_before_count_too() -> None:
    keys = ["a", "b", "A", "b", key_of("c", "d")]
    rows = [Keyed(line, "x", key) for line, key in enumerate(keys, start=5)]

    folded = [key.lower() for key in keys]
    found = repeated(rows, folded, earlier={key_of("c", "d"): FirstRow(2, key_of("C", "d"))})

    assert {line: repeat.refused("name").detail for line, repeat in found.items()} == {
        7: "'A' is already in line 5, as 'a'; leave one of the two out",
        8: "'b' is already in line 6; leave one of the two out",
        9: "'c' of 'd' is already in line 2, as 'C' of 'd'; leave one of the two out",
    }


@given(st.lists(st.tuples(st.sampled_from("aAb"), st.sampled_from("xy"), st.booleans()), max_size=12))
def test_a_row_is_the_same_just_if_the_first_row_of_its_key_is_right_and_says_the_same(
    rows_given: list[tuple[str, str, bool]],
) -> None:
    wrong = {line for line, (_, _, is_wrong) in enumerate(rows_given) if is_wrong}
    rows = [
        Keyed(line, key, key, digest=Row(line, {"key": key, "name": name}).digest(without=("key",)))
        for line, (key, name, _) in enumerate(rows_given)
    ]

    found = repeated(rows, [row.key.lower() for row in rows], earlier={})

    for line, (key, name, _) in enumerate(rows_given):
        first = next(at for at, (other, _, _) in enumerate(rows_given) if other.lower() == key.lower())
        assert (line in found) == (first != line)
        if line in found:
            assert found[line].says_the_same(wrong) == (rows_given[first][1] == name and first not in wrong)


def test_what_differs_is_an_error_or_a_change() -> None:
    one = uuid4()
    assert compared(2, "x", one, [], import_mode="upsert").result == "unchanged"
    assert compared(2, "x", one, ["name", "role"], import_mode="upsert").detail == "changes name, role"
    refused = compared(2, "x", one, ["name", "role"], import_mode="create")
    assert (refused.result, refused.column, refused.id) == ("error", "name", one)


PEOPLE = {
    f"learner-{n}": ExistingPerson(UUID(int=n), f"learner-{n}", "L", None, "learner", None, None, None)
    for n in range(8)
}


def session(roster: list[Seat], seats_max: int | None) -> Session:
    return scheduled_session(
        Plan(name="Algebra", mode="online", zone="UTC", seats_max=seats_max),
        session_id=uuid4(),
        org_id=uuid4(),
        coaches=(Coach(uuid4(), 10_000),),
        course_ids=(),
        roster=roster,
    )


ACCEPTANCES: list[Acceptance | None] = [None, "invited", "accepted", "declined"]


@given(
    present=st.sets(st.integers(0, 7), max_size=5),
    wanted=st.lists(
        st.tuples(st.integers(0, 7), st.booleans(), st.sampled_from(ACCEPTANCES)), unique_by=lambda x: x[0]
    ),
    seats=st.none() | st.integers(1, 8),
)
def test_seats_are_never_exceeded_and_no_row_is_refused_that_had_one(
    present: set[int], wanted: list[tuple[int, bool, Acceptance | None]], seats: int | None
) -> None:
    if seats is not None:
        seats = max(seats, len(present), 1)
    before = session([Seat(UUID(int=n), "invited") for n in present], seats)
    rows = [
        EnrolmentRow(line, f"learner-{n}", "Algebra", "remove" if is_gone else "add", None if is_gone else acceptance)
        for line, (n, is_gone, acceptance) in enumerate(wanted)
    ]

    checked = checked_roster(rows, before, people=PEOPLE, earlier=0, import_mode="upsert")

    after = edit_roster(before.roster, add=checked.add, remove=checked.remove, seats_max=seats).roster
    assert len(after) == len(before.roster) + sum(checked.learners.values())
    assert seats is None or len(after) <= seats
    if any(outcome.result == "error" for outcome in checked.outcomes):
        assert len(after) == seats
    again = checked_roster(
        [row for row, outcome in zip(rows, checked.outcomes, strict=True) if outcome.result != "error"],
        session(list(after), seats),
        people=PEOPLE,
        earlier=0,
        import_mode="upsert",
    )
    assert {outcome.result for outcome in again.outcomes} <= {"unchanged"}


@pytest.mark.parametrize(("earlier", "result"), [(0, "create"), (1, "error"), (-5, "create")])
def test_learners_of_earlier_rows_take_seats_too(earlier: int, result: str) -> None:
    rows = [EnrolmentRow(2, "learner-1", "Algebra", "add", None)]

    checked = checked_roster(rows, session([], 1), people=PEOPLE, earlier=earlier, import_mode="create")

    assert checked.outcomes[0].result == result
