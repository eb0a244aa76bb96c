"""Totals and effects are a function of the set of events, however they are cut into batches, ordered and repeated."""

from typing import Any

from contracts.envelope import Event
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.arrangements import QUICK, arrangements, in_order, rows_after
from lockstep_testing.databases import Databases
from reports.worker import HANDLERS

LEARNERS = ("anna", "ben", "cleo")
FINAL_ROWS = (
    """SELECT subject_type, subject_id, sessions_completed, minutes_logged, sessions_with_attendance, sessions_attended,
              marks_counted, marks_present, last_completed_at FROM subjects ORDER BY subject_type, subject_id""",
    """SELECT DISTINCT ON (subject_type, subject_id) subject_type, subject_id, features FROM insight_inputs
       ORDER BY subject_type, subject_id, version DESC""",
    """SELECT session_id, completed_at, logged_minutes, locked_at, credited_at, amounts, corrected_minutes,
              corrected_sequence, voided_at, register_amended_at, earnings_sequence
       FROM sessions ORDER BY session_id""",
    "SELECT * FROM attendance_marks ORDER BY session_id, person_id",
    "SELECT * FROM amended_marks ORDER BY session_id, person_id",
)
"""Versions are left out: they count how often a subject was refreshed, and that depends on the batches."""


@given(data=st.data())
@QUICK
async def test_any_order_of_the_three_topics_gives_the_same_totals(
    databases: Databases, new_world: Any, data: st.DataObject
) -> None:
    world = new_world()
    completions: list[Event] = []
    registers: list[Event] = []
    earnings: list[Event] = []
    for session in ("s", "t", "u"):
        learners = data.draw(st.lists(st.sampled_from(LEARNERS), unique=True, min_size=1), f"learners of {session}")
        completions.append(world.completed(session, learners=learners, batch="squad"))
        registers.append(world.locked(session, {name: data.draw(st.booleans()) for name in learners}))
        earnings.append(world.credited(session, ("EUR", 4_200)))
        if data.draw(st.booleans(), "amended"):
            completions.append(world.amended(session, 60, 45))
            earnings += [
                world.reversed(session, ("EUR", 4_200)),
                world.credited(session, ("EUR", 3_150), sequence=3),
            ]
        if data.draw(st.booleans(), "remarked"):
            registers.append(world.remarked(session, learners[0], data.draw(st.booleans())))
        if data.draw(st.booleans(), "voided"):
            completions.append(world.voided(session))
    topics = [completions, registers, earnings]

    expected, found = [
        await rows_after(databases, "reports", HANDLERS, batches, queries=FINAL_ROWS)
        for batches in (in_order(topics), data.draw(arrangements(topics), "batches"))
    ]

    assert found == expected
